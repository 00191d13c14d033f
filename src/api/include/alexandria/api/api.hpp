#pragma once
// The REST API: endpoints as data, one `authorize()` in front of all of them, OpenAPI made from
// their declarations.
#include <memory>
#include <set>
#include <string>

#include "alexandria/auth/authorize.hpp"
#include "alexandria/chroma/chroma_api.hpp"
#include "alexandria/http/server.hpp"
#include "alexandria/library/library.hpp"

namespace alexandria::api {

struct ApiOptions {
  std::string version;      ///< of the program
  std::string listen_host;  ///< requests to loopback with another Host are refused (DNS rebinding)
  bool loopback = true;
  /// Further names under which the server is reached, in lower case: of a proxy before it.
  std::set<std::string> hosts = {};
  std::filesystem::path web_folder = {};  ///< files of the page
  chroma::ChromaOptions chroma = {};
};

/// The OpenAPI 3.1 document of all endpoints.
std::string openapi_document(const std::string& version);

/// Threads: at any time.
class Api final : public http::Handler {
 public:
  Api(library::Library& library, auth::Authority authority, ApiOptions options);
  ~Api() override;
  http::BodyPlan plan(const http::Request& head) override;
  http::Response handle(http::Request& request) override;
  /// The OpenAPI 3.1 document.
  std::string openapi() const;
  /// Before the end: tells those who follow events to come again, and ends their streams.
  void drain();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::api
