#include <gtest/gtest.h>

#include "alexandria/http/message.hpp"
#include "alexandria/http/multipart.hpp"
#include "alexandria/http/router.hpp"

namespace alexandria::http {
namespace {

TEST(Message, TargetsAreDecoded) {
  Request request;
  ASSERT_TRUE(parse_target("/a%20b/c?x=1+2&y=%C3%BC&z", request));
  EXPECT_EQ(request.path, "/a b/c");
  EXPECT_EQ(request.query["x"], "1 2");
  EXPECT_EQ(request.query["y"], "ü");
  EXPECT_FALSE(parse_target("/%4", request));
  EXPECT_FALSE(parse_target("a", request));
  Request twice;
  EXPECT_EQ(parse_target("/a?y=1&x=1&%79=2", twice).error().reason, "repeated_field");
  EXPECT_EQ(decode_percent(encode_percent("a/b ü?"), false).value(), "a/b ü?");
}

TEST(Router, LiteralsGoBeforeNames) {
  Router router;
  router.add("GET", "/a/{id}");
  router.add("GET", "/a/special");
  router.add("POST", "/a/{id}/b");
  EXPECT_EQ(router.find("GET", "/a/special")->route, 1U);
  EXPECT_EQ(router.find("GET", "/a/7")->parameters.at("id"), "7");
  EXPECT_FALSE(router.find("GET", "/a/"));
  EXPECT_FALSE(router.find("GET", "/a/7/b"));
  EXPECT_EQ(router.methods("/a/7/b"), std::vector<std::string>{"POST"});
}

std::string parse(const std::string& body, std::size_t step) {
  std::string log;
  MultipartParser parser("XX",
                         {[&](const std::string& field, const std::string& file) -> Result<void> {
                            log += "<" + field + "|" + file + ">";
                            return {};
                          },
                          [&](std::string_view bytes) -> Result<void> {
                            log += bytes;
                            return {};
                          },
                          [&]() -> Result<void> {
                            log += "</>";
                            return {};
                          }});
  for (std::size_t at = 0; at < body.size(); at += step) {
    const auto fed = parser.feed(std::string_view(body).substr(at, step));
    if (!fed) return fed.error().reason;
  }
  return parser.finish() ? log : "unfinished";
}

TEST(Multipart, GivesTheSameForEveryWayToCutIt) {
  const std::string body =
      "preamble\r\n--XX\r\nContent-Disposition: form-data; "
      "name=\"a\"\r\n\r\nvalue\r\n--XX\r\ncontent-disposition: form-data; name=\"file\"; "
      "filename=\"x.txt\"\r\n"
      "Content-Type: text/plain\r\n\r\nline\r\n--X not a "
      "boundary\r\n\r\n--XX\r\nContent-Disposition: form-data; "
      "name=\"e\"\r\n\r\n\r\n--XX--\r\nepilogue";
  const std::string expected = "<a|>value</><file|x.txt>line\r\n--X not a boundary\r\n</><e|></>";
  for (std::size_t step = 1; step <= body.size(); ++step)
    EXPECT_EQ(parse(body, step), expected) << step;
}

TEST(Multipart, NamesAreReadAsBrowsersAndCurlSendThem) {
  const auto named = [](const std::string& parameters) {
    return parse("--XX\r\nContent-Disposition: form-data; " + parameters + "\r\n\r\n\r\n--XX--", 7);
  };
  EXPECT_EQ(named(R"(name="file"; filename="a\"b;c.txt")"), R"(<file|a"b;c.txt></>)");
  EXPECT_EQ(named(R"(name="file"; filename="a%22b;c.txt")"), R"(<file|a"b;c.txt></>)");
  EXPECT_EQ(named(R"(filename="; name=x"; name="file")"), "<file|; name=x></>");
  EXPECT_EQ(named(R"(name="file"; filename="50%25.txt")"), "<file|50%25.txt></>");
  EXPECT_EQ(named(R"(name=file;filename=a.txt)"), "<file|a.txt></>");
}

TEST(Multipart, NonsenseIsRefused) {
  EXPECT_EQ(parse("--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--", 7),
            "invalid_multipart");
  EXPECT_EQ(parse("--XX\r\n", 7), "unfinished");
  EXPECT_EQ(parse("--XXyy", 7), "invalid_multipart");
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=\"a b\""), "a b");
  EXPECT_EQ(multipart_boundary("multipart/form-data;boundary=ab"), "ab");
  EXPECT_EQ(multipart_boundary("text/plain"), "");
  EXPECT_EQ(multipart_boundary("multipart/form-data2; boundary=ab"), "");
}

}  // namespace
}  // namespace alexandria::http
