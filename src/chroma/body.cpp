#include "body.hpp"

#include <limits>

#include "answers.hpp"

namespace alexandria::chroma {
namespace {

constexpr std::size_t kDepthMax = 64;

}  // namespace

Result<json::object> parse_object(const std::string& body) {
  if (body.empty())
    return wrong_value("Failed to parse the request body as JSON: EOF while parsing a value");
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = kDepthMax;
  json::value value = json::parse(body, error, {}, options);
  if (error) return wrong_value("Failed to parse the request body as JSON: {}", error.message());
  if (!value.is_object())
    return wrong_shape("", "invalid type: {}, expected a map", kind_of(value));
  return std::move(value.get_object());
}

const json::value* given(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

std::string kind_of(const json::value& value) {
  constexpr std::size_t kShown = 200;
  const std::string said = json::serialize(value).substr(0, kShown);
  switch (value.kind()) {
    case json::kind::null: return "null";
    case json::kind::bool_: return fmt::format("boolean `{}`", said);
    case json::kind::int64:
    case json::kind::uint64: return fmt::format("integer `{}`", said);
    case json::kind::double_: return fmt::format("floating point `{}`", value.get_double());
    case json::kind::string: return "string " + said;
    case json::kind::array: return "sequence";
    case json::kind::object: return "map";
  }
  return "value";
}

Result<std::optional<std::string>> text_if(const json::object& object, std::string_view name) {
  const json::value* value = given(object, name);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string())
    return wrong_shape(name, "invalid type: {}, expected a string", kind_of(*value));
  return std::optional<std::string>(value->get_string());
}

Result<std::string> text_of(const json::object& object, std::string_view name) {
  auto text = TRY(text_if(object, name));
  if (text) return std::move(*text);
  if (object.contains(name)) return wrong_shape(name, "invalid type: null, expected a string");
  return wrong_shape("", "missing field `{}`", name);
}

Result<bool> truth_if(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return false;
  if (!value->is_bool())
    return wrong_shape(name, "invalid type: {}, expected a boolean", kind_of(*value));
  return value->get_bool();
}

Result<std::optional<std::uint64_t>> u32_if(const json::object& object, std::string_view name) {
  const json::value* value = given(object, name);
  if (value == nullptr) return std::optional<std::uint64_t>();
  if (!value->is_int64() || value->get_int64() < 0 ||
      value->get_int64() > std::numeric_limits<std::uint32_t>::max())
    return wrong_shape(name, "invalid {}: {}, expected u32", value->is_int64() ? "value" : "type",
                       kind_of(*value));
  return std::optional(static_cast<std::uint64_t>(value->get_int64()));
}

Result<std::optional<std::vector<std::string>>> texts_if(const json::object& object,
                                                         std::string_view name) {
  const json::value* value = given(object, name);
  if (value == nullptr) return std::optional<std::vector<std::string>>();
  if (!value->is_array())
    return wrong_shape(name, "invalid type: {}, expected a sequence", kind_of(*value));
  std::vector<std::string> out;
  for (const json::value& item : value->get_array()) {
    if (!item.is_string())
      return wrong_shape(fmt::format("{}[{}]", name, out.size()),
                         "invalid type: {}, expected a string", kind_of(item));
    out.emplace_back(item.get_string());
  }
  return std::optional(std::move(out));
}

std::optional<model::Scalar> scalar_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::bool_: return value.get_bool();
    case json::kind::int64: return value.get_int64();
    case json::kind::uint64: return static_cast<double>(value.get_uint64());
    case json::kind::double_: return value.get_double();
    case json::kind::string: return std::string(value.get_string());
    default: return std::nullopt;
  }
}

}  // namespace alexandria::chroma
