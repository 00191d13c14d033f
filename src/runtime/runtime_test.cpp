#include <gtest/gtest.h>

#include <atomic>
#include <future>

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
