#pragma once
// Room on the disk of the data folder. A file `reserve` holds some of it back, so that deleting
// still works when everything else is refused.
//
//   writable --free < free_min, or a write met a full disk--> full (the reserve is given back)
//   full     --free >= reserve + 2 * free_min--> writable (the reserve is taken again)
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "alexandria/base/guarded.hpp"
#include "alexandria/base/result.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::store {

/// Threads: `refresh` and `met_full_disk` on the writer's thread, the rest at any time.
class DiskRoom {
 public:
  DiskRoom(std::filesystem::path folder, RoomLimits limits);
  /// Looks at the disk, at most every 100 ms, and changes the state where it must.
  void refresh();
  /// A write failed for want of room, whatever the disk says of itself.
  void met_full_disk();
  bool is_full() const { return full_; }
  /// kResourceExhausted `disk_full` with what is free and what is wanted.
  std::unexpected<Error> refusal() const;

 private:
  std::uint64_t free_bytes() const;
  bool take_reserve() const;
  void give_reserve_back() const;
  std::filesystem::path folder_;
  RoomLimits limits_;
  std::atomic<bool> full_ = false;
  std::atomic<std::uint64_t> free_ = 0;
  std::chrono::steady_clock::time_point looked_;
};

}  // namespace alexandria::store
