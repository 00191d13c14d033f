#pragma once
// TCP sockets with deadlines on every wait.
#include <chrono>
#include <cstdint>
#include <string>

#include "alexandria/base/result.hpp"

namespace alexandria::platform {

/// A connection. One thread at a time, but for `end_reading` and `interrupt`.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  Socket& operator=(Socket&&) = delete;
  ~Socket();
  /// Up to `size` bytes; 0 at the end. kDeadline if nothing comes for `patience`.
  Result<std::size_t> read_some(char* out, std::size_t size, std::chrono::milliseconds patience);
  /// All bytes. kDeadline if the peer takes nothing for `patience`.
  Result<void> write_all(std::string_view bytes, std::chrono::milliseconds patience);
  /// Tells the peer that nothing more comes, and drops what it still sends until it ends,
  /// `bytes_max` or `patience` in all: a peer that is closed upon in the middle of its request
  /// would lose the answer.
  void linger(std::uint64_t bytes_max, std::chrono::milliseconds patience);
  /// Another thread's wait for more bytes ends; what it writes still goes out.
  void end_reading();
  /// Ends what another thread waits for, both ways.
  void interrupt();
  /// Whether the peer has closed its side.
  bool peer_is_gone() const;

 private:
  int descriptor_ = -1;
};

class Listener {
 public:
  /// `host` is an address or `localhost`; port 0 takes a free one. kUnavailable
  /// `address_not_usable`.
  static Result<Listener> open(const std::string& host, std::uint16_t port);
  Listener(Listener&& other) noexcept : descriptor_(other.descriptor_), port_(other.port_) {
    other.descriptor_ = -1;
  }
  Listener& operator=(Listener&&) = delete;
  ~Listener();
  std::uint16_t port() const { return port_; }
  /// The next connection; kDeadline if none comes for `patience`.
  Result<Socket> accept(std::chrono::milliseconds patience);

 private:
  Listener(int descriptor, std::uint16_t port) : descriptor_(descriptor), port_(port) {}
  int descriptor_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace alexandria::platform
