#pragma once
// Sessions of the page: a cookie instead of the key, so that the key is in no page, address or
// history. They are good on every node, and after a restart.
#include <string>

#include "alexandria/store/store.hpp"

namespace alexandria::auth {

/// Threads: all functions at any time.
class Sessions {
 public:
  explicit Sessions(store::Store& store) : store_(store) {}
  /// A word that opens one session within ten minutes, for the link that the first start prints.
  Result<std::string> make_once();
  /// Whether the word was good; it is used up.
  Result<bool> use_once(const std::string& once);
  /// A new session's token, for a cookie; at most 1,000 are open, the oldest ends first.
  Result<std::string> open();
  /// Whether the token is that of an open session; it then lasts 30 days more (to the day).
  Result<bool> is_open(const std::string& token);
  Result<void> close(const std::string& token);

 private:
  Result<std::string> make(const std::string& kind, std::int64_t lasts_ms, std::int64_t most);
  store::Store& store_;
};

}  // namespace alexandria::auth
