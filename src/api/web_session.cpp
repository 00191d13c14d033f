#include "endpoint.hpp"

namespace alexandria::api {
namespace {

// Not sent along from other sites, not readable by scripts.
std::string cookie(const std::string& token, std::int64_t seconds) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}", kSessionCookie, token,
                     seconds);
}

constexpr std::uint64_t kWordMax = 1024;
constexpr std::int64_t kCookieSeconds = 30LL * 24 * 3600;

Result<http::Response> open_session(Context& context, Input& input) {
  const std::string once = input.text("once");
  const std::string key = input.text("key");
  if (!once.empty()) {
    if (!TRY(context.library.sessions().use_once(once)))
      return fail(Code::kUnauthenticated, "link_used",
                  "this link was used already or is too old; start the library again for a new "
                  "one, or enter the key");
  } else {
    TRY(context.authority.authorize("Bearer " + key, auth::Right::kRead));
  }
  http::Response response = no_content();
  response.headers["set-cookie"] = cookie(TRY(context.library.sessions().open()), kCookieSeconds);
  return response;
}

Result<http::Response> close_session(Context& context, Input& input) {
  TRY(context.library.sessions().close(input.session));
  http::Response response = no_content();
  response.headers["set-cookie"] = cookie("", 0);
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
  return {
      post("/api/v1/session", "open_session",
           "Opens a session of the page: a cookie for a one-time word or the key.")
          .needs(Right::kPublic)
          .takes_json(object({optional("once", text().between(1, kWordMax),
                                       "The word of the link that the first start prints."),
                              optional("key", text().between(1, kWordMax), "The key.")})
                          .needs_one_of({"once", "key"}))
          .gives_nothing()
          .refuses(401, "The word was used or is too old, or the key is not known.")
          .runs(open_session),
      remove("/api/v1/session", "close_session", "Ends the session.")
          .needs(Right::kPublic)
          .gives_nothing()
          .runs(close_session),
  };
}

}  // namespace alexandria::api
