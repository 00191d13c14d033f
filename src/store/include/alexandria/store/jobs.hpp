#pragma once
// Job rows. Each attempt holds a lease with a fencing number that every transaction of it checks
// first. At most one job of a document runs at a time.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

Result<void> insert_job(Sql& sql, const JobRow& job);
/// kNotFound `job_not_found`.
Result<JobRow> find_job(Sql& sql, const std::string& job_id);
/// Newest first; an empty state means all.
Result<std::vector<JobRow>> list_jobs(Sql& sql, const std::string& state, std::uint64_t limit,
                                      std::uint64_t offset);
Result<std::uint64_t> count_jobs(Sql& sql, const std::string& state);

/// Takes a job that is queued and whose document no other job works on: the oldest one of the
/// collection of which the least runs. It is running then, with one more attempt and a new fencing
/// number. Nodes that take at once pass each other by. Collections of `without` are passed over.
Result<std::optional<JobRow>> take_job(Sql& sql, std::int64_t now_ms, std::int64_t lease_ms,
                                       const std::string& node_id = {},
                                       const std::set<std::int64_t>& without = {});
/// First in every transaction of an attempt. kConflict `lease_lost` unless the job still runs under
/// this fencing number.
Result<void> check_lease(Sql& sql, const JobRow& job);
/// Like `check_lease`, and kCancelled once somebody wants it cancelled. Renews the lease and writes
/// stage, done, total and checkpoint; a checkpoint that moved forgets earlier ends of the process.
Result<void> hold_job(Sql& sql, const JobRow& job, std::int64_t now_ms, std::int64_t lease_ms);
/// Renews the leases of these attempts and nothing else. Gives the jobs that are to be stopped:
/// those whose lease was lost, and those that somebody wants cancelled.
Result<std::vector<std::string>> renew_leases(Sql& sql, const std::vector<JobRow>& running,
                                              std::int64_t now_ms, std::int64_t lease_ms);

/// Ends the attempt in state done, failed or cancelled. kConflict `lease_lost`.
Result<void> end_job(Sql& sql, const JobRow& job, std::string_view state, std::string_view reason,
                     std::int64_t now_ms);
/// Ends the attempt and queues the job again, from its checkpoint, not before `not_before_ms`.
/// `failures` is kept as job.failures says. kConflict `lease_lost`.
Result<void> postpone_job(Sql& sql, const JobRow& job, std::string_view reason,
                          std::int64_t not_before_ms, std::int64_t now_ms);
/// Queued again, from its checkpoint. kConflict `job_not_failed` unless it failed or was cancelled.
Result<void> retry_job(Sql& sql, const std::string& job_id, std::int64_t now_ms);
/// A queued job is cancelled at once, a running one is asked to stop; gives the state it is in now.
Result<std::string> cancel_job(Sql& sql, const std::string& job_id, std::int64_t now_ms);
/// Jobs that run with a lease that ended before this: whoever ran them is gone. They are queued
/// again, with one more in `process_ends`. Gives them as they are now.
Result<std::vector<JobRow>> requeue_lost_jobs(Sql& sql, std::int64_t lease_before_ms,
                                              std::int64_t now_ms);
/// Keeps a queued job from being taken until then.
Result<void> set_aside(Sql& sql, const JobRow& job, std::string_view reason,
                       std::int64_t not_before_ms);
/// Makes a queued job run under a new fencing number, which goes into `job`, so that it can be
/// ended. kConflict `lease_lost` if it is not queued any more.
Result<void> run_as(Sql& sql, JobRow& job, std::int64_t lease_until_ms);
/// Forgets what an attempt had reached: the next one begins anew.
Result<void> forget_checkpoint(Sql& sql, const JobRow& job);

}  // namespace alexandria::store
