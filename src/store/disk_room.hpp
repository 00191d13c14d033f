#pragma once
// Room on the disk of the data folder. A file `reserve` holds some of it back, so that deleting
// still works when everything else is refused.
//
//   writable --free < free_min, or a write met a full disk--> full
//   full     --free >= reserve + 2 * free_min, and the reserve is there--> writable
//
// While the disk is full the reserve stays, so that no other program takes it; a piece of it is
// lent to each transaction that erases, and to the opening of a library, and taken back after it.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

#include "alexandria/base/result.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::store {

/// Threads: `lend` and `take_back` on the writer's thread, the rest at any time.
class DiskRoom {
 public:
  DiskRoom(std::filesystem::path folder, RoomLimits limits);
  /// Looks at the disk, at most every 100 ms, and changes the state where it must.
  void refresh();
  /// A write failed for want of room, whatever the disk says of itself.
  void met_full_disk();
  /// Gives a piece of the reserve's room to what comes next, while the disk is full. Another
  /// program may take it: so it is a piece, an eighth at first.
  void lend();
  /// Takes back as much of what was lent as there is. The next piece is twice as large if this one
  /// did not suffice.
  void take_back(bool sufficed = true);
  bool is_full() const { return full_; }
  /// kResourceExhausted `disk_full` with what is free and what is wanted.
  std::unexpected<Error> refusal() const;

 private:
  std::uint64_t free_bytes() const;
  std::filesystem::path reserve() const;
  std::uint64_t reserved() const;  // bytes of the file
  bool take_reserve(std::uint64_t bytes) const;
  void become_full();
  std::filesystem::path folder_;
  RoomLimits limits_;
  std::mutex mutex_;  // what follows, but for the atomics
  bool lent_ = false;
  std::uint64_t piece_;  // bytes that are lent at once
  std::atomic<bool> full_ = false;
  std::atomic<std::uint64_t> free_ = 0;
  std::chrono::steady_clock::time_point looked_;
};

}  // namespace alexandria::store
