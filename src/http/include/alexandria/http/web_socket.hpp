#pragma once
// WebSockets (RFC 6455): a route answers with a Response whose `web_socket` is a handler.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace alexandria::http {

struct WebSocketOptions {
  std::size_t message_bytes_max = 1 << 20;  ///< a longer message ends the connection (1009)
  std::size_t queue_bytes_max = 1 << 20;    ///< of messages that wait for the peer
  std::chrono::milliseconds ping{30'000};   ///< silence after which the peer is pinged; as long
                                            ///< again without a sign of life ends the connection
};

/// One open connection. Threads: all functions at any time; none waits.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  /// Queues a message. False if the connection is over or more than `queue_bytes_max` would wait.
  virtual bool send(std::string message, bool is_text) = 0;
  /// Sends what waits and ends the connection.
  virtual void end() = 0;
};

/// What a route does with a connection. Functions are called on a worker, never two at a time; what
/// one throws ends the connection.
class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;
  virtual WebSocketOptions options() const { return {}; }
  /// Keep the pointer to send later; drop it in `closed`.
  virtual void opened(const std::shared_ptr<WebSocket>& /*socket*/) {}
  /// The next message is read after this returns.
  virtual void message(WebSocket& socket, std::string_view message, bool is_text) = 0;
  virtual void closed() {}
};

}  // namespace alexandria::http
