// S3 over a network, and by servers, that fail: what is tried again, what is not, and for how long.
#include <gtest/gtest.h>

#include <map>

#include "alexandria/platform/sha256.hpp"
#include "s3_client.hpp"
#include "s3_gateway_test.hpp"
#include "s3_peers_test.hpp"

namespace alexandria::store {
namespace {

using std::chrono::milliseconds;
constexpr std::size_t kMiB = 1 << 20;

milliseconds time_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

class S3FaultsTest : public testing::Test {
 protected:
  void SetUp() override { NEED_GATEWAY(); }
  void begin(const std::string& prefix, const S3Limits& limits = hasty()) {
    proxy_ = std::make_unique<Proxy>(Gateway::shared().port());
    objects_ = objects_at(proxy_->port(), prefix, limits);
    direct_ = objects_at(Gateway::shared().port(), prefix);
  }
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<Proxy> proxy_;
  std::unique_ptr<Objects> objects_;
  std::unique_ptr<Objects> direct_;
};

TEST_F(S3FaultsTest, AnUploadInPartsThatIsCutGoesOn) {
  begin("cut up");
  const auto file = make_file(folder_ / "file", 40 * kMiB);
  const std::string sha256 = platform::sha256_of_file(file).value();
  proxy_->disturb({.times = 3, .up_bytes_max = 5 * kMiB});
  const auto put = objects_->put("a", file, {.sha256 = sha256, .if_absent = true});
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_TRUE(*put);
  EXPECT_EQ(proxy_->disturbed(), 3);
  EXPECT_TRUE(direct_->get("a", folder_ / "back", {.sha256 = sha256}));
}

TEST_F(S3FaultsTest, AnUploadInPartsThatFailsLeavesNothing) {
  S3Limits limits = hasty();
  limits.tries_max = 2;
  begin("never", limits);
  const auto file = make_file(folder_ / "file", 40 * kMiB);
  proxy_->disturb({.times = 100, .up_bytes_max = 5 * kMiB});
  const auto put = objects_->put("a", file);
  EXPECT_EQ(put.error().reason, "object_store_not_reached") << put.error().message;
  EXPECT_EQ(direct_->size("a").error().reason, "object_not_found");
  int files = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           Gateway::shared().folder() / "bucket" / ".sgwtmp" / "multipart", error))
    files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, 0);
}

TEST_F(S3FaultsTest, ADownloadThatIsCutGoesOnWhereItWas) {
  begin("cut down");
  const auto file = make_file(folder_ / "file", 12 * kMiB);
  const std::string sha256 = platform::sha256_of_file(file).value();
  ASSERT_TRUE(direct_->put("a", file));
  proxy_->disturb({.times = 2, .down_bytes_max = 5 * kMiB});
  const auto got = objects_->get("a", folder_ / "back", {.sha256 = sha256});
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(*got, 12 * kMiB);
  EXPECT_EQ(proxy_->connections(), 3);  // 5 + 5 + 2 MiB: from the beginning it would be more
  proxy_->disturb({.times = 1, .down_bytes_max = kMiB});
  const auto range = objects_->get("a", folder_ / "range", {.range = ByteRange{kMiB, 3 * kMiB}});
  EXPECT_EQ(range.value(), 3 * kMiB);
  const std::string all = platform::read_file(file, 20 * kMiB).value();
  EXPECT_TRUE(platform::read_file(folder_ / "range", 20 * kMiB).value() ==
              all.substr(kMiB, 3 * kMiB));
}

TEST_F(S3FaultsTest, AnObjectThatIsReplacedWhileItIsReadComesWhole) {
  begin("replaced");
  S3Limits limits = hasty();
  limits.pause_first = milliseconds(2'000);
  limits.pause_max = milliseconds(2'000);
  const auto slow = objects_at(proxy_->port(), "replaced", limits);
  ASSERT_TRUE(direct_->put("a", make_file(folder_ / "file", 8 * kMiB)));
  const std::string other(3 * kMiB, 'x');
  proxy_->disturb({.times = 1, .down_bytes_max = 5 * kMiB});
  std::jthread replace([&] {
    while (proxy_->disturbed() == 0)
      std::this_thread::sleep_for(milliseconds(5));
    std::this_thread::sleep_for(milliseconds(300));
    EXPECT_TRUE(direct_->put_bytes("a", other, {}));
  });
  const auto got = slow->get("a", folder_ / "back");
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_TRUE(platform::read_file(folder_ / "back", 20 * kMiB).value() == other);
}

TEST_F(S3FaultsTest, APutWhoseAnswerIsLostIsStillNew) {
  begin("lost");
  proxy_->disturb({.times = 1, .down_bytes_max = 0});
  EXPECT_TRUE(objects_->put_bytes("a", "bytes", {.if_absent = true}).value());
  EXPECT_EQ(proxy_->disturbed(), 1);
  const auto again = objects_at(proxy_->port(), "lost");
  proxy_->disturb({.times = 1, .down_bytes_max = 0});
  EXPECT_FALSE(again->put_bytes("a", "bytes", {.if_absent = true}).value());
}

TEST_F(S3FaultsTest, ABlackHoleIsGivenUpInTime) {
  S3Limits limits = hasty();
  limits.tries_max = 2;
  limits.silence_max = milliseconds(1'000);
  begin("hole", limits);
  proxy_->disturb({.times = 100, .is_black_hole = true});
  const auto took = time_of([&] {
    const auto size = objects_->size("a");
    EXPECT_EQ(size.error().reason, "object_store_timeout") << size.error().message;
    EXPECT_NE(size.error().message.find("s3://bucket/hole/a"), std::string::npos);
  });
  EXPECT_LT(took, milliseconds(8'000));
  proxy_->disturb({.times = 1, .is_black_hole = true});
  EXPECT_TRUE(objects_->put_bytes("a", "bytes", {}));
}

TEST_F(S3FaultsTest, ACallEndsAtItsDeadlineHoweverOftenItMayTry) {
  S3Limits limits = hasty();
  limits.call_max = milliseconds(1'500);
  limits.silence_max = milliseconds(60'000);
  limits.tries_max = 100;
  begin("deadline", limits);
  proxy_->disturb({.times = 100, .is_black_hole = true});
  const auto took = time_of([&] { EXPECT_EQ(objects_->size("a").error().code, Code::kDeadline); });
  EXPECT_LT(took, milliseconds(5'000));
}

TEST_F(S3FaultsTest, AStopEndsARequestThatHangs) {
  S3Limits limits = hasty();
  limits.silence_max = milliseconds(60'000);
  begin("stop", limits);
  proxy_->disturb({.times = 100, .is_black_hole = true});
  std::stop_source stop;
  std::jthread later([&] {
    std::this_thread::sleep_for(milliseconds(200));
    stop.request_stop();
  });
  const auto took = time_of([&] {
    const auto put = objects_->put_bytes("a", "bytes", {.stop = stop.get_token()});
    EXPECT_EQ(put.error().code, Code::kCancelled) << put.error().message;
  });
  EXPECT_LT(took, milliseconds(5'000));
}

TEST_F(S3FaultsTest, ASlowServerIsWaitedFor) {
  begin("slow");
  proxy_->disturb({.times = 100, .delay_ms = 300});
  EXPECT_TRUE(objects_->put_bytes("a", "bytes", {}));
  EXPECT_EQ(objects_->get_bytes("a", 9, {}).value(), "bytes");
}

TEST_F(S3FaultsTest, AServerThatIsGoneIsSaidToBeGone) {
  Gateway gateway;
  const auto objects = objects_at(gateway.port());
  ASSERT_TRUE(objects->put_bytes("a", "bytes", {}));
  gateway.stop();
  const auto got = objects->get_bytes("a", 9, {});
  EXPECT_EQ(got.error().reason, "object_store_not_reached") << got.error().message;
  EXPECT_NE(got.error().message.find(std::to_string(gateway.port())), std::string::npos);
}

TEST(S3Retries, ABusyServerIsAskedAgainAfterThePauseThatItWants) {
  RoteServer server({RoteServer::error("503 Slow Down", "SlowDown", "Retry-After: 1\r\n"),
                     RoteServer::error("500 Oh", "InternalError"),
                     RoteServer::answer("200 OK", "")});
  const auto objects = objects_at(server.port());
  const auto took = time_of([&] { EXPECT_TRUE(objects->put_bytes("a", "bytes", {})); });
  EXPECT_GE(took, milliseconds(1'000));
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST(S3Retries, AServerThatWantsToBeLeftAloneForLongIsAnError) {
  RoteServer server({RoteServer::error("503 Slow Down", "SlowDown", "Retry-After: 3600\r\n")});
  const auto put = objects_at(server.port())->put_bytes("a", "bytes", {});
  EXPECT_EQ(put.error().reason, "object_store_busy");
  EXPECT_NE(put.error().message.find("3600"), std::string::npos);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(S3Retries, RetriesStayAShareOfAllRequests) {
  RoteServer server({RoteServer::error("503 Slow Down", "SlowDown")});
  S3Limits limits = hasty();
  limits.retry_reserve = 5;
  const auto objects = objects_at(server.port(), "", limits);
  Error last;
  const auto took = time_of([&] {
    for (int i = 0; i < 50; ++i)
      last = objects->size("a").error();
  });
  EXPECT_EQ(last.reason, "object_store_busy");
  // 50 first tries bring 10 retries, and 5 were in reserve.
  EXPECT_GE(server.requests().size(), 60U);
  EXPECT_LE(server.requests().size(), 65U);
  EXPECT_LT(took, milliseconds(10'000));
  EXPECT_NE(objects->size("a").error().message.find("too many requests"), std::string::npos);
}

TEST(S3Retries, ABudgetNeverHoldsMoreThanItsReserve) {
  s3::RetryBudget budget(.2, 2);
  for (int i = 0; i < 1'000; ++i)
    budget.add_first_try();
  EXPECT_TRUE(budget.take());
  EXPECT_TRUE(budget.take());
  EXPECT_FALSE(budget.take());
  for (int i = 0; i < 6; ++i)
    budget.add_first_try();
  EXPECT_TRUE(budget.take());
  EXPECT_FALSE(budget.take());
}

TEST(S3Errors, EachHasAReasonOfItsOwnAndIsNotTriedAgain) {
  const std::map<std::string, std::pair<std::string, std::string>> cases = {
      {"AccessDenied", {"403 Forbidden", "object_access_denied"}},
      {"SignatureDoesNotMatch", {"403 Forbidden", "signature_mismatch"}},
      {"InvalidAccessKeyId", {"403 Forbidden", "access_key_unknown"}},
      {"RequestTimeTooSkewed", {"403 Forbidden", "clock_skewed"}},
      {"ExpiredToken", {"400 Bad", "session_expired"}},
      {"NoSuchBucket", {"404 Not Found", "bucket_not_found"}},
      {"PermanentRedirect", {"301 Moved", "wrong_region"}},
      {"QuotaExceeded", {"403 Forbidden", "object_store_full"}},
      {"", {"507 Full", "object_store_full"}},
      {"Unheard", {"418 Teapot", "object_store_error"}},
  };
  for (const auto& [code, answer] : cases) {
    RoteServer server({RoteServer::error(answer.first, code)});
    const auto put = objects_at(server.port())->put_bytes("a", "bytes", {});
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().reason, answer.second) << code;
    for (const std::string& part : {std::string("s3://bucket/a"), answer.first.substr(0, 3), code})
      EXPECT_NE(put.error().message.find(part), std::string::npos) << put.error().message;
    EXPECT_EQ(put.error().message.find(kSecretKey), std::string::npos);
    EXPECT_EQ(server.requests().size(), 1U) << code;
  }
}

TEST(S3Errors, ASkewedClockShowsTheServersTime) {
  RoteServer server({RoteServer::error("403 Forbidden", "RequestTimeTooSkewed",
                                       "Date: Thu, 28 Nov 2019 12:00:00 GMT\r\n")});
  const auto put = objects_at(server.port())->put_bytes("a", "bytes", {});
  EXPECT_NE(put.error().message.find("28 Nov 2019 12:00:00"), std::string::npos);
  EXPECT_EQ(server.requests().size(), 2U);  // the second was signed by the server's clock
}

TEST(S3Errors, AServersClockIsFollowedFromTheFirstRefusalOn) {
  RoteServer server({RoteServer::error("403 Forbidden", "RequestTimeTooSkewed",
                                       "Date: Thu, 28 Nov 2019 12:00:00 GMT\r\n"),
                     RoteServer::answer("200 OK", "")});
  const auto objects = objects_at(server.port());
  EXPECT_TRUE(objects->remove("a"));
  EXPECT_TRUE(objects->remove("b"));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].find("x-amz-date: 20191128T12"), std::string::npos);
  for (const std::string& request : {requests[1], requests[2]})
    EXPECT_NE(request.find("x-amz-date: 20191128T12"), std::string::npos) << request;
}

TEST(S3Errors, AnotherRegionIsNamedAlsoWhereAnAnswerHasNoBody) {
  RoteServer server({RoteServer::answer("301 Moved", "", "x-amz-bucket-region: eu-north-1\r\n")});
  const auto size = objects_at(server.port())->size("a");
  EXPECT_EQ(size.error().reason, "wrong_region");
  EXPECT_NE(size.error().message.find("eu-north-1"), std::string::npos) << size.error().message;
}

TEST(S3Errors, AStoredChecksumThatIsAnotherIsDamage) {
  RoteServer server({RoteServer::answer("200 OK", "", "x-amz-checksum-sha256: AAAA\r\n")});
  const auto objects = objects_at(server.port());
  EXPECT_EQ(objects->put_bytes("a", "bytes", {}).error().reason, "checksum_mismatch");
  RoteServer damaged({RoteServer::answer("200 OK", "bytes", "x-amz-checksum-sha256: AAAA\r\n")});
  const auto got = objects_at(damaged.port())->get_bytes("a", 9, {});
  EXPECT_EQ(got.error().reason, "checksum_mismatch");
  EXPECT_NE(got.error().message.find("s3://bucket/a"), std::string::npos);
}

TEST(S3Errors, OtherBytesThanTheRangeAreRefused) {
  RoteServer server({RoteServer::answer("200 OK", "0123456789")});
  const auto got = objects_at(server.port())->get_bytes("a", 99, {.range = ByteRange{5, 2}});
  EXPECT_EQ(got.error().reason, "object_store_error") << got.error().message;
}

TEST(S3Errors, AnUploadThatFailsAfterItsStatusIsAnError) {
  RoteServer server({RoteServer::answer("200 OK", "<X><UploadId>u</UploadId></X>"),
                     RoteServer::answer("200 OK", "", "ETag: \"1\"\r\n"),
                     RoteServer::answer("200 OK", "", "ETag: \"2\"\r\n"),
                     RoteServer::error("200 OK", "InternalError"),
                     RoteServer::answer("404 Not Found", ""),
                     RoteServer::answer("204 No Content", "")});
  const auto folder = platform::TemporaryFolder::make().value();
  S3Limits limits = hasty();
  limits.parts_at_once = 1;
  const auto objects = objects_at(server.port(), "", limits);
  const auto put = objects->put("a", make_file(folder / "file", 20 * kMiB));
  EXPECT_EQ(put.error().reason, "object_store_busy") << put.error().message;
  ASSERT_EQ(server.requests().size(), 6U);
  EXPECT_TRUE(server.requests().back().starts_with("DELETE /bucket/a?uploadId=u "));
}

TEST(S3Requests, BearTheirChecksumAndTheTokenInsideTheSignature) {
  RoteServer server({RoteServer::answer("200 OK", "")});
  S3Place place = place_at(server.port());
  ::setenv("ALEXANDRIA_TEST_TOKEN", "token-of-a-session", 1);
  place.session_token = {SecretSource::Kind::kEnvironment, "ALEXANDRIA_TEST_TOKEN"};
  place.region = "eu-north-1";
  const auto objects = open_objects(place, hasty(), system_clock()).value();
  ASSERT_TRUE(objects->put_bytes("a", "bytes", {.if_absent = true}));
  const std::string head = server.requests().at(0);
  for (const std::string& part :
       {"x-amz-content-sha256: " + platform::sha256_of("bytes"),
        std::string("x-amz-checksum-sha256: J3CJ2RwL308uaGK6fkoHYFEZQx9dE/cm3TUrBvGyBqk="),
        std::string("x-amz-security-token: token-of-a-session"), std::string("if-none-match: *"),
        std::string("/eu-north-1/s3/aws4_request"),
        std::string("SignedHeaders=host;if-none-match;x-amz-checksum-sha256;"
                    "x-amz-content-sha256;x-amz-date;x-amz-meta-alexandria-put;"
                    "x-amz-security-token")})
    EXPECT_NE(head.find(part), std::string::npos) << part << "\n" << head;
  EXPECT_EQ(head.find(kSecretKey), std::string::npos);
}

}  // namespace
}  // namespace alexandria::store
