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

TEST(Sessions, AWordOpensOneSessionOnceAndInTime) {
  HandClock clock;
  Sessions sessions(clock);
  const std::string once = sessions.make_once();
  EXPECT_FALSE(sessions.use_once("another"));
  EXPECT_TRUE(sessions.use_once(once));
  EXPECT_FALSE(sessions.use_once(once));
  const std::string late = sessions.make_once();
  clock.now += 11 * 60 * 1000;
  EXPECT_FALSE(sessions.use_once(late));
}

TEST(Sessions, LastWhileTheyAreUsedAndEndWhenClosed) {
  HandClock clock;
  Sessions sessions(clock);
  const std::string token = sessions.open();
  const std::int64_t day = 24LL * 3600 * 1000;
  clock.now += 29 * day;
  EXPECT_TRUE(sessions.is_open(token));
  clock.now += 29 * day;
  EXPECT_TRUE(sessions.is_open(token));
  clock.now += 31 * day;
  EXPECT_FALSE(sessions.is_open(token));
  const std::string other = sessions.open();
  sessions.close(other);
  EXPECT_FALSE(sessions.is_open(other));
  EXPECT_FALSE(sessions.is_open(""));
}

}  // namespace
}  // namespace alexandria::auth
