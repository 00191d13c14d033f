#include "endpoint.hpp"

#include <algorithm>

#include "alexandria/http/field_value.hpp"
#include "alexandria/text/unicode.hpp"
#include "json_body.hpp"

namespace alexandria::api {
namespace {

constexpr std::int64_t kListLimit = 50;
constexpr std::int64_t kListLimitMax = 1000;

Result<void> read_parameters(const Endpoint& endpoint, const http::Request& request,
                             const std::map<std::string, std::string>& path, Input& input) {
  for (const auto& [name, given] : path) {
    const auto declared = std::ranges::find(endpoint.path_parameters, name, &Member::name);
    const Schema schema = declared == endpoint.path_parameters.end() ? text() : declared->schema;
    input.values[name] = TRY(schema.from_text(given, "'" + name + "' of the address"));
  }
  for (const auto& [name, given] : request.query) {
    const auto declared = std::ranges::find(endpoint.query, name, &Member::name);
    if (declared == endpoint.query.end())
      return fail(Code::kInvalidArgument, "unknown_field", "there is no query parameter '{}' here",
                  text::to_valid_utf8(name));
    input.values[name] = TRY(declared->schema.from_text(given, "'" + name + "'"));
  }
  for (const Member& member : endpoint.query)
    if (member.required && !input.values.contains(member.name))
      return fail(Code::kInvalidArgument, "invalid_input", "'{}' is missing", member.name);
  return {};
}

Result<void> read_json(const Endpoint& endpoint, const http::Request& request, Input& input) {
  const std::string type = request.header("content-type");
  if (!type.empty() && http::media_type(type) != "application/json")
    return fail(Code::kInvalidArgument, "json_needed", "the body must be application/json, not {}",
                text::to_valid_utf8(type));
  const json::value body =
      request.body.empty() ? json::value(json::object()) : TRY(parse_body(request.body));
  if (!body.is_object())
    return fail(Code::kInvalidArgument, "invalid_json", "the body must be a JSON object");
  TRY(endpoint.fields.check(body, ""));
  for (const auto& [name, value] : body.get_object())
    input.values[name] = value;
  return {};
}

// Fields come as bytes: the name of a file, for one, need not be text. They are judged as text.
std::string field_text(const std::string& bytes) {
  return text::is_valid_utf8(bytes) ? bytes : text::shown_name(bytes);
}

Result<void> read_form(const Endpoint& endpoint, http::Request& request, Input& input) {
  json::object form;
  for (const auto& [name, value] : request.fields)
    form[field_text(name)] = field_text(value);
  if (form.contains("file"))
    return fail(Code::kInvalidArgument, "file_missing",
                "the part 'file' has no file name: send it with filename=\"NAME\", as "
                "curl -F file=@PATH does");
  TRY(endpoint.fields.check(form, ""));
  for (const auto& [name, value] : form)
    input.values[name] = value;
  for (const auto& [name, value] : request.fields)
    input.form[name] = value;
  for (const http::UploadedFile& file : request.files)
    if (file.field != "file")
      return fail(Code::kInvalidArgument, "unknown_field", "there is no field '{}' here",
                  text::to_valid_utf8(file.field));
  if (request.files.empty())
    return fail(Code::kInvalidArgument, "file_missing",
                "the form has no part named 'file' with a file name; curl -F file=@PATH sends one");
  if (request.files.size() > 1)
    return fail(Code::kInvalidArgument, "too_many_files", "a request takes one file, not {}",
                request.files.size());
  input.files = request.files;
  return {};
}

}  // namespace

Endpoint::Endpoint(std::string m, std::string p, std::string i, std::string s)
    : method(std::move(m)), path(std::move(p)), id(std::move(i)), summary(std::move(s)) {}

Endpoint Endpoint::needs(auth::Right needed) && {
  right = needed;
  return std::move(*this);
}

Endpoint Endpoint::at(std::string name, const Schema& schema, const std::string& about) && {
  path_parameters.push_back(required(std::move(name), schema, about));
  return std::move(*this);
}

Endpoint Endpoint::takes_query(Members parameters) && {
  query = std::move(parameters);
  return std::move(*this);
}

Endpoint Endpoint::takes_json(const Schema& schema) && {
  body = Body::kJson;
  fields = schema;
  return std::move(*this);
}

Endpoint Endpoint::takes_form(Members members) && {
  body = Body::kForm;
  fields = object(std::move(members));
  return std::move(*this);
}

Endpoint Endpoint::gives(int status, const Schema& schema, const std::string& about) && {
  answers.push_back({status, about, "application/json", schema});
  return std::move(*this);
}

Endpoint Endpoint::gives_content(const std::string& content_type, const std::string& about) && {
  answers.push_back({200, about, content_type});
  return std::move(*this);
}

Endpoint Endpoint::gives_nothing() && {
  answers.push_back({204, "Done", ""});
  return std::move(*this);
}

Endpoint Endpoint::gives_events(Members events) && {
  answers.push_back({200, "Server-sent events", "text/event-stream", text(), std::move(events)});
  return std::move(*this);
}

Endpoint Endpoint::refuses(int status, std::string reasons) && {
  refusals[status] = std::move(reasons);
  return std::move(*this);
}

Endpoint Endpoint::takes_long() && {
  is_long = true;
  return std::move(*this);
}

Endpoint Endpoint::runs(Run function) && {
  run = std::move(function);
  return std::move(*this);
}

std::string Input::bytes(const std::string& name) const {
  const auto found = form.find(name);
  return found == form.end() ? std::string() : found->second;
}

std::string Input::text(std::string_view name, std::string_view otherwise) const {
  const json::value* value = values.if_contains(name);
  return std::string(value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                            : otherwise);
}

std::int64_t Input::integer(std::string_view name, std::int64_t otherwise) const {
  const json::value* value = values.if_contains(name);
  if (value == nullptr || !value->is_number()) return otherwise;
  return value->is_double() ? static_cast<std::int64_t>(value->get_double())
                            : value->to_number<std::int64_t>();
}

bool Input::truth(std::string_view name) const {
  const json::value* value = values.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

Result<Input> read_input(const Endpoint& endpoint, http::Request& request,
                         const std::map<std::string, std::string>& path) {
  Input input;
  input.token = request.header(kTokenHeader);
  input.session = session_of_cookies(request.header("cookie"));
  input.stop = request.stop;
  input.deadline = request.deadline;
  TRY(read_parameters(endpoint, request, path, input));
  if (endpoint.body == Body::kJson) TRY(read_json(endpoint, request, input));
  if (endpoint.body == Body::kForm) TRY(read_form(endpoint, request, input));
  return input;
}

http::Response json_response(const json::value& value, int status) {
  http::Response response;
  response.status = status;
  response.body = json::serialize(value);
  return response;
}

http::Response no_content() { return {.status = 204, .content_type = ""}; }

Members page_parameters(Members others) {
  others.push_back(optional("limit", integer(0, kListLimitMax),
                            fmt::format("Items wanted; {} unless said otherwise.", kListLimit)));
  others.push_back(optional("offset", integer(), "Items to leave out at the beginning."));
  return others;
}

Page page_of(const Input& input) {
  return {static_cast<std::uint64_t>(input.integer("limit", kListLimit)),
          static_cast<std::uint64_t>(input.integer("offset", 0))};
}

http::Response list_response(json::array data, std::uint64_t total, const Input& input) {
  const Page page = page_of(input);
  return json_response({{"data", std::move(data)},
                        {"total", total},
                        {"limit", page.limit},
                        {"offset", page.offset}});
}

}  // namespace alexandria::api
