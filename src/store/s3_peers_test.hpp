#pragma once
// For tests: a proxy that disturbs what passes through it, and a server that answers by rote.
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "alexandria/platform/socket.hpp"

namespace alexandria::store {

/// Accepts connections on loopback and serves each on a thread, until it is destroyed.
class LoopbackServer {
 public:
  std::uint16_t port() const { return listener_.port(); }
  int connections() const { return connections_; }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

 protected:
  LoopbackServer() = default;
  virtual ~LoopbackServer() = default;
  /// To be called at the end of the constructor, and `end` in the destructor, of what derives.
  void begin() {
    accepting_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        pollfd waiting{listener_.descriptor(), POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0) continue;
        auto accepted = listener_.accept();
        if (!accepted || !*accepted) continue;
        const int number = ++connections_;
        const int descriptor = (*accepted)->socket.release();
        ::fcntl(descriptor, F_SETFL, 0);
        serving_.emplace_back([this, descriptor, number](const std::stop_token& ended) {
          const platform::Socket socket(descriptor);
          serve(descriptor, number, ended);
        });
      }
    });
  }
  void end() {
    accepting_ = {};
    serving_.clear();
  }
  virtual void serve(int descriptor, int number, const std::stop_token& stop) = 0;
  /// Up to 64 KiB that have come; empty at the end, or at `stop`.
  static std::string receive(int descriptor, const std::stop_token& stop) {
    std::string bytes(1 << 16, '\0');
    while (!stop.stop_requested()) {
      pollfd waiting{descriptor, POLLIN, 0};
      if (::poll(&waiting, 1, 20) == 0) continue;
      const ssize_t got = ::recv(descriptor, bytes.data(), bytes.size(), 0);
      bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      return bytes;
    }
    return "";
  }
  static bool send(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

 private:
  platform::Listener listener_ = platform::Listener::open("127.0.0.1", 0).value();
  std::atomic<int> connections_ = 0;
  std::vector<std::jthread> serving_;
  std::jthread accepting_;
};

/// What happens to the next `times` connections.
struct Fault {
  int times = 0;
  long up_bytes_max = -1;      ///< to the server; then the connection is cut. -1: no limit
  long down_bytes_max = -1;    ///< from the server
  bool is_black_hole = false;  ///< taken, and then nothing
  int delay_ms = 0;            ///< before each piece from the server
};

class Proxy final : public LoopbackServer {
 public:
  explicit Proxy(std::uint16_t target) : target_(target) { begin(); }
  ~Proxy() override { end(); }
  void disturb(const Fault& fault) {
    const std::lock_guard lock(mutex_);
    fault_ = fault;
  }
  int disturbed() const { return disturbed_; }

 private:
  Fault next_fault() {
    const std::lock_guard lock(mutex_);
    if (fault_.times == 0) return {};
    --fault_.times;
    ++disturbed_;
    return fault_;
  }
  void serve(int client, int, const std::stop_token& stop) override {
    const Fault fault = next_fault();
    const platform::Socket server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(target_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fault.is_black_hole) {
      while (!stop.stop_requested() && !platform::peer_is_gone(client))
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return;
    }
    if (::connect(server.descriptor(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      return;
    std::jthread up([&](const std::stop_token& up_stop) {
      pump(client, server.descriptor(), fault.up_bytes_max, 0, up_stop);
      ::shutdown(server.descriptor(), SHUT_RDWR);
    });
    const std::stop_callback ended(stop, [&] { up.request_stop(); });
    pump(server.descriptor(), client, fault.down_bytes_max, fault.delay_ms, stop);
    ::shutdown(client, SHUT_RDWR);
  }
  void pump(int from, int to, long bytes_max, int delay_ms, const std::stop_token& stop) {
    long passed = 0;
    for (std::string bytes = receive(from, stop); !bytes.empty(); bytes = receive(from, stop)) {
      if (delay_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
      const bool is_cut = bytes_max >= 0 && passed + static_cast<long>(bytes.size()) > bytes_max;
      if (is_cut) bytes.resize(static_cast<std::size_t>(bytes_max - passed));
      passed += static_cast<long>(bytes.size());
      if (!send(to, bytes) || is_cut) return;
    }
  }
  const std::uint16_t target_;
  std::mutex mutex_;
  Fault fault_;
  std::atomic<int> disturbed_ = 0;
};

/// Answers the n-th request with the n-th of its answers, the last one for ever.
class RoteServer final : public LoopbackServer {
 public:
  explicit RoteServer(std::vector<std::string> answers) : answers_(std::move(answers)) { begin(); }
  ~RoteServer() override { end(); }
  static std::string answer(const std::string& status, const std::string& body,
                            const std::string& headers = "") {
    return "HTTP/1.1 " + status + "\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  static std::string error(const std::string& status, const std::string& code,
                           const std::string& headers = "") {
    return answer(status,
                  "<?xml version=\"1.0\"?><Error><Code>" + code +
                      "</Code><Message>words of the server</Message></Error>",
                  headers);
  }
  /// The heads of the requests so far.
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve(int client, int, const std::stop_token& stop) override {
    std::string came;
    for (;;) {
      while (came.find("\r\n\r\n") == std::string::npos) {
        const std::string more = receive(client, stop);
        if (more.empty()) return;
        came += more;
      }
      const std::string head = came.substr(0, came.find("\r\n\r\n") + 4);
      came.erase(0, head.size());
      const std::size_t place = head.find("Content-Length: ");
      const std::size_t length =
          place == std::string::npos ? 0 : std::stoul(head.substr(place + 16));
      while (came.size() < length) {
        const std::string more = receive(client, stop);
        if (more.empty()) return;
        came += more;
      }
      came.erase(0, length);
      if (!send(client, next(head))) return;
    }
  }
  std::string next(const std::string& head) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(head);
    return answers_[std::min(requests_.size(), answers_.size()) - 1];
  }
  const std::vector<std::string> answers_;
  std::mutex mutex_;
  std::vector<std::string> requests_;
};

}  // namespace alexandria::store
