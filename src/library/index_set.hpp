#pragma once
// The indexes of all collections, each followed to the end of its feed before it is handed out.
#include <map>
#include <memory>
#include <mutex>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

/// A record of the feed as a row of the index: title, headings and language come out of its
/// metadata.
Result<index::Row> to_index_row(const store::RecordRow& record);
std::vector<index::Row> to_index_rows(const std::vector<store::RecordRow>& records);

class IndexSet {
 public:
  IndexSet(store::Store& store, std::filesystem::path folder)
      : store_(store), folder_(std::move(folder)) {}
  /// Loads the collection's files; if they are missing, damaged or of another history it rebuilds;
  /// then follows the feed to its end. Lives as long as somebody holds it.
  Result<std::shared_ptr<index::CollectionIndex>> get(const store::CollectionRow& collection);
  /// After a COMMIT, on the writer's thread: the index follows at once, if it is open.
  void follow(std::int64_t collection_id, const std::vector<store::RecordRow>& rows,
              const store::CommitRow& commit);
  /// Forgets the index and its files.
  void drop(std::int64_t collection_id);
  /// Those that are open.
  std::vector<std::pair<std::int64_t, std::shared_ptr<index::CollectionIndex>>> all();
  std::filesystem::path folder_of(std::int64_t collection_id) const {
    return folder_ / std::to_string(collection_id);
  }

 private:
  Result<std::shared_ptr<index::CollectionIndex>> open(const store::CollectionRow& collection);
  Result<bool> belongs_to_history(const store::CollectionRow& collection,
                                  const index::Place& place);
  store::Store& store_;
  std::filesystem::path folder_;
  std::mutex open_mutex_;  // one index is opened at a time
  std::mutex mutex_;
  std::map<std::int64_t, std::shared_ptr<index::CollectionIndex>> indexes_;
};

}  // namespace alexandria::library
