#include <algorithm>

#include "endpoint.hpp"

namespace alexandria::api {
namespace {

std::string_view schema_type(Type type) {
  switch (type) {
    case Type::kString: return "string";
    case Type::kInteger: return "integer";
    case Type::kNumber: return "number";
    case Type::kBoolean: return "boolean";
    case Type::kObject: return "object";
    case Type::kArray: return "array";
  }
  return "string";
}

json::object object_schema(const std::vector<Field>& fields, bool closed);

json::object field_schema(const Field& field, bool closed) {
  json::object schema{{"type", schema_type(field.type)}};
  if (field.type == Type::kObject && !field.fields.empty())
    schema = object_schema(field.fields, closed);
  if (field.type == Type::kArray)
    schema["items"] = field.fields.empty() ? json::object() : object_schema(field.fields, closed);
  if (!field.description.empty()) schema["description"] = field.description;
  if (field.type == Type::kInteger) schema["minimum"] = field.minimum;
  if (field.type == Type::kInteger && field.maximum > 0) schema["maximum"] = field.maximum;
  if (!field.choices.empty()) {
    json::array choices;
    for (const std::string& choice : field.choices)
      choices.emplace_back(choice);
    schema["enum"] = std::move(choices);
  }
  return schema;
}

json::object object_schema(const std::vector<Field>& fields, bool closed) {
  json::object properties;
  json::array required;
  for (const Field& field : fields) {
    properties[field.name] = field_schema(field, closed);
    if (field.required) required.emplace_back(field.name);
  }
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  if (closed) schema["additionalProperties"] = false;
  return schema;
}

json::array parameters_of(const Endpoint& endpoint) {
  json::array out;
  for (std::size_t at = endpoint.path.find('{'); at != std::string::npos;
       at = endpoint.path.find('{', at + 1)) {
    const std::string name = endpoint.path.substr(at + 1, endpoint.path.find('}', at) - at - 1);
    out.push_back(
        {{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
  }
  for (const Field& field : endpoint.query)
    out.push_back({{"name", field.name},
                   {"in", "query"},
                   {"required", field.required},
                   {"description", field.description},
                   {"schema", field_schema(field, true)}});
  return out;
}

json::object body_of(const Endpoint& endpoint) {
  json::object schema = object_schema(endpoint.fields, true);
  const bool required = std::ranges::any_of(endpoint.fields, &Field::required);
  if (endpoint.body == Body::kJson)
    return {{"required", required}, {"content", {{"application/json", {{"schema", schema}}}}}};
  schema["properties"].as_object()["file"] = {{"type", "string"}, {"format", "binary"}};
  schema["required"] = json::array{"file"};
  return {{"required", true}, {"content", {{"multipart/form-data", {{"schema", schema}}}}}};
}

json::object operation_of(const Endpoint& endpoint) {
  json::object answer{{"description", "Success"}};
  json::object schema =
      endpoint.answer.empty() ? json::object() : object_schema(endpoint.answer, false);
  if (endpoint.status != 204)
    answer["content"] = json::object{{endpoint.content_type, {{"schema", schema}}}};
  json::object responses{{std::to_string(endpoint.status), answer}};
  responses["default"] = {
      {"description", "Error"},
      {"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/Error"}}}}}}}};
  json::object operation{{"operationId", endpoint.id},
                         {"summary", endpoint.summary},
                         {"parameters", parameters_of(endpoint)},
                         {"responses", responses}};
  operation["x-right"] = auth::right_name(endpoint.right);
  if (endpoint.right == auth::Right::kPublic) operation["security"] = json::array();
  if (endpoint.body != Body::kNone) operation["requestBody"] = body_of(endpoint);
  return operation;
}

}  // namespace

std::string make_openapi(const std::vector<Endpoint>& endpoints, const std::string& version) {
  json::object paths;
  for (const Endpoint& endpoint : endpoints) {
    std::string method = endpoint.method;
    for (char& c : method)
      c = static_cast<char>(c + 32);
    if (!paths.contains(endpoint.path)) paths[endpoint.path] = json::object();
    paths[endpoint.path].as_object()[method] = operation_of(endpoint);
  }
  const std::vector<Field> error{{"error", Type::kString, "Stable name of what went wrong.", true},
                                 {"message", Type::kString, "What went wrong, for people.", true},
                                 {"details", Type::kObject, "", true}};
  const json::object document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Alexandria"},
        {"version", version},
        {"description", "A library for the knowledge of a person, a team or a company."},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"security", json::array{json::object{{"key", json::array()}}}},
      {"paths", std::move(paths)},
      {"components",
       {{"securitySchemes", {{"key", {{"type", "http"}, {"scheme", "bearer"}}}}},
        {"schemas", {{"Error", object_schema(error, false)}}}}}};
  return json::serialize(document);
}

}  // namespace alexandria::api
