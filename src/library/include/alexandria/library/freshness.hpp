#pragma once
// How fresh a read must be, and the token by which a write is seen.
#include <cstdint>
#include <string>

#include "alexandria/base/result.hpp"
#include "alexandria/store/rows.hpp"

namespace alexandria::library {

enum class Freshness {
  kCommitted,  ///< all that was committed when the read began (`index_and_wal`)
  kIndexed     ///< what this node's index has (`index_only`)
};

/// A write, and the place in its collection's history that it came to. On the wire
/// "TIMELINE.COLLECTION.POSITION.COMMIT.TRANSACTION.MILLISECONDS": a read that shows it waits, on
/// any node, until the place is reached, and is told where the history has no such write.
struct ReadToken {
  std::string timeline;
  store::Written write;

  std::string text() const;
  /// kInvalidArgument `invalid_token`.
  static Result<ReadToken> parse(const std::string& text);
};

}  // namespace alexandria::library
