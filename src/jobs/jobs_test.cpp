#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <utility>

#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/store/nodes.hpp"
#include "alexandria/store/test_database.hpp"

namespace alexandria::jobs {
namespace {

// Answers as the test says; counts what the engine asks of it.
class ScriptedHandler final : public Handler {
 public:
  std::function<Result<void>(Attempt&)> script;
  std::function<bool(const std::atomic<bool>&)> share;
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
  Result<void> revive(store::Sql&, const store::JobRow&) override { return {}; }
  Result<bool> help(const std::atomic<bool>& stop) override { return share && share(stop); }
};

class JobsTest : public testing::Test {
 protected:
  void SetUp() override {
    store_ = store::Store::open(folder_, clock_, {}, database_.options()).value();
  }
  void TearDown() override {
    engine_.reset();
    store_.reset();
  }
  void start() { engine_ = JobEngine::open(*store_, handler_, options_).value(); }
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
  EngineOptions options_{.workers = 1, .pauses = {}};
  store::TestDatabase database_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<JobEngine> engine_;
};

TEST_F(JobsTest, ADrainedEngineTakesNoJobAndEndsTheOneThatRuns) {
  std::promise<void> began;
  std::promise<void> go_on;
  handler_.script = [&](Attempt& attempt) {
    began.set_value();
    go_on.get_future().wait();
    return finish(attempt);
  };
  options_.workers = 1;
  start();
  queue("runs");
  began.get_future().wait();
  engine_->drain();
  queue("waits");
  go_on.set_value();
  EXPECT_EQ(wait_for_end("runs"), "done");
  engine_.reset();
  EXPECT_EQ(handler_.runs, 1);
  ASSERT_TRUE(store_->read([&](store::Sql& sql) -> Result<void> {
    EXPECT_EQ(TRY(store::find_job(sql, "waits")).state, "queued");
    return {};
  }));
}

TEST_F(JobsTest, AJobIsDoneOnce) {
  handler_.script = [&](Attempt& attempt) { return finish(attempt); };
  start();
  queue("a");
  EXPECT_EQ(wait_for_end("a"), "done");
  EXPECT_EQ(handler_.runs, 1);
}

TEST_F(JobsTest, ErrorsThatMayPassAreTriedAgainOthersAreNot) {
  options_.pauses.assign(3, std::chrono::milliseconds(0));
  handler_.script = [&](Attempt& attempt) -> Result<void> {
    if (attempt.job.job_id == "bad") return fail(Code::kInvalidArgument, "damaged", "damaged");
    return fail(Code::kUnavailable, "later", "later");
  };
  start();
  queue("bad");
  EXPECT_EQ(wait_for_end("bad"), "failed");
  EXPECT_EQ(handler_.runs, 1);
  queue("slow");
  while (handler_.runs < 5)
    std::this_thread::yield();
  EXPECT_EQ(wait_for_end("slow"), "failed");
  EXPECT_EQ(handler_.runs, 5);
  EXPECT_EQ(handler_.cleaned, 2);
}

TEST_F(JobsTest, AnOutageIsWaitedForHoweverLong) {
  options_.outage_pause = std::chrono::milliseconds(0);
  options_.look_every = std::chrono::milliseconds(1);
  handler_.script = [&](Attempt& attempt) -> Result<void> {
    if (handler_.runs % 2 == 0 && handler_.runs < 9)
      return fail(Code::kDeadline, "object_store_timeout", "frozen");
    if (handler_.runs < 9) return fail(Code::kUnavailable, "connection_lost", "cut");
    return finish(attempt);
  };
  start();
  queue("patient");
  EXPECT_EQ(wait_for_end("patient"), "done");
  EXPECT_EQ(handler_.runs, 9);
  EXPECT_EQ(handler_.cleaned, 0);
}

TEST_F(JobsTest, AnExceptionFailsItsJobAndTheNextOneRuns) {
  handler_.script = [&](Attempt& attempt) -> Result<void> {
    if (attempt.job.job_id == "poison") throw std::runtime_error("planted");
    return finish(attempt);
  };
  start();
  queue("poison");
  queue("sound");
  EXPECT_EQ(wait_for_end("poison"), "failed");
  EXPECT_EQ(wait_for_end("sound"), "done");
  EXPECT_TRUE(store_->read([](store::Sql& sql) -> Result<void> {
    const std::string reason = TRY(store::find_job(sql, "poison")).reason;
    EXPECT_NE(reason.find("planted"), std::string::npos) << reason;
    return {};
  }));
}

TEST_F(JobsTest, AJobWhoseModelIsMissingHereIsLeftToAnotherNode) {
  if (store_->dialect() == store::Dialect::kSqlite) GTEST_SKIP() << "there are no other nodes";
  const auto put_other = [&](const std::string& state) {
    ASSERT_TRUE(store_->write([&](store::Sql& sql) {
      return store::put_node(sql, {.node_id = "other", .state = state, .workers = 1});
    }));
  };
  handler_.script = [](Attempt&) -> Result<void> {
    return fail(Code::kNotFound, "model_not_found", "the model is not here");
  };
  options_.node_id = "without";
  options_.look_every = std::chrono::milliseconds(1);
  put_other("ready");
  start();
  queue("a");
  while (handler_.runs == 0)
    std::this_thread::yield();
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
  while (std::chrono::steady_clock::now() < until)
    std::this_thread::yield();
  EXPECT_EQ(handler_.runs, 1) << "it does not take it again and again";
  ScriptedHandler able;
  able.script = [&](Attempt& attempt) { return finish(attempt); };
  {
    EngineOptions options{.node_id = "other", .workers = 1};
    const auto other = JobEngine::open(*store_, able, options).value();
    EXPECT_EQ(wait_for_end("a"), "done");
  }
  EXPECT_EQ(handler_.cleaned, 0);
  // Alone, nobody will ever have it.
  engine_.reset();
  put_other("draining");
  start();
  queue("b");
  EXPECT_EQ(wait_for_end("b"), "failed");
}

TEST_F(JobsTest, AShareOfAnotherNodesJobKeepsNoJobWaitingAndGivesWay) {
  if (store_->dialect() == store::Dialect::kSqlite) GTEST_SKIP() << "there are no other nodes";
  constexpr auto kShare = std::chrono::seconds(10);
  std::promise<void> began;
  std::promise<bool> gave_way;
  handler_.share = [&, first = true](const std::atomic<bool>& stop) mutable {
    if (!std::exchange(first, false)) return false;
    began.set_value();
    const auto until = std::chrono::steady_clock::now() + kShare;
    while (!stop && std::chrono::steady_clock::now() < until)
      std::this_thread::yield();
    gave_way.set_value(stop);
    return true;
  };
  handler_.script = [&](Attempt& attempt) { return finish(attempt); };
  start();
  began.get_future().wait();
  const auto queued = std::chrono::steady_clock::now();
  queue("own");
  EXPECT_EQ(wait_for_end("own"), "done");
  EXPECT_LT(std::chrono::steady_clock::now() - queued, kShare / 2);
  EXPECT_TRUE(gave_way.get_future().get()) << "the only worker has a job of its own";
}

// A job that was erased while it ran must not clean up what has come since.
TEST_F(JobsTest, AnAttemptThatLostItsLeaseCleansNothingUp) {
  std::promise<void> started;
  std::promise<void> erased;
  handler_.script = [&](Attempt& attempt) -> Result<void> {
    if (attempt.job.job_id != "scan") return finish(attempt);
    started.set_value();
    erased.get_future().wait();
    return fail(Code::kInvalidArgument, "damaged", "the scan is damaged");
  };
  start();
  queue("scan");
  started.get_future().wait();
  ASSERT_TRUE(store_->write([](store::Sql& sql) -> Result<void> {
    TRY(sql.run("DELETE FROM jobs WHERE job_id = 'scan'"));
    return {};
  }));
  queue("good");
  erased.set_value();
  EXPECT_EQ(wait_for_end("good"), "done");
  EXPECT_EQ(handler_.cleaned, 0);
}

TEST_F(JobsTest, AnErasedDocumentStopsItsAttempt) {
  std::promise<void> started;
  handler_.script = [&](Attempt& attempt) -> Result<void> {
    if (attempt.job.job_id == "b") return finish(attempt);
    started.set_value();
    while (!attempt.stop)
      std::this_thread::yield();
    return fail(Code::kCancelled, "cancelled", "stopped");
  };
  start();
  queue("a");
  started.get_future().wait();
  ASSERT_TRUE(store_->write([](store::Sql& sql) -> Result<void> {
    TRY(sql.run("DELETE FROM jobs WHERE job_id = 'a'"));
    return {};
  }));
  // At once, not when the lease is next renewed.
  const auto begin = std::chrono::steady_clock::now();
  engine_->interrupt_document(0);
  queue("b");
  EXPECT_EQ(wait_for_end("b"), "done");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_EQ(handler_.cleaned, 0);
}

TEST_F(JobsTest, AJobUnderWhichTheProcessEndsIsSetAsideAndAtLastFailed) {
  const auto run_and_die = [&] {
    ASSERT_TRUE(store_->write([](store::Sql& sql) -> Result<void> {
      TRY(sql.run("UPDATE jobs SET state = 'running', fence = fence + 1 WHERE job_id = 'a'"));
      return {};
    }));
  };
  const auto job = [&] {
    store::JobRow row;
    EXPECT_TRUE(store_->read([&](store::Sql& sql) -> Result<void> {
      row = TRY(store::find_job(sql, "a"));
      return {};
    }));
    return row;
  };
  options_.workers = 0;
  queue("a");
  run_and_die();
  start();
  EXPECT_EQ(job().not_before_ms, 0);
  engine_.reset();
  run_and_die();
  start();
  EXPECT_EQ(job().state, "queued");
  EXPECT_GT(job().not_before_ms, clock_.now_ms());
  EXPECT_NE(job().reason.find("set aside"), std::string::npos);
  engine_.reset();
  run_and_die();
  start();
  engine_.reset();
  run_and_die();
  start();
  EXPECT_EQ(job().state, "failed");
  EXPECT_EQ(handler_.cleaned, 1);
}

TEST_F(JobsTest, AStepForwardForgetsThatTheProcessEnded) {
  queue("a");
  ASSERT_TRUE(store_->write([](store::Sql& sql) -> Result<void> {
    TRY(sql.run("UPDATE jobs SET process_ends = 1"));
    store::JobRow job = *TRY(store::take_job(sql, 10, 100));
    TRY(store::hold_job(sql, job, 11, 100));
    EXPECT_EQ(TRY(store::find_job(sql, "a")).process_ends, 1);
    job.checkpoint = "further";
    TRY(store::hold_job(sql, job, 12, 100));
    EXPECT_EQ(TRY(store::find_job(sql, "a")).process_ends, 0);
    return {};
  }));
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
  ASSERT_TRUE(store_->read([](store::Sql& sql) -> Result<void> {
    const auto job = TRY(store::find_job(sql, "a"));
    EXPECT_EQ(job.state, "queued");
    EXPECT_EQ(job.process_ends, 0);  // an end in peace is no sign of poison
    return {};
  }));
  handler_.script = [&](Attempt& attempt) {
    EXPECT_EQ(attempt.job.attempt, 2);
    return finish(attempt);
  };
  start();
  EXPECT_EQ(wait_for_end("a"), "done");
}

}  // namespace
}  // namespace alexandria::jobs
