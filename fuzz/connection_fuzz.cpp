// Any bytes on a connection of the real server: whole and in pieces they give the same answers, and
// the connection ends. The first byte of an input is the size of the pieces.
#include <sys/socket.h>
#include <unistd.h>

#include "alexandria/base/assert.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/http/event_topic.hpp"
#include "alexandria/http/web_socket.hpp"
#include "alexandria/platform/file.hpp"
#include "loop.hpp"

namespace {

namespace http = alexandria::http;
namespace platform = alexandria::platform;

class EchoSocket final : public http::WebSocketHandler {
 public:
  http::WebSocketOptions options() const override { return {.message_bytes_max = 1000}; }
  void message(http::WebSocket& socket, std::string_view message, bool is_text) override {
    socket.send(std::string(message), is_text);
  }
};

class FuzzHandler final : public http::Handler {
 public:
  FuzzHandler() {
    topic_->publish("e", "data");
    topic_->close();
  }
  http::BodyPlan plan(const http::Request& head) override {
    http::BodyPlan plan{.bytes_max = 1000, .multipart = head.path == "/u"};
    if (head.path == "/r") plan.refusal = http::error_answer(401, "key_needed", "no");
    return plan;
  }
  http::Response handle(http::Request& request) override {
    http::Response response;
    if (request.path == "/e") response.events = topic_;
    if (request.path == "/w") response.web_socket = std::make_shared<EchoSocket>();
    if (request.path == "/s")
      response.stream = [](const http::StreamWriter& write) { write("streamed"); };
    response.body = request.method + request.path + request.body;
    for (const auto& [name, value] : request.fields)
      response.body += name + value;
    for (const http::UploadedFile& file : request.files)
      response.body += file.name + std::to_string(file.bytes);
    return response;
  }

 private:
  std::shared_ptr<http::EventTopic> topic_ = std::make_shared<http::EventTopic>();
};

struct Fuzzed {
  Fuzzed() {
    alexandria::log::set_level(alexandria::log::Level::kOff);
    http::ServerOptions options{.workers = 0, .long_workers = 0};
    options.upload_folder = folder;
    loop = std::make_unique<http::Loop>(options, handler);
  }
  platform::TemporaryFolder folder = platform::TemporaryFolder::make().value();
  FuzzHandler handler;
  std::unique_ptr<http::Loop> loop;
};

// Lets the server take and say all it can.
void run(http::Loop& loop, int peer, std::string& said) {
  for (bool is_news = true; is_news;) {
    loop.run_ready();
    char block[16384];
    const ssize_t got = ::recv(peer, block, sizeof block, MSG_DONTWAIT);
    is_news = got > 0;
    if (is_news) said.append(block, static_cast<std::size_t>(got));
  }
}

// The second may change between two runs.
std::string without_dates(std::string said) {
  constexpr std::string_view kDate = "\r\ndate: ";
  for (std::size_t at = said.find(kDate); at != std::string::npos; at = said.find(kDate, at))
    said.erase(at, said.find("\r\n", at + 2) - at);
  return said;
}

std::string answers(http::Loop& loop, std::string_view bytes, std::size_t step) {
  int ends[2];
  ALEX_ASSERT(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0);
  loop.serve(platform::Socket(ends[0]), "fuzz");
  std::string said;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const std::string_view piece = bytes.substr(at, step);
    (void)::send(ends[1], piece.data(), piece.size(), MSG_NOSIGNAL);
    run(loop, ends[1], said);
  }
  ::shutdown(ends[1], SHUT_WR);
  run(loop, ends[1], said);
  ::close(ends[1]);
  loop.run_ready();
  ALEX_ASSERT(loop.connections() == 0);
  return without_dates(std::move(said));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static Fuzzed fuzzed;
  if (size < 2 || size > 8192) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = answers(*fuzzed.loop, bytes, bytes.size());
  ALEX_ASSERT(whole.empty() || whole.starts_with("HTTP/1.1 "));
  ALEX_ASSERT(answers(*fuzzed.loop, bytes, std::max<std::size_t>(1, data[0])) == whole);
  ALEX_ASSERT(std::filesystem::is_empty(fuzzed.folder.path()));
  return 0;
}
