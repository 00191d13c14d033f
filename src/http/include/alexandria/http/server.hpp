#pragma once
// The HTTP/1.1 server: an event loop in front, handlers on a bounded pool of threads
// (docs/decisions/0012-event-loop.md).
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "alexandria/http/message.hpp"

namespace alexandria::http {

/// How long a peer may take. A transfer of n bytes may take `transfer_time` + n / `rate_min`.
struct Deadlines {
  std::chrono::milliseconds idle{75'000};  ///< between requests, and before the first
  std::chrono::milliseconds head{15'000};  ///< from the first byte of a request to its head's last
  std::chrono::milliseconds transfer{30'000};    ///< grace of a body or an answer
  std::uint64_t rate_min = 16 << 10;             ///< bytes per second, on average, after the grace
  std::chrono::milliseconds request{3'600'000};  ///< from the head to the handler's end
  std::chrono::milliseconds heartbeat{15'000};   ///< between two comments of a silent event stream
  std::chrono::milliseconds stop{6'000};         ///< of Server::stop, with everything in flight
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free one
  /// At the limit the connection that has waited longest for a request makes room; if none waits,
  /// the new one is answered 503. Fewer where the process may not open so many descriptors.
  std::size_t connections_max = 16'384;
  std::size_t connections_per_peer = 256;  ///< of one address; likewise
  std::size_t requests_per_peer = 64;      ///< answered at one time; one more gets 429. Those of
                                           ///< strangers (BodyPlan) are counted apart
  std::size_t workers = 8;                 ///< threads for handlers
  std::size_t long_workers = 32;           ///< threads for those whose plan says `is_long`
  std::size_t queue_max = 256;             ///< requests that wait for either; one more gets 503
  std::size_t header_bytes_max = 32 << 10;
  std::size_t headers_max = 100;
  std::uint64_t memory_bytes_max = 64 << 20;  ///< of bodies that are read (a quarter of it for
                                              ///< those of strangers); as much for answers
  std::filesystem::path upload_folder;        ///< where files of multipart bodies are written
  std::uint64_t upload_files_max = 100;       ///< files in one request
  std::uint64_t upload_fields_max = 100;      ///< other parts of one request
  std::uint64_t field_bytes_max = 64 << 10;   ///< of one of them
  std::uint64_t fields_bytes_max = 1 << 20;   ///< of all of them, names and file names included
  Deadlines deadlines;
};

/// What is to become of a body, decided from the request's head alone.
struct BodyPlan {
  std::uint64_t bytes_max = 0;
  bool multipart = false;           ///< files go to disk
  std::optional<Response> refusal;  ///< answered at once; the body is not read
  bool is_stranger = false;         ///< no key came with it: its body waits without a place
  bool is_long = false;             ///< the handler may take seconds: it gets a thread of its kind
};

class Handler {
 public:
  virtual ~Handler() = default;
  /// Before the body is read: authentication, route, size. Called on the event loop, so it must not
  /// wait for disk, network or a lock that is held across either.
  virtual BodyPlan plan(const Request& head) = 0;
  /// Called on a worker; may block until `request.deadline` or `request.stop`.
  virtual Response handle(Request& request) = 0;
};

class Server {
 public:
  /// Listens and serves until destroyed. `handler` must outlive the server and is called from many
  /// threads; what it throws becomes a 500. kUnavailable `address_not_usable`, `no_threads`.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Handler& handler);
  /// Takes no more connections and ends what waits for its peer; running handlers get a third of
  /// `deadlines.stop`, then their stop is requested, and at two thirds connections are cut. False
  /// if a handler still runs after all of it. May be called again.
  bool stop();
  /// As stop(), then waits for handlers however long they take.
  ~Server();
  std::uint16_t port() const;

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::http
