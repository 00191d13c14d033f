#pragma once
// For tests: a server whose handler does what the path asks for.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <semaphore>

#include "alexandria/base/log.hpp"
#include "alexandria/http/server.hpp"
#include "alexandria/platform/file.hpp"
#include "raw_peer.hpp"

namespace alexandria::http {

/// `/echo` answers with what it was asked; other paths do what the test put into `routes`.
class TestHandler final : public Handler {
 public:
  std::map<std::string, std::function<Response(Request&)>> routes;
  std::atomic<std::uint64_t> bytes_max = 1000;

  BodyPlan plan(const Request& head) override {
    BodyPlan plan;
    plan.bytes_max = bytes_max;
    plan.multipart = head.path == "/upload";
    plan.is_long = head.path == "/long";
    plan.is_stranger = head.header("x-stranger") == "yes";
    if (head.header("x-refuse") == "yes") plan.refusal = error_answer(401, "key_needed", "no");
    if (head.path == "/plan-throws") throw std::runtime_error("a plan that throws");
    return plan;
  }
  Response handle(Request& request) override {
    if (const auto route = routes.find(request.path); route != routes.end())
      return route->second(request);
    Response response;
    response.content_type = "text/plain";
    response.body = request.method + " " + request.path + " " + request.body;
    for (const auto& [name, value] : request.fields)
      response.body += name + ":" + value + " ";
    for (const UploadedFile& file : request.files) {
      std::ifstream in(file.path);
      response.body += file.name + "=" + std::string(std::istreambuf_iterator<char>(in), {});
    }
    return response;
  }
};

class ServedTest : public testing::Test {
 protected:
  void SetUp() override {
    log::set_level(log::Level::kOff);
    options_.port = 0;
    options_.upload_folder = folder_;
  }
  void TearDown() override { server_.reset(); }
  /// Ends the server before what its handlers use: keep it in a variable after those.
  struct Served {
    ServedTest& test;
    ~Served() { test.server_.reset(); }
  };
  [[nodiscard]] Served start() {
    server_ = Server::start(options_, handler_).value();
    return {*this};
  }
  RawPeer peer(const char* from = "127.0.0.1", int receive_bytes = 0) {
    return RawPeer(server_->port(), from, receive_bytes);
  }
  /// One request on a connection of its own.
  std::string ask(const std::string& request, const char* from = "127.0.0.1") {
    RawPeer one = peer(from);
    one.send(request);
    return one.read_answer();
  }

  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  ServerOptions options_;
  TestHandler handler_;
  std::unique_ptr<Server> server_;
};

/// For a test and a handler to meet: `wait` returns once `open` was called, or after 20 s.
class Gate {
 public:
  void open() {
    {
      const std::lock_guard lock(mutex_);
      is_open_ = true;
    }
    opened_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return opened_.wait_for(lock, std::chrono::seconds(20), [&] { return is_open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool is_open_ = false;
};

/// Looks every 5 ms for at most 20 s whether it has come true.
inline bool comes_true(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace alexandria::http
