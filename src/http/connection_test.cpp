// The connection's way from bytes to answers, over real sockets.
#include <thread>

#include "test_server.hpp"

namespace alexandria::http {
namespace {

using std::chrono::milliseconds;
using ConnectionTest = ServedTest;

constexpr std::string_view kChunked =
    "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    "3;extension=1\r\nabc\r\n4\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n";
constexpr std::string_view kPlain =
    "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\nabcdefg";

TEST_F(ConnectionTest, EveryCutOfARequestGivesTheSameAnswer) {
  const auto served = start();
  for (const std::string_view request : {kChunked, kPlain}) {
    RawPeer one = peer();
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
      one.send(request.substr(0, cut));
      one.send(request.substr(cut));
      ASSERT_EQ(body_of(one.read_answer()), "POST /echo abcdefg") << cut;
    }
    for (const char byte : request)
      one.send(std::string_view(&byte, 1));
    EXPECT_EQ(body_of(one.read_answer()), "POST /echo abcdefg");
  }
}

TEST_F(ConnectionTest, PipelinedRequestsAreAnsweredInTheirOrder) {
  const auto served = start();
  std::string all;
  for (int i = 0; i < 50; ++i)
    all += i % 3 == 2 ? std::string(kChunked) : get("/" + std::to_string(i));
  RawPeer one = peer();
  one.send(all);
  for (int i = 0; i < 50; ++i)
    ASSERT_EQ(body_of(one.read_answer()),
              i % 3 == 2 ? "POST /echo abcdefg" : "GET /" + std::to_string(i) + " ");
}

TEST_F(ConnectionTest, HeadHasTheHeadOfGetAndNoBody) {
  handler_.routes["/stream"] = [](Request&) {
    Response response;
    response.stream = [](const StreamWriter& write) { write("never"); };
    return response;
  };
  const auto served = start();
  RawPeer one = peer();
  one.send("HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n" +
           get("/last", "Connection: close\r\n"));
  const std::string all = one.read_all();
  EXPECT_TRUE(all.find("content-length: 10\r\n") != std::string::npos) << all;
  EXPECT_TRUE(all.find("GET /echo") == std::string::npos) << all;
  EXPECT_TRUE(all.find("never") == std::string::npos) << all;
  EXPECT_TRUE(all.ends_with("GET /last ")) << all;
}

TEST_F(ConnectionTest, AnAnswerWithoutContentHasNeitherTypeNorLength) {
  handler_.routes["/nothing"] = [](Request&) { return Response{.status = 204}; };
  const auto served = start();
  RawPeer one = peer();
  one.send(get("/nothing") + get("/last", "Connection: close\r\n"));
  const std::string all = one.read_all();
  const std::string first = all.substr(0, all.find("\r\n\r\n"));
  EXPECT_EQ(status_of(first), 204);
  EXPECT_EQ(first.find("\r\ncontent-"), std::string::npos) << first;
  EXPECT_TRUE(all.ends_with("GET /last ")) << all;
}

TEST_F(ConnectionTest, ContinueIsSaidOnlyIfTheBodyIsWanted) {
  const auto served = start();
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ";
  RawPeer wanted = peer();
  wanted.send(head + "3\r\n\r\n");
  EXPECT_EQ(status_of(wanted.read_answer()), 100);
  wanted.send("abc");
  EXPECT_EQ(body_of(wanted.read_answer()), "POST /echo abc");
  EXPECT_EQ(status_of(ask(head + "1001\r\n\r\n")), 413);
  EXPECT_EQ(status_of(ask(head + "3\r\nX-Refuse: yes\r\n\r\n")), 401);
  EXPECT_EQ(
      status_of(ask("POST / HTTP/1.1\r\nHost: x\r\nExpect: magic\r\nContent-Length: 1\r\n\r\n")),
      417);
}

TEST_F(ConnectionTest, HeadsAreLimitedInBytesAndInFields) {
  const auto served = start();
  EXPECT_EQ(status_of(ask(get("/echo", "X: " + std::string(40'000, 'x') + "\r\n"))), 431);
  EXPECT_EQ(status_of(ask("GET /" + std::string(100'000, 'x'))), 431);
  std::string many;
  for (int i = 0; i < 101; ++i)
    many += "X-" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(status_of(ask(get("/echo", many))), 431);
}

TEST_F(ConnectionTest, WhatIsNoRequestIsRefused) {
  const auto served = start();
  for (const std::string& request :
       {std::string("\0\0\0\0\r\n\r\n", 8), std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\n\r\n"), get("/%zz"),
        std::string("GET x HTTP/1.1\r\nHost: x\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;") +
            std::string(100'000, 'x')})
    EXPECT_EQ(status_of(ask(request)), 400) << request.substr(0, 60);
}

TEST_F(ConnectionTest, AChunkedBodyIsLimitedWithoutALength) {
  const auto served = start();
  std::string request = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i)
    request += "64\r\n" + std::string(100, 'x') + "\r\n";
  EXPECT_EQ(status_of(ask(request)), 413);
}

TEST_F(ConnectionTest, AnOldPeerGetsItsAnswerWithoutChunksAndTheEnd) {
  handler_.routes["/stream"] = [](Request&) {
    Response response;
    response.stream = [](const StreamWriter& write) {
      write("one ");
      write("two");
    };
    return response;
  };
  const auto served = start();
  RawPeer one = peer();
  one.send("GET /stream HTTP/1.0\r\n\r\n");
  const std::string all = one.read_all();
  EXPECT_EQ(body_of(all), "one two");
  EXPECT_EQ(all.find("chunked"), std::string::npos);
  EXPECT_TRUE(one.ended());
}

TEST_F(ConnectionTest, AHeadThatTricklesIsEndedInTotal) {
  options_.deadlines.head = milliseconds(300);
  const auto served = start();
  RawPeer one = peer();
  const auto begin = std::chrono::steady_clock::now();
  std::jthread trickle([&](const std::stop_token& stop) {
    while (!stop.stop_requested() && one.send("G"))
      std::this_thread::sleep_for(milliseconds(50));
  });
  EXPECT_EQ(status_of(one.read_until("\r\n\r\n")), 408);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(ConnectionTest, ABodyThatTricklesIsEndedInTotal) {
  options_.deadlines.transfer = milliseconds(300);
  const auto served = start();
  RawPeer one = peer();
  one.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n");
  std::jthread trickle([&](const std::stop_token& stop) {
    while (!stop.stop_requested() && one.send("x"))
      std::this_thread::sleep_for(milliseconds(50));
  });
  EXPECT_EQ(status_of(one.read_until("\r\n\r\n")), 408);
}

TEST_F(ConnectionTest, IdleConnectionsEnd) {
  options_.deadlines.idle = milliseconds(200);
  const auto served = start();
  RawPeer silent = peer();
  RawPeer used = peer();
  used.send(get("/echo"));
  EXPECT_EQ(status_of(used.read_answer()), 200);
  EXPECT_TRUE(silent.sees_end());
  EXPECT_TRUE(used.sees_end());
}

TEST_F(ConnectionTest, AReaderThatTakesNothingEndsAndKeepsNoThread) {
  options_.deadlines.transfer = milliseconds(300);
  options_.deadlines.rate_min = 1'000'000'000;
  options_.workers = 1;
  const std::string large(32 << 20, 'x');
  handler_.routes["/large"] = [&](Request&) { return Response{.body = large}; };
  std::ofstream(folder_ / "file") << large;
  handler_.routes["/file"] = [&](Request&) { return Response{.file = folder_ / "file"}; };
  const auto served = start();
  RawPeer memory = peer("127.0.0.1", 4096);
  RawPeer file = peer("127.0.0.1", 4096);
  memory.send(get("/large"));
  file.send(get("/file"));
  EXPECT_EQ(status_of(ask(get("/echo"))), 200);
  EXPECT_TRUE(memory.read_until("\r\n\r\n").find("content-length: 33554432") != std::string::npos);
  std::this_thread::sleep_for(milliseconds(600));  // longer than it may take
  EXPECT_LT(memory.read_all().size(), large.size());
  EXPECT_LT(file.read_all().size(), large.size());
}

TEST_F(ConnectionTest, FilesArriveWhole) {
  std::string content;
  for (int i = 0; content.size() < 1'000'000; ++i)
    content += std::to_string(i) + "\n";
  std::ofstream(folder_ / "file") << content;
  std::ofstream(folder_ / "empty").close();
  handler_.routes["/file"] = [&](Request&) { return Response{.file = folder_ / "file"}; };
  handler_.routes["/empty"] = [&](Request&) { return Response{.file = folder_ / "empty"}; };
  handler_.routes["/none"] = [&](Request&) { return Response{.file = folder_ / "none"}; };
  const auto served = start();
  RawPeer one = peer();
  one.send(get("/file") + get("/empty") + get("/none"));
  EXPECT_TRUE(body_of(one.read_answer()) == content);
  EXPECT_EQ(body_of(one.read_answer()), "");
  EXPECT_EQ(status_of(one.read_answer()), 500);
}

TEST_F(ConnectionTest, WhatIsThrownBecomesA500AndTheServerGoesOn) {
  handler_.routes["/throw"] = [](Request&) -> Response { throw std::runtime_error("thrown"); };
  handler_.routes["/throw-int"] = [](Request&) -> Response { throw 1; };
  handler_.routes["/cut"] = [](Request&) {
    Response response;
    response.stream = [](const StreamWriter& write) {
      write("begun");
      throw std::runtime_error("thrown in a stream");
    };
    return response;
  };
  const auto served = start();
  for (const char* path : {"/throw", "/throw-int", "/plan-throws"})
    EXPECT_EQ(status_of(ask(get(path))), 500) << path;
  RawPeer cut = peer();
  cut.send(get("/cut"));
  const std::string all = cut.read_all();
  EXPECT_TRUE(all.find("begun") != std::string::npos && !all.ends_with("0\r\n\r\n")) << all;
  EXPECT_EQ(status_of(ask(get("/echo"))), 200);
}

TEST_F(ConnectionTest, ARequestHasOneDeadlineThatItsHandlerSees) {
  options_.deadlines.request = milliseconds(200);
  std::atomic<bool> has_deadline = false;
  Gate leave;
  handler_.routes["/patient"] = [&](Request& request) {
    has_deadline = request.deadline < std::chrono::steady_clock::now() + std::chrono::seconds(1);
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    ended.wait(lock, request.stop, [] { return false; });
    return Response{.body = "stopped"};
  };
  handler_.routes["/deaf"] = [&](Request&) {
    leave.wait();
    return Response{};
  };
  const auto served = start();
  EXPECT_EQ(status_of(ask(get("/patient"))), 504);
  EXPECT_TRUE(has_deadline);
  EXPECT_EQ(status_of(ask(get("/deaf"))), 504);
  leave.open();
}

TEST_F(ConnectionTest, AHandlerSeesThatItsPeerIsGone) {
  std::atomic<bool> saw = false;
  Gate entered;
  handler_.routes["/wait"] = [&](Request& request) {
    entered.open();
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    ended.wait_for(lock, request.stop, std::chrono::seconds(20), [] { return false; });
    saw = request.stop.stop_requested();
    return Response{};
  };
  const auto served = start();
  {
    RawPeer one = peer();
    one.send(get("/wait"));
    EXPECT_TRUE(entered.wait());
  }
  EXPECT_TRUE(comes_true([&] { return saw.load(); }));
}

}  // namespace
}  // namespace alexandria::http
