#pragma once
// The filter tree: the Chroma `where` language, one parser (filter_json.cpp) and one reference
// evaluator. The index evaluates the same tree by bitmaps and is tested against `matches`.
#include <optional>
#include <string>
#include <vector>

#include "alexandria/model/metadata.hpp"

namespace alexandria::model {

enum class FilterOp {
  kAnd,
  kOr,
  kEq,
  kNe,
  kGt,
  kGte,
  kLt,
  kLte,
  kIn,
  kNin,
  kContains,
  kNotContains
};

struct Filter {
  FilterOp op = FilterOp::kAnd;
  std::string key;               // of all but kAnd and kOr
  std::vector<Scalar> values;    // one, or for kIn and kNin at least one
  std::vector<Filter> children;  // of kAnd and kOr, at least one
};

/// Its value as a number; none for a bool or a string.
std::optional<double> as_number(const Scalar& scalar);

/// Whether two scalars are equal to a filter: int and float compare as numbers; a bool is never a
/// number; strings only equal strings.
bool equal_scalars(const Scalar& a, const Scalar& b);

/// The reference meaning of a filter. $ne, $nin and $not_contains are full complements: they match
/// rows without the key.
bool matches(const Filter& filter, const Metadata& metadata);

/// Parses `{"key": value}`, `{"key": {"$op": value}}`, `{"$and": [...]}`, `{"$or": [...]}`. An
/// object has exactly one key; a depth over 32 or more than 1,000 nodes is refused. Errors:
/// kInvalidArgument `invalid_filter`.
Result<Filter> filter_from_json(std::string_view json);

}  // namespace alexandria::model
