#pragma once
// For tests: a peer that sends and reads bytes as it likes, with a deadline on every wait.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace alexandria::http {

class RawPeer {
 public:
  static constexpr int kPatienceMs = 20'000;

  explicit RawPeer(std::uint16_t port, const char* from = "127.0.0.1", int receive_bytes = 0) {
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_bytes > 0)
      ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const sockaddr_in source = address(from, 0);
    const sockaddr_in target = address("127.0.0.1", port);
    is_open_ =
        ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&source), sizeof source) == 0 &&
        ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&target), sizeof target) == 0;
  }
  RawPeer(RawPeer&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), is_open_(other.is_open_) {}
  RawPeer& operator=(RawPeer&&) = delete;
  ~RawPeer() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  bool is_open() const { return is_open_; }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_sending() { ::shutdown(descriptor_, SHUT_WR); }

  /// What has come once it holds `wanted`, or the other side ended, or patience did.
  std::string read_until(std::string_view wanted, int patience_ms = kPatienceMs) {
    while (received_.find(wanted) == std::string::npos && read_some(patience_ms)) {}
    return received_;
  }
  /// Everything up to the end; `ended()` tells whether it came.
  std::string read_all(int patience_ms = kPatienceMs) {
    while (read_some(patience_ms)) {}
    return received_;
  }
  /// Takes one answer with a content-length, head and body, out of what has come.
  std::string read_answer() {
    const std::size_t head = read_until("\r\n\r\n").find("\r\n\r\n");
    if (head == std::string::npos) return received_;
    const std::size_t at = received_.find("content-length: ");
    const std::size_t length = at < head ? std::stoul(received_.substr(at + 16)) : 0;
    while (received_.size() < head + 4 + length && read_some(kPatienceMs)) {}
    const std::string answer = received_.substr(0, head + 4 + length);
    received_.erase(0, answer.size());
    return answer;
  }
  bool ended() const { return ended_; }
  /// Whether the other side has ended, within so long.
  bool sees_end(int patience_ms = kPatienceMs) {
    while (!ended_ && read_some(patience_ms)) {}
    return ended_;
  }

 private:
  static sockaddr_in address(const char* host, std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    ::inet_pton(AF_INET, host, &out.sin_addr);
    return out;
  }
  bool read_some(int patience_ms) {
    pollfd wait{descriptor_, POLLIN, 0};
    if (::poll(&wait, 1, patience_ms) <= 0) return false;
    char block[16384];
    const ssize_t got = ::recv(descriptor_, block, sizeof block, 0);
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    received_.append(block, static_cast<std::size_t>(got));
    return true;
  }

  int descriptor_ = -1;
  bool is_open_ = false;
  bool ended_ = false;
  std::string received_;
};

/// Status of an answer; 0 if it is none.
inline int status_of(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}
inline std::string body_of(std::string_view answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string() : std::string(answer.substr(end + 4));
}
/// GET with the headers that every request needs.
inline std::string get(std::string_view path, std::string_view headers = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(headers) + "\r\n";
}

}  // namespace alexandria::http
