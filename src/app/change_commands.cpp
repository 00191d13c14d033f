#include "alexandria/http/message.hpp"
#include "commands.hpp"
#include "terminal.hpp"

namespace alexandria::app {
namespace {

void print_job(const json::value& job) {
  std::string line = fmt::format("{}  {:<9}  {}/{}", text_at(job, "job_id"), text_at(job, "state"),
                                 integer_at(job, "done"), integer_at(job, "total"));
  if (const json::value* left = job.get_object().if_contains("seconds_left"))
    line += fmt::format("  {} left", duration_text(left->to_number<double>()));
  line += "  " + shortened(printable(text_at(job, "title")), 60);
  if (!text_at(job, "reason").empty()) line += "  (" + printable(text_at(job, "reason")) + ")";
  fmt::print("{}\n", line);
}

}  // namespace

int run_delete(const Target& target, const Settings& settings,
               const std::vector<std::string>& documents) {
  auto service = open_service(target, settings, Use::kRead);
  if (!service) return report(service.error(), target.as_json);
  json::array deleted;
  for (const std::string& document : documents) {
    const auto reply =
        (*service)->call("DELETE", "/api/v1/documents/" + http::encode_percent(document), "");
    if (!reply) return report(reply.error(), target.as_json);
    deleted.emplace_back(document);
    if (!target.as_json) fmt::print("deleted {}\n", document);
  }
  if (target.as_json)
    fmt::print("{}\n", json::serialize(json::object{{"deleted", std::move(deleted)}}));
  return 0;
}

int run_jobs(const Target& target, const Settings& settings, const JobsOptions& options) {
  const bool change = !options.cancel.empty() || !options.retry.empty();
  auto service = open_service(target, settings, change ? Use::kChange : Use::kRead);
  if (!service) return report(service.error(), target.as_json);
  Result<json::value> answer;
  if (change) {
    const std::string& job = options.cancel.empty() ? options.retry : options.cancel;
    answer = (*service)->post("/api/v1/jobs/" + http::encode_percent(job) +
                                  (options.cancel.empty() ? "/retry" : "/cancel"),
                              json::object());
  } else {
    answer = (*service)->get(
        fmt::format("/api/v1/jobs?limit={}{}", options.limit,
                    options.state.empty() ? "" : "&state=" + http::encode_percent(options.state)));
  }
  if (!answer) return report(answer.error(), target.as_json);
  if (target.as_json) {
    fmt::print("{}\n", json::serialize(*answer));
  } else if (change) {
    print_job(*answer);
  } else {
    for (const json::value& job : answer->at("data").as_array())
      print_job(job);
    fmt::print("{} of {} jobs\n", answer->at("data").as_array().size(),
               integer_at(*answer, "total"));
  }
  return 0;
}

int run_nodes(const Target& target, const Settings& settings) {
  auto service = open_service(target, settings, Use::kRead);
  if (!service) return report(service.error(), target.as_json);
  const Result<json::value> answer = (*service)->get("/api/v1/nodes");
  if (!answer) return report(answer.error(), target.as_json);
  if (target.as_json) {
    fmt::print("{}\n", json::serialize(*answer));
    return 0;
  }
  const json::array& nodes = answer->at("data").as_array();
  for (const json::value& node : nodes)
    fmt::print("{}  {:<8}  {}  version {}, {} positions behind\n", text_at(node, "node_id"),
               text_at(node, "state"),
               text_at(node, "address").empty() ? "(no address)" : text_at(node, "address"),
               text_at(node, "version"), integer_at(node, "behind_positions"));
  if (nodes.empty()) fmt::print("No node serves this library now.\n");
  return 0;
}

int run_check(const Target& target, const Settings& settings, bool repair) {
  auto service = open_service(target, settings, Use::kRead);
  // A library too damaged to be opened is what was asked about, and no failure to ask.
  const bool damaged = !service && service.error().code == Code::kDataLoss &&
                       service.error().reason == "database_damaged";
  if (!service && !damaged) return report(service.error(), target.as_json);
  const Result<json::value> answer =
      damaged ? json::value{{"ok", false},
                            {"problems", json::array{service.error().message}},
                            {"repaired", json::array()},
                            {"waiting", json::array()}}
              : (*service)->post("/api/v1/check", json::object{{"repair", repair}});
  if (!answer) return report(answer.error(), target.as_json);
  const bool ok = answer->at("ok").as_bool();
  if (target.as_json) {
    fmt::print("{}\n", json::serialize(*answer));
  } else {
    for (const json::value& problem : answer->at("problems").as_array())
      fmt::print("problem: {}\n", std::string_view(problem.as_string()));
    for (const json::value& repaired : answer->at("repaired").as_array())
      fmt::print("repaired: {}\n", std::string_view(repaired.as_string()));
    for (const json::value& waiting : answer->at("waiting").as_array())
      fmt::print("deleted, not yet gone from the files: {}\n",
                 std::string_view(waiting.as_string()));
    fmt::print("{}\n", ok ? "Everything agrees." : "There are problems.");
  }
  return ok ? 0 : 1;
}

}  // namespace alexandria::app
