#include "alexandria/runtime/worker_pool.hpp"

#include <exception>
#include <system_error>

#include "alexandria/base/log.hpp"

namespace alexandria::runtime {
namespace {

void run_logged(WorkerPool::Task& task, const std::string& pool) {
  try {
    task();
  } catch (const std::exception& error) {
    log::error("a task of the {} threads failed: {}", pool, error.what());
  } catch (...) {
    log::error("a task of the {} threads failed", pool);
  }
}

}  // namespace

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  work_came_.notify_all();
  threads_.clear();
}

Result<void> WorkerPool::open() {
  const std::lock_guard lock(mutex_);
  if (options_.threads_max == 0 || have_thread()) return {};
  return fail(Code::kUnavailable, "no_threads",
              "the {} threads cannot start: this user may have no more processes and threads "
              "(ulimit -u)",
              options_.name);
}

// Called under the lock. A machine without threads to spare leaves the pool smaller, not broken.
bool WorkerPool::have_thread() {
  const bool is_enough = free_threads_ > queue_.size() || threads_.size() >= options_.threads_max;
  if (is_enough) return true;
  try {
    threads_.emplace_back([this] { work(); });
    ++free_threads_;
  } catch (const std::system_error& error) {
    log::warning("the {} threads stay {}: {}", options_.name, threads_.size(), error.what());
  }
  return !threads_.empty();
}

bool WorkerPool::submit(Task& task) {
  if (options_.threads_max == 0) {
    run_logged(task, options_.name);
    return true;
  }
  {
    const std::lock_guard lock(mutex_);
    if (ending_ || !have_thread()) return false;
    if (queue_.size() >= options_.queue_max + free_threads_) return false;
    queue_.push_back(std::move(task));
    if (!wake_next()) return true;
  }
  work_came_.notify_one();
  return true;
}

// Called under the lock: whether to wake a thread. One at a time, which then wakes the next if work
// is left: short tasks would otherwise wake more threads than they keep busy.
bool WorkerPool::wake_next() {
  if (is_waking_ || asleep_ == 0 || queue_.empty()) return false;
  is_waking_ = true;
  return true;
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.empty() && !ending_) {
      ++asleep_;
      work_came_.wait(lock);
      --asleep_;
      is_waking_ = false;
    }
    if (queue_.empty()) return;
    Task task = std::move(queue_.front());
    queue_.pop_front();
    --free_threads_;
    const bool is_more = wake_next();
    lock.unlock();
    if (is_more) work_came_.notify_one();
    run_logged(task, options_.name);
    task = nullptr;  // what it holds may need time or a lock to go
    lock.lock();
    ++free_threads_;
    if (queue_.empty()) work_ended_.notify_all();
  }
}

bool WorkerPool::wait_idle(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  return work_ended_.wait_until(lock, until,
                                [&] { return queue_.empty() && free_threads_ == threads_.size(); });
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size() > free_threads_ ? queue_.size() - free_threads_ : 0;
}

}  // namespace alexandria::runtime
