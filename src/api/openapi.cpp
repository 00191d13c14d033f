#include <map>

#include "answer_schemas.hpp"
#include "endpoint.hpp"

namespace alexandria::api {
namespace {

using Objects = Schema::Objects;

// What any endpoint may answer with.
const std::map<int, std::string>& refusals_of_all() {
  static const std::map<int, std::string> kRefusals = {
      {400, "The request is not what the address takes."},
      {403, "The request comes from a host or a page that is not answered."},
      {500, "Something went wrong inside; the log says what."},
      {503, "Not possible at the moment; try again."}};
  return kRefusals;
}

std::map<int, std::string> refusals_of(const Endpoint& endpoint) {
  std::map<int, std::string> out = endpoint.refusals;
  out.insert(refusals_of_all().begin(), refusals_of_all().end());
  if (endpoint.right != auth::Right::kPublic) out.emplace(401, "A key is needed.");
  if (endpoint.method != "GET")
    out.emplace(507, "The disk is full: the library answers and deletes, and takes nothing new.");
  if (endpoint.body == Body::kNone) return out;
  out.emplace(413, "The body is over the limit.");
  out.emplace(415, endpoint.body == Body::kJson ? "The body is not application/json."
                                                : "The body is not multipart/form-data.");
  return out;
}

json::object parameter(const Member& member, const char* place) {
  json::object out{{"name", member.name},
                   {"in", place},
                   {"required", member.required},
                   {"schema", member.schema.to_json(Objects::kClosed)}};
  return out;
}

json::array parameters_of(const Endpoint& endpoint) {
  json::array out;
  for (const Member& member : endpoint.path_parameters)
    out.push_back(parameter(member, "path"));
  for (const Member& member : endpoint.query)
    out.push_back(parameter(member, "query"));
  return out;
}

json::object body_of(const Endpoint& endpoint) {
  json::object schema = endpoint.fields.to_json(Objects::kClosed);
  if (endpoint.body == Body::kJson)
    return {{"required", schema.contains("required") || schema.contains("anyOf")},
            {"content", {{"application/json", {{"schema", schema}}}}}};
  schema["properties"].as_object()["file"] = {{"type", "string"}, {"format", "binary"}};
  schema["required"] = json::array{"file"};
  return {{"required", true}, {"content", {{"multipart/form-data", {{"schema", schema}}}}}};
}

// Each event of a stream: its name, and JSON as its data.
json::object event_of(const Member& event) {
  return {{"type", "object"},
          {"required", {"event", "data"}},
          {"properties",
           {{"id", {{"type", "string"}}},
            {"event", {{"type", "string"}, {"const", event.name}}},
            {"data",
             {{"type", "string"},
              {"contentMediaType", "application/json"},
              {"contentSchema", event.schema.to_json(Objects::kOpen)}}}}}};
}

json::object content_of(const Answer& answer) {
  if (answer.events.empty()) return {{"schema", answer.schema.to_json(Objects::kOpen)}};
  json::array events;
  for (const Member& event : answer.events)
    events.push_back(event_of(event));
  return {{"schema", {{"oneOf", std::move(events)}}}};
}

json::object responses_of(const Endpoint& endpoint) {
  json::object responses;
  for (const Answer& answer : endpoint.answers) {
    json::object& response =
        responses.emplace(std::to_string(answer.status), json::object()).first->value().as_object();
    response.emplace("description", answer.about);
    if (answer.content_type.empty()) continue;
    if (!response.contains("content")) response["content"] = json::object();
    response["content"].as_object()[answer.content_type] = content_of(answer);
  }
  const json::object error{
      {"application/json", {{"schema", error_schema().to_json(Objects::kOpen)}}}};
  for (const auto& [status, reasons] : refusals_of(endpoint))
    responses[std::to_string(status)] = {{"description", reasons}, {"content", error}};
  return responses;
}

json::object operation_of(const Endpoint& endpoint) {
  json::object operation{{"operationId", endpoint.id},
                         {"summary", endpoint.summary},
                         {"parameters", parameters_of(endpoint)},
                         {"responses", responses_of(endpoint)},
                         {"x-right", auth::right_name(endpoint.right)}};
  if (endpoint.right == auth::Right::kPublic) operation["security"] = json::array();
  if (endpoint.body != Body::kNone) operation["requestBody"] = body_of(endpoint);
  return operation;
}

// Every schema with a name, wherever it stands.
void collect(const Schema& schema, Objects objects, json::object& out) {
  if (!schema.name().empty()) {
    if (out.contains(schema.name())) return;
    out[schema.name()] = json::object();  // a name that stands in itself is collected once
    out[schema.name()] = schema.definition(objects);
  }
  for (const Member& member : schema.members())
    collect(member.schema, objects, out);
  for (const Schema& part : schema.parts())
    collect(part, objects, out);
}

void collect(const Members& members, Objects objects, json::object& out) {
  for (const Member& member : members)
    collect(member.schema, objects, out);
}

json::object components_of(const std::vector<Endpoint>& endpoints) {
  json::object out;
  collect(error_schema(), Objects::kOpen, out);
  out["FilterValues"] = json::parse(R"json({
    "description": "Values of one type.",
    "anyOf": [{"type": "array", "minItems": 1, "items": {"type": "string"}},
              {"type": "array", "minItems": 1, "items": {"type": "number"}},
              {"type": "array", "minItems": 1, "items": {"type": "boolean"}}]})json");
  for (const Endpoint& endpoint : endpoints) {
    collect(endpoint.path_parameters, Objects::kClosed, out);
    collect(endpoint.query, Objects::kClosed, out);
    collect(endpoint.fields, Objects::kClosed, out);
    for (const Answer& answer : endpoint.answers) {
      collect(answer.schema, Objects::kOpen, out);
      collect(answer.events, Objects::kOpen, out);
    }
  }
  return out;
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
        {"schemas", components_of(endpoints)}}}};
  return json::serialize(document);
}

}  // namespace alexandria::api
