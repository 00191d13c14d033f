#pragma once
// Job rows. Each attempt holds a lease with a fencing number that every transaction of it checks.
#include <optional>
#include <string>
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

Result<void> insert_job(Sql& sql, const JobRow& job);
/// kNotFound `job_not_found`.
Result<JobRow> find_job(Sql& sql, const std::string& job_id);
/// The newest job of a document.
Result<std::optional<JobRow>> find_job_of_document(Sql& sql, std::int64_t document_no);
/// Newest first; an empty state means all.
Result<std::vector<JobRow>> list_jobs(Sql& sql, const std::string& state, std::uint64_t limit,
                                      std::uint64_t offset);
Result<std::uint64_t> count_jobs(Sql& sql, const std::string& state);
/// Takes the oldest queued job: running, one more attempt, a new fencing number.
Result<std::optional<JobRow>> take_job(Sql& sql, std::int64_t now_ms, std::int64_t lease_ms);
/// kConflict `lease_lost` unless the job still runs under this fencing number; kCancelled once
/// somebody wants it cancelled. Call it in every transaction of an attempt. Renews the lease and
/// notes progress.
Result<void> hold_job(Sql& sql, const JobRow& job, std::int64_t now_ms, std::int64_t lease_ms);
/// Ends the attempt in state done, failed or cancelled.
Result<void> end_job(Sql& sql, const JobRow& job, std::string_view state, std::string_view reason,
                     std::int64_t now_ms);
/// Queued again, from its checkpoint. kConflict `job_not_failed` unless it failed or was cancelled.
Result<void> retry_job(Sql& sql, const std::string& job_id, std::int64_t now_ms);
/// A queued job is cancelled at once, a running one is asked to stop; gives the state it is in now.
Result<std::string> cancel_job(Sql& sql, const std::string& job_id, std::int64_t now_ms);
/// Jobs that ran when the process before this one ended are queued again; gives how many.
Result<std::int64_t> requeue_running_jobs(Sql& sql, std::int64_t now_ms);

}  // namespace alexandria::store
