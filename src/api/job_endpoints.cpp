#include "alexandria/base/clock.hpp"
#include "job_events.hpp"
#include "json_views.hpp"

namespace alexandria::api {
namespace {

std::int64_t now_ms() { return base::SystemClock().now_ms(); }

// Server-sent events: the job whenever it changed, the end once it has ended.
Result<http::Response> events(Context& context, Input& input) {
  http::Response response;
  response.content_type = "text/event-stream";
  response.events = TRY(context.job_events.topic(input.path["id"]));
  return response;
}

}  // namespace

std::vector<Endpoint> job_endpoints() {
  using auth::Right;
  std::vector<Field> wanted = page_fields();
  wanted.push_back({.name = "state",
                    .description = "Only in this state.",
                    .choices = {"queued", "running", "done", "failed", "cancelled"}});
  std::vector<Endpoint> out;
  out.push_back({.method = "GET",
                 .path = "/api/v1/jobs",
                 .id = "list_jobs",
                 .summary = "Jobs, newest first.",
                 .right = Right::kRead,
                 .query = wanted,
                 .answer = list_fields(job_fields()),
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   const auto list = TRY(context.library.jobs().list(
                       input.text("state"), static_cast<std::uint64_t>(input.integer("limit", 50)),
                       static_cast<std::uint64_t>(input.integer("offset", 0))));
                   json::array data;
                   for (const auto& job : list.jobs)
                     data.push_back(view(job, now_ms()));
                   return json_response(page(std::move(data), list.total, input));
                 }});
  out.push_back({.method = "GET",
                 .path = "/api/v1/jobs/{id}",
                 .id = "get_job",
                 .summary = "One job with its progress.",
                 .right = Right::kRead,
                 .answer = job_fields(),
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   return json_response(
                       view(TRY(context.library.jobs().find(input.path["id"])), now_ms()));
                 }});
  out.push_back({.method = "GET",
                 .path = "/api/v1/jobs/{id}/events",
                 .id = "job_events",
                 .summary = "A job's progress as server-sent events.",
                 .right = Right::kRead,
                 .content_type = "text/event-stream",
                 .run = events});
  out.push_back({.method = "POST",
                 .path = "/api/v1/jobs/{id}/cancel",
                 .id = "cancel_job",
                 .summary = "Stops a job and removes what it brought.",
                 .right = Right::kWrite,
                 .body = Body::kJson,
                 .answer = job_fields(),
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   TRY(context.library.jobs().cancel(input.path["id"]));
                   return json_response(
                       view(TRY(context.library.jobs().find(input.path["id"])), now_ms()));
                 }});
  out.push_back({.method = "POST",
                 .path = "/api/v1/jobs/{id}/retry",
                 .id = "retry_job",
                 .summary = "Tries a failed or cancelled job again.",
                 .right = Right::kWrite,
                 .body = Body::kJson,
                 .answer = job_fields(),
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   TRY(context.library.jobs().retry(input.path["id"]));
                   return json_response(
                       view(TRY(context.library.jobs().find(input.path["id"])), now_ms()));
                 }});
  return out;
}

}  // namespace alexandria::api
