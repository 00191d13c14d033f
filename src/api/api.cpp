#include "alexandria/api/api.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/ranges.h>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/http/host.hpp"
#include "alexandria/http/router.hpp"
#include "alexandria/text/unicode.hpp"
#include "endpoint.hpp"
#include "job_events.hpp"
#include "web_files.hpp"

namespace alexandria::api {
namespace {

constexpr std::uint64_t kJsonBytesMax = 8ULL << 20;
constexpr std::uint64_t kPublicBytesMax = 64 << 10;   // of what anybody may send
constexpr std::uint64_t kFormBytesOver = 1ULL << 20;  // what a form holds beside its file

std::vector<Endpoint> all_endpoints() {
  std::vector<Endpoint> out;
  for (auto&& list : {system_endpoints(), collection_endpoints(), document_endpoints(),
                      content_endpoints(), job_endpoints(), search_endpoints(), ask_endpoints(),
                      conversation_endpoints(), session_endpoints()})
    out.insert(out.end(), list.begin(), list.end());
  return out;
}

}  // namespace

std::string openapi_document(const std::string& version) {
  return make_openapi(all_endpoints(), version);
}

struct Api::State {
  State(library::Library& l, auth::Authority a, ApiOptions o)
      : authority(std::move(a)),
        options(std::move(o)),
        web(options.web_folder),
        job_events([&l](const std::string& id) { return l.jobs().find(id); }),
        context{l, authority, options.version, [this] { return openapi; }, job_events},
        chroma(l, authority, options.chroma) {
    endpoints = all_endpoints();
    for (const Endpoint& endpoint : endpoints)
      router.add(endpoint.method, endpoint.path);
    openapi = make_openapi(endpoints, options.version);
  }
  auth::Authority authority;
  ApiOptions options;
  WebFiles web;
  JobEvents job_events;
  Context context;
  chroma::ChromaApi chroma;
  std::vector<Endpoint> endpoints;
  http::Router router;
  std::string openapi;

  // A page of another site must not reach a server on loopback through its visitor's browser.
  Result<void> check_origin(const http::Request& head) const {
    if (!options.loopback) return {};
    const auto host = head.headers.find("host");  // HTTP/1.0, which no browser speaks, may lack it
    if (host != head.headers.end() && !is_ours(http::parse_host(host->second)))
      return fail(Code::kPermission, "foreign_host",
                  "requests for the host '{}' are not answered here",
                  text::to_valid_utf8(host->second));
    const auto origin = head.headers.find("origin");
    if (origin != head.headers.end() && !is_ours(http::parse_origin(origin->second)))
      return foreign_origin(origin->second);
    return {};
  }

  bool is_ours(const Result<http::Host>& host) const {
    return host && (http::is_loopback(host->name) || host->name == options.listen_host ||
                    options.hosts.contains(host->name));
  }

  // A proxy may rewrite the Host, and not the Origin.
  bool is_our_page(const std::string& origin, const std::string& host) const {
    const auto page = http::parse_origin(origin);
    return http::is_same_host(origin, host) || (page && options.hosts.contains(page->name));
  }

  static std::unexpected<Error> foreign_origin(const std::string& origin) {
    return fail(Code::kPermission, "foreign_origin",
                "requests from the page '{}' are not answered here", text::to_valid_utf8(origin));
  }

  Result<const Endpoint*> endpoint_of(const http::Request& head,
                                      std::map<std::string, std::string>* path) const {
    auto match = router.find(head.method, head.path);
    if (!match) {
      if (!router.methods(head.path).empty())
        return fail(Code::kUnimplemented, "method_not_allowed", "{} is not possible on {}",
                    head.method, head.path);
      return fail(Code::kNotFound, "address_not_found", "there is nothing at {}", head.path);
    }
    if (path != nullptr) *path = std::move(match->parameters);
    return &endpoints[match->route];
  }

  std::string allowed_methods(const std::string& path) const {
    return fmt::format("{}", fmt::join(router.methods(path), ", "));
  }

  // The page's cookie; a page of another place cannot use it.
  Result<bool> has_session(const http::Request& head) {
    const std::string token = session_of_cookies(head.header("cookie"));
    if (token.empty() || !TRY(context.library.sessions().is_open(token))) return false;
    const std::string origin = head.header("origin");
    if (!origin.empty() && !is_our_page(origin, head.header("host"))) return foreign_origin(origin);
    return true;
  }

  // Somebody who need not show a key may still have done so.
  bool is_known(const http::Request& head) {
    return authority.authorize(head.header("authorization"), auth::Right::kRead) ||
           has_session(head).value_or(false);
  }

  Result<const Endpoint*> admit(const http::Request& head) {
    TRY(check_origin(head));
    auto endpoint = endpoint_of(head, nullptr);
    if (head.header("authorization").empty() && TRY(has_session(head))) return endpoint;
    // Without a key nobody learns which addresses exist.
    TRY(authority.authorize(head.header("authorization"),
                            endpoint ? (*endpoint)->right : auth::Right::kRead));
    return endpoint;
  }

  Result<http::Response> run(http::Request& request, std::string& id) {
    std::map<std::string, std::string> path;
    const Endpoint* endpoint = TRY(endpoint_of(request, &path));
    id = endpoint->id;
    Input input = TRY(read_input(*endpoint, request, path));
    return endpoint->run(context, input);
  }
};

Api::Api(library::Library& library, auth::Authority authority, ApiOptions options)
    : state_(std::make_unique<State>(library, std::move(authority), std::move(options))) {}
Api::~Api() = default;

std::string Api::openapi() const { return state_->openapi; }
void Api::drain() { state_->job_events.drain(); }

http::BodyPlan Api::plan(const http::Request& head) {
  http::BodyPlan plan;
  if (state_->check_origin(head)) {
    if (chroma::ChromaApi::takes(head.path))
      return state_->chroma.plan(head, state_->options.loopback && http::is_loopback(head.peer));
    plan.refusal = state_->web.find(head);  // a file of the page: an answer without a right
    if (plan.refusal) return plan;
  }
  const auto endpoint = state_->admit(head);
  if (!endpoint) {
    plan.refusal = error_response(endpoint.error());
    if (endpoint.error().reason == "method_not_allowed")
      plan.refusal->headers["allow"] = state_->allowed_methods(head.path);
    return plan;
  }
  plan.is_long = (*endpoint)->is_long;
  plan.is_stranger = (*endpoint)->right == auth::Right::kPublic && !state_->is_known(head);
  if ((*endpoint)->body == Body::kJson)
    plan.bytes_max = (*endpoint)->right == auth::Right::kPublic ? kPublicBytesMax : kJsonBytesMax;
  if ((*endpoint)->body == Body::kForm) {
    plan.multipart = true;
    const auto state = state_->context.library.upkeep().health();
    if (!state.writable)
      plan.refusal = error_response({Code::kResourceExhausted, "disk_full", state.reason});
    plan.bytes_max = state_->context.library.uploads().bytes_max() + kFormBytesOver;
  }
  return plan;
}

http::Response Api::handle(http::Request& request) {
  if (chroma::ChromaApi::takes(request.path)) return state_->chroma.handle(request);
  const auto start = std::chrono::steady_clock::now();
  std::string id = "none";
  http::Response response;
  try {
    auto result = state_->run(request, id);
    response = result ? std::move(*result) : error_response(result.error());
    if (!result && response.status == 500)
      log::error("{} {}: {}", request.method, request.path, result.error().message);
  } catch (const std::exception& error) {
    log::error("{} {}: {}", request.method, request.path, error.what());
    response = error_response(
        {Code::kInternal, "internal", "something went wrong inside; the log says what"});
  }
  metrics::counter("alexandria_http_requests_total", "Requests by endpoint and status.",
                   fmt::format("endpoint=\"{}\",status=\"{}\"", id, response.status))
      .add();
  metrics::histogram("alexandria_http_request_seconds", "Time to an answer by endpoint.",
                     fmt::format("endpoint=\"{}\"", id))
      .observe(base::seconds_since(start));
  return response;
}

}  // namespace alexandria::api
