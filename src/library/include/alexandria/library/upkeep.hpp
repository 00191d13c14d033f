#pragma once
// Upkeep: is everything as it says, and what is tidied.
#include <chrono>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

class Embedders;
class IndexSet;
class Maintenance;

struct CheckReport {
  bool ok = true;
  std::vector<std::string> problems;
  std::vector<std::string> repaired;
  std::vector<std::string> waiting;  ///< deletions that are not yet gone from every file
};

/// Whether the library takes writes; if not, why, in words.
struct Health {
  bool writable = true;
  std::string reason;
};

/// Threads: all functions at any time.
class Upkeep {
 public:
  Upkeep(store::Store& store, store::Blobs& blobs, IndexSet& indexes, Embedders& embedders,
         Maintenance& maintenance);
  /// Proves checksums, references, feed, records, originals and index against each other; `repair`
  /// rebuilds indexes that disagree. What cannot be read is a problem like another, and the rest is
  /// still looked at. One check at a time: kResourceExhausted `queue_full` to others.
  Result<CheckReport> check(bool repair, const std::stop_token& stop = {});
  Health health() const;
  /// One round of maintenance, now. `purge_deleted`: deleted rows leave the index files at once.
  /// `blob_grace`: how long a file that nobody names any more stays.
  void tidy(bool purge_deleted, std::chrono::milliseconds blob_grace = std::chrono::seconds(20));

 private:
  std::vector<std::string> waiting();
  Result<void> check_collection(const store::CollectionRow& collection, bool repair,
                                CheckReport& report);
  std::string check_model(const store::CollectionRow& collection);
  Result<std::string> compare_index(const store::CollectionRow& collection);
  std::string check_files(const store::CollectionRow& collection);
  store::Store& store_;
  store::Blobs& blobs_;
  IndexSet& indexes_;
  Embedders& embedders_;
  Maintenance& maintenance_;
  std::mutex checking_;
};

}  // namespace alexandria::library
