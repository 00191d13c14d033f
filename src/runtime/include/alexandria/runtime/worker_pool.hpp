#pragma once
// A bounded pool of threads with a bounded queue.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::runtime {

/// Threads start when there is work for them and none is free, so that a quiet server has few.
/// Threads: all functions at any time.
class WorkerPool {
 public:
  using Task = std::move_only_function<void()>;
  struct Options {
    std::string name;             ///< for the log
    std::size_t threads_max = 1;  ///< 0: tasks run on the caller's thread (for fuzzing)
    std::size_t queue_max = 1;    ///< tasks that wait for a thread
  };
  explicit WorkerPool(Options options) : options_(std::move(options)) {}
  /// Runs what waits, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// Starts the first thread, so that the pool can work at all. kUnavailable `no_threads` if the
  /// machine has none to spare.
  Result<void> open();
  /// False, and `task` is as it was, if `queue_max` tasks wait or no thread could be started at
  /// all. What a task throws is logged.
  bool submit(Task& task);
  /// Whether no task waits or runs; looks until `until`.
  bool wait_idle(std::chrono::steady_clock::time_point until);
  /// Tasks that wait for a thread.
  std::size_t waiting() const;

 private:
  void work();
  bool have_thread();
  bool wake_next();

  const Options options_;
  mutable std::mutex mutex_;
  std::condition_variable work_came_;
  std::condition_variable work_ended_;
  std::deque<Task> queue_;
  std::vector<std::jthread> threads_;
  std::size_t free_threads_ = 0;  // asleep, waking up or just started
  std::size_t asleep_ = 0;
  bool is_waking_ = false;  // one was told and does not run yet
  bool ending_ = false;
};

}  // namespace alexandria::runtime
