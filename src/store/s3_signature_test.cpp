// The examples that Amazon publishes with the description of the signature.
#include "s3_signature.hpp"

#include <gtest/gtest.h>

#include "alexandria/platform/sha256.hpp"

namespace alexandria::store::s3 {
namespace {

std::string signature_of(SignedRequest request) {
  request.region = "us-east-1";
  request.time = "20130524T000000Z";
  request.headers["host"] = "examplebucket.s3.amazonaws.com";
  request.headers["x-amz-date"] = request.time;
  request.headers.try_emplace("x-amz-content-sha256", platform::sha256_of(""));
  const std::string value =
      authorization(request, "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  EXPECT_TRUE(value.starts_with(
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"));
  return value.substr(value.find("Signature=") + 10);
}

TEST(S3Signature, OfReadingARange) {
  EXPECT_EQ(
      signature_of({.method = "GET", .path = "/test.txt", .headers = {{"range", "bytes=0-9"}}}),
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(S3Signature, OfPuttingAnObjectWithAnOddName) {
  EXPECT_EQ(signature_of({.method = "PUT",
                          .path = "/" + encode("test$file.text", true),
                          .headers = {{"date", "Fri, 24 May 2013 00:00:00 GMT"},
                                      {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                                      {"x-amz-content-sha256",
                                       platform::sha256_of("Welcome to Amazon S3.")}}}),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(S3Signature, OfAQueryWithAndWithoutAValue) {
  EXPECT_EQ(
      signature_of({.method = "GET", .path = "/", .query = canonical_query({{"lifecycle", ""}})}),
      "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  EXPECT_EQ(signature_of({.method = "GET",
                          .path = "/",
                          .query = canonical_query({{"prefix", "J"}, {"max-keys", "2"}})}),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(S3Signature, WritesTimesAndNamesAsItIsMadeOf) {
  EXPECT_EQ(time_stamp(1'369'353'600'999), "20130524T000000Z");
  EXPECT_EQ(encode("a b+c%/\xc3\xbc~-._", true), "a%20b%2Bc%25/%C3%BC~-._");
  EXPECT_EQ(encode("a/b", false), "a%2Fb");
  EXPECT_EQ(canonical_query({{"a", "1"}, {"a{", "2"}, {"aB", "3"}}), "a=1&a%7B=2&aB=3");
}

}  // namespace
}  // namespace alexandria::store::s3
