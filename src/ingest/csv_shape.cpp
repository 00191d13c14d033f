#include <algorithm>
#include <map>
#include <set>

#include "alexandria/text/unicode.hpp"
#include "csv_cells.hpp"
#include "csv_dialect.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kPreambleMax = 60;
constexpr double kMost = 0.8;  // of the values of a column
constexpr int kSameKind = -3;  // what speaks for a header, and against it
constexpr int kOtherKind = 3;
constexpr int kRepeated = -2;
constexpr int kSamePattern = -1;
constexpr int kOtherPattern = 1;

std::size_t count_filled(const CsvRecord& record) {
  return static_cast<std::size_t>(std::ranges::count_if(
      record.fields, [](const std::string& field) { return !text::trim(field).empty(); }));
}

// Values of a column below the first record of the table.
std::vector<std::string> values_of(const std::vector<CsvRecord>& first, std::size_t begin,
                                   std::size_t column) {
  std::vector<std::string> out;
  for (std::size_t i = begin + 1; i < first.size(); ++i) {
    if (column >= first[i].fields.size()) continue;
    std::string value = text::squeeze(first[i].fields[column]);
    if (!value.empty()) out.push_back(std::move(value));
  }
  return out;
}

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

// How much a column speaks for `name` being its name rather than one of its values.
int evidence(const std::string& name, const std::vector<std::string>& values) {
  if (name.empty() || values.empty()) return 0;
  const auto kind = common_kind(values, cell_kind);
  const CellKind of_name = cell_kind(name);
  if (of_name != CellKind::kText) {
    const bool may_be_name = is_year(name) && !std::ranges::any_of(values, is_year);
    return may_be_name ? 0 : kSameKind;
  }
  if (kind && *kind != CellKind::kText) return kOtherKind;
  if (std::ranges::find(values, name) != values.end()) return kRepeated;
  const auto pattern = common_kind(values, cell_pattern);
  if (!pattern) return 0;
  const std::string of_this = cell_pattern(name);
  if (of_this != *pattern) return kOtherPattern;
  const bool says_something = of_this.size() > 2;  // more than "Aa", a word like any
  return says_something ? kSamePattern : 0;
}

bool has_header(const std::vector<CsvRecord>& first, std::size_t begin) {
  if (begin + 1 >= first.size()) return false;
  const std::vector<std::string>& names = first[begin].fields;
  int sum = 0;
  std::set<std::string> different;
  for (std::size_t column = 0; column < names.size(); ++column) {
    const std::string name = text::squeeze(names[column]);
    sum += evidence(name, values_of(first, begin, column));
    if (!name.empty() && !different.insert(name).second) --sum;
  }
  // Nothing speaks for either: most tables have one, most lists have none.
  return names.size() > 1 ? sum >= 0 : sum > 0;
}

}  // namespace

bool is_line_of_text(const CsvRecord& record, std::size_t width) {
  if (count_filled(record) != 1 || text::trim(record.fields[0]).empty()) return false;
  return width > 1 && (record.fields.size() == 1 || width > 2);
}

namespace {

// A table begins where there are as many fields as in most records; its header may have one less.
std::size_t count_preamble(const std::vector<CsvRecord>& first, std::size_t width) {
  const auto begins = [&](const CsvRecord& record) {
    return record.fields.size() >= width && count_filled(record) > 0 &&
           !is_line_of_text(record, width);
  };
  const auto end =
      first.begin() + static_cast<std::ptrdiff_t>(std::min(first.size(), kPreambleMax));
  const auto table = std::find_if(first.begin(), end, begins);
  if (table == end || table == first.begin()) return 0;
  const CsvRecord& before = *(table - 1);
  const bool is_header = width > 2 && before.fields.size() + 1 == width &&
                         count_filled(before) == before.fields.size();
  return static_cast<std::size_t>(table - first.begin()) - (is_header ? 1 : 0);
}

}  // namespace

namespace {

bool may_be_name(const std::string& field) {
  const CellKind kind = cell_kind(field);
  return kind == CellKind::kText || kind == CellKind::kEmpty || is_year(text::trim(field));
}

// Names of groups stand over several columns each: they have gaps behind them, or are repeated.
bool is_of_groups(const std::vector<std::string>& names) {
  std::set<std::string> different;
  bool has_gap = false;
  for (const std::string& field : names) {
    std::string name = text::squeeze(field);
    if (name.empty())
      has_gap = true;
    else if (!different.insert(std::move(name)).second)
      return true;
  }
  return has_gap && different.size() > 1;
}

// The second record names columns too if what stands below it is of another kind.
bool has_second_header(const std::vector<CsvRecord>& first, std::size_t begin) {
  if (begin + 2 >= first.size()) return false;
  const std::vector<std::string>& upper = first[begin].fields;
  const std::vector<std::string>& lower = first[begin + 1].fields;
  if (upper.size() != lower.size() || !is_of_groups(upper)) return false;
  if (!std::ranges::all_of(upper, may_be_name) || !std::ranges::all_of(lower, may_be_name))
    return false;
  int of_other_kind = 0;
  for (std::size_t column = 0; column < lower.size(); ++column) {
    const std::string name = text::squeeze(lower[column]);
    const int one = evidence(name, values_of(first, begin + 1, column));
    if (one < 0 || (name.empty() && text::trim(upper[column]).empty())) return false;
    of_other_kind += one == kOtherKind ? 1 : 0;
  }
  return of_other_kind > 1;  // a row of values may have one word among numbers
}

}  // namespace

std::size_t count_own_table(const std::vector<CsvRecord>& first, std::size_t begin,
                            std::size_t end) {
  constexpr std::size_t kRecordsMin = 3;
  const std::size_t width = first[begin].fields.size();
  std::vector<CsvRecord> records;
  for (std::size_t i = begin; i < end && first[i].fields.size() == width; ++i)
    records.push_back(first[i]);
  if (width < 2 || records.size() < kRecordsMin) return 0;
  std::size_t of_other_kind = 0;
  for (std::size_t column = 0; column < width; ++column) {
    const std::string name = text::squeeze(records[0].fields[column]);
    const int one = evidence(name, values_of(records, 0, column));
    if (one < 0 || name.empty()) return 0;
    of_other_kind += one == kOtherKind ? 1 : 0;
  }
  return of_other_kind > 1 ? records.size() : 0;  // pairs of a name and a value have one
}

bool begins_table(const std::vector<CsvRecord>& section, std::size_t begin, std::size_t width) {
  const CsvRecord& first = section[begin];
  if (begin + 1 >= section.size() || count_filled(first) < 2) return false;
  std::vector<CsvRecord> records;
  for (std::size_t i = begin; i < section.size(); ++i) {
    if (section[i].fields.size() != first.fields.size()) return false;
    records.push_back(section[i]);
  }
  int of_other_kind = 0;
  for (std::size_t column = 0; column < first.fields.size(); ++column) {
    const std::string name = text::squeeze(first.fields[column]);
    const std::vector<std::string> values = values_of(records, 0, column);
    const int one = evidence(name, values);
    if (one < 0 || (name.empty() && !values.empty())) return false;
    of_other_kind += one == kOtherKind ? 1 : 0;
  }
  return of_other_kind > (first.fields.size() != width ? 0 : 1);
}

namespace {

// Until the first empty line below the first rows: what follows may be a table of another shape.
std::vector<CsvRecord> first_section(const std::vector<CsvRecord>& first, std::size_t begin) {
  constexpr std::size_t kRecordsMin = 3;
  std::size_t end = std::min(begin + kRecordsMin, first.size());
  while (end < first.size() && count_filled(first[end]) > 0)
    ++end;
  return {first.begin(), first.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace

CsvShape find_csv_shape(const std::vector<CsvRecord>& first, std::size_t width) {
  CsvShape out;
  if (width > 1) out.preamble = count_preamble(first, width);
  const std::vector<CsvRecord> table = first_section(first, out.preamble);
  const bool has_two = width > 2 && has_second_header(table, out.preamble);
  out.has_header = has_two || has_header(table, out.preamble);
  out.header_rows = has_two ? 2 : out.has_header ? 1 : 0;
  return out;
}

}  // namespace alexandria::ingest
