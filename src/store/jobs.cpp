#include "alexandria/store/jobs.hpp"

namespace alexandria::store {
namespace {

constexpr std::string_view kJob =
    "SELECT j.job_id, j.kind, j.collection_id, j.document_no, j.version_id, "
    "COALESCE(d.document_id, ''), COALESCE(d.title, ''), j.state, j.stage, j.done, "
    "j.total, j.reason, "
    "j.attempt, j.fence, j.checkpoint, j.cancel_wanted, j.created_ms, j.started_ms, j.updated_ms "
    "FROM jobs j LEFT JOIN documents d ON d.document_no = "
    "j.document_no ";

Result<std::vector<JobRow>> jobs(Sql& sql, const std::string& tail,
                                 std::initializer_list<Value> values) {
  std::vector<JobRow> out;
  TRY(sql.query(std::string(kJob) + tail, values, [&](const SqlRow& row) {
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
    job.created_ms = row.integer(16);
    job.started_ms = row.integer(17);
    job.updated_ms = row.integer(18);
    out.push_back(std::move(job));
    return true;
  }));
  return out;
}

}  // namespace

Result<void> insert_job(Sql& sql, const JobRow& job) {
  TRY(
      sql.run("INSERT INTO jobs (job_id, kind, collection_id, document_no, version_id, state, "
              "total, created_ms, updated_ms) VALUES ($1, $2, $3, $4, $5, 'queued', $6, "
              "$7, $7)",
              {std::string_view(job.job_id), std::string_view(job.kind), job.collection_id,
               job.document_no, job.version_id, to_sql(job.total), job.created_ms}));
  return {};
}

Result<JobRow> find_job(Sql& sql, const std::string& job_id) {
  auto found = TRY(jobs(sql, "WHERE j.job_id = $1", {std::string_view(job_id)}));
  if (found.empty()) return fail(Code::kNotFound, "job_not_found", "there is no job '{}'", job_id);
  return std::move(found.front());
}

Result<std::optional<JobRow>> find_job_of_document(Sql& sql, std::int64_t document_no) {
  auto found =
      TRY(jobs(sql, "WHERE j.document_no = $1 ORDER BY j.created_ms DESC, j.job_id DESC LIMIT 1",
               {document_no}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<std::vector<JobRow>> list_jobs(Sql& sql, const std::string& state, std::uint64_t limit,
                                      std::uint64_t offset) {
  return jobs(sql,
              "WHERE ($1 = '' OR j.state = $1) ORDER BY j.created_ms DESC, j.job_id DESC LIMIT $2 "
              "OFFSET $3",
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

Result<std::optional<JobRow>> take_job(Sql& sql, std::int64_t now_ms, std::int64_t lease_ms) {
  auto found =
      TRY(jobs(sql, "WHERE j.state = 'queued' ORDER BY j.created_ms, j.job_id LIMIT 1", {}));
  if (found.empty()) return std::nullopt;
  JobRow job = std::move(found.front());
  TRY(
      sql.run("UPDATE jobs SET state = 'running', attempt = attempt + 1, fence = fence + 1, reason "
              "= '', lease_until_ms = $1, started_ms = $2, updated_ms = $2 "
              "WHERE job_id = $3",
              {now_ms + lease_ms, now_ms, std::string_view(job.job_id)}));
  job.state = "running";
  ++job.attempt;
  ++job.fence;
  job.started_ms = now_ms;
  return job;
}

Result<void> hold_job(Sql& sql, const JobRow& job, std::int64_t now_ms, std::int64_t lease_ms) {
  const std::int64_t held = TRY(sql.run(
      "UPDATE jobs SET lease_until_ms = $1, updated_ms = $2, stage = $3, done = $4, total = $5, "
      "checkpoint = $6, version_id = $7 WHERE job_id = $8 "
      "AND fence = $9 AND state = 'running'",
      {now_ms + lease_ms, now_ms, std::string_view(job.stage), to_sql(job.done), to_sql(job.total),
       std::string_view(job.checkpoint), job.version_id, std::string_view(job.job_id), job.fence}));
  if (held == 0)
    return fail(Code::kConflict, "lease_lost", "job {} is no longer run by attempt {}", job.job_id,
                job.attempt);
  bool cancel = false;
  TRY(sql.query("SELECT cancel_wanted FROM jobs WHERE job_id = $1", {std::string_view(job.job_id)},
                [&](const SqlRow& row) {
                  cancel = row.integer(0) != 0;
                  return false;
                }));
  if (cancel) return fail(Code::kCancelled, "cancelled", "job {} was cancelled", job.job_id);
  return {};
}

Result<void> end_job(Sql& sql, const JobRow& job, std::string_view state, std::string_view reason,
                     std::int64_t now_ms) {
  TRY(
      sql.run("UPDATE jobs SET state = $1, reason = $2, done = $3, total = $4, cancel_wanted = 0, "
              "updated_ms = $5 WHERE job_id = $6 AND fence = $7",
              {state, reason, to_sql(job.done), to_sql(job.total), now_ms,
               std::string_view(job.job_id), job.fence}));
  return {};
}

Result<void> retry_job(Sql& sql, const std::string& job_id, std::int64_t now_ms) {
  const JobRow job = TRY(find_job(sql, job_id));
  if (job.state != "failed" && job.state != "cancelled")
    return fail(Code::kConflict, "job_not_failed",
                "job {} is {}; only a failed or cancelled one can be tried again", job_id,
                job.state);
  TRY(sql.run("UPDATE jobs SET state = 'queued', reason = '', updated_ms = $1 WHERE job_id = $2",
              {now_ms, std::string_view(job_id)}));
  return {};
}

Result<std::string> cancel_job(Sql& sql, const std::string& job_id, std::int64_t now_ms) {
  const JobRow job = TRY(find_job(sql, job_id));
  if (job.state == "queued") {
    TRY(
        sql.run("UPDATE jobs SET state = 'cancelled', reason = 'cancelled before it began', "
                "updated_ms = $1 WHERE job_id = $2",
                {now_ms, std::string_view(job_id)}));
    return std::string("cancelled");
  }
  if (job.state == "running")
    TRY(sql.run("UPDATE jobs SET cancel_wanted = 1 WHERE job_id = $1", {std::string_view(job_id)}));
  return job.state;
}

Result<std::int64_t> requeue_running_jobs(Sql& sql, std::int64_t now_ms) {
  return sql.run("UPDATE jobs SET state = 'queued', updated_ms = $1 WHERE state = 'running'",
                 {now_ms});
}

}  // namespace alexandria::store
