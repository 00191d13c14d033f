#include "alexandria/auth/sessions.hpp"

#include <algorithm>

#include "alexandria/base/identifier.hpp"

namespace alexandria::auth {
namespace {
constexpr std::int64_t kOnceMs = 10LL * 60 * 1000;
constexpr std::int64_t kSessionMs = 30LL * 24 * 3600 * 1000;
constexpr std::size_t kSessionsMax = 1000;
constexpr std::size_t kTokenBytes = 24;
}  // namespace

std::string Sessions::make_once() {
  std::string once = base::random_hex(kTokenBytes);
  state_.with([&](State& s) { s.once[once] = clock_.now_ms() + kOnceMs; });
  return once;
}

bool Sessions::use_once(const std::string& once) {
  return state_.with([&](State& s) {
    const auto found = s.once.find(once);
    if (found == s.once.end()) return false;
    const bool good = found->second >= clock_.now_ms();
    s.once.erase(found);
    return good;
  });
}

std::string Sessions::open() {
  std::string token = base::random_hex(kTokenBytes);
  state_.with([&](State& s) {
    if (s.sessions.size() >= kSessionsMax)
      s.sessions.erase(
          std::ranges::min_element(s.sessions, {}, [](const auto& entry) { return entry.second; }));
    s.sessions[token] = clock_.now_ms() + kSessionMs;
  });
  return token;
}

bool Sessions::is_open(const std::string& token) {
  return state_.with([&](State& s) {
    const auto found = s.sessions.find(token);
    if (found == s.sessions.end()) return false;
    const std::int64_t now = clock_.now_ms();
    if (found->second < now) {
      s.sessions.erase(found);
      return false;
    }
    found->second = now + kSessionMs;
    return true;
  });
}

void Sessions::close(const std::string& token) {
  state_.with([&](State& s) { s.sessions.erase(token); });
}

}  // namespace alexandria::auth
