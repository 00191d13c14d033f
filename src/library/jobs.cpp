#include "alexandria/library/jobs.hpp"

#include "alexandria/store/jobs.hpp"
#include "list_limit.hpp"

namespace alexandria::library {

Jobs::Jobs(store::Store& store, jobs::JobEngine* engine) : store_(store), engine_(engine) {}

Result<JobList> Jobs::list(const std::string& state, std::uint64_t limit, std::uint64_t offset) {
  TRY(check_list_limit(limit));
  JobList out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out.jobs = TRY(store::list_jobs(sql, state, limit, offset));
    out.total = TRY(store::count_jobs(sql, state));
    return {};
  }));
  return out;
}

Result<store::JobRow> Jobs::find(const std::string& job_id) {
  store::JobRow out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::find_job(sql, job_id));
    return {};
  }));
  return out;
}

Result<std::string> Jobs::cancel(const std::string& job_id) {
  if (!engine_) return fail(Code::kUnavailable, "no_jobs", "jobs do not run in this process");
  return engine_->cancel(job_id);
}

Result<void> Jobs::retry(const std::string& job_id) {
  if (!engine_) return fail(Code::kUnavailable, "no_jobs", "jobs do not run in this process");
  return engine_->retry(job_id);
}

}  // namespace alexandria::library
