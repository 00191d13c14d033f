#pragma once
// Sessions of the page: a cookie instead of the key, so that the key is in no page, address or
// history. They end with the process.
#include <cstdint>
#include <map>
#include <string>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/guarded.hpp"

namespace alexandria::auth {

/// Threads: all functions at any time.
class Sessions {
 public:
  explicit Sessions(const base::Clock& clock) : clock_(clock) {}
  /// A word that opens one session within ten minutes, for the link that the first start prints.
  std::string make_once();
  /// Whether the word was good; it is used up.
  bool use_once(const std::string& once);
  /// A new session's token, for a cookie; at most 1,000 are open, the oldest ends first.
  std::string open();
  /// Whether the token is that of an open session; it then lasts 30 days more.
  bool is_open(const std::string& token);
  void close(const std::string& token);

 private:
  struct State {
    std::map<std::string, std::int64_t> once;      // until, ms
    std::map<std::string, std::int64_t> sessions;  // until, ms
  };
  const base::Clock& clock_;
  base::Guarded<State> state_;
};

}  // namespace alexandria::auth
