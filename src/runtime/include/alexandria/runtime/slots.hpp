#pragma once
// A bound on how many do something costly at once; others wait, but not for ever and not too many.
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>

#include "alexandria/base/result.hpp"

namespace alexandria::runtime {

/// Threads: at any time. Must outlive its slots.
class Slots {
 public:
  /// `what` names the work in messages; `most` at once, `waiting_most` more may wait.
  Slots(std::string what, std::size_t most, std::size_t waiting_most)
      : what_(std::move(what)), free_(most), most_(most), waiting_most_(waiting_most) {}

  /// Given back when destroyed.
  class Slot {
   public:
    Slot(Slot&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (slots_ != nullptr) slots_->give_back();
    }

   private:
    friend class Slots;
    explicit Slot(Slots* slots) : slots_(slots) {}
    Slots* slots_;
  };

  /// kResourceExhausted `queue_full` if too many wait already, or none came free within `patience`
  /// or before `stop` was requested.
  Result<Slot> take(std::chrono::milliseconds patience, const std::stop_token& stop = {}) {
    std::unique_lock lock(mutex_);
    if (free_ == 0) {
      if (waiting_ >= waiting_most_) return refusal();
      ++waiting_;
      const bool came = came_free_.wait_for(lock, stop, patience, [this] { return free_ > 0; });
      --waiting_;
      if (!came) return refusal();
    }
    --free_;
    return Slot(this);
  }

  /// How many wait now.
  std::size_t waiting() {
    const std::lock_guard lock(mutex_);
    return waiting_;
  }

 private:
  std::unexpected<Error> refusal() const {
    return fail(Code::kResourceExhausted, "queue_full", "{} {} at once are all busy: try again",
                most_, what_);
  }
  void give_back() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    came_free_.notify_one();
  }
  std::string what_;
  std::mutex mutex_;
  std::condition_variable_any came_free_;
  std::size_t free_;
  std::size_t most_;
  std::size_t waiting_ = 0;
  std::size_t waiting_most_;
};

}  // namespace alexandria::runtime
