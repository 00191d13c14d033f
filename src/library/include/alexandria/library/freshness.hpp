#pragma once
// How fresh a read must be, and the token by which a write is seen.
#include <cstdint>
#include <string>

#include "alexandria/base/result.hpp"

namespace alexandria::library {

enum class Freshness {
  kCommitted,  ///< all that was committed when the read began (`index_and_wal`)
  kIndexed     ///< what this node's index has (`index_only`)
};

/// A place in a collection's history that a write came to. On the wire
/// "TIMELINE.COLLECTION.POSITION": a read that shows it waits, on any node, until it is reached.
struct ReadToken {
  std::string timeline;
  std::int64_t collection_id = 0;
  std::uint64_t position = 0;

  std::string text() const;
  /// kInvalidArgument `invalid_token`.
  static Result<ReadToken> parse(const std::string& text);
};

}  // namespace alexandria::library
