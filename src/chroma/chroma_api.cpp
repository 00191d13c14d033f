#include "alexandria/chroma/chroma_api.hpp"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/http/field_value.hpp"
#include "alexandria/http/router.hpp"
#include "answers.hpp"
#include "base64.hpp"
#include "body.hpp"
#include "routes.hpp"

namespace alexandria::chroma {
namespace {

constexpr std::uint64_t kBodyBytesMax = 40ULL << 20;
constexpr std::string_view kSecond = "/api/v2";

// Of the first API; what the library's own has under the same names is the library's.
constexpr std::array<std::string_view, 7> kFirst = {"/api/v1",
                                                    "/api/v1/heartbeat",
                                                    "/api/v1/reset",
                                                    "/api/v1/pre-flight-checks",
                                                    "/api/v1/tenants",
                                                    "/api/v1/databases",
                                                    "/api/v1/count_collections"};

bool is_below(std::string_view path, std::string_view folder) {
  return path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

bool is_of_first(std::string_view path) {
  return std::ranges::any_of(kFirst, [&](std::string_view known) {
    return path == known || (known != kFirst.front() && is_below(path, known));
  });
}

const std::vector<Route>& all_routes() {
  static const std::vector<Route> kRoutes = [] {
    std::vector<Route> out;
    for (auto&& list : {system_routes(), collection_routes(), write_routes(), read_routes()})
      out.insert(out.end(), list.begin(), list.end());
    return out;
  }();
  return kRoutes;
}

// "Bearer KEY" of what came: x-chroma-token, Bearer, or Basic with the key as its password.
std::string credentials(const http::Request& head) {
  constexpr std::string_view kBasic = "Basic ";
  constexpr std::string_view kBearer = "Bearer ";
  const std::string token = head.header("x-chroma-token");
  if (!token.empty()) return token.starts_with(kBearer) ? token : std::string(kBearer) + token;
  const std::string given = head.header("authorization");
  if (!given.starts_with(kBasic)) return given;
  const auto pair = decode_base64(std::string_view(given).substr(kBasic.size()));
  const std::string text = pair.value_or(std::string());
  return std::string(kBearer) + text.substr(std::min(text.find(':'), text.size() - 1) + 1);
}

Result<void> check_type(const http::Request& head) {
  const std::string given = head.header("content-type");
  const std::string type = http::media_type(given);
  const bool is_json =
      type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
  if (given.empty() || is_json) return {};
  return fail(Code::kInvalidArgument, "content_type",
              "Expected request with `Content-Type: application/json`");
}

bool is_uuid(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
      return false;
  }
  return true;
}

}  // namespace

std::vector<RouteRight> route_rights() {
  std::vector<RouteRight> out;
  for (const Route& route : all_routes())
    out.push_back({route.method, route.pattern, route.right});
  return out;
}

http::Response answer(std::string body, int status) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

Result<store::RecordCollectionRow> Call::collection() const {
  std::string id = at("id");
  if (!is_uuid(id)) return wrong_value("Collection ID is not a valid UUIDv4");
  for (char& c : id)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return library.record_collections().find_uuid(tenant(), database(), id);
}

struct ChromaApi::State {
  library::Library& library;
  const auth::Authority& authority;
  ChromaOptions options;
  http::Router router;

  Result<void> authorize(const http::Request& head, auth::Right right, bool is_local) const {
    const std::string key = credentials(head);
    if (!key.empty() || right == auth::Right::kPublic) return authority.authorize(key, right);
    const auto allowed = options.anonymous_right;
    if (!is_local || !allowed)
      return fail(Code::kUnauthenticated, "key_needed",
                  "this address needs the library's key as x-chroma-token, Bearer token or Basic "
                  "password; programs on this machine may go without one where the setting "
                  "chroma.anonymous_role of the server is reader, writer or admin");
    if (*allowed < right)
      return fail(Code::kPermission, "not_allowed",
                  "without a key only what chroma.anonymous_role allows is possible ({}), and this "
                  "needs the right to {}",
                  auth::right_name(*allowed), auth::right_name(right));
    return {};
  }

  Result<http::Response> run(http::Request& request, const Route& route,
                             std::map<std::string, std::string> path) const {
    Call call{library, options, request, std::move(path), {}};
    if (route.takes_body) {
      call.body = TRY(parse_object(request.body));
      request.body = {};
    }
    return route.run(call);
  }
};

ChromaApi::ChromaApi(library::Library& library, const auth::Authority& authority,
                     ChromaOptions options)
    : state_(std::make_unique<State>(library, authority, options)) {
  for (const Route& route : all_routes())
    state_->router.add(route.method, route.pattern);
}
ChromaApi::~ChromaApi() = default;

bool ChromaApi::takes(const std::string& path) {
  return is_below(path, kSecond) || is_of_first(path);
}

http::BodyPlan ChromaApi::plan(const http::Request& head, bool is_local) {
  http::BodyPlan plan;
  if (!is_below(head.path, kSecond)) {
    plan.refusal = error_answer(
        {Code::kUnimplemented, "first_api", "The v1 API is deprecated. Please use /v2 apis"});
    return plan;
  }
  const auto match = state_->router.find(head.method, head.path);
  const auth::Right right = match ? all_routes()[match->route].right : auth::Right::kRead;
  if (const auto admitted = state_->authorize(head, right, is_local); !admitted) {
    plan.refusal = error_answer(admitted.error());
    return plan;
  }
  if (!match) {
    const auto methods = state_->router.methods(head.path);
    plan.refusal = empty_answer(methods.empty() ? 404 : 405);
    if (!methods.empty())
      plan.refusal->headers["allow"] = fmt::format("{}", fmt::join(methods, ","));
    return plan;
  }
  const Route& route = all_routes()[match->route];
  if (const auto type = check_type(head); route.takes_body && !type) {
    plan.refusal = error_answer(type.error());
    return plan;
  }
  const std::string length = head.header("content-length");
  plan.bytes_max = kBodyBytesMax;
  plan.is_stranger = right == auth::Right::kPublic;
  if (std::strtoull(length.c_str(), nullptr, 10) > kBodyBytesMax) {
    plan.refusal = empty_answer(413);
    plan.refusal->body = fmt::format("a body may have {} bytes", kBodyBytesMax);
  }
  return plan;
}

http::Response ChromaApi::handle(http::Request& request) {
  const auto start = std::chrono::steady_clock::now();
  auto match = state_->router.find(request.method, request.path);
  if (!match) return empty_answer(404);
  const Route& route = all_routes()[match->route];
  http::Response response;
  try {
    auto result = state_->run(request, route, std::move(match->parameters));
    response = result ? std::move(*result) : error_answer(result.error());
    if (!result && response.status == 500)
      log::error("{} {}: {}", request.method, request.path, result.error().message);
  } catch (const std::exception& error) {
    log::error("{} {}: {}", request.method, request.path, error.what());
    response = error_answer(
        {Code::kInternal, "internal", "something went wrong inside; the log says what"});
  }
  const std::string label = fmt::format("route=\"{} {}\"", route.method, route.pattern);
  metrics::counter("alexandria_chroma_requests_total", "Requests of Chroma's API.",
                   fmt::format("{},status=\"{}\"", label, response.status))
      .add();
  metrics::histogram("alexandria_chroma_request_seconds", "Time to an answer of Chroma's API.",
                     label)
      .observe(base::seconds_since(start));
  return response;
}

}  // namespace alexandria::chroma
