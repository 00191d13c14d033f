#include "alexandria/store/objects_place.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "alexandria/platform/file.hpp"

namespace alexandria::store {
namespace {

S3Place s3(const std::string& url) { return std::get<S3Place>(parse_objects_url(url).value()); }

std::string refusal(const std::string& url) {
  const auto place = parse_objects_url(url);
  if (place) return "taken";
  EXPECT_EQ(place.error().reason, "bad_objects_url");
  return place.error().message;
}

TEST(ObjectsUrl, NamesAFolder) {
  const auto folder = [](const char* url) {
    return std::get<FolderPlace>(parse_objects_url(url).value()).folder.string();
  };
  EXPECT_EQ(folder("file:/var/lib/alexandria"), "/var/lib/alexandria");
  EXPECT_EQ(folder("file:blobs"), "blobs");
  EXPECT_EQ(folder("file:/with%20space%3F"), "/with space?");
  for (const char* url : {"file:", "file://host/path", "file:/a?b=c", "file:/a%2", "file:/a%00b"})
    EXPECT_NE(refusal(url), "taken") << url;
}

TEST(ObjectsUrl, NamesABucketOfAmazonByItself) {
  ::unsetenv("AWS_SESSION_TOKEN");
  const S3Place place = s3("s3://my-bucket");
  EXPECT_EQ(place.bucket, "my-bucket");
  EXPECT_EQ(place.prefix, "");
  EXPECT_EQ(place.endpoint, "https://s3.us-east-1.amazonaws.com");
  EXPECT_FALSE(place.path_style);
  EXPECT_EQ(place.access_key.kind, SecretSource::Kind::kEnvironment);
  EXPECT_EQ(place.access_key.name, "AWS_ACCESS_KEY_ID");
  EXPECT_EQ(place.secret_key.name, "AWS_SECRET_ACCESS_KEY");
  EXPECT_EQ(place.session_token.kind, SecretSource::Kind::kNone);
  EXPECT_EQ(s3("s3://b-1?region=eu-north-1").endpoint, "https://s3.eu-north-1.amazonaws.com");
}

TEST(ObjectsUrl, TakesTheSessionTokenOnlyWithTheKeysOfTheEnvironment) {
  ::setenv("AWS_SESSION_TOKEN", "token", 1);
  EXPECT_EQ(s3("s3://bucket").session_token.name, "AWS_SESSION_TOKEN");
  EXPECT_EQ(s3("s3://bucket?secret_key=env:X").session_token.kind, SecretSource::Kind::kNone);
  EXPECT_EQ(s3("s3://bucket?secret_key=env:X&session_token=file:/t").session_token.name, "/t");
  ::unsetenv("AWS_SESSION_TOKEN");
}

TEST(ObjectsUrl, NamesAnotherServerWithAllItsParameters) {
  const S3Place place =
      s3("s3://bucket/a%20b/c/?endpoint=https://s3.example.org:9000/&region=here&style=virtual"
         "&ca=/etc/ca.pem&access_key=env:KEY&secret_key=file:/run/secrets/s3");
  EXPECT_EQ(place.prefix, "a b/c");
  EXPECT_EQ(place.endpoint, "https://s3.example.org:9000");
  EXPECT_EQ(place.region, "here");
  EXPECT_FALSE(place.path_style);
  EXPECT_EQ(place.ca_file, "/etc/ca.pem");
  EXPECT_EQ(place.access_key.name, "KEY");
  EXPECT_EQ(place.secret_key.kind, SecretSource::Kind::kFile);
  EXPECT_EQ(place.secret_key.name, "/run/secrets/s3");
  EXPECT_TRUE(s3("s3://bucket?endpoint=https://s3.example.org").path_style);
}

TEST(ObjectsUrl, ASecretInsideIsRefusedAndNotRepeated) {
  for (const char* url :
       {"s3://bucket?secret_key=hunter2", "s3://bucket?access_key=hunter2",
        "s3://bucket?session_token=hunter2", "s3://bucket?secret_key=file:hunter2",
        "s3://key:hunter2@bucket", "s3://bucket?endpoint=https://key:hunter2@host"}) {
    const std::string message = refusal(url);
    EXPECT_NE(message, "taken") << url;
    EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
  }
  EXPECT_NE(refusal("s3://bucket?secret_key=hunter2").find("secret_key=env:NAME"),
            std::string::npos);
}

TEST(ObjectsUrl, UnknownDoubledAndEmptyParametersAreRefusedByName) {
  EXPECT_NE(refusal("s3://bucket?regoin=x").find("regoin"), std::string::npos);
  EXPECT_NE(refusal("s3://bucket?region=a&region=b").find("twice"), std::string::npos);
  EXPECT_NE(refusal("s3://bucket?region=").find("region"), std::string::npos);
  EXPECT_NE(refusal("s3://bucket?style=other").find("style"), std::string::npos);
  EXPECT_NE(refusal("s3://bucket?insecure=yes").find("insecure"), std::string::npos);
}

TEST(ObjectsUrl, PlainHttpIsForThisMachineOnly) {
  for (const char* host : {"127.0.0.1:9000", "localhost", "[::1]:9000", "127.0.0.1"})
    EXPECT_EQ(refusal("s3://bucket?endpoint=http://" + std::string(host)), "taken") << host;
  for (const char* host : {"10.0.0.1", "127.0.0.1.example.org", "localhost.example.org", "[::2]"})
    EXPECT_NE(refusal("s3://bucket?endpoint=http://" + std::string(host)).find("insecure=true"),
              std::string::npos)
        << host;
  EXPECT_EQ(refusal("s3://bucket?endpoint=http://10.0.0.1&insecure=true"), "taken");
}

TEST(ObjectsUrl, WhatIsNoPlaceIsRefused) {
  for (const char* url :
       {"", "bucket", "http://host/bucket", "s3://", "s3://ab", "s3://Bucket", "s3://a..b",
        "s3://bucket/../x", "s3://bucket/a//b", "s3://bucket#x", "s3://bucket?endpoint=host",
        "s3://bucket?endpoint=https://host/path", "s3://bucket?endpoint=ftp://host",
        "s3://bucket?region=a%2Fb", "s3://bucket/%zz"})
    EXPECT_NE(refusal(url), "taken") << url;
}

TEST(Secrets, AreReadWhereTheyAre) {
  using Kind = SecretSource::Kind;
  const auto folder = platform::TemporaryFolder::make().value();
  EXPECT_EQ(read_secret({}).value(), "");
  ::setenv("ALEXANDRIA_TEST_SECRET", "of the environment", 1);
  EXPECT_EQ(read_secret({Kind::kEnvironment, "ALEXANDRIA_TEST_SECRET"}).value(),
            "of the environment");
  ASSERT_TRUE(platform::write_file_atomically(folder / "one", "of a file\r\n"));
  EXPECT_EQ(read_secret({Kind::kFile, (folder / "one").string()}).value(), "of a file");
  ASSERT_TRUE(platform::write_file_atomically(folder / "two", "two\nlines\n"));
  ASSERT_TRUE(platform::write_file_atomically(folder / "none", "\n"));
  for (const SecretSource& source :
       std::initializer_list<SecretSource>{{Kind::kEnvironment, "ALEXANDRIA_TEST_UNSET"},
                                           {Kind::kFile, (folder / "two").string()},
                                           {Kind::kFile, (folder / "none").string()},
                                           {Kind::kFile, (folder / "gone").string()}}) {
    const auto secret = read_secret(source);
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().reason, "no_credentials");
    EXPECT_NE(secret.error().message.find(source.name), std::string::npos);
  }
}

}  // namespace
}  // namespace alexandria::store
