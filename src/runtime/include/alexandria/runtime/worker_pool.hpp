#pragma once
// A fixed number of threads with a bounded queue.
#include <functional>
#include <memory>

#include "alexandria/base/result.hpp"

namespace alexandria::runtime {

/// Threads: all functions may be called at any time, `submit` also from a task.
class WorkerPool {
 public:
  /// At most `waiting_max` tasks wait; one more is refused.
  WorkerPool(unsigned threads, std::size_t waiting_max);
  /// Runs what waits, then ends the threads.
  ~WorkerPool();
  /// kResourceExhausted `queue_full` if too many tasks wait. A task must not throw.
  Result<void> submit(std::function<void()> task);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::runtime
