#pragma once
// The HTTP/1.1 server: one thread a connection, at most `connections_max` of them
// (docs/decisions/0006-http-threads.md).
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "alexandria/http/message.hpp"

namespace alexandria::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;          ///< 0: any free one
  std::size_t connections_max = 256;  ///< one more is answered 503
  std::size_t header_bytes_max = 32 << 10;
  std::filesystem::path upload_folder;   ///< where files of multipart bodies are written
  std::uint64_t upload_files_max = 100;  ///< files in one request
};

/// What is to become of a body, decided from the request's head alone.
struct BodyPlan {
  std::uint64_t bytes_max = 0;
  bool multipart = false;           ///< files go to disk
  std::optional<Response> refusal;  ///< answered at once; the body is not read
};

class Handler {
 public:
  virtual ~Handler() = default;
  /// Before the body is read: authentication, route, size.
  virtual BodyPlan plan(const Request& head) = 0;
  virtual Response handle(Request& request) = 0;
};

class Server {
 public:
  /// Listens and serves until destroyed. `handler` must outlive the server and is called from many
  /// threads. kUnavailable `address_not_usable`.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Handler& handler);
  /// Takes no more connections, gives running requests 10 s, then closes them.
  ~Server();
  std::uint16_t port() const;

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::http
