// S3 as a real gateway speaks it: keys, parts, TLS, hosts. Faults of the network: s3_faults_test.
#include "s3_objects.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "alexandria/platform/sha256.hpp"
#include "s3_answer.hpp"
#include "s3_gateway_test.hpp"
#include "s3_peers_test.hpp"
#include "s3_upload.hpp"

namespace alexandria::store {
namespace {

constexpr std::size_t kMiB = 1 << 20;

class S3ObjectsTest : public testing::Test {
 protected:
  void SetUp() override { NEED_GATEWAY(); }
  std::unique_ptr<Objects> open(const S3Place& place) {
    return open_objects(place, hasty(), system_clock()).value();
  }
  /// How many files of uploads that have not ended the gateway keeps.
  static int parts_left(const Gateway& gateway) {
    int count = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             gateway.folder() / "bucket" / ".sgwtmp" / "multipart", error))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
};

TEST_F(S3ObjectsTest, AWrongSecretIsNamedAsOneAndNotShown) {
  S3Place place = place_at(Gateway::shared().port());
  ::setenv("ALEXANDRIA_TEST_WRONG_KEY", "not-the-secret-key", 1);
  place.secret_key.name = "ALEXANDRIA_TEST_WRONG_KEY";
  const auto put = open(place)->put_bytes("a", "bytes", {});
  EXPECT_EQ(put.error().reason, "signature_mismatch");
  EXPECT_EQ(put.error().code, Code::kUnauthenticated);
  EXPECT_NE(put.error().message.find("s3://bucket/a"), std::string::npos);
  EXPECT_NE(put.error().message.find("SignatureDoesNotMatch"), std::string::npos);
  EXPECT_EQ(put.error().message.find("not-the-secret-key"), std::string::npos);
}

TEST_F(S3ObjectsTest, AnUnknownAccessKeyAndAMissingOneAreToldApart) {
  S3Place place = place_at(Gateway::shared().port());
  ::setenv("ALEXANDRIA_TEST_WRONG_KEY", "nobody", 1);
  place.access_key.name = "ALEXANDRIA_TEST_WRONG_KEY";
  const auto unknown = open(place)->put_bytes("a", "x", {});
  EXPECT_EQ(unknown.error().reason, "access_key_unknown") << unknown.error().message;
  place.access_key.name = "ALEXANDRIA_TEST_NO_KEY";
  const auto put = open(place)->put_bytes("a", "x", {});
  EXPECT_EQ(put.error().reason, "no_credentials");
  EXPECT_NE(put.error().message.find("ALEXANDRIA_TEST_NO_KEY"), std::string::npos);
}

TEST_F(S3ObjectsTest, AClockThatIsAnHourWrongIsSetByTheServers) {
  class LateClock final : public base::Clock {
   public:
    std::int64_t now_ms() const override { return system_clock().now_ms() - 3'600'000; }
  };
  const LateClock late;
  const auto objects = open_objects(place_at(Gateway::shared().port()), hasty(), late).value();
  const auto nothing = objects->size("none");  // HEAD, whose refusal has no words
  EXPECT_EQ(nothing.error().reason, "object_not_found") << nothing.error().message;
  ASSERT_TRUE(objects->put_bytes("a", "bytes", {}));
  EXPECT_EQ(objects->get_bytes("a", 9, {}).value(), "bytes");
}

TEST_F(S3ObjectsTest, AKeyInAFileMayChangeWhileTheProgramRuns) {
  S3Place place = place_at(Gateway::shared().port());
  place.secret_key = {SecretSource::Kind::kFile, (folder_ / "key").string()};
  const auto objects = open(place);
  EXPECT_EQ(objects->put_bytes("a", "x", {}).error().reason, "no_credentials");
  std::ofstream(folder_ / "key") << "old\n";
  EXPECT_EQ(objects->put_bytes("a", "x", {}).error().reason, "signature_mismatch");
  std::ofstream(folder_ / "key") << kSecretKey << "\n";
  EXPECT_TRUE(objects->put_bytes("a", "x", {}));
}

TEST_F(S3ObjectsTest, AMissingBucketIsNamed) {
  const auto objects = open(place_at(Gateway::shared().port(), "", "no-such-bucket"));
  const auto put = objects->put_bytes("a", "bytes", {});
  EXPECT_EQ(put.error().reason, "bucket_not_found");
  EXPECT_NE(put.error().message.find("s3://no-such-bucket/a"), std::string::npos);
  EXPECT_EQ(objects->list("", [](const ObjectEntry&) { return true; }).error().reason,
            "bucket_not_found");
  EXPECT_EQ(objects->get("a", folder_ / "back").error().reason, "bucket_not_found");
}

TEST_F(S3ObjectsTest, ALargeFileGoesInPartsAndComesBackAsItWas) {
  Gateway& gateway = Gateway::shared();
  const auto objects = objects_at(gateway.port(), "large");
  const auto file = make_file(folder_ / "file", 40 * kMiB + 5);
  const std::string sha256 = platform::sha256_of_file(file).value();
  const auto put = objects->put("a b/ü", file, {.sha256 = sha256, .if_absent = true});
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_TRUE(*put);
  EXPECT_EQ(objects->size("a b/ü").value(), 40 * kMiB + 5);
  const auto got = objects->get("a b/ü", folder_ / "back", {.sha256 = sha256});
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(platform::sha256_of_file(folder_ / "back").value(), sha256);
  EXPECT_FALSE(objects->put("a b/ü", file, {.sha256 = sha256, .if_absent = true}).value());
  EXPECT_TRUE(objects->put("a b/ü", file).value());
  EXPECT_EQ(objects->put("b", file, {.sha256 = platform::sha256_of("")}).error().reason,
            "checksum_mismatch");
  EXPECT_EQ(parts_left(gateway), 0);
}

TEST_F(S3ObjectsTest, OfUploadsInPartsThatRaceExactlyOneIsNew) {
  const auto objects = objects_at(Gateway::shared().port(), "race");
  const auto file = make_file(folder_ / "file", 17 * kMiB);
  std::atomic<int> fresh = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const auto put = objects->put("a", file, {.if_absent = true});
      EXPECT_TRUE(put) << put.error().message;
      if (put && *put) ++fresh;
    });
  threads.clear();
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(parts_left(Gateway::shared()), 0);
}

TEST_F(S3ObjectsTest, TheSizeOfPartsGrowsSoThatTenThousandSuffice) {
  EXPECT_EQ(s3::part_size(40 * kMiB, 16 * kMiB), 16 * kMiB);
  EXPECT_EQ(s3::part_size(160'000 * kMiB, 16 * kMiB), 16 * kMiB);
  EXPECT_EQ(s3::part_size(160'000 * kMiB + 1, 16 * kMiB), 17 * kMiB);
  const std::uint64_t most = 5ULL << 40;
  EXPECT_LE((most - 1) / s3::part_size(most, 16 * kMiB), 9'999U);
}

TEST_F(S3ObjectsTest, TlsIsTrustedByItsAuthorityOnly) {
  const std::string command =
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test "
      "-addext subjectAltName=IP:127.0.0.1 -keyout " +
      (folder_ / "key").string() + " -out " + (folder_ / "cert").string() + " 2> /dev/null";
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "there is no openssl program";
  const Gateway gateway({.certificate = folder_ / "cert", .key = folder_ / "key"});
  ASSERT_TRUE(gateway.is_up());
  S3Place place = place_at(gateway.port());
  place.endpoint = "https://127.0.0.1:" + std::to_string(gateway.port());
  const auto put = open(place)->put_bytes("a", "bytes", {});
  EXPECT_EQ(put.error().reason, "object_store_not_trusted") << put.error().message;
  place.ca_file = folder_ / "cert";
  EXPECT_TRUE(open(place)->put_bytes("a", "bytes", {}));
  place.endpoint = "https://localhost:" + std::to_string(gateway.port());
  EXPECT_EQ(open(place)->size("a").error().reason, "object_store_not_trusted");
}

TEST_F(S3ObjectsTest, ABucketMayBeInTheNameOfTheHost) {
  const Gateway gateway({.takes_virtual_hosts = true});
  ASSERT_TRUE(gateway.is_up());
  S3Place place = place_at(gateway.port(), "p");
  place.endpoint = "http://localhost:" + std::to_string(gateway.port());
  place.path_style = false;
  const auto objects = open(place);
  const auto put = objects->put_bytes("a b", "bytes", {});
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_EQ(objects->get_bytes("a b", 9, {}).value(), "bytes");
  int seen = 0;
  EXPECT_TRUE(objects->list("a", [&](const ObjectEntry&) { return ++seen > 0; }));
  EXPECT_EQ(seen, 1);
  EXPECT_TRUE(std::filesystem::exists(gateway.folder() / "bucket" / "p" / "a b"));
}

TEST_F(S3ObjectsTest, PrefixesKeepPlacesApart) {
  const auto one = objects_at(Gateway::shared().port(), "one");
  const auto two = objects_at(Gateway::shared().port(), "one two");
  ASSERT_TRUE(one->put_bytes("a", "1", {}));
  ASSERT_TRUE(two->put_bytes("a", "2", {}));
  EXPECT_EQ(one->get_bytes("a", 9, {}).value(), "1");
  std::vector<std::string> keys;
  EXPECT_TRUE(one->list("", [&](const ObjectEntry& entry) {
    keys.push_back(entry.key);
    return true;
  }));
  EXPECT_EQ(keys, std::vector<std::string>{"a"});
  EXPECT_EQ(one->describe(),
            "s3://bucket/one at http://127.0.0.1:" + std::to_string(Gateway::shared().port()));
}

TEST_F(S3ObjectsTest, ConnectionsAreUsedAgain) {
  Proxy proxy(Gateway::shared().port());
  const auto objects = objects_at(proxy.port(), "again");
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(objects->put_bytes("a", "bytes", {}));
    ASSERT_TRUE(objects->size("a"));
    ASSERT_TRUE(objects->get_bytes("a", 9, {}));
  }
  EXPECT_EQ(proxy.connections(), 1);
}

TEST(S3Answer, TimesAndBase64AreReadAndWritten) {
  EXPECT_EQ(s3::time_of("1970-01-01T00:00:01.250Z"), 1'250);
  EXPECT_EQ(s3::time_of("2026-11-26T13:16:14Z"), 1'795'698'974'000);
  EXPECT_EQ(s3::time_of("yesterday"), 0);
  EXPECT_EQ(s3::base64_of_hex(""), "");
  EXPECT_EQ(s3::base64_of_hex("66"), "Zg==");
  EXPECT_EQ(s3::base64_of_hex("666f"), "Zm8=");
  EXPECT_EQ(s3::base64_of_hex("666f6f"), "Zm9v");
  EXPECT_EQ(s3::base64_of_hex(platform::sha256_of("")),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST(S3Answer, APageWithoutAnEndIsRefused) {
  EXPECT_FALSE(s3::read_page("x", "no xml"));
  EXPECT_FALSE(s3::read_page("x", "<Error><Code>A</Code></Error>"));
  EXPECT_FALSE(
      s3::read_page("x", "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"));
  const auto page = s3::read_page(
      "x",
      "<ListBucketResult><Contents><Key>a&amp;b</Key><Size>7</Size></Contents></ListBucketResult>");
  ASSERT_EQ(page->entries.size(), 1U);
  EXPECT_EQ(page->entries[0].key, "a&b");
  EXPECT_EQ(page->entries[0].bytes, 7U);
}

}  // namespace
}  // namespace alexandria::store
