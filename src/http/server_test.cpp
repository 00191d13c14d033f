#include "alexandria/http/server.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "alexandria/http/client.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::http {
namespace {

// Answers with what it was asked.
class Echo final : public Handler {
 public:
  BodyPlan plan(const Request& head) override {
    BodyPlan plan;
    plan.bytes_max = 1000;
    plan.multipart = head.path == "/upload";
    if (head.header("x-refuse") == "yes") plan.refusal = Response{.status = 401, .body = "no"};
    return plan;
  }
  Response handle(Request& request) override {
    Response response;
    response.content_type = "text/plain";
    if (request.path == "/stream") {
      response.stream = [](const auto& write) {
        for (int i = 0; i < 3; ++i)
          write("tick\n");
      };
      return response;
    }
    response.body = request.method + " " + request.path + " " + request.body;
    for (const UploadedFile& file : request.files) {
      std::ifstream in(file.path);
      response.body += file.name + "=" + std::string(std::istreambuf_iterator<char>(in), {});
    }
    return response;
  }
};

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    ServerOptions options;
    options.port = 0;
    options.upload_folder = folder_;
    server_ = Server::start(options, echo_).value();
  }
  void TearDown() override { server_.reset(); }
  ClientResponse send(ClientRequest request, const std::string& path) {
    request.url = "http://127.0.0.1:" + std::to_string(server_->port()) + path;
    return client_.send(request).value();
  }
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  Echo echo_;
  Client client_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, RequestsAreAnsweredOnOneConnection) {
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(send({.method = "POST", .body = "hello"}, "/a%20b").body, "POST /a b hello");
  EXPECT_EQ(send({}, "/x").status, 200);
  EXPECT_EQ(send({}, "/stream").body, "tick\ntick\ntick\n");
}

TEST_F(ServerTest, LimitsAndRefusalsComeBeforeTheBody) {
  EXPECT_EQ(send({.method = "POST", .body = std::string(1001, 'x')}, "/a").status, 413);
  EXPECT_EQ(
      send({.method = "POST", .headers = {{"x-refuse", "yes"}}, .body = std::string(100000, 'x')},
           "/a")
          .status,
      401);
  EXPECT_EQ(send({.headers = {{"x-long", std::string(60000, 'x')}}}, "/a").status, 431);
}

TEST_F(ServerTest, UploadsGoToDiskAndAreRemoved) {
  std::ofstream(folder_ / "source") << "content";
  EXPECT_EQ(
      send({.method = "POST", .file = folder_ / "source", .file_name = "a.txt"}, "/upload").body,
      "POST /upload a.txt=content");
  EXPECT_EQ(send({.method = "POST", .body = "x"}, "/upload").status, 415);
  std::filesystem::remove(folder_ / "source");
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(ServerTest, ManyAtOnce) {
  std::vector<std::jthread> threads;
  std::atomic<int> good = 0;
  for (int t = 0; t < 20; ++t) {
    threads.emplace_back([&] {
      Client client;
      for (int i = 0; i < 20; ++i) {
        const auto answer =
            client.send({.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/x"});
        if (answer && answer->status == 200) ++good;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(good, 400);
}

}  // namespace
}  // namespace alexandria::http
