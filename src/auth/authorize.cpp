#include "alexandria/auth/authorize.hpp"

#include <openssl/crypto.h>

namespace alexandria::auth {

std::string_view right_name(Right right) {
  switch (right) {
    case Right::kPublic: return "public";
    case Right::kRead: return "read";
    case Right::kWrite: return "write";
    case Right::kAdmin: return "admin";
  }
  return "admin";
}

Result<void> Authority::authorize(const std::string& authorization, Right right) const {
  if (right == Right::kPublic) return {};
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.empty())
    return fail(
        Code::kUnauthenticated, "key_needed",
        "this address needs a key: send Authorization: Bearer KEY (admin.key in the data folder)");
  const bool bearer = authorization.starts_with(kScheme);
  const std::string_view key =
      bearer ? std::string_view(authorization).substr(kScheme.size()) : std::string_view();
  if (key.size() != admin_key_.size() ||
      CRYPTO_memcmp(key.data(), admin_key_.data(), key.size()) != 0)
    return fail(Code::kUnauthenticated, "key_unknown", "the key is not known");
  return {};
}

}  // namespace alexandria::auth
