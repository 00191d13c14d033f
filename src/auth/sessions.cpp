#include "alexandria/auth/sessions.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/sessions.hpp"

namespace alexandria::auth {
namespace {

constexpr std::int64_t kOnceMs = 10LL * 60 * 1000;
constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;
constexpr std::int64_t kSessionMs = 30 * kDayMs;
constexpr std::int64_t kSessionsMax = 1000;
constexpr std::size_t kTokenBytes = 24;
constexpr const char* kOnce = "once";
constexpr const char* kSession = "session";

}  // namespace

Result<std::string> Sessions::make(const std::string& kind, std::int64_t lasts_ms,
                                   std::int64_t most) {
  const std::string token = base::random_hex(kTokenBytes);
  TRY(store_.write(
      [&](store::Sql& sql) {
        return store::put_session(sql, platform::sha256_of(token), kind, sql.now_ms() + lasts_ms,
                                  most);
      },
      {}, store::Intent::kUpkeep));
  return token;
}

Result<std::string> Sessions::make_once() { return make(kOnce, kOnceMs, kSessionsMax); }
Result<std::string> Sessions::open() { return make(kSession, kSessionMs, kSessionsMax); }

Result<bool> Sessions::use_once(const std::string& once) {
  const std::string hash = platform::sha256_of(once);
  bool good = false;
  TRY(store_.write(
      [&](store::Sql& sql) -> Result<void> {
        const bool in_time = TRY(store::find_session(sql, hash, kOnce)) > 0;
        good = TRY(store::remove_session(sql, hash, kOnce)) && in_time;
        return {};
      },
      {}, store::Intent::kUpkeep));
  return good;
}

Result<bool> Sessions::is_open(const std::string& token) {
  if (token.empty()) return false;
  const std::string hash = platform::sha256_of(token);
  std::int64_t until = 0;
  std::int64_t now = 0;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    now = sql.now_ms();
    until = TRY(store::find_session(sql, hash, kSession));
    return {};
  }));
  if (until > 0 && until < now + kSessionMs - kDayMs)
    (void)store_.write(
        [&](store::Sql& sql) {
          return store::put_session(sql, hash, kSession, sql.now_ms() + kSessionMs, kSessionsMax);
        },
        {}, store::Intent::kUpkeep);
  return until > 0;
}

Result<void> Sessions::close(const std::string& token) {
  return store_.write(
      [&](store::Sql& sql) -> Result<void> {
        TRY(store::remove_session(sql, platform::sha256_of(token), kSession));
        return {};
      },
      {}, store::Intent::kUpkeep);
}

}  // namespace alexandria::auth
