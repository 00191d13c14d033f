#include <gtest/gtest.h>

#include "alexandria/auth/authorize.hpp"
#include "alexandria/auth/sessions.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::auth {
namespace {

TEST(AdminKey, IsMadeOnceWithAPrivateMode) {
  const auto folder = platform::TemporaryFolder::make().value();
  const std::string key = load_admin_key(folder).value();
  EXPECT_EQ(load_admin_key(folder).value(), key);
  EXPECT_EQ(key.size(), 52U);
  EXPECT_EQ(std::filesystem::status(folder / "admin.key").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(Authority, DeniesWithoutTheKey) {
  const Authority authority("secret-secret-secret");
  EXPECT_TRUE(authority.authorize("", Right::kPublic));
  EXPECT_EQ(authority.authorize("", Right::kRead).error().reason, "key_needed");
  EXPECT_EQ(authority.authorize("Bearer wrong", Right::kRead).error().reason, "key_unknown");
  EXPECT_EQ(authority.authorize("secret-secret-secret", Right::kRead).error().reason,
            "key_unknown");
  EXPECT_TRUE(authority.authorize("Bearer secret-secret-secret", Right::kAdmin));
}

class HandClock final : public base::Clock {
 public:
  std::int64_t now = 1'000'000;
  std::int64_t now_ms() const override { return now; }
};

class SessionsTest : public testing::Test {
 protected:
  HandClock clock_;
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<store::Store> store_ = store::Store::open(folder_, clock_).value();
  Sessions sessions_{*store_};
};

TEST_F(SessionsTest, AWordOpensOneSessionOnceAndInTime) {
  const std::string once = sessions_.make_once().value();
  EXPECT_FALSE(sessions_.use_once("another").value());
  EXPECT_TRUE(sessions_.use_once(once).value());
  EXPECT_FALSE(sessions_.use_once(once).value());
  const std::string late = sessions_.make_once().value();
  clock_.now += 11 * 60 * 1000;
  EXPECT_FALSE(sessions_.use_once(late).value());
}

TEST_F(SessionsTest, LastWhileTheyAreUsedAndEndWhenClosed) {
  const std::string token = sessions_.open().value();
  const std::int64_t day = 24LL * 3600 * 1000;
  clock_.now += 29 * day;
  EXPECT_TRUE(sessions_.is_open(token).value());
  clock_.now += 29 * day;
  EXPECT_TRUE(sessions_.is_open(token).value());
  clock_.now += 31 * day;
  EXPECT_FALSE(sessions_.is_open(token).value());
  const std::string other = sessions_.open().value();
  ASSERT_TRUE(sessions_.close(other));
  EXPECT_FALSE(sessions_.is_open(other).value());
  EXPECT_FALSE(sessions_.is_open("").value());
}

TEST_F(SessionsTest, AreKnownToEverybodyOnTheDatabaseAndOnlyByTheirHashes) {
  const std::string token = sessions_.open().value();
  EXPECT_TRUE(Sessions(*store_).is_open(token).value());
  const std::string once = sessions_.make_once().value();
  EXPECT_FALSE(sessions_.is_open(once).value());
  store_.reset();
  for (const char* name : {"library.db", "library.db-wal"}) {
    const auto bytes = platform::read_file(folder_ / name, 64 << 20);
    EXPECT_EQ(bytes.value_or("").find(token), std::string::npos);
  }
}

}  // namespace
}  // namespace alexandria::auth
