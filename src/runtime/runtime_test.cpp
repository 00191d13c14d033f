#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

#include "alexandria/runtime/lanes.hpp"
#include "alexandria/runtime/slots.hpp"
#include "alexandria/runtime/worker_pool.hpp"

namespace alexandria::runtime {
namespace {

TEST(WorkerPool, RunsEverythingBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool(3, 1000);
    for (int i = 0; i < 500; ++i)
      ASSERT_TRUE(pool.submit([&] { ++done; }));
  }
  EXPECT_EQ(done, 500);
}

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

TEST(WorkerPool, AFullQueueRefuses) {
  std::promise<void> go;
  std::promise<void> started;
  WorkerPool pool(1, 1);
  ASSERT_TRUE(pool.submit([&, wait = go.get_future().share()] {
    started.set_value();
    wait.wait();
  }));
  started.get_future().wait();
  ASSERT_TRUE(pool.submit([] {}));
  EXPECT_EQ(pool.submit([] {}).error().reason, "queue_full");
  go.set_value();
}

}  // namespace
}  // namespace alexandria::runtime
