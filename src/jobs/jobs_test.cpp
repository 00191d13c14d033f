#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/jobs.hpp"

namespace alexandria::jobs {
namespace {

// Answers as the test says; counts what the engine asks of it.
class ScriptedHandler final : public Handler {
 public:
  std::function<Result<void>(Attempt&)> script;
  std::atomic<int> runs{0}, cleaned{0};
  Result<void> run(Attempt& attempt) override {
    ++runs;
    return script(attempt);
  }
  Result<void> clean_up(store::Sql&, const store::JobRow&, const Error&,
                        std::function<void()>&) override {
    ++cleaned;
    return {};
  }
};

class JobsTest : public testing::Test {
 protected:
  void SetUp() override { store_ = store::Store::open(folder_, clock_).value(); }
  void TearDown() override {
    engine_.reset();
    store_.reset();
  }
  void start() { engine_ = JobEngine::open(*store_, handler_, 1).value(); }
  void queue(const std::string& id) {
    ASSERT_TRUE(store_->write([&](store::Sql& sql) {
      return store::insert_job(sql, {.job_id = id, .kind = "x", .created_ms = 1});
    }));
    if (engine_) engine_->wake();
  }
  std::string wait_for_end(const std::string& id) {
    for (;;) {
      std::string state;
      EXPECT_TRUE(store_->read([&](store::Sql& sql) -> Result<void> {
        state = TRY(store::find_job(sql, id)).state;
        return {};
      }));
      if (state != "queued" && state != "running") return state;
      std::this_thread::yield();
    }
  }
  Result<void> finish(Attempt& attempt) {
    return store_->write([&](store::Sql& sql) -> Result<void> {
      TRY(attempt.hold(sql));
      return store::end_job(sql, attempt.job, "done", "", 2);
    });
  }
  base::SystemClock clock_;
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  ScriptedHandler handler_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<JobEngine> engine_;
};

TEST_F(JobsTest, AJobIsDoneOnce) {
  handler_.script = [&](Attempt& attempt) { return finish(attempt); };
  start();
  queue("a");
  EXPECT_EQ(wait_for_end("a"), "done");
  EXPECT_EQ(handler_.runs, 1);
}

TEST_F(JobsTest, TemporaryErrorsAreTriedThreeTimesOthersOnce) {
  handler_.script = [&](Attempt& attempt) -> Result<void> {
    if (attempt.job.job_id == "bad") return fail(Code::kInvalidArgument, "damaged", "damaged");
    return fail(Code::kUnavailable, "later", "later");
  };
  start();
  queue("bad");
  EXPECT_EQ(wait_for_end("bad"), "failed");
  EXPECT_EQ(handler_.runs, 1);
  queue("slow");
  while (handler_.runs < 4)
    std::this_thread::yield();
  EXPECT_EQ(wait_for_end("slow"), "failed");
  EXPECT_EQ(handler_.cleaned, 2);
}

TEST_F(JobsTest, ARunningJobIsCancelled) {
  std::promise<void> started;
  handler_.script = [&](Attempt& attempt) -> Result<void> {
    started.set_value();
    while (!attempt.stop)
      std::this_thread::yield();
    return fail(Code::kCancelled, "cancelled", "stopped");
  };
  start();
  queue("a");
  started.get_future().wait();
  EXPECT_EQ(engine_->cancel("a").value(), "running");
  EXPECT_EQ(wait_for_end("a"), "cancelled");
  EXPECT_EQ(handler_.cleaned, 1);
}

TEST_F(JobsTest, WhatIsInterruptedGoesOnAtTheNextStart) {
  std::promise<void> started;
  handler_.script = [&](Attempt& attempt) -> Result<void> {
    started.set_value();
    while (!attempt.stop)
      std::this_thread::yield();
    return fail(Code::kCancelled, "cancelled", "stopped");
  };
  start();
  queue("a");
  started.get_future().wait();
  engine_.reset();
  EXPECT_EQ(handler_.cleaned, 0);
  handler_.script = [&](Attempt& attempt) {
    EXPECT_EQ(attempt.job.attempt, 2);
    return finish(attempt);
  };
  start();
  EXPECT_EQ(wait_for_end("a"), "done");
}

}  // namespace
}  // namespace alexandria::jobs
