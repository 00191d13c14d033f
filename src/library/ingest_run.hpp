#pragma once
// The handler of ingest jobs: from a blob to a searchable version, in transactions that each
// advance the job's checkpoint.

#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/store.hpp"
#include "embedders.hpp"
#include "index_set.hpp"

namespace alexandria::library {

/// What an ingest job works with.
struct IngestTools {
  store::Store& store;
  const store::Blobs& blobs;
  IndexSet& indexes;
  Embedders& embedders;
  const std::string& node_id;
};

/// Threads: all functions at any time.
class IngestHandler final : public jobs::Handler {
 public:
  explicit IngestHandler(const IngestTools& tools) : tools_(tools) {}
  Result<void> run(jobs::Attempt& attempt) override;
  Result<void> clean_up(store::Sql& sql, const store::JobRow& job, const Error& error,
                        std::function<void()>& committed) override;
  /// kConflict `superseded` if a newer version is current.
  Result<void> revive(store::Sql& sql, const store::JobRow& job) override;
  Result<bool> help(const std::atomic<bool>& stop) override;

 private:
  IngestTools tools_;
};

}  // namespace alexandria::library
