// Where one request ends and the next begins: what is not plain is refused, and nothing that came
// with it is answered.
#include "answer.hpp"
#include "test_server.hpp"

namespace alexandria::http {
namespace {

using FramingTest = ServedTest;

std::string post(const std::string& headers, const std::string& body) {
  return "POST /echo HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
}

// All that comes back for a request whose body looks like another one.
std::string smuggle(RawPeer peer, const std::string& headers) {
  peer.send(post(headers, get("/smuggled")));
  peer.end_sending();
  const std::string all = peer.read_all();
  EXPECT_TRUE(peer.ended()) << headers;
  EXPECT_EQ(all.find("GET /smuggled"), std::string::npos) << headers;
  return all;
}

TEST_F(FramingTest, OfCodingsOnlyChunkedIsTakenAndNothingBehindOthersIsAnswered) {
  const auto served = start();
  for (const char* coding :
       {"identity", "xchunked", "gzip, chunked", "chunked, identity", "chunked, chunked", ""})
    EXPECT_EQ(status_of(smuggle(peer(), "Transfer-Encoding: " + std::string(coding) + "\r\n")), 501)
        << coding;
  EXPECT_EQ(status_of(ask("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "1\r\nx\r\n0\r\n\r\n")),
            400);
  EXPECT_EQ(body_of(ask(post("Transfer-Encoding:  Chunked \r\n", "1\r\nx\r\n0\r\n\r\n"))),
            "POST /echo x");
}

TEST_F(FramingTest, ContradictingHeadersAreRefused) {
  const auto served = start();
  for (const char* twice :
       {"Host: y\r\n", "Content-Length: 1\r\nContent-Length: 1\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Authorization: a\r\nAuthorization: b\r\n", "Origin: http://a\r\nOrigin: http://b\r\n"})
    EXPECT_EQ(status_of(smuggle(peer(), twice)), 400) << twice;
  EXPECT_EQ(status_of(ask("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n")), 400);
}

TEST_F(FramingTest, ListsMayStandInSeveralLines) {
  handler_.routes["/headers"] = [](Request& request) {
    return Response{.body = request.header("accept-encoding") + "|" + request.header("cookie")};
  };
  const auto served = start();
  EXPECT_EQ(body_of(ask(get("/headers",
                            "Accept-Encoding: gzip\r\nCookie: a=1\r\n"
                            "Accept-Encoding: br\r\nCookie: b=2\r\n"))),
            "gzip, br|a=1; b=2");
}

TEST_F(FramingTest, FoldedLinesAreRefusedHoweverTheyArrive) {
  const auto served = start();
  const std::string request = get("/echo", "X: one\r\n two\r\n");
  for (const std::string& folded :
       {request, get("/echo", "X: one\r\n\ttwo\r\n"), get("/echo", "X:\r\n one\r\nY: z\r\n")})
    EXPECT_EQ(status_of(ask(folded)), 400) << folded;
  for (std::size_t cut = 1; cut < request.size(); cut += 3) {
    RawPeer one = peer();
    one.send(request.substr(0, cut));
    one.send(request.substr(cut));
    EXPECT_EQ(status_of(one.read_answer()), 400) << cut;
  }
  RawPeer one = peer();
  one.send(get("/echo", "X: one two\r\n") + get("/echo"));
  EXPECT_EQ(status_of(one.read_answer()), 200);
  EXPECT_EQ(status_of(one.read_answer()), 200);
}

TEST_F(FramingTest, AChunkOverTheLimitIsRefusedBeforeItComes) {
  const auto served = start();
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  for (const char* size : {"ffffffffffffffff", "7fffffffffffffff", "3e9"})
    EXPECT_EQ(status_of(ask(post(chunked, std::string(size) + "\r\nx"))), 413) << size;
  EXPECT_EQ(status_of(ask(post(chunked, "1\r\nx\r\n3e8\r\nx"))), 413);
  EXPECT_EQ(status_of(ask(post(chunked, "ffffffffffffffffff\r\nx"))), 400);
}

TEST_F(FramingTest, CodedContentIsRefused) {
  const auto served = start();
  const std::string answer = ask(post("Content-Encoding: gzip\r\nContent-Length: 1\r\n", "x"));
  EXPECT_EQ(status_of(answer), 415);
  EXPECT_NE(answer.find("accept-encoding: identity\r\n"), std::string::npos);
  EXPECT_EQ(status_of(ask(post("Content-Encoding: Identity\r\nContent-Length: 1\r\n", "x"))), 200);
}

TEST_F(FramingTest, AbsoluteTargetsAreTaken) {
  handler_.routes["/a"] = [](Request& request) { return Response{.body = request.header("host")}; };
  const auto served = start();
  EXPECT_EQ(body_of(ask("GET http://other:81/a HTTP/1.1\r\nHost: x\r\n\r\n")), "other:81");
  EXPECT_EQ(status_of(ask("GET http://other/a HTTP/1.1\r\n\r\n")), 400);
  EXPECT_EQ(status_of(ask("GET http://u@other/a HTTP/1.1\r\nHost: x\r\n\r\n")), 400);
}

TEST_F(FramingTest, EveryAnswerHasItsDate) {
  EXPECT_EQ(http_date(std::chrono::system_clock::from_time_t(784111777)),
            "Sun, 06 Nov 1994 08:49:37 GMT");
  const auto served = start();
  for (const std::string& request : {get("/echo"), std::string("nonsense\r\n\r\n")})
    EXPECT_NE(ask(request).find("\r\ndate: "), std::string::npos) << request;
}

}  // namespace
}  // namespace alexandria::http
