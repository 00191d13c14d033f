#include "alexandria/auth/sessions.hpp"
#include "endpoint.hpp"

namespace alexandria::api {
namespace {

// Not sent along from other sites, not readable by scripts.
std::string cookie(const std::string& token, std::int64_t seconds) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}", kSessionCookie, token,
                     seconds);
}

constexpr std::int64_t kCookieSeconds = 30LL * 24 * 3600;

Result<http::Response> open_session(Context& context, Input& input) {
  const std::string once = input.text("once");
  const std::string key = input.text("key");
  if (!once.empty()) {
    if (!context.sessions.use_once(once))
      return fail(Code::kUnauthenticated, "link_used",
                  "this link was used already or is too old; start the library again for a new "
                  "one, or enter the key");
  } else {
    TRY(context.authority.authorize("Bearer " + key, auth::Right::kRead));
  }
  http::Response response{.status = 204};
  response.headers["set-cookie"] = cookie(context.sessions.open(), kCookieSeconds);
  return response;
}

}  // namespace

std::string session_of_cookies(const std::string& cookies) {
  const std::string name = std::string(kSessionCookie) + "=";
  for (std::size_t at = cookies.find(name); at != std::string::npos;
       at = cookies.find(name, at + 1)) {
    if (at > 0 && cookies[at - 1] != ' ' && cookies[at - 1] != ';') continue;
    const std::size_t begin = at + name.size();
    return cookies.substr(begin, cookies.find(';', begin) - begin);
  }
  return {};
}

std::vector<Endpoint> session_endpoints() {
  using auth::Right;
  std::vector<Endpoint> out;
  out.push_back(
      {.method = "POST",
       .path = "/api/v1/session",
       .id = "open_session",
       .summary = "Opens a session of the page: a cookie for a one-time word or the key.",
       .right = Right::kPublic,
       .status = 204,
       .body = Body::kJson,
       .fields = {{"once", Type::kString, "The word of the link that the first start prints."},
                  {"key", Type::kString, "The key."}},
       .run = open_session});
  out.push_back({.method = "DELETE",
                 .path = "/api/v1/session",
                 .id = "close_session",
                 .summary = "Ends the session.",
                 .right = Right::kPublic,
                 .status = 204,
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   context.sessions.close(input.session);
                   http::Response response{.status = 204};
                   response.headers["set-cookie"] = cookie("", 0);
                   return response;
                 }});
  return out;
}

}  // namespace alexandria::api
