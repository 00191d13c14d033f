#include "endpoint.hpp"

#include <algorithm>
#include <charconv>

namespace alexandria::api {
namespace {

template <class... Args>
std::unexpected<Error> invalid(fmt::format_string<Args...> format, Args&&... args) {
  return fail(Code::kInvalidArgument, "invalid_input", format, std::forward<Args>(args)...);
}

std::string_view type_name(Type type) {
  switch (type) {
    case Type::kString: return "a string";
    case Type::kInteger: return "an integer";
    case Type::kNumber: return "a number";
    case Type::kBoolean: return "true or false";
    case Type::kObject: return "an object";
    case Type::kArray: return "an array";
  }
  return "";
}

bool has_type(const json::value& value, Type type) {
  switch (type) {
    case Type::kString: return value.is_string();
    case Type::kInteger: return value.is_int64() || value.is_uint64();
    case Type::kNumber: return value.is_number();
    case Type::kBoolean: return value.is_bool();
    case Type::kObject: return value.is_object();
    case Type::kArray: return value.is_array();
  }
  return false;
}

Result<void> check_value(const Field& field, const json::value& value) {
  if (!has_type(value, field.type))
    return invalid("'{}' must be {}", field.name, type_name(field.type));
  if (field.type == Type::kInteger) {
    const bool huge = value.is_uint64();
    const std::int64_t number = huge ? 0 : value.get_int64();
    if (huge || number < field.minimum || (field.maximum > 0 && number > field.maximum))
      return invalid("'{}' must be {}{}, not {}", field.name,
                     field.maximum > 0 ? fmt::format("{} to {}", field.minimum, field.maximum)
                                       : fmt::format("at least {}", field.minimum),
                     "", json::serialize(value));
  }
  if (!field.choices.empty() &&
      std::ranges::find(field.choices, std::string_view(value.get_string())) == field.choices.end())
    return invalid("'{}' must be one of {}, not '{}'", field.name, fmt::join(field.choices, ", "),
                   std::string_view(value.get_string()));
  return {};
}

// A query parameter is text; it becomes a value of the declared type.
Result<json::value> from_text(const Field& field, const std::string& text) {
  if (field.type == Type::kInteger) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
      return invalid("'{}' must be an integer, not '{}'", field.name, text);
    return json::value(number);
  }
  if (field.type == Type::kBoolean) {
    if (text != "true" && text != "false")
      return invalid("'{}' must be true or false, not '{}'", field.name, text);
    return json::value(text == "true");
  }
  return json::value(text);
}

Result<void> take_fields(const std::vector<Field>& declared, const json::object& given,
                         json::object& out) {
  for (const auto& [name, value] : given) {
    const auto field = std::ranges::find(declared, std::string_view(name),
                                         [](const Field& f) -> std::string_view { return f.name; });
    if (field == declared.end())
      return fail(Code::kInvalidArgument, "unknown_field", "there is no field '{}' here",
                  std::string_view(name));
    if (value.is_null() && !field->required) continue;
    TRY(check_value(*field, value));
    out[name] = value;
  }
  for (const Field& field : declared)
    if (field.required && !out.contains(field.name)) return invalid("'{}' is missing", field.name);
  return {};
}

}  // namespace

std::string Input::text(const std::string& name, const std::string& otherwise) const {
  const json::value* value = values.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : otherwise;
}

std::int64_t Input::integer(const std::string& name, std::int64_t otherwise) const {
  const json::value* value = values.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
}

Result<Input> read_input(const Endpoint& endpoint, http::Request& request,
                         std::map<std::string, std::string> path) {
  Input input;
  input.path = std::move(path);
  input.session = session_of_cookies(request.header("cookie"));
  input.stop = request.stop;
  input.deadline = request.deadline;
  json::object query;
  for (const auto& [name, text] : request.query) {
    const auto field = std::ranges::find(endpoint.query, name, &Field::name);
    if (field == endpoint.query.end())
      return fail(Code::kInvalidArgument, "unknown_field", "there is no query parameter '{}' here",
                  name);
    query[name] = TRY(from_text(*field, text));
  }
  TRY(take_fields(endpoint.query, query, input.values));
  if (endpoint.body == Body::kJson) {
    boost::system::error_code error;
    const json::value body =
        request.body.empty() ? json::value(json::object()) : json::parse(request.body, error);
    if (error)
      return fail(Code::kInvalidArgument, "invalid_json", "the body is not JSON: {}",
                  error.message());
    if (!body.is_object())
      return fail(Code::kInvalidArgument, "invalid_json", "the body must be a JSON object");
    TRY(take_fields(endpoint.fields, body.get_object(), input.values));
  }
  if (endpoint.body == Body::kMultipart) {
    for (const auto& [name, value] : request.fields)
      if (std::ranges::find(endpoint.fields, name, &Field::name) == endpoint.fields.end())
        return fail(Code::kInvalidArgument, "unknown_field", "there is no field '{}' here", name);
    input.files = request.files;
    input.form = request.fields;
  }
  return input;
}

http::Response json_response(const json::value& value, int status) {
  http::Response response;
  response.status = status;
  response.body = json::serialize(value);
  return response;
}

std::vector<Field> page_fields() {
  return {{"limit", Type::kInteger, "Items wanted.", false, 0, 1000},
          {"offset", Type::kInteger, "Items to leave out at the beginning.", false, 0, 0}};
}

json::object page(json::array data, std::uint64_t total, const Input& input) {
  return {{"data", std::move(data)},
          {"total", total},
          {"limit", input.integer("limit", 50)},
          {"offset", input.integer("offset", 0)}};
}

}  // namespace alexandria::api
