#pragma once
// The Chroma v2 API (docs/chroma.md): the library's collections, and those of records, as clients
// of Chroma see them.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alexandria/auth/authorize.hpp"
#include "alexandria/http/server.hpp"
#include "alexandria/library/library.hpp"

namespace alexandria::chroma {

struct ChromaOptions {
  bool allow_reset = false;
  /// What may be done without credentials, by those on this machine; nothing: they are refused.
  std::optional<auth::Right> anonymous_right = {};
};

/// A route as the tests of all routes see it.
struct RouteRight {
  std::string method;
  std::string pattern;
  auth::Right right = auth::Right::kAdmin;
};
std::vector<RouteRight> route_rights();

/// Threads: at any time. `library` and `authority` outlive it.
class ChromaApi {
 public:
  ChromaApi(library::Library& library, const auth::Authority& authority, ChromaOptions options);
  ~ChromaApi();
  /// Whether a path is one of Chroma's: /api/v2 and below, and what its first API had.
  static bool takes(const std::string& path);
  /// As http::Handler. `is_local`: the peer is on this machine and the server listens on loopback.
  http::BodyPlan plan(const http::Request& head, bool is_local);
  http::Response handle(http::Request& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::chroma
