#include "alexandria/store/jobs.hpp"
#include "read_all.hpp"

namespace alexandria::store {
namespace {

constexpr std::string_view kJob = R"sql(
  SELECT j.job_id, j.kind, j.collection_id, j.document_no, j.version_id,
         COALESCE(d.document_id, ''), COALESCE(d.title, ''), j.state, j.stage, j.done, j.total,
         j.reason, j.attempt, j.fence, j.checkpoint, j.cancel_wanted, j.failures, j.not_before_ms,
         j.process_ends, j.created_ms, j.started_ms, j.updated_ms, j.node_id
  FROM jobs j LEFT JOIN documents d ON d.document_no = j.document_no
)sql";

JobRow read_job(const SqlRow& row) {
  JobRow job;
  job.job_id = row.text(0);
  job.kind = row.text(1);
  job.collection_id = row.integer(2);
  job.document_no = row.integer(3);
  job.version_id = row.integer(4);
  job.document_id = row.text(5);
  job.title = row.text(6);
  job.state = row.text(7);
  job.stage = row.text(8);
  job.done = static_cast<std::uint64_t>(row.integer(9));
  job.total = static_cast<std::uint64_t>(row.integer(10));
  job.reason = row.text(11);
  job.attempt = row.integer(12);
  job.fence = row.integer(13);
  job.checkpoint = row.text(14);
  job.cancel_wanted = row.integer(15) != 0;
  job.failures = row.integer(16);
  job.not_before_ms = row.integer(17);
  job.process_ends = row.integer(18);
  job.created_ms = row.integer(19);
  job.started_ms = row.integer(20);
  job.updated_ms = row.integer(21);
  job.node_id = row.text(22);
  return job;
}

Result<std::vector<JobRow>> jobs(Sql& sql, const std::string& tail, Values values) {
  return read_all(sql, std::string(kJob) + tail, std::move(values), read_job);
}

Result<void> lease_lost(const JobRow& job) {
  return fail(Code::kConflict, "lease_lost", "job {} is no longer run by attempt {}", job.job_id,
              job.attempt);
}

}  // namespace

Result<void> insert_job(Sql& sql, const JobRow& job) {
  TRY(sql.run(R"sql(
        INSERT INTO jobs (job_id, kind, collection_id, document_no, version_id, state, total,
                          created_ms, updated_ms)
        VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $7))sql",
              {std::string_view(job.job_id), std::string_view(job.kind), job.collection_id,
               job.document_no, job.version_id, to_sql(job.total), job.created_ms}));
  return {};
}

Result<JobRow> find_job(Sql& sql, const std::string& job_id) {
  auto found = TRY(jobs(sql, "WHERE j.job_id = $1", {std::string_view(job_id)}));
  if (found.empty()) return fail(Code::kNotFound, "job_not_found", "there is no job '{}'", job_id);
  return std::move(found.front());
}

Result<std::vector<JobRow>> list_jobs(Sql& sql, const std::string& state, std::uint64_t limit,
                                      std::uint64_t offset) {
  return jobs(sql,
              "WHERE ($1 = '' OR j.state = $1) "
              "ORDER BY j.created_ms DESC, j.version_id DESC, j.job_id DESC LIMIT $2 OFFSET $3",
              {std::string_view(state), to_sql(limit), to_sql(offset)});
}

Result<std::uint64_t> count_jobs(Sql& sql, const std::string& state) {
  std::uint64_t count = 0;
  TRY(sql.query("SELECT COUNT(*) FROM jobs WHERE ($1 = '' OR state = $1)",
                {std::string_view(state)}, [&](const SqlRow& row) {
                  count = static_cast<std::uint64_t>(row.integer(0));
                  return false;
                }));
  return count;
}

namespace {

// Collections with something to do: those of which the least runs come first, then those that have
// waited longest.
Result<std::vector<std::int64_t>> collections_in_turn(Sql& sql, std::int64_t now_ms,
                                                      const std::set<std::int64_t>& without) {
  constexpr std::size_t kLookedAt = 20;
  std::vector<std::int64_t> out;
  TRY(sql.query(R"sql(
        SELECT q.collection_id FROM
          (SELECT collection_id, MIN(created_ms) AS oldest FROM jobs
           WHERE state = 'queued' AND not_before_ms <= $1 GROUP BY collection_id) q
        LEFT JOIN (SELECT collection_id, COUNT(*) AS running FROM jobs
                   WHERE state = 'running' GROUP BY collection_id) r
          ON r.collection_id = q.collection_id
        ORDER BY COALESCE(r.running, 0), q.oldest, q.collection_id LIMIT $2)sql",
                {now_ms, to_sql(kLookedAt + without.size())}, [&](const SqlRow& row) {
                  if (!without.contains(row.integer(0))) out.push_back(row.integer(0));
                  return true;
                }));
  return out;
}

Result<std::optional<JobRow>> first_queued(Sql& sql, std::int64_t collection_id,
                                           std::int64_t now_ms) {
  const bool has_others = sql.dialect() == Dialect::kPostgres;
  auto found = TRY(jobs(sql,
                        R"sql(
      WHERE j.state = 'queued' AND j.not_before_ms <= $1 AND j.collection_id = $2
        AND NOT EXISTS (SELECT 1 FROM jobs other
                        WHERE other.document_no = j.document_no AND other.job_id <> j.job_id
                          AND other.state = 'running')
      ORDER BY j.created_ms, j.version_id, j.job_id LIMIT 1)sql" +
                            std::string(has_others ? " FOR UPDATE OF j SKIP LOCKED" : ""),
                        {now_ms, collection_id}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

Result<std::optional<JobRow>> take_job(Sql& sql, std::int64_t now_ms, std::int64_t lease_ms,
                                       const std::string& node_id,
                                       const std::set<std::int64_t>& without) {
  std::optional<JobRow> job;
  for (const std::int64_t collection : TRY(collections_in_turn(sql, now_ms, without)))
    if ((job = TRY(first_queued(sql, collection, now_ms)))) break;
  if (!job) return std::nullopt;
  TRY(sql.run(
      R"sql(
        UPDATE jobs SET state = 'running', attempt = attempt + 1, fence = fence + 1, reason = '',
                        lease_until_ms = $1, started_ms = $2, updated_ms = $2, node_id = $3
        WHERE job_id = $4)sql",
      {now_ms + lease_ms, now_ms, std::string_view(node_id), std::string_view(job->job_id)}));
  job->state = "running";
  job->node_id = node_id;
  ++job->attempt;
  ++job->fence;
  job->started_ms = now_ms;
  return job;
}

Result<void> check_lease(Sql& sql, const JobRow& job) {
  bool held = false;
  TRY(sql.query("SELECT 1 FROM jobs WHERE job_id = $1 AND fence = $2 AND state = 'running'",
                {std::string_view(job.job_id), job.fence}, [&](const SqlRow&) {
                  held = true;
                  return false;
                }));
  return held ? Result<void>{} : lease_lost(job);
}

Result<void> hold_job(Sql& sql, const JobRow& job, std::int64_t now_ms, std::int64_t lease_ms) {
  bool held = false;
  bool cancel = false;
  TRY(sql.query(
      R"sql(
        UPDATE jobs SET lease_until_ms = $1, updated_ms = $2, stage = $3, done = $4, total = $5,
                        process_ends = CASE WHEN checkpoint = $6 THEN process_ends ELSE 0 END,
                        checkpoint = $6
        WHERE job_id = $7 AND fence = $8 AND state = 'running' RETURNING cancel_wanted)sql",
      {now_ms + lease_ms, now_ms, std::string_view(job.stage), to_sql(job.done), to_sql(job.total),
       std::string_view(job.checkpoint), std::string_view(job.job_id), job.fence},
      [&](const SqlRow& row) {
        held = true;
        cancel = row.integer(0) != 0;
        return true;
      }));
  if (!held) return lease_lost(job);
  if (cancel) return fail(Code::kCancelled, "cancelled", "job {} was cancelled", job.job_id);
  return {};
}

Result<std::vector<std::string>> renew_leases(Sql& sql, const std::vector<JobRow>& running,
                                              std::int64_t now_ms, std::int64_t lease_ms) {
  std::vector<Values> rows;
  for (const JobRow& job : running)
    rows.push_back({now_ms + lease_ms, std::string_view(job.job_id), job.fence});
  std::vector<bool> held(running.size(), false);
  TRY(sql.query_each(R"sql(
        UPDATE jobs SET lease_until_ms = $1
        WHERE job_id = $2 AND fence = $3 AND state = 'running' RETURNING cancel_wanted)sql",
                     rows, [&](std::size_t i, const SqlRow& row) {
                       held[i] = row.integer(0) == 0;
                       return true;
                     }));
  std::vector<std::string> to_stop;
  for (std::size_t i = 0; i < running.size(); ++i)
    if (!held[i]) to_stop.push_back(running[i].job_id);
  return to_stop;
}

Result<void> end_job(Sql& sql, const JobRow& job, std::string_view state, std::string_view reason,
                     std::int64_t now_ms) {
  const std::int64_t held = TRY(sql.run(
      R"sql(
        UPDATE jobs SET state = $1, reason = $2, done = $3, total = $4, cancel_wanted = 0,
                        updated_ms = $5
        WHERE job_id = $6 AND fence = $7 AND state = 'running')sql",
      {state, reason, to_sql(job.done), to_sql(job.total), now_ms, std::string_view(job.job_id),
       job.fence}));
  return held == 0 ? lease_lost(job) : Result<void>{};
}

Result<void> postpone_job(Sql& sql, const JobRow& job, std::string_view reason,
                          std::int64_t not_before_ms, std::int64_t now_ms) {
  const std::int64_t held = TRY(sql.run(
      R"sql(
        UPDATE jobs SET state = 'queued', reason = $1, not_before_ms = $2, failures = $3,
                        updated_ms = $4
        WHERE job_id = $5 AND fence = $6 AND state = 'running')sql",
      {reason, not_before_ms, job.failures, now_ms, std::string_view(job.job_id), job.fence}));
  return held == 0 ? lease_lost(job) : Result<void>{};
}

Result<void> retry_job(Sql& sql, const std::string& job_id, std::int64_t now_ms) {
  const JobRow job = TRY(find_job(sql, job_id));
  if (job.state != "failed" && job.state != "cancelled")
    return fail(Code::kConflict, "job_not_failed",
                "job {} is {}; only a failed or cancelled one can be tried again", job_id,
                job.state);
  TRY(sql.run(R"sql(
        UPDATE jobs SET state = 'queued', reason = '', failures = 0, process_ends = 0,
                        not_before_ms = 0, cancel_wanted = 0, updated_ms = $1
        WHERE job_id = $2)sql",
              {now_ms, std::string_view(job_id)}));
  return {};
}

Result<std::string> cancel_job(Sql& sql, const std::string& job_id, std::int64_t now_ms) {
  const JobRow job = TRY(find_job(sql, job_id));
  if (job.state == "queued") {
    TRY(sql.run(R"sql(
          UPDATE jobs SET state = 'cancelled', reason = 'cancelled before it began',
                          updated_ms = $1
          WHERE job_id = $2)sql",
                {now_ms, std::string_view(job_id)}));
    return std::string("cancelled");
  }
  if (job.state == "running")
    TRY(sql.run("UPDATE jobs SET cancel_wanted = 1 WHERE job_id = $1", {std::string_view(job_id)}));
  return job.state;
}

Result<std::vector<JobRow>> requeue_lost_jobs(Sql& sql, std::int64_t lease_before_ms,
                                              std::int64_t now_ms) {
  auto lost =
      TRY(jobs(sql, "WHERE j.state = 'running' AND j.lease_until_ms < $1", {lease_before_ms}));
  std::vector<Values> rows;
  for (const JobRow& job : lost)
    rows.push_back({now_ms, std::string_view(job.job_id), job.fence});
  std::vector<JobRow> out;
  TRY(sql.query_each(R"sql(
        UPDATE jobs SET state = 'queued', process_ends = process_ends + 1, updated_ms = $1
        WHERE job_id = $2 AND fence = $3 AND state = 'running' RETURNING process_ends)sql",
                     rows, [&](std::size_t i, const SqlRow& row) {
                       out.push_back(lost[i]);
                       out.back().state = "queued";
                       out.back().process_ends = row.integer(0);
                       return true;
                     }));
  return out;
}

Result<void> set_aside(Sql& sql, const JobRow& job, std::string_view reason,
                       std::int64_t not_before_ms) {
  TRY(sql.run("UPDATE jobs SET not_before_ms = $1, reason = $2 WHERE job_id = $3",
              {not_before_ms, reason, std::string_view(job.job_id)}));
  return {};
}

Result<void> run_as(Sql& sql, JobRow& job, std::int64_t lease_until_ms) {
  const std::int64_t held =
      TRY(sql.run("UPDATE jobs SET state = 'running', fence = $1, lease_until_ms = $2 "
                  "WHERE job_id = $3 AND state = 'queued'",
                  {job.fence + 1, lease_until_ms, std::string_view(job.job_id)}));
  if (held == 0) return lease_lost(job);
  ++job.fence;
  return {};
}

Result<void> forget_checkpoint(Sql& sql, const JobRow& job) {
  TRY(sql.run("UPDATE jobs SET checkpoint = '', done = 0 WHERE job_id = $1",
              {std::string_view(job.job_id)}));
  return {};
}

}  // namespace alexandria::store
