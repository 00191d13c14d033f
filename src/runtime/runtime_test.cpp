#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <thread>

#include "alexandria/base/log.hpp"
#include "alexandria/runtime/lanes.hpp"
#include "alexandria/runtime/slots.hpp"
#include "alexandria/runtime/worker_pool.hpp"

namespace alexandria::runtime {
namespace {

TEST(Lanes, EachRunsOnceAndAnExceptionComesOutAtTheEnd) {
  std::atomic<int> sum = 0;
  run_lanes(5, [&](std::size_t lane) { sum += static_cast<int>(lane) + 1; });
  EXPECT_EQ(sum, 15);
  std::atomic<int> ended = 0;
  EXPECT_THROW(run_lanes(4,
                         [&](std::size_t lane) {
                           if (lane == 1) throw std::runtime_error("planted");
                           ++ended;
                         }),
               std::runtime_error);
  EXPECT_EQ(ended, 3);
  run_lanes(0, [&](std::size_t) { ++ended; });
  EXPECT_EQ(ended, 3);
}

TEST(Slots, MoreThanMayWaitAreRefusedAndOneComesFree) {
  Slots slots("tests", 1, 1);
  auto first = std::make_unique<Slots::Slot>(slots.take(std::chrono::seconds(1)).value());
  EXPECT_EQ(slots.take(std::chrono::milliseconds(1)).error().reason, "queue_full");
  std::jthread waiter([&] { EXPECT_TRUE(slots.take(std::chrono::seconds(60))); });
  while (slots.waiting() == 0)
    std::this_thread::yield();
  EXPECT_EQ(slots.take(std::chrono::seconds(60)).error().reason, "queue_full");
  first.reset();
  waiter.join();
  EXPECT_TRUE(slots.take(std::chrono::milliseconds(1)));
}

TEST(WorkerPool, QueueAndThreadsAreBoundedAndThrowingTasksDoNotEndThem) {
  log::set_level(log::Level::kOff);
  std::promise<void> opened;
  const auto leave = opened.get_future().share();
  std::atomic<int> done = 0;
  std::counting_semaphore<8> entered(0);
  {
    WorkerPool pool({.name = "test", .threads_max = 2, .queue_max = 1});
    const auto submit = [&](auto function) {
      WorkerPool::Task task = function;
      return pool.submit(task);
    };
    const auto blocked = [&] {
      entered.release();
      leave.wait();
      ++done;
    };
    EXPECT_TRUE(submit(blocked) && submit(blocked));
    entered.acquire();
    entered.acquire();
    EXPECT_TRUE(submit([&]() -> void { throw std::runtime_error("thrown"); }));
    EXPECT_FALSE(submit(blocked));
    EXPECT_FALSE(pool.wait_idle(std::chrono::steady_clock::now()));
    opened.set_value();
    EXPECT_TRUE(pool.wait_idle(std::chrono::steady_clock::now() + std::chrono::seconds(20)));
    EXPECT_TRUE(submit(blocked));
  }
  EXPECT_EQ(done, 3);
}

}  // namespace
}  // namespace alexandria::runtime
