#include "alexandria/jobs/job_engine.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/store/nodes.hpp"
#include "alexandria/store/outage.hpp"

namespace alexandria::jobs {
namespace {

constexpr std::int64_t kLeaseMs = 10'000;
constexpr auto kRenewEvery = std::chrono::seconds(2);
constexpr auto kStoreAgain = std::chrono::seconds(1);  // after a write that failed

// A process that ends under a job without a step forward: tried again at once, then set aside for
// a while, then failed.
constexpr std::int64_t kEndsTolerated = 1;
constexpr std::int64_t kEndsMax = 4;

bool may_pass(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kInternal ||
         (error.code == Code::kResourceExhausted && error.reason == "queue_full") ||
         error.reason == "statement_timeout";
}

// The database, or the place of originals, is out of reach: that says nothing of the job.
bool is_outage(const Error& error) {
  return store::is_database_outage(error) || store::is_object_outage(error);
}

// The library takes no writes at all now, whatever the job does.
bool waits_for_room(const Error& error) { return error.reason == "disk_full"; }

void count_end(const char* state) {
  metrics::counter("alexandria_jobs_total", "Jobs by how they ended.",
                   fmt::format("state=\"{}\"", state))
      .add();
}

}  // namespace

Result<void> Attempt::hold(store::Sql& sql) {
  return store::hold_job(sql, job, sql.now_ms(), kLeaseMs);
}

Result<bool> Handler::help(const std::atomic<bool>&) { return false; }

struct JobEngine::State {
  State(store::Store& s, Handler& h, EngineOptions o)
      : store(s), handler(h), options(std::move(o)) {}

  struct Running {
    store::JobRow job;
    std::atomic<bool> stop = false;
  };

  store::Store& store;
  Handler& handler;
  EngineOptions options;
  std::mutex mutex;
  std::condition_variable woken;
  bool work = true;
  bool others_work = true;  // the same for `helper`
  bool draining = false;
  bool ending = false;
  std::atomic<bool> stop_helping = false;  // changed under the mutex
  std::map<std::int64_t, std::chrono::steady_clock::time_point> for_others;  // collections, until
  std::map<std::string, Running*> running;  // by job; each lives on its worker's stack
  std::vector<std::jthread> workers;
  std::jthread keeper;
  std::jthread helper;

  // Waits until the engine ends, or `pause` is over; true if it ends.
  bool ends_within(std::chrono::milliseconds pause) {
    std::unique_lock lock(mutex);
    return woken.wait_for(lock, pause, [&] { return ending; });
  }

  // A write of the engine's own; where the database cannot take it, it is tried again until it can,
  // or the engine ends. Its failure for another reason is logged.
  void write_through(const store::JobRow& job,
                     const std::function<Result<void>(store::Sql&)>& request,
                     const std::function<void()>& committed) {
    for (bool last = false;;) {
      const auto done = store.write(request, committed, store::Intent::kErase);
      if (done || done.error().reason == "lease_lost") return;
      log::error("job {} could not be ended: {}", job.job_id, done.error().message);
      if (last || !(may_pass(done.error()) || waits_for_room(done.error()))) return;
      last = ends_within(kStoreAgain);
    }
  }

  std::optional<store::JobRow> take() {
    std::optional<store::JobRow> job;
    const auto without = left_to_others();
    const auto result = store.write([&](store::Sql& sql) -> Result<void> {
      job = TRY(store::take_job(sql, sql.now_ms(), kLeaseMs, options.node_id, without));
      return {};
    });
    if (result) return job;
    if (!waits_for_room(result.error()))
      log::error("no job could be taken: {}", result.error().message);
    (void)ends_within(kStoreAgain);
    return std::nullopt;
  }

  void postpone(store::JobRow job, const Error& error, std::chrono::milliseconds pause) {
    log::warning("job {} will be tried again: {}", job.job_id, error.message);
    write_through(job,
                  [&](store::Sql& sql) {
                    return store::postpone_job(sql, job, error.message,
                                               sql.now_ms() + pause.count(), sql.now_ms());
                  },
                  {});
  }

  // Ends the attempt for good: what arrived goes, in the same transaction.
  void end_for_good(const store::JobRow& job, const Error& error) {
    const char* state = error.code == Code::kCancelled ? "cancelled" : "failed";
    std::function<void()> committed;
    write_through(
        job,
        [&](store::Sql& sql) -> Result<void> {
          committed = [] {};
          TRY(store::check_lease(sql, job));
          TRY(handler.clean_up(sql, job, error, committed));
          return store::end_job(sql, job, state, error.message, sql.now_ms());
        },
        [&] {
          committed();
          count_end(state);
        });
  }

  void end(store::JobRow job, const Error& error, bool interrupted) {
    if (error.reason == "lease_lost") return;
    if (interrupted && error.code == Code::kCancelled)
      return postpone(std::move(job), error, std::chrono::milliseconds(0));
    if (waits_for_room(error)) return postpone(std::move(job), error, kStoreAgain);
    if (is_outage(error)) return postpone(std::move(job), error, options.outage_pause);
    if (is_of_this_node(error) && has_others()) return leave_to_others(std::move(job), error);
    const auto failures = static_cast<std::size_t>(job.failures);
    if ((may_pass(error) || is_of_this_node(error)) && failures < options.pauses.size()) {
      ++job.failures;
      return postpone(std::move(job), error, options.pauses[failures]);
    }
    end_for_good(job, error);
  }

  // Another node may have the model.
  bool is_of_this_node(const Error& error) const {
    return store.dialect() == store::Dialect::kPostgres &&
           (error.reason == "model_not_found" || error.reason == "model_changed");
  }

  // Whether any other node runs jobs; as long as that is not known, it may be so.
  bool has_others() {
    bool found = false;
    const auto read = store.read([&](store::Sql& sql) -> Result<void> {
      found = std::ranges::any_of(TRY(store::list_nodes(sql)), [&](const store::NodeRow& node) {
        return node.node_id != options.node_id && node.state == "ready" && node.workers > 0;
      });
      return {};
    });
    return found || !read;
  }

  // This node takes none of the collection's for a while; the others at once.
  void leave_to_others(store::JobRow job, const Error& error) {
    {
      const std::lock_guard lock(mutex);
      for_others[job.collection_id] = std::chrono::steady_clock::now() + options.left_to_others;
    }
    postpone(std::move(job), error, std::chrono::milliseconds(0));
    store.tell("jobs");
  }

  std::set<std::int64_t> left_to_others() {
    const std::lock_guard lock(mutex);
    std::erase_if(for_others, [now = std::chrono::steady_clock::now()](const auto& entry) {
      return entry.second <= now;
    });
    std::set<std::int64_t> out;
    for (const auto& [collection, until] : for_others)
      out.insert(collection);
    return out;
  }

  Result<void> run_handler(Attempt& attempt) {
    try {
      return handler.run(attempt);
    } catch (const std::exception& exception) {
      return fail(Code::kInternal, "exception", "an unexpected failure: {}", exception.what());
    } catch (...) {
      return fail(Code::kInternal, "exception", "an unexpected failure of unknown kind");
    }
  }

  void run_one(store::JobRow job) {
    Running mine;
    mine.job = job;
    {
      const std::lock_guard lock(mutex);
      running[job.job_id] = &mine;
      if (ending) mine.stop = true;
      if (!may_help()) stop_helping = true;
    }
    Attempt attempt{std::move(job), mine.stop, store.clock()};
    const auto result = run_handler(attempt);
    bool interrupted = false;
    {
      const std::lock_guard lock(mutex);
      running.erase(attempt.job.job_id);
      interrupted = ending;
      work = true;  // the next job of the same document may run now
      others_work = true;
    }
    if (result)
      count_end("done");
    else
      end(attempt.job, result.error(), interrupted);
    woken.notify_all();
  }

  // Own jobs come first. Under the mutex.
  bool may_help() const { return !ending && !draining && running.size() < options.workers; }

  bool help() {
    try {
      const auto helped = handler.help(stop_helping);
      if (!helped) log::warning("no other node was helped: {}", helped.error().message);
      return helped && *helped;
    } catch (const std::exception& exception) {
      log::warning("no other node was helped: {}", exception.what());
    }
    return false;
  }

  // On a thread of its own, while a worker has no job: workers look for jobs all the time. One
  // share at a time: several would share the processor, and all be slower than their leases.
  void help_others() {
    for (;;) {
      bool may = false;
      {
        const std::lock_guard lock(mutex);
        if (ending || draining) return;
        may = may_help();
        stop_helping = !may;
        others_work = false;
      }
      if (may && help()) continue;
      std::unique_lock lock(mutex);
      woken.wait_for(lock, options.look_every, [&] { return others_work || ending || draining; });
    }
  }

  void work_on() {
    for (;;) {
      auto job = take();
      if (job) run_one(std::move(*job));
      std::unique_lock lock(mutex);
      if (ending || draining) return;
      if (job) continue;
      woken.wait_for(lock, options.look_every, [&] { return work || ending || draining; });
      work = false;
      if (ending || draining) return;
    }
  }

  // Renews the leases of what runs; takes up what others left.
  void keep_leases() {
    while (!ends_within(kRenewEvery)) {
      renew();
      if (store.dialect() == store::Dialect::kPostgres) take_up();
    }
  }

  // An attempt that lost its lease, or is cancelled on another node, is stopped.
  void renew() {
    std::vector<store::JobRow> jobs;
    {
      const std::lock_guard lock(mutex);
      for (const auto& [id, attempt] : running)
        jobs.push_back(attempt->job);
    }
    if (jobs.empty()) return;
    std::vector<std::string> to_stop;
    const auto renewed = store.write(
        [&](store::Sql& sql) -> Result<void> {
          to_stop = TRY(store::renew_leases(sql, jobs, sql.now_ms(), kLeaseMs));
          return {};
        },
        {}, store::Intent::kUpkeep);
    if (!renewed) return log::warning("leases could not be renewed: {}", renewed.error().message);
    interrupt([&](const store::JobRow& job) {
      return std::ranges::any_of(jobs, [&](const store::JobRow& seen) {
        return seen.job_id == job.job_id && seen.fence == job.fence &&
               std::ranges::find(to_stop, job.job_id) != to_stop.end();
      });
    });
  }

  // Jobs whose node gave no sign for as long as a lease lasts; on SQLite, when the library is
  // opened, all that ran.
  void take_up() {
    const bool is_alone = store.dialect() == store::Dialect::kSqlite;
    std::vector<store::JobRow> lost;
    const auto done = store.write(
        [&](store::Sql& sql) -> Result<void> {
          const std::int64_t before =
              is_alone ? std::numeric_limits<std::int64_t>::max() : sql.now_ms();
          lost = TRY(store::requeue_lost_jobs(sql, before, sql.now_ms()));
          return {};
        },
        {}, store::Intent::kErase);
    if (!done) return log::warning("lost jobs were not looked for: {}", done.error().message);
    settle_interrupted(lost);
    if (lost.empty()) return;
    wake();
  }

  void wake() {
    {
      const std::lock_guard lock(mutex);
      work = true;
      others_work = true;
    }
    woken.notify_all();
  }

  void interrupt(const std::function<bool(const store::JobRow&)>& which) {
    const std::lock_guard lock(mutex);
    for (const auto& [id, attempt] : running)
      if (which(attempt->job)) attempt->stop = true;
  }

  // Jobs under which the last process ended: see J4.
  void settle_interrupted(const std::vector<store::JobRow>& jobs) {
    if (!jobs.empty()) log::info("{} interrupted jobs go on", jobs.size());
    for (const store::JobRow& job : jobs) {
      if (job.process_ends <= kEndsTolerated) continue;
      const std::string reason =
          fmt::format("set aside: the program ended {} times while this job ran", job.process_ends);
      log::warning("job {} is {}", job.job_id, reason);
      const auto request = [&](store::Sql& sql) -> Result<void> {
        const std::int64_t pause = options.set_aside.count()
                                   << (2 * (job.process_ends - kEndsTolerated - 1));
        return store::set_aside(sql, job, reason, sql.now_ms() + pause);
      };
      if (job.process_ends < kEndsMax)
        write_through(job, request, {});
      else
        fail_set_aside(job, {Code::kResourceExhausted, "set_aside", reason});
    }
  }

  // Taken as if it ran, so that its end is fenced like any other.
  void fail_set_aside(store::JobRow job, const Error& error) {
    const auto taken = store.write(
        [&](store::Sql& sql) { return store::run_as(sql, job, sql.now_ms() + kLeaseMs); }, {},
        store::Intent::kErase);
    if (taken)
      end_for_good(job, error);
    else
      log::error("job {} could not be ended: {}", job.job_id, taken.error().message);
  }
};

JobEngine::JobEngine(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<JobEngine>> JobEngine::open(store::Store& store, Handler& handler,
                                                   EngineOptions options) {
  std::unique_ptr<JobEngine> engine(
      new JobEngine(std::make_unique<State>(store, handler, std::move(options))));
  State* state = engine->state_.get();
  state->take_up();
  try {
    for (unsigned i = 0; i < state->options.workers; ++i)
      state->workers.emplace_back([state] { state->work_on(); });
    state->keeper = std::jthread([state] { state->keep_leases(); });
    if (store.dialect() == store::Dialect::kPostgres)  // on SQLite nobody else is there
      state->helper = std::jthread([state] { state->help_others(); });
  } catch (const std::system_error& error) {
    if (state->workers.empty())
      return fail(Code::kUnavailable, "no_threads", "no thread could be started for jobs: {}",
                  error.what());
    log::warning("only {} of {} threads could be started for jobs", state->workers.size(),
                 state->options.workers);
  }
  return engine;
}

JobEngine::~JobEngine() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
    state_->stop_helping = true;
    for (const auto& [id, attempt] : state_->running)
      attempt->stop = true;
  }
  state_->woken.notify_all();
  state_->workers.clear();
  for (std::jthread* thread : {&state_->keeper, &state_->helper})
    if (thread->joinable()) thread->join();
}

void JobEngine::drain() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->draining = true;
    state_->stop_helping = true;
  }
  state_->woken.notify_all();
}

void JobEngine::wake() { state_->wake(); }

Result<std::string> JobEngine::cancel(const std::string& job_id) {
  std::string state;
  std::function<void()> committed;
  TRY(state_->store.write(
      [&](store::Sql& sql) -> Result<void> {
        committed = [] {};
        const store::JobRow job = TRY(store::find_job(sql, job_id));
        state = TRY(store::cancel_job(sql, job_id, sql.now_ms()));
        if (job.state != "queued") return {};
        return state_->handler.clean_up(
            sql, job, {Code::kCancelled, "cancelled", "cancelled before it began"}, committed);
      },
      [&] { committed(); }, store::Intent::kErase));
  state_->interrupt([&](const store::JobRow& job) { return job.job_id == job_id; });
  return state;
}

Result<void> JobEngine::retry(const std::string& job_id) {
  TRY(state_->store.write([&](store::Sql& sql) -> Result<void> {
    TRY(store::retry_job(sql, job_id, sql.now_ms()));
    return state_->handler.revive(sql, TRY(store::find_job(sql, job_id)));
  }));
  wake();
  return {};
}

void JobEngine::interrupt_document(std::int64_t document_no) {
  state_->interrupt([&](const store::JobRow& job) { return job.document_no == document_no; });
}

void JobEngine::interrupt_collection(std::int64_t collection_id) {
  state_->interrupt([&](const store::JobRow& job) { return job.collection_id == collection_id; });
}

}  // namespace alexandria::jobs
