#pragma once
// What the use cases share, built once in dependency order and destroyed in the reverse.
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "alexandria/embed/embedder.hpp"
#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/library/library.hpp"
#include "alexandria/platform/file_lock.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/store.hpp"
#include "index_set.hpp"
#include "null_scale.hpp"

namespace alexandria::library {

/// One embedder for each model, opened at first use.
class Embedders {
 public:
  Embedders(std::filesystem::path folder, embed::Precision precision)
      : folder_(std::move(folder)), precision_(precision) {}
  /// nullptr for the model "none".
  Result<embed::Embedder*> get(const std::string& model);
  /// Gives back the memory of bulk work that ended a while ago. Whether there was any.
  bool rest();

 private:
  std::filesystem::path folder_;
  embed::Precision precision_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<embed::Embedder>> open_;
};

class IngestHandler final : public jobs::Handler {
 public:
  explicit IngestHandler(Core& core) : core_(core) {}
  Result<void> run(jobs::Attempt& attempt) override;
  Result<void> clean_up(store::Sql& sql, const store::JobRow& job, const Error& error,
                        std::function<void()>& committed) override;

 private:
  Core& core_;
};

/// Every few seconds: merges and saves indexes, condemns blobs, purges the feed.
class Maintenance {
 public:
  explicit Maintenance(Core& core);
  ~Maintenance();
  /// One round, now. `purge_deleted`: deleted rows leave the index files at once.
  static void run_once(Core& core, bool purge_deleted);

 private:
  Core& core_;
  std::mutex mutex_;
  std::condition_variable ending_;
  bool end_ = false;
  std::jthread thread_;
};

struct Core {
  Options options;
  base::SystemClock clock;
  std::unique_ptr<platform::FileLock> lock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Blobs> blobs;
  std::unique_ptr<Embedders> embedders;
  std::unique_ptr<IndexSet> indexes;
  NullScales null_scales;
  std::unique_ptr<IngestHandler> ingest;
  std::unique_ptr<jobs::JobEngine> engine;
  std::unique_ptr<Maintenance> maintenance;

  Result<store::CollectionRow> collection(const std::string& name);
};

}  // namespace alexandria::library
