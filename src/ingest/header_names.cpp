#include "header_names.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "alexandria/text/unicode.hpp"
#include "csv_cells.hpp"

namespace alexandria::ingest {
namespace {

constexpr double kMost = 0.8;  // of the values of a column
constexpr int kSameKind = -3;  // what speaks for a header, and against it
constexpr int kRepeated = -2;
constexpr int kSamePattern = -1;
constexpr int kOtherPattern = 1;

// What most of the values are by `kind_of`, if most are the same.
template <typename KindOf>
auto common_kind(const std::vector<std::string>& values, KindOf kind_of)
    -> std::optional<decltype(kind_of(values[0]))> {
  std::map<decltype(kind_of(values[0])), std::size_t> counts;
  for (const std::string& value : values)
    ++counts[kind_of(value)];
  for (const auto& [kind, count] : counts)
    if (static_cast<double>(count) >= kMost * static_cast<double>(values.size())) return kind;
  return std::nullopt;
}

bool is_year(std::string_view name) {
  return name.size() == 4 && (name.starts_with("19") || name.starts_with("20")) &&
         cell_kind(name) == CellKind::kNumber;
}

bool may_be_name(const std::string& field) {
  const CellKind kind = cell_kind(field);
  return kind == CellKind::kText || kind == CellKind::kEmpty || is_year(text::trim(field));
}

}  // namespace

int name_evidence(const std::string& name, const std::vector<std::string>& values) {
  if (name.empty() || values.empty()) return 0;
  const auto kind = common_kind(values, cell_kind);
  const CellKind of_name = cell_kind(name);
  if (of_name != CellKind::kText) {
    const bool may_be_name = is_year(name) && !std::ranges::any_of(values, is_year);
    return may_be_name ? 0 : kSameKind;
  }
  if (kind && *kind != CellKind::kText) return kOtherKindBelow;
  if (std::ranges::find(values, name) != values.end()) return kRepeated;
  const auto pattern = common_kind(values, cell_pattern);
  if (!pattern) return 0;
  const std::string of_this = cell_pattern(name);
  if (of_this != *pattern) return kOtherPattern;
  const bool says_something = of_this.size() > 2;  // more than "Aa", a word like any
  return says_something ? kSamePattern : 0;
}

bool are_names_of_groups(const std::vector<std::string>& row) {
  std::set<std::string> different;
  bool has_gap = false;
  for (const std::string& field : row) {
    std::string name = text::squeeze(field);
    if (name.empty())
      has_gap = true;
    else if (!different.insert(std::move(name)).second)
      return true;
  }
  return has_gap && different.size() > 1;
}

bool are_names_below(const std::vector<std::string>& upper, const std::vector<std::string>& lower,
                     const std::function<std::vector<std::string>(std::size_t)>& values_of) {
  if (!std::ranges::all_of(upper, may_be_name) || !std::ranges::all_of(lower, may_be_name))
    return false;
  int of_other_kind = 0;
  for (std::size_t column = 0; column < lower.size(); ++column) {
    const std::string name = text::squeeze(lower[column]);
    const int one = name_evidence(name, values_of(column));
    if (one < 0 || (name.empty() && text::trim(upper[column]).empty())) return false;
    of_other_kind += one == kOtherKindBelow ? 1 : 0;
  }
  return of_other_kind > 1;  // a row of values may have one word among numbers
}

}  // namespace alexandria::ingest
