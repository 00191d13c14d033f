#include "alexandria/base/clock.hpp"
#include "job_events.hpp"
#include "json_views.hpp"

namespace alexandria::api {
namespace {

std::int64_t now_ms() { return base::SystemClock().now_ms(); }

Result<http::Response> list(Context& context, Input& input) {
  const Page page = page_of(input);
  const auto list = TRY(context.library.jobs().list(input.text("state"), page.limit, page.offset));
  json::array data;
  for (const auto& job : list.jobs)
    data.push_back(view(job, now_ms()));
  return list_response(std::move(data), list.total, input);
}

Result<http::Response> find(Context& context, Input& input) {
  return json_response(view(TRY(context.library.jobs().find(input.text("id"))), now_ms()));
}

Result<http::Response> cancel(Context& context, Input& input) {
  TRY(context.library.jobs().cancel(input.text("id")));
  return find(context, input);
}

Result<http::Response> retry(Context& context, Input& input) {
  TRY(context.library.jobs().retry(input.text("id")));
  return find(context, input);
}

// Server-sent events: the job whenever it changed, the end once it has ended.
Result<http::Response> events(Context& context, Input& input) {
  http::Response response;
  response.content_type = "text/event-stream";
  response.events = TRY(context.job_events.topic(input.text("id")));
  return response;
}

Members job_events() {
  return {
      required("job", job_schema()),
      optional("reconnect", object({required("reason", choice({"draining"}))}),
               "The node stops: the stream ends here, and goes on where it is asked for again.")};
}

}  // namespace

std::vector<Endpoint> job_endpoints() {
  using auth::Right;
  const char* unknown = "There is no such job.";
  return {
      get("/api/v1/jobs", "list_jobs", "Jobs, newest first.")
          .needs(Right::kRead)
          .takes_query(page_parameters({optional("state", job_state(), "Only in this state.")}))
          .gives(200, page_schema(job_schema()))
          .runs(list),
      get("/api/v1/jobs/{id}", "get_job", "One job with its progress.")
          .needs(Right::kRead)
          .at("id", identifier())
          .gives(200, job_schema())
          .refuses(404, unknown)
          .runs(find),
      get("/api/v1/jobs/{id}/events", "job_events", "A job's progress as server-sent events.")
          .needs(Right::kRead)
          .at("id", identifier())
          .gives_events(job_events())
          .refuses(404, unknown)
          .runs(events),
      post("/api/v1/jobs/{id}/cancel", "cancel_job", "Stops a job and removes what it brought.")
          .needs(Right::kWrite)
          .at("id", identifier())
          .takes_json(object({}))
          .gives(200, job_schema())
          .refuses(404, unknown)
          .runs(cancel),
      post("/api/v1/jobs/{id}/retry", "retry_job", "Tries a failed or cancelled job again.")
          .needs(Right::kWrite)
          .at("id", identifier())
          .takes_json(object({}))
          .gives(200, job_schema())
          .refuses(404, unknown)
          .refuses(409, "It neither failed nor was cancelled, or a newer version is there.")
          .runs(retry),
  };
}

}  // namespace alexandria::api
