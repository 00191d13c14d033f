#pragma once
// How lists of links lie in memory, shared by the files of the graph.
#include <array>
#include <mutex>
#include <vector>

#include "alexandria/vectors/hnsw.hpp"
#include "scratch.hpp"

namespace alexandria::vectors {

inline constexpr std::uint32_t kPinned = 0x80000000;
inline constexpr std::uint32_t kRowMask = 0x7fffffff;

/// Links are read while others write them: a row that a link names was written before the link.
inline std::uint32_t load_link(const std::uint32_t& link) {
  return __atomic_load_n(&link, __ATOMIC_ACQUIRE);
}
inline void store_link(std::uint32_t& link, std::uint32_t value) {
  __atomic_store_n(&link, value, __ATOMIC_RELEASE);
}

struct Hnsw::Working {
  static constexpr std::size_t kLocks = 1024;
  std::array<std::mutex, kLocks> locks;  // a row's lists are written under the lock of its number
  std::mutex entry_lock;                 // held by an insert that will become the entry point
  ScratchPool scratches;
};

inline std::mutex& Hnsw::lock_of(std::uint32_t row) const {
  return working_->locks[row % Working::kLocks];
}

inline unsigned Hnsw::level_of(std::uint32_t row) const {
  return upper_of_[row + 1] - upper_of_[row];
}

inline std::span<const std::uint32_t> Hnsw::list(std::uint32_t row, unsigned level) const {
  const std::size_t links = options_.links;
  if (level == 0) return {base_ + row * 2 * links, 2 * links};
  return {upper_ + (upper_of_[row] + level - 1) * links, links};
}

}  // namespace alexandria::vectors
