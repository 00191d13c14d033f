#pragma once
// Who may do what. Until there are users there is one key, the administrator's, which may do
// everything.
#include <filesystem>
#include <string>

#include "alexandria/base/result.hpp"

namespace alexandria::auth {

/// What an endpoint needs; declared by each of them.
enum class Right { kPublic, kRead, kWrite, kAdmin };
std::string_view right_name(Right right);

/// The key in `folder`/admin.key (mode 0600); made at first use: "alx_" and 48 hexadecimal digits.
Result<std::string> load_admin_key(const std::filesystem::path& folder);

class Authority {
 public:
  explicit Authority(std::string admin_key) : admin_key_(std::move(admin_key)) {}
  /// `authorization` is the header's value, "Bearer KEY". kUnauthenticated `key_needed` or
  /// `key_unknown`. Compares in constant time.
  Result<void> authorize(const std::string& authorization, Right right) const;

 private:
  std::string admin_key_;
};

}  // namespace alexandria::auth
