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

/// Invariants:
///   I1 an index that is handed out has followed its feed without a gap: a commit that does not
///      begin where it stands makes it forgotten, and the next `get` follows from its files
///   I2 files of a collection are written and removed by one thread at a time (`files_mutex_`), and
///      written only for an index that is still in the set
/// Threads: all functions at any time.
class IndexSet {
 public:
  IndexSet(store::Store& store, std::filesystem::path folder)
      : store_(store), folder_(std::move(folder)) {}
  /// Loads the collection's files; if they are missing, damaged or of another history it rebuilds;
  /// then follows the feed to its end. Lives as long as somebody holds it. kNotFound if the
  /// collection was dropped in the meantime.
  Result<std::shared_ptr<index::CollectionIndex>> get(const store::CollectionRow& collection);
  /// After a COMMIT, on the writer's thread: the index follows at once, if it is open. `rows` are
  /// those of the commits [commit.first, commit.last], ascending by row number.
  void follow(std::int64_t collection_id, const std::vector<store::RecordRow>& rows,
              const store::CommitRow& commit);
  /// Forgets the index. Its files go with the next `tidy` if the collection is gone.
  void forget(std::int64_t collection_id);
  /// Forgets the index and its files and builds it anew from the database.
  Result<void> rebuild(const store::CollectionRow& collection);
  /// Merges and saves what is open, opens what has fallen behind in its files, removes the files of
  /// collections that are gone. `purge_deleted`: deleted rows leave the files. Whether segments
  /// were merged, which leaves their memory behind.
  bool tidy(bool purge_deleted);
  /// Writes what is open into files.
  void save_all();
  /// Rows that are deleted and still stand in a segment, by collection.
  std::map<std::int64_t, std::uint64_t> deleted_rows();
  std::filesystem::path folder_of(std::int64_t collection_id) const {
    return folder_ / std::to_string(collection_id);
  }

 private:
  using Index = std::shared_ptr<index::CollectionIndex>;
  Index find(std::int64_t collection_id);
  std::vector<std::pair<std::int64_t, Index>> all();
  Result<Index> open(const store::CollectionRow& collection);
  Index load(const store::CollectionRow& collection);
  Result<void> follow_pages(std::int64_t collection_id, index::CollectionIndex& index);
  Result<void> catch_up(store::Sql& sql, std::int64_t collection_id, index::CollectionIndex& index);
  Result<bool> belongs_to_history(const store::CollectionRow& collection,
                                  const index::Place& place);
  void save(std::int64_t collection_id, const Index& index);
  void open_those_behind(const std::vector<store::CollectionRow>& collections);
  void remove_orphans(const std::vector<store::CollectionRow>& collections);
  store::Store& store_;
  std::filesystem::path folder_;
  std::mutex open_mutex_;   // one index is opened at a time
  std::mutex files_mutex_;  // one thread writes or removes files
  std::mutex mutex_;
  std::map<std::int64_t, Index> indexes_;
  std::map<std::int64_t, std::uint64_t> positions_seen_;  // by `tidy`, of those not open
};

}  // namespace alexandria::library
