#include "alexandria/runtime/worker_pool.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace alexandria::runtime {

struct WorkerPool::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> waiting;
  std::size_t waiting_max = 0;
  bool ending = false;
  std::vector<std::jthread> threads;

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return ending || !waiting.empty(); });
      if (waiting.empty()) return;
      const auto task = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }
};

WorkerPool::WorkerPool(unsigned threads, std::size_t waiting_max)
    : state_(std::make_unique<State>()) {
  state_->waiting_max = waiting_max;
  for (unsigned i = 0; i < threads; ++i)
    state_->threads.emplace_back([s = state_.get()] { s->run(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
  }
  state_->changed.notify_all();
  state_->threads.clear();
}

Result<void> WorkerPool::submit(std::function<void()> task) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->waiting.size() >= state_->waiting_max)
      return fail(Code::kResourceExhausted, "queue_full",
                  "{} requests wait already, no more are taken now", state_->waiting_max);
    state_->waiting.push_back(std::move(task));
  }
  state_->changed.notify_one();
  return {};
}

}  // namespace alexandria::runtime
