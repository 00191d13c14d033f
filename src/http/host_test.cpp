#include "alexandria/http/host.hpp"

#include <gtest/gtest.h>

#include "alexandria/http/message.hpp"

namespace alexandria::http {
namespace {

TEST(Host, IsReadWholeOrNotAtAll) {
  EXPECT_EQ(parse_host("LocalHost:8080")->name, "localhost");
  EXPECT_EQ(parse_host("LocalHost:8080")->port, 8080);
  EXPECT_EQ(parse_host("[::1]:70")->name, "::1");
  EXPECT_EQ(parse_host("[::1]:70")->port, 70);
  EXPECT_EQ(parse_host("a.example")->port, std::nullopt);
  for (const char* wrong : {"", ":80", "[::1].evil", "[::1", "[127.0.0.1]", "::1", "a b", "a@b",
                            "a:99999", "a:8x", "a:-1", "a/b", "a,b"})
    EXPECT_FALSE(parse_host(wrong)) << wrong;
}

TEST(Host, OnlyLiteralAddressesAndLocalhostAreLoopback) {
  for (const char* ours :
       {"localhost", "127.0.0.1", "127.200.3.4", "127.1", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(is_loopback(ours)) << ours;
  for (const char* foreign :
       {"", "127.0.0.1.evil.example", "127.evil.example", "127.", "127.0.0.1 x",
        "localhost.evil.example", "128.0.0.1", "::2", "0.0.0.0", "::1.evil"})
    EXPECT_FALSE(is_loopback(foreign)) << foreign;
}

TEST(Host, OfAnOriginHasThePortOfItsScheme) {
  EXPECT_EQ(parse_origin("https://a.example")->port, 443);
  EXPECT_EQ(parse_origin("HTTP://A.example:81")->name, "a.example");
  for (const char* wrong :
       {"null", "", "a.example", "file:///x", "http://a/", "http://a@b", "evil://http://localhost"})
    EXPECT_FALSE(parse_origin(wrong)) << wrong;
  EXPECT_TRUE(is_same_host("http://localhost:8080", "LOCALHOST:8080"));
  EXPECT_TRUE(is_same_host("https://lib.example", "lib.example"));
  EXPECT_TRUE(is_same_host("https://lib.example", "lib.example:443"));
  EXPECT_FALSE(is_same_host("http://localhost:8080", "localhost:8081"));
  EXPECT_FALSE(is_same_host("http://localhost:8080", "localhost"));
  EXPECT_FALSE(is_same_host("null", ""));
}

TEST(Host, OfAnAbsoluteTargetTakesThePlaceOfTheField) {
  Request request;
  request.headers["host"] = "localhost";
  ASSERT_TRUE(parse_target("HTTP://evil.example:81/a?x=1", request));
  EXPECT_EQ(request.headers["host"], "evil.example:81");
  EXPECT_EQ(request.path, "/a");
  EXPECT_EQ(request.query["x"], "1");
  Request bare;
  ASSERT_TRUE(parse_target("https://a.example?x=1", bare));
  EXPECT_EQ(bare.path, "/");
  EXPECT_EQ(bare.query["x"], "1");
  for (const char* wrong : {"http:///a", "http://a@b/c", "ftp://a/b", "http:/a"})
    EXPECT_FALSE(parse_target(wrong, bare)) << wrong;
}

}  // namespace
}  // namespace alexandria::http
