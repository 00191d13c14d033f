#include "disk_room.hpp"

#include <algorithm>
#include <limits>

#include "alexandria/base/log.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::store {
namespace {
constexpr auto kLookEvery = std::chrono::milliseconds(100);
constexpr auto kWaitWhenFull = std::chrono::seconds(1);  // before writing is tried again
constexpr std::uint64_t kLeastReserve = 64U << 10;
constexpr std::uint64_t kPieces = 8;  // of the reserve: one is lent at first
}  // namespace

RoomLimits within_disk(RoomLimits limits, const std::filesystem::path& folder) {
  constexpr std::uint64_t kShare = 16;
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) return limits;
  limits.free_bytes_min = std::min(limits.free_bytes_min, space.capacity / kShare);
  limits.reserve_bytes = std::min(limits.reserve_bytes, space.capacity / kShare);
  return limits;
}

DiskRoom::DiskRoom(std::filesystem::path folder, RoomLimits limits)
    : folder_(std::move(folder)), limits_(limits), piece_(limits.reserve_bytes / kPieces) {
  full_ = !take_reserve(limits_.reserve_bytes);
  free_ = free_bytes();
  if (free_ < limits_.free_bytes_min) full_ = true;
  looked_ = std::chrono::steady_clock::now();
  if (!full_) return;
  log::error("the library only reads and deletes: {}", refusal().error().message);
  lend();  // to what is opened now
}

void DiskRoom::refresh() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  const auto pause = full_ ? std::chrono::milliseconds(kWaitWhenFull) : kLookEvery;
  if (now - looked_ < pause) return;
  looked_ = now;
  free_ = free_bytes();
  if (!full_) {
    if (free_ < limits_.free_bytes_min) become_full();
    return;
  }
  if (free_ < limits_.reserve_bytes + 2 * limits_.free_bytes_min) return;
  if (!take_reserve(limits_.reserve_bytes)) return;
  lent_ = false;
  full_ = false;
  log::info("there is room on the disk again: the library takes writes");
}

void DiskRoom::met_full_disk() {
  const std::lock_guard lock(mutex_);
  become_full();
}

void DiskRoom::become_full() {
  looked_ = std::chrono::steady_clock::now();
  free_ = free_bytes();
  if (full_.exchange(true)) return;
  log::error("the library only reads and deletes: {}", refusal().error().message);
}

void DiskRoom::lend() {
  const std::lock_guard lock(mutex_);
  if (!full_) return;
  const std::uint64_t held = reserved();
  std::error_code ignored;
  if (held > piece_ + kLeastReserve)
    std::filesystem::resize_file(reserve(), held - piece_, ignored);
  else
    std::filesystem::remove(reserve(), ignored);
  lent_ = true;
}

void DiskRoom::take_back(bool sufficed) {
  const std::lock_guard lock(mutex_);
  if (!lent_) return;
  if (!sufficed) piece_ = std::min(2 * piece_, limits_.reserve_bytes);
  std::uint64_t held = reserved();
  if (held >= limits_.reserve_bytes) return;
  for (std::uint64_t more = limits_.reserve_bytes - held; more >= kLeastReserve; more /= 2)
    if (held + more <= limits_.reserve_bytes && take_reserve(held + more)) held += more;
  lent_ = held < limits_.reserve_bytes;
}

std::unexpected<Error> DiskRoom::refusal() const {
  return fail(Code::kResourceExhausted, "disk_full",
              "the disk of {} is full: {} MiB are free, {} MiB are needed; until there is room "
              "the library answers and deletes, and takes nothing new",
              folder_.string(), free_bytes() >> 20,
              (limits_.reserve_bytes + 2 * limits_.free_bytes_min) >> 20);
}

std::uint64_t DiskRoom::free_bytes() const {
  std::error_code error;
  const auto space = std::filesystem::space(folder_, error);
  // What cannot be asked is not full: a write would say so.
  return error ? std::numeric_limits<std::uint64_t>::max() : space.available;
}

std::filesystem::path DiskRoom::reserve() const { return folder_ / "reserve"; }

std::uint64_t DiskRoom::reserved() const {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(reserve(), error);
  return error ? 0 : bytes;
}

bool DiskRoom::take_reserve(std::uint64_t bytes) const {
  return platform::reserve_file(reserve(), bytes).has_value();
}

}  // namespace alexandria::store
