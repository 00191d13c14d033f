#pragma once
// What is tidied in the background: every few seconds indexes are merged and saved, blobs that
// nobody names are condemned and unlinked, and the feed is purged.
#include <condition_variable>
#include <mutex>
#include <thread>

#include "alexandria/store/blobs.hpp"
#include "alexandria/store/store.hpp"
#include "embedders.hpp"
#include "index_set.hpp"

namespace alexandria::library {

/// Threads: all functions at any time.
class Maintenance {
 public:
  /// Nothing runs before `start`.
  Maintenance(store::Store& store, store::Blobs& blobs, IndexSet& indexes, Embedders& embedders);
  /// Waits for the round that runs.
  ~Maintenance();
  /// Begins the rounds, on a thread of its own with low priority. Once.
  void start();
  /// One round, now; one at a time. `purge_deleted`: deleted rows leave the index files at once.
  /// `blob_grace`: how long a file that nobody names any more stays, for uploads of the same bytes.
  void run_once(bool purge_deleted,
                std::chrono::milliseconds blob_grace = std::chrono::seconds(20));

 private:
  void purge_store();
  store::Store& store_;
  store::Blobs& blobs_;
  IndexSet& indexes_;
  Embedders& embedders_;
  std::mutex running_;
  std::mutex mutex_;
  std::condition_variable ending_;
  bool end_ = false;
  std::jthread thread_;
};

}  // namespace alexandria::library
