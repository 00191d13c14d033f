#include "alexandria/platform/socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace alexandria::platform {
namespace {

Result<void> wait_for(int descriptor, short events, std::chrono::milliseconds patience) {
  pollfd wait{descriptor, events, 0};
  for (;;) {
    const int ready = ::poll(&wait, 1, static_cast<int>(patience.count()));
    if (ready > 0) return {};
    if (ready == 0)
      return fail(Code::kDeadline, "connection_timeout",
                  "nothing happened on a connection for {} ms", patience.count());
    if (errno != EINTR)
      return fail(Code::kUnavailable, "connection_failed", "a connection failed: {}",
                  std::strerror(errno));
  }
}

}  // namespace

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> Socket::read_some(char* out, std::size_t size,
                                      std::chrono::milliseconds patience) {
  TRY(wait_for(descriptor_, POLLIN, patience));
  for (;;) {
    const ssize_t got = ::recv(descriptor_, out, size, 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR)
      return fail(Code::kUnavailable, "connection_failed", "a connection failed: {}",
                  std::strerror(errno));
  }
}

Result<void> Socket::write_all(std::string_view bytes, std::chrono::milliseconds patience) {
  while (!bytes.empty()) {
    TRY(wait_for(descriptor_, POLLOUT, patience));
    const ssize_t sent =
        ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (sent < 0)
      return fail(Code::kUnavailable, "connection_failed", "a connection failed: {}",
                  std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

void Socket::linger(std::uint64_t bytes_max, std::chrono::milliseconds patience) {
  ::shutdown(descriptor_, SHUT_WR);
  const auto end = std::chrono::steady_clock::now() + patience;
  char block[16384];
  for (std::uint64_t dropped = 0; dropped < bytes_max;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return;
    const auto got = read_some(block, sizeof block, left);
    if (!got || *got == 0) return;
    dropped += *got;
  }
}

void Socket::end_reading() { ::shutdown(descriptor_, SHUT_RD); }

void Socket::interrupt() { ::shutdown(descriptor_, SHUT_RDWR); }

bool Socket::peer_is_gone() const {
  pollfd look{descriptor_, POLLRDHUP, 0};
  return ::poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

Result<Listener> Listener::open(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int status = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (status != 0)
    return fail(Code::kUnavailable, "address_not_usable", "{} is no address: {}", host,
                ::gai_strerror(status));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, &freeaddrinfo);
  const int descriptor = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (descriptor < 0 || ::bind(descriptor, found->ai_addr, found->ai_addrlen) != 0 ||
      ::listen(descriptor, 512) != 0) {
    const std::string reason = std::strerror(errno);
    if (descriptor >= 0) ::close(descriptor);
    return fail(Code::kUnavailable, "address_not_usable", "cannot listen on {}:{}: {}", host, port,
                reason);
  }
  sockaddr_storage bound{};
  socklen_t length = sizeof bound;
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound), &length);
  const std::uint16_t actual = bound.ss_family == AF_INET6
                                   ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                                   : reinterpret_cast<sockaddr_in*>(&bound)->sin_port;
  return Listener(descriptor, ntohs(actual));
}

Listener::~Listener() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Socket> Listener::accept(std::chrono::milliseconds patience) {
  TRY(wait_for(descriptor_, POLLIN, patience));
  const int connection = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
  if (connection < 0)
    return fail(Code::kUnavailable, "connection_failed", "a connection could not be taken: {}",
                std::strerror(errno));
  const int on = 1;
  ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return Socket(connection);
}

}  // namespace alexandria::platform
