#include "alexandria/base/metrics.hpp"
#include "json_views.hpp"

namespace alexandria::api {
namespace {

constexpr const char* kMetricsType = "text/plain; version=0.0.4";
constexpr const char* kPageType = "text/html; charset=utf-8";

http::Response plain(std::string body, std::string content_type) {
  http::Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

Result<http::Response> live(Context&, Input&) { return json_response({{"status", "ok"}}); }

Result<http::Response> ready(Context& context, Input&) {
  if (context.library.nodes().is_draining())
    return fail(Code::kUnavailable, "draining", "this node is stopping: ask another one");
  if (context.library.nodes().is_warming())
    return fail(Code::kUnavailable, "warming", "this node opens its indexes: ask another one");
  TRY(context.library.collections().list());
  return json_response({{"status", "ok"}});
}

// A library on a full disk is ready: it answers and deletes.
Result<http::Response> health(Context& context, Input&) {
  const library::Health health = context.library.upkeep().health();
  return json_response({{"status", health.writable ? "ok" : "read_only"},
                        {"reason", health.writable ? "" : "disk_full"},
                        {"message", health.reason},
                        {"behind_positions", context.library.nodes().behind()}});
}

Result<http::Response> nodes(Context& context, Input&) {
  json::array data;
  for (const store::NodeRow& node : TRY(context.library.nodes().list()))
    data.push_back({{"node_id", node.node_id},
                    {"address", node.address},
                    {"version", node.version},
                    {"state", node.state},
                    {"workers", node.workers},
                    {"started_ms", node.started_ms},
                    {"heartbeat_ms", node.heartbeat_ms},
                    {"behind_positions", node.behind}});
  return json_response({{"data", std::move(data)}});
}

Result<http::Response> version(Context& context, Input&) {
  return json_response({{"version", context.version}});
}

Result<http::Response> check(Context& context, Input& input) {
  const auto report = TRY(context.library.upkeep().check(input.truth("repair"), input.stop));
  return json_response({{"ok", report.ok},
                        {"problems", json::value_from(report.problems)},
                        {"repaired", json::value_from(report.repaired)},
                        {"waiting", json::value_from(report.waiting)}});
}

Result<http::Response> print_metrics(Context&, Input&) {
  return plain(metrics::print(), kMetricsType);
}

Result<http::Response> openapi(Context& context, Input&) {
  return plain(context.openapi(), "application/json");
}

Result<http::Response> docs(Context&, Input&) { return plain(std::string(docs_page()), kPageType); }

}  // namespace

std::vector<Endpoint> system_endpoints() {
  using auth::Right;
  const Schema alive = object({required("status", choice({"ok"}))}).named("Alive");
  const Schema whole = object({required("status", choice({"ok", "read_only"})),
                               required("reason", choice({"", "disk_full"})),
                               required("message", text(), "For people; empty where all is well."),
                               required("behind_positions", integer(),
                                        "Positions that this node's indexes are behind.")})
                           .named("Health");
  const Schema node =
      object({required("node_id", text()),
              required("address", text(), "Where it is reached; empty until it listens."),
              required("version", text()),
              required("state", choice({"ready", "draining", "lost"}),
                       "Lost: it gave no sign of life for ten seconds."),
              required("workers", integer(), "Jobs that it runs at a time."),
              required("started_ms", integer()),
              required("heartbeat_ms", integer(), "By the database's clock, as all times here."),
              required("behind_positions", integer(),
                       "Positions that its indexes are behind the database.")})
          .named("Node");
  return {
      get("/api/v1/health/live", "health_live", "Whether the process runs.")
          .needs(Right::kPublic)
          .gives(200, alive)
          .runs(live),
      get("/api/v1/health/ready", "health_ready", "Whether requests can be answered.")
          .needs(Right::kPublic)
          .gives(200, alive)
          .runs(ready),
      get("/api/v1/health", "health", "Whether the library takes writes, and if not, why.")
          .needs(Right::kRead)
          .gives(200, whole)
          .runs(health),
      get("/api/v1/nodes", "list_nodes", "The nodes that serve this library, oldest first.")
          .needs(Right::kRead)
          .gives(200, object({required("data", list_of(node))}))
          .runs(nodes),
      get("/api/v1/version", "version", "The program's version.")
          .needs(Right::kPublic)
          .gives(200, object({required("version", text())}).named("Version"))
          .runs(version),
      post("/api/v1/check", "check",
           "Proves checksums, references, feed and index against each other.")
          .needs(Right::kAdmin)
          .takes_json(object({optional("repair", truth(), "Rebuild indexes that disagree.")}))
          .gives(200, check_report_schema())
          .takes_long()
          .runs(check),
      get("/metrics", "metrics", "Metrics in the Prometheus text format.")
          .needs(Right::kRead)
          .gives_content(kMetricsType, "The metrics.")
          .runs(print_metrics),
      get("/openapi.json", "openapi", "This API as OpenAPI 3.1.")
          .needs(Right::kPublic)
          .gives(200, map_of(any()))
          .runs(openapi),
      get("/docs", "docs", "This API as a page to try it.")
          .needs(Right::kPublic)
          .gives_content(kPageType, "The page.")
          .runs(docs),
  };
}

}  // namespace alexandria::api
