#include "alexandria/jobs/job_engine.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/store/jobs.hpp"

namespace alexandria::jobs {
namespace {

constexpr std::int64_t kLeaseMs = 60'000;
constexpr std::int64_t kAttemptsMax = 3;

bool is_temporary(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kInternal ||
         (error.code == Code::kResourceExhausted && error.reason == "queue_full");
}

}  // namespace

Result<void> Attempt::hold(store::Sql& sql) {
  return store::hold_job(sql, job, clock.now_ms(), kLeaseMs);
}

struct JobEngine::State {
  State(store::Store& s, Handler& h) : store(s), handler(h) {}
  store::Store& store;
  Handler& handler;
  std::mutex mutex;
  std::condition_variable woken;
  bool work = true;
  bool ending = false;
  std::map<std::string, std::atomic<bool>*> running;  // stop flags by job
  std::vector<std::jthread> workers;

  std::optional<store::JobRow> take() {
    std::optional<store::JobRow> job;
    const auto result = store.write([&](store::Sql& sql) -> Result<void> {
      job = TRY(store::take_job(sql, store.clock().now_ms(), kLeaseMs));
      return {};
    });
    if (!result) log::error("no job could be taken: {}", result.error().message);
    return result ? job : std::nullopt;
  }

  void end(const store::JobRow& job, const Error& error) {
    const bool cancelled = error.code == Code::kCancelled;
    if (error.reason == "lease_lost") return;
    if (!cancelled && is_temporary(error) && job.attempt < kAttemptsMax) {
      log::warning("job {} will be tried again: {}", job.job_id, error.message);
      (void)store.write([&](store::Sql& sql) -> Result<void> {
        TRY(store::end_job(sql, job, "failed", error.message, store.clock().now_ms()));
        return store::retry_job(sql, job.job_id, store.clock().now_ms());
      });
      return;
    }
    std::function<void()> committed = [] {};
    const auto result = store.write(
        [&](store::Sql& sql) -> Result<void> {
          TRY(handler.clean_up(sql, job, error, committed));
          return store::end_job(sql, job, cancelled ? "cancelled" : "failed", error.message,
                                store.clock().now_ms());
        },
        [&] { committed(); });
    if (!result) log::error("job {} could not be ended: {}", job.job_id, result.error().message);
    metrics::counter("alexandria_jobs_total", "Jobs by how they ended.",
                     cancelled ? "state=\"cancelled\"" : "state=\"failed\"")
        .add();
  }

  void run_one(store::JobRow job) {
    std::atomic<bool> stop = false;
    {
      const std::lock_guard lock(mutex);
      running[job.job_id] = &stop;
      if (ending) stop = true;
    }
    Attempt attempt{std::move(job), stop, store.clock()};
    const auto result = handler.run(attempt);
    bool interrupted = false;
    {
      const std::lock_guard lock(mutex);
      running.erase(attempt.job.job_id);
      interrupted = ending;
    }
    if (result)
      metrics::counter("alexandria_jobs_total", "Jobs by how they ended.", "state=\"done\"").add();
    else if (!(interrupted && result.error().code == Code::kCancelled))
      end(attempt.job, result.error());
  }

  void work_on() {
    for (;;) {
      auto job = take();
      if (job) {
        run_one(std::move(*job));
        const std::lock_guard lock(mutex);
        if (ending) return;
        continue;
      }
      std::unique_lock lock(mutex);
      if (ending) return;
      woken.wait_for(lock, std::chrono::seconds(30), [&] { return work || ending; });
      work = false;
      if (ending) return;
    }
  }
};

JobEngine::JobEngine(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<JobEngine>> JobEngine::open(store::Store& store, Handler& handler,
                                                   unsigned workers) {
  TRY(store.write([&](store::Sql& sql) -> Result<void> {
    const std::int64_t jobs = TRY(store::requeue_running_jobs(sql, store.clock().now_ms()));
    if (jobs > 0) log::info("{} interrupted jobs go on", jobs);
    return {};
  }));
  std::unique_ptr<JobEngine> engine(new JobEngine(std::make_unique<State>(store, handler)));
  for (unsigned i = 0; i < workers; ++i)
    engine->state_->workers.emplace_back([s = engine->state_.get()] { s->work_on(); });
  return engine;
}

JobEngine::~JobEngine() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
    for (const auto& [id, stop] : state_->running)
      *stop = true;
  }
  state_->woken.notify_all();
  state_->workers.clear();
}

void JobEngine::wake() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->work = true;
  }
  state_->woken.notify_all();
}

Result<std::string> JobEngine::cancel(const std::string& job_id) {
  std::string state;
  std::function<void()> committed = [] {};
  TRY(state_->store.write(
      [&](store::Sql& sql) -> Result<void> {
        const store::JobRow job = TRY(store::find_job(sql, job_id));
        state = TRY(store::cancel_job(sql, job_id, state_->store.clock().now_ms()));
        if (job.state == "queued")
          return state_->handler.clean_up(
              sql, job, {Code::kCancelled, "cancelled", "cancelled before it began"}, committed);
        return {};
      },
      [&] { committed(); }));
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->running.find(job_id);
  if (found != state_->running.end()) *found->second = true;
  return state;
}

Result<void> JobEngine::retry(const std::string& job_id) {
  TRY(state_->store.write([&](store::Sql& sql) {
    return store::retry_job(sql, job_id, state_->store.clock().now_ms());
  }));
  wake();
  return {};
}

}  // namespace alexandria::jobs
