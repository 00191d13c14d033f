#include "alexandria/base/metrics.hpp"
#include "endpoint.hpp"

namespace alexandria::api {
namespace {

http::Response plain(std::string body, std::string content_type) {
  http::Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

}  // namespace

std::vector<Endpoint> system_endpoints() {
  using auth::Right;
  const std::vector<Field> status{{"status", Type::kString, "", true}};
  std::vector<Endpoint> out;
  out.push_back({.method = "GET",
                 .path = "/api/v1/health/live",
                 .id = "health_live",
                 .summary = "Whether the process runs.",
                 .right = Right::kPublic,
                 .answer = status,
                 .run = [](Context&, Input&) -> Result<http::Response> {
                   return json_response({{"status", "ok"}});
                 }});
  out.push_back({.method = "GET",
                 .path = "/api/v1/health/ready",
                 .id = "health_ready",
                 .summary = "Whether requests can be answered.",
                 .right = Right::kPublic,
                 .answer = status,
                 .run = [](Context& context, Input&) -> Result<http::Response> {
                   TRY(context.library.collections().list());
                   return json_response({{"status", "ok"}});
                 }});
  out.push_back({.method = "GET",
                 .path = "/api/v1/version",
                 .id = "version",
                 .summary = "The program's version.",
                 .right = Right::kPublic,
                 .answer = {{"version", Type::kString, "", true}},
                 .run = [](Context& context, Input&) -> Result<http::Response> {
                   return json_response({{"version", context.version}});
                 }});
  out.push_back({.method = "POST",
                 .path = "/api/v1/check",
                 .id = "check",
                 .summary = "Proves checksums, references, feed and index against each other.",
                 .right = Right::kAdmin,
                 .body = Body::kJson,
                 .fields = {{"repair", Type::kBoolean, "Rebuild indexes that disagree."}},
                 .answer = {{"ok", Type::kBoolean, "", true},
                            {"problems", Type::kArray, "", true},
                            {"repaired", Type::kArray, ""},
                            {"waiting", Type::kArray, "Deletions not yet gone from every file."}},
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   const json::value* repair = input.values.if_contains("repair");
                   const auto report =
                       TRY(context.library.upkeep().check(repair != nullptr && repair->get_bool()));
                   return json_response({{"ok", report.ok},
                                         {"problems", json::value_from(report.problems)},
                                         {"repaired", json::value_from(report.repaired)},
                                         {"waiting", json::value_from(report.waiting)}});
                 }});
  out.push_back({.method = "GET",
                 .path = "/metrics",
                 .id = "metrics",
                 .summary = "Metrics in the Prometheus text format.",
                 .right = Right::kRead,
                 .content_type = "text/plain; version=0.0.4",
                 .run = [](Context&, Input&) -> Result<http::Response> {
                   return plain(metrics::print(), "text/plain; version=0.0.4");
                 }});
  out.push_back({.method = "GET",
                 .path = "/openapi.json",
                 .id = "openapi",
                 .summary = "This API as OpenAPI 3.1.",
                 .right = Right::kPublic,
                 .run = [](Context& context, Input&) -> Result<http::Response> {
                   return plain(context.openapi(), "application/json");
                 }});
  out.push_back({.method = "GET",
                 .path = "/docs",
                 .id = "docs",
                 .summary = "This API as a page to try it.",
                 .right = Right::kPublic,
                 .content_type = "text/html; charset=utf-8",
                 .run = [](Context&, Input&) -> Result<http::Response> {
                   return plain(std::string(docs_page()), "text/html; charset=utf-8");
                 }});
  return out;
}

}  // namespace alexandria::api
