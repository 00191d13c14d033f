#pragma once
// Jobs as a person sees them: what runs, how far it is, stop it, try it again.
#include <cstdint>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

struct JobList {
  std::vector<store::JobRow> jobs;
  std::uint64_t total = 0;
};

/// Threads: all functions at any time. Unknown jobs: kNotFound `job_not_found`.
class Jobs {
 public:
  /// `engine`: nullptr where jobs do not run in this process; cancel and retry then say
  /// kUnavailable `no_jobs`.
  Jobs(store::Store& store, jobs::JobEngine* engine);
  /// Newest first; an empty state means all. `limit` may be 1,000 at most.
  Result<JobList> list(const std::string& state, std::uint64_t limit, std::uint64_t offset);
  Result<store::JobRow> find(const std::string& job_id);
  /// Gives the state it is in now.
  Result<std::string> cancel(const std::string& job_id);
  /// kConflict `job_not_failed`, or `superseded` if a newer version of its document is current.
  Result<void> retry(const std::string& job_id);

 private:
  store::Store& store_;
  jobs::JobEngine* engine_;
};

}  // namespace alexandria::library
