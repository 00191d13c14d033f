#pragma once
#include <cstdint>

namespace alexandria::store {

/// What ties a checksum to the row that bears it: bytes that stand under another row's key fail
/// although they are whole (multiplicative hashing: Knuth, The Art of Computer Programming, volume
/// 3, section 6.4). The step kBoundChecksums of the schema computes the same in SQL.
constexpr std::int64_t row_mark(std::int64_t first, std::int64_t second) {
  const auto product = static_cast<std::uint64_t>(first) * 2654435761U;
  return static_cast<std::int64_t>((product + static_cast<std::uint64_t>(second)) & 0xFFFFFFFFU);
}

}  // namespace alexandria::store
