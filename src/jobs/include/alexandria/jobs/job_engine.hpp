#pragma once
// Runs persistent jobs: takes queued ones in order, tries again what may succeed later, stops what
// is cancelled.
//
//   queued --take--> running --finish--> done
//     ^                |  \--cancel---> cancelled
//     |  temporary     |
//     +---- error -----+---final error-> failed
//
// A process that dies leaves its jobs running; the next one to open the data folder queues them
// again, and they go on from their checkpoint.
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::jobs {

/// One attempt of one job, as its handler sees it.
struct Attempt {
  store::JobRow job;
  const std::atomic<bool>& stop;  // true once the job is cancelled or the engine ends
  const base::Clock& clock;
  /// Checks the lease and the cancellation, renews the one, notes progress. Call it first in every
  /// transaction of the attempt.
  Result<void> hold(store::Sql& sql);
};

class Handler {
 public:
  virtual ~Handler() = default;
  /// Does the work. The last transaction of a success must call `store::end_job(..., "done", ...)`
  /// itself, so that both are one.
  virtual Result<void> run(Attempt& attempt) = 0;
  /// Removes what arrived, in the transaction that ends the job as failed or cancelled; `committed`
  /// may be set to what follows the COMMIT.
  virtual Result<void> clean_up(store::Sql& sql, const store::JobRow& job, const Error& error,
                                std::function<void()>& committed) = 0;
};

/// Threads: all functions may be called at any time.
class JobEngine {
 public:
  /// Queues again what ran when the last process ended. `store` and `handler` must outlive the
  /// engine.
  static Result<std::unique_ptr<JobEngine>> open(store::Store& store, Handler& handler,
                                                 unsigned workers);
  /// Interrupts what runs (it stays queued for the next start) and waits for the workers.
  ~JobEngine();
  /// New work may be there.
  void wake();
  /// Asks a job to stop; gives the state it is in now. kNotFound.
  Result<std::string> cancel(const std::string& job_id);
  /// kConflict `job_not_failed`.
  Result<void> retry(const std::string& job_id);

 private:
  struct State;
  explicit JobEngine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::jobs
