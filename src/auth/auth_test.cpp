#include <gtest/gtest.h>

#include "alexandria/auth/authorize.hpp"
#include "alexandria/base/identifier.hpp"

namespace alexandria::auth {
namespace {

TEST(AdminKey, IsMadeOnceWithAPrivateMode) {
  const auto folder = std::filesystem::temp_directory_path() / ("alexandria-test-" + base::random_hex(6));
  std::filesystem::create_directories(folder);
  const std::string key = load_admin_key(folder).value();
  EXPECT_EQ(load_admin_key(folder).value(), key);
  EXPECT_EQ(key.size(), 52U);
  EXPECT_EQ(std::filesystem::status(folder / "admin.key").permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::remove_all(folder);
}

TEST(Authority, DeniesWithoutTheKey) {
  const Authority authority("secret-secret-secret");
  EXPECT_TRUE(authority.authorize("", Right::kPublic));
  EXPECT_EQ(authority.authorize("", Right::kRead).error().reason, "key_needed");
  EXPECT_EQ(authority.authorize("Bearer wrong", Right::kRead).error().reason, "key_unknown");
  EXPECT_EQ(authority.authorize("secret-secret-secret", Right::kRead).error().reason, "key_unknown");
  EXPECT_TRUE(authority.authorize("Bearer secret-secret-secret", Right::kAdmin));
}

}  // namespace
}  // namespace alexandria::auth
