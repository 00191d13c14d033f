#include "alexandria/platform/socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace alexandria::platform {
namespace {

constexpr int kBacklog = 1024;  // connections that wait for accept; the kernel may allow fewer

std::string address_text(const sockaddr_storage& address, socklen_t length) {
  char text[NI_MAXHOST];
  const int status = ::getnameinfo(reinterpret_cast<const sockaddr*>(&address), length, text,
                                   sizeof text, nullptr, 0, NI_NUMERICHOST);
  if (status != 0) return "unknown";
  constexpr std::string_view kMapped = "::ffff:";
  const std::string_view view(text);
  const bool is_mapped = view.starts_with(kMapped) && view.find('.') != std::string_view::npos;
  return std::string(is_mapped ? view.substr(kMapped.size()) : view);
}

// Errors of one connection that is over already; the next one may be fine (accept(2)).
bool concerns_one_connection(int error) {
  return error == ECONNABORTED || error == EPROTO || error == EPERM || error == ENETDOWN ||
         error == EHOSTUNREACH || error == ENETUNREACH || error == EINTR;
}

}  // namespace

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool peer_is_gone(int descriptor) {
  pollfd look{descriptor, POLLRDHUP, 0};
  return ::poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

std::uint64_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  rlimit raised = limit;
  raised.rlim_cur = limit.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
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
  const int descriptor = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (descriptor < 0 || ::bind(descriptor, found->ai_addr, found->ai_addrlen) != 0 ||
      ::listen(descriptor, kBacklog) != 0) {
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

Listener::~Listener() { close(); }

void Listener::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

Result<std::optional<Accepted>> Listener::accept() {
  for (;;) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    const int connection = ::accept4(descriptor_, reinterpret_cast<sockaddr*>(&address), &length,
                                     SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection >= 0) {
      const int on = 1;
      ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      return Accepted{Socket(connection), address_text(address, length)};
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return std::optional<Accepted>();
    if (concerns_one_connection(errno)) continue;
    const int failure = errno;
    // Without descriptors the kernel says so even if no connection waits.
    pollfd look{descriptor_, POLLIN, 0};
    if (::poll(&look, 1, 0) == 0) return std::optional<Accepted>();
    return fail(Code::kResourceExhausted, "descriptors_exhausted",
                "a connection could not be taken: {}", std::strerror(failure));
  }
}

}  // namespace alexandria::platform
