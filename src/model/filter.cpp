#include "alexandria/model/filter.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace alexandria::model {

namespace {

// A double beside an int64, without rounding either.
std::partial_ordering compare(std::int64_t a, double b) {
  constexpr double kPastMost = 0x1p63;  // no int64 is as large
  if (std::isnan(b)) return std::partial_ordering::unordered;
  if (b >= kPastMost) return std::partial_ordering::less;
  if (b < -kPastMost) return std::partial_ordering::greater;
  const double whole = std::trunc(b);
  const auto order = a <=> static_cast<std::int64_t>(whole);
  return order != 0 ? std::partial_ordering(order) : whole <=> b;
}

std::partial_ordering reversed(std::partial_ordering order) {
  if (order == std::partial_ordering::less) return std::partial_ordering::greater;
  return order == std::partial_ordering::greater ? std::partial_ordering::less : order;
}

}  // namespace

std::partial_ordering compare_numbers(const Scalar& a, const Scalar& b) {
  const auto* i = std::get_if<std::int64_t>(&a);
  const auto* j = std::get_if<std::int64_t>(&b);
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  if (i != nullptr && j != nullptr) return *i <=> *j;
  if (x != nullptr && y != nullptr) return *x <=> *y;
  if (i != nullptr && y != nullptr) return compare(*i, *y);
  if (x != nullptr && j != nullptr) return reversed(compare(*j, *x));
  return std::partial_ordering::unordered;
}

bool is_complement(FilterOp op) {
  return op == FilterOp::kNe || op == FilterOp::kNin || op == FilterOp::kNotContains ||
         op == FilterOp::kTextNotContains || op == FilterOp::kTextNotMatches;
}

bool is_of_text(FilterOp op) {
  return op == FilterOp::kTextContains || op == FilterOp::kTextNotContains ||
         op == FilterOp::kTextMatches || op == FilterOp::kTextNotMatches;
}

namespace {

std::optional<Scalar> as_scalar(const MetadataValue& value) {
  return std::visit(
      [](const auto& v) -> std::optional<Scalar> {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::vector<Scalar>>)
          return std::nullopt;
        else
          return Scalar(v);
      },
      value);
}

bool in_values(const Filter& filter, const Metadata& metadata) {
  const auto found = metadata.find(filter.key);
  if (found == metadata.end()) return false;
  const auto scalar = as_scalar(found->second);
  return scalar && std::ranges::any_of(filter.values,
                                       [&](const Scalar& v) { return equal_scalars(v, *scalar); });
}

bool contains(const Filter& filter, const Metadata& metadata) {
  const auto found = metadata.find(filter.key);
  if (found == metadata.end()) return false;
  const auto* array = std::get_if<std::vector<Scalar>>(&found->second);
  // No mixing of int and float inside arrays: the variants themselves are compared.
  return array != nullptr && std::ranges::find(*array, filter.values.front()) != array->end();
}

bool compares(const Filter& filter, const Metadata& metadata) {
  const auto found = metadata.find(filter.key);
  if (found == metadata.end()) return false;
  const auto scalar = as_scalar(found->second);
  if (!scalar) return false;
  const auto order = compare_numbers(*scalar, filter.values.front());
  switch (filter.op) {
    case FilterOp::kGt: return order > 0;
    case FilterOp::kGte: return order >= 0;
    case FilterOp::kLt: return order < 0;
    default: return order <= 0;
  }
}

}  // namespace

bool is_number(const Scalar& value) {
  return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

bool equal_scalars(const Scalar& a, const Scalar& b) {
  return is_number(a) ? compare_numbers(a, b) == 0 : a == b;
}

bool matches(const Filter& filter, const Metadata& metadata, const std::string* text,
             const PatternTest& finds) {
  const auto child_matches = [&](const Filter& child) {
    return matches(child, metadata, text, finds);
  };
  const auto has_text = [&] {
    return text != nullptr && text->contains(std::get<std::string>(filter.values.front()));
  };
  const auto has_pattern = [&] {
    return text != nullptr && finds(std::get<std::string>(filter.values.front()), *text);
  };
  switch (filter.op) {
    case FilterOp::kAnd: return std::ranges::all_of(filter.children, child_matches);
    case FilterOp::kOr: return std::ranges::any_of(filter.children, child_matches);
    case FilterOp::kEq:
    case FilterOp::kIn: return in_values(filter, metadata);
    case FilterOp::kNe:
    case FilterOp::kNin: return !in_values(filter, metadata);
    case FilterOp::kContains: return contains(filter, metadata);
    case FilterOp::kNotContains: return !contains(filter, metadata);
    case FilterOp::kTextContains: return has_text();
    case FilterOp::kTextNotContains: return !has_text();
    case FilterOp::kTextMatches: return has_pattern();
    case FilterOp::kTextNotMatches: return !has_pattern();
    default: return compares(filter, metadata);
  }
}

}  // namespace alexandria::model
