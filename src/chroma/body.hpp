#pragma once
// Fields of a JSON body by their types. Null and absent are the same unless it is said otherwise.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "alexandria/base/result.hpp"
#include "alexandria/model/metadata.hpp"

namespace alexandria::chroma {

namespace json = boost::json;

/// kInvalidArgument: 400 for what is no JSON, 422 for what is no object. An empty body is none.
Result<json::object> parse_object(const std::string& body);
/// nullptr where it is absent or null.
const json::value* given(const json::object& object, std::string_view name);
/// 422 where it is absent.
Result<std::string> text_of(const json::object& object, std::string_view name);
Result<std::optional<std::string>> text_if(const json::object& object, std::string_view name);
Result<bool> truth_if(const json::object& object, std::string_view name);
/// A whole number of 32 bits.
Result<std::optional<std::uint64_t>> u32_if(const json::object& object, std::string_view name);
Result<std::optional<std::vector<std::string>>> texts_if(const json::object& object,
                                                         std::string_view name);
/// "string \"x\"", "integer `1`": what a value is, for messages.
std::string kind_of(const json::value& value);
/// Nothing for null, arrays and objects. Whole numbers above int64 become floats.
std::optional<model::Scalar> scalar_of(const json::value& value);

}  // namespace alexandria::chroma
