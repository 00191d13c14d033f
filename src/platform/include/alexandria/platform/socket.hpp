#pragma once
// TCP sockets for an event loop: nothing here waits.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "alexandria/base/result.hpp"

namespace alexandria::platform {

/// Owner of a connection's descriptor.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(other.release()) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket();
  int descriptor() const { return descriptor_; }
  /// Gives the descriptor away; the caller closes it.
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_ = -1;
};

/// Whether the peer of a connection has closed its side, or the connection is broken. Bytes that
/// came before and are not read yet do not matter.
bool peer_is_gone(int descriptor);

/// How many descriptors this process may open, after raising the soft limit to the hard one.
std::uint64_t raise_descriptor_limit();

/// A connection as it was accepted.
struct Accepted {
  Socket socket;
  std::string peer;  ///< numeric address without the port; IPv4 in IPv6 as IPv4
};

class Listener {
 public:
  /// `host` is an address or `localhost`; port 0 takes a free one. kUnavailable
  /// `address_not_usable`.
  static Result<Listener> open(const std::string& host, std::uint16_t port);
  Listener(Listener&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), port_(other.port_) {}
  Listener& operator=(Listener&&) = delete;
  ~Listener();
  std::uint16_t port() const { return port_; }
  /// To wait on for the next connection.
  int descriptor() const { return descriptor_; }
  /// The next connection; empty if none waits. kResourceExhausted `descriptors_exhausted` if the
  /// process or the machine has no descriptor or memory left: the connection goes on waiting.
  Result<std::optional<Accepted>> accept();
  /// Takes no more connections.
  void close();

 private:
  Listener(int descriptor, std::uint16_t port) : descriptor_(descriptor), port_(port) {}
  int descriptor_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace alexandria::platform
