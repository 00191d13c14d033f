#pragma once
// Upkeep: is everything as it says, and what is tidied.
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

class IndexSet;
class Maintenance;

struct CheckReport {
  bool ok = true;
  std::vector<std::string> problems;
  std::vector<std::string> repaired;
  std::vector<std::string> waiting;  ///< deletions that are not yet gone from every file
};

/// Threads: all functions at any time.
class Upkeep {
 public:
  Upkeep(store::Store& store, const store::Blobs& blobs, IndexSet& indexes,
         Maintenance& maintenance);
  /// Proves checksums, references, feed and index against each other; `repair` rebuilds indexes
  /// that disagree.
  Result<CheckReport> check(bool repair);
  /// One round of maintenance, now. `purge_deleted`: deleted rows leave the index files at once.
  void tidy(bool purge_deleted);

 private:
  Result<std::string> compare_index(const store::CollectionRow& collection);
  std::string check_files(const store::CollectionRow& collection);
  store::Store& store_;
  const store::Blobs& blobs_;
  IndexSet& indexes_;
  Maintenance& maintenance_;
};

}  // namespace alexandria::library
