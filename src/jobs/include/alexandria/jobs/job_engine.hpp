#pragma once
// Runs persistent jobs: takes queued ones in order, tries again what may succeed later, stops what
// is cancelled, sets aside what ends the process.
//
//   queued --take--> running --finish--> done
//     ^                |  \--cancel---> cancelled
//     |  may pass,     |
//     |  or shut down  |
//     +----------------+--final error-> failed
//
// Invariants:
//   J1 every transaction of an attempt first checks its lease; an attempt that lost it changes
//      nothing, its clean-up included
//   J2 one job of a document runs at a time
//   J3 an attempt is ended, postponed or cleaned up in one transaction; while the database takes no
//      writes the worker holds on and tries again
//   J4 a process that dies leaves its jobs running. On SQLite the next one to open the data folder
//      queues them again, on PostgreSQL any other node once their lease (10 s, by the database's
//      clock) has ended; they go on from their checkpoint. A job under which the process ended
//      twice without a step forward is set aside for a while, and failed after four times
//   J5 a job fails for want of its model only where no other node is there that may have it
//   J6 a share of another node's job keeps no worker from taking a job of its own
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::jobs {

/// One attempt of one job, as its handler sees it.
struct Attempt {
  store::JobRow job;
  const std::atomic<bool>& stop;  // true once the job is cancelled or the engine ends
  const base::Clock& clock;
  /// Checks the lease and the cancellation, renews the one, writes progress. Call it first in every
  /// transaction of the attempt.
  Result<void> hold(store::Sql& sql);
};

class Handler {
 public:
  virtual ~Handler() = default;
  /// Does the work. The last transaction of a success must call `store::end_job(..., "done", ...)`
  /// itself, so that both are one. An exception is an error that may pass.
  virtual Result<void> run(Attempt& attempt) = 0;
  /// Removes what arrived, in the transaction that ends the job as failed or cancelled; its lease
  /// was checked. `committed` may be set to what follows the COMMIT. May run more than once.
  virtual Result<void> clean_up(store::Sql& sql, const store::JobRow& job, const Error& error,
                                std::function<void()>& committed) = 0;
  /// Prepares what a failed or cancelled job is about for another attempt, in the transaction that
  /// queues it; an error refuses that.
  virtual Result<void> revive(store::Sql& sql, const store::JobRow& job) = 0;
  /// Called while a worker has no job, on a thread beside them: does a share of a job that runs on
  /// another node. False if there was none. `stop` is true once every worker has a job, or the
  /// engine drains or ends: then the share is given back.
  virtual Result<bool> help(const std::atomic<bool>& stop);
};

struct EngineOptions {
  std::string node_id;  ///< under which jobs are taken
  unsigned workers = 2;
  /// Pauses before an attempt after an error that may pass; after the last one the job has failed.
  std::vector<std::chrono::milliseconds> pauses{std::chrono::seconds(1), std::chrono::seconds(10),
                                                std::chrono::seconds(60)};
  /// Before the next attempt while the database or the place of originals is out of reach, however
  /// often.
  std::chrono::milliseconds outage_pause{std::chrono::seconds(5)};
  /// How long a node that lacks a collection's model leaves its jobs to other nodes.
  std::chrono::milliseconds left_to_others{std::chrono::seconds(60)};
  /// How long a job is set aside when the process ended under it the second time; four times as
  /// long the third time.
  std::chrono::milliseconds set_aside{std::chrono::seconds(30)};
  /// How often waiting workers look for jobs whose time has come.
  std::chrono::milliseconds look_every{std::chrono::seconds(2)};
};

/// Threads: all functions may be called at any time.
class JobEngine {
 public:
  /// Queues again what ran when the last process ended. `store` and `handler` must outlive the
  /// engine. A database that takes no writes now is no error: the jobs wait.
  static Result<std::unique_ptr<JobEngine>> open(store::Store& store, Handler& handler,
                                                 EngineOptions options);
  /// Interrupts what runs (it is queued for the next start) and waits for the workers.
  ~JobEngine();
  /// New work may be there.
  void wake();
  /// From now on no job is taken; those that run go on, and the others are for other nodes, or for
  /// the next start.
  void drain();
  /// Asks a job to stop; gives the state it is in now. kNotFound.
  Result<std::string> cancel(const std::string& job_id);
  /// kConflict `job_not_failed`, or what the handler's `revive` says.
  Result<void> retry(const std::string& job_id);
  /// Stops attempts whose job was erased from the database; they end without a trace.
  void interrupt_document(std::int64_t document_no);
  void interrupt_collection(std::int64_t collection_id);

 private:
  struct State;
  explicit JobEngine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::jobs
