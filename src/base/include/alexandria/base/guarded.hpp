#pragma once
// Data that can be reached only through its lock (after userver's concurrent::Variable).
#include <mutex>
#include <utility>

namespace alexandria::base {

/// `guarded.with([](T& value) { ... })` runs the function under the lock and passes its answer on.
/// Keep no reference beyond the call.
template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}
  template <class F>
  decltype(auto) with(F&& function) {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(function)(value_);
  }
  template <class F>
  decltype(auto) with(F&& function) const {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(function)(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace alexandria::base
