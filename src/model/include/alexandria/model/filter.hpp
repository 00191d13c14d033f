#pragma once
// The filter tree: the Chroma `where` language, one parser (filter_json.cpp) and one reference
// evaluator. The index evaluates the same tree by bitmaps and is tested against `matches`.
#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
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
  kContains,     // of arrays
  kNotContains,  // of arrays
  kTextContains,
  kTextNotContains,
  kTextMatches,  // a regular expression
  kTextNotMatches
};

/// Whether an operator is the complement of another: it matches rows without the key, of another
/// type, or without a text, too.
bool is_complement(FilterOp op);
/// Whether it looks at the record's text and not at its metadata.
bool is_of_text(FilterOp op);

struct Filter {
  FilterOp op = FilterOp::kAnd;
  std::string key;               // of what looks at metadata
  std::vector<Scalar> values;    // one, or for kIn and kNin at least one
  std::vector<Filter> children;  // of kAnd (none: all rows) and kOr (none: no row)
};

/// Whether it is an integer or a float; a bool is none.
bool is_number(const Scalar& value);

/// How two numbers compare by value, an int64 and a double exactly too; unordered unless both are
/// numbers (a bool is none).
std::partial_ordering compare_numbers(const Scalar& a, const Scalar& b);

/// Whether two scalars are equal to a filter: int and float compare as numbers; a bool is never a
/// number; strings only equal strings.
bool equal_scalars(const Scalar& a, const Scalar& b);

/// Whether a regular expression is found anywhere in a text.
using PatternTest = std::function<bool(const std::string& pattern, std::string_view text)>;

/// The reference meaning of a filter. $ne, $nin and $not_contains are full complements: they match
/// rows without the key. `text` is the record's, null where it has none; a text contains what it
/// has byte by byte. Patterns are for `finds`, which is needed only where the filter has any.
bool matches(const Filter& filter, const Metadata& metadata, const std::string* text = nullptr,
             const PatternTest& finds = {});

/// Parses `{"key": value}`, `{"key": {"$op": value}}`, `{"$and": [...]}`, `{"$or": [...]}`. An
/// object has exactly one key; a depth over 32 or more than 1,000 nodes is refused. Errors:
/// kInvalidArgument `invalid_filter`.
Result<Filter> filter_from_json(std::string_view json);

}  // namespace alexandria::model
