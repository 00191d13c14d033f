#include "alexandria/model/filter.hpp"

#include <algorithm>
#include <optional>

namespace alexandria::model {

std::optional<double> as_number(const Scalar& scalar) {
  if (const auto* i = std::get_if<std::int64_t>(&scalar)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&scalar)) return *d;
  return std::nullopt;
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
  const auto have = as_number(*scalar);
  const auto want = as_number(filter.values.front());
  if (!have || !want) return false;
  switch (filter.op) {
    case FilterOp::kGt: return *have > *want;
    case FilterOp::kGte: return *have >= *want;
    case FilterOp::kLt: return *have < *want;
    default: return *have <= *want;
  }
}

}  // namespace

bool equal_scalars(const Scalar& a, const Scalar& b) {
  const auto x = as_number(a);
  const auto y = as_number(b);
  if (x && y) return *x == *y;
  return a == b;
}

bool matches(const Filter& filter, const Metadata& metadata) {
  const auto child_matches = [&](const Filter& child) { return matches(child, metadata); };
  switch (filter.op) {
    case FilterOp::kAnd: return std::ranges::all_of(filter.children, child_matches);
    case FilterOp::kOr: return std::ranges::any_of(filter.children, child_matches);
    case FilterOp::kEq:
    case FilterOp::kIn: return in_values(filter, metadata);
    case FilterOp::kNe:
    case FilterOp::kNin: return !in_values(filter, metadata);
    case FilterOp::kContains: return contains(filter, metadata);
    case FilterOp::kNotContains: return !contains(filter, metadata);
    default: return compares(filter, metadata);
  }
}

}  // namespace alexandria::model
