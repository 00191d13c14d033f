#pragma once
// The indexes of all collections, each followed to the end of its feed before it is handed out.
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/library/freshness.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"
#include "published_indexes.hpp"

namespace alexandria::library {

/// A record of the feed as a row of the index: title, headings and language come out of its
/// metadata.
Result<index::Row> to_index_row(const store::RecordRow& record);
/// What the vectors of the index of a collection are: compared by their cosine.
index::VectorSpace vector_space_of(const store::CollectionRow& collection);
std::vector<index::Row> to_index_rows(const std::vector<store::RecordRow>& records);

/// What a commit of this process changed, for the follower: it reads these rows instead of the
/// database's.
struct Changes {
  std::int64_t collection_id = 0;
  std::vector<store::RecordRow> rows;  // of the commits [commit.first, commit.last]
  store::CommitRow commit;
  /// Takes the changes of the next commit in, too.
  void add(std::vector<store::RecordRow> changed, const store::CommitRow& next);
};

/// Invariants:
///   I1 an index changes on the follower's thread alone, from one commit's last position to
///      another's; what stands between two commits is never served
///   I2 an index is of the database's own history: (timeline, position, commit id) are compared
///      whenever it is opened and whenever the database is read for it; else it is built anew. What
///      was read over a new connection is answered only after that
///   I3 files of a collection are written and removed by one thread at a time (`files_mutex_`), and
///      written only for an index that is still in the set
/// Threads: all functions at any time.
class IndexSet {
 public:
  /// `published`: index files that nodes share, or nullptr; outlives this.
  IndexSet(store::Store& store, std::filesystem::path folder,
           PublishedIndexes* published = nullptr);
  ~IndexSet();
  IndexSet(const IndexSet&) = delete;
  IndexSet& operator=(const IndexSet&) = delete;

  /// The collection's index: opened from its files, or built where they are missing, damaged or of
  /// another history; and followed at least to collection.position, if that is wanted. Lives as
  /// long as somebody holds it. kNotFound if the collection was dropped in the meantime; kDeadline
  /// `index_behind` if the follower does not come so far in time.
  Result<std::shared_ptr<index::CollectionIndex>> get(const store::CollectionRow& collection,
                                                      Freshness freshness = Freshness::kCommitted);
  /// After a COMMIT of this process: wakes the follower. Never waits.
  void note(Changes changes);
  /// What another node told (Store::hear): the feed of a collection has grown, or, empty, that of
  /// any may have.
  void hear(std::string_view news);
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
  /// How many positions the open indexes are behind the database, as far as is known.
  std::uint64_t positions_behind();
  std::filesystem::path folder_of(std::int64_t collection_id) const {
    return folder_ / std::to_string(collection_id);
  }

 private:
  using Index = std::shared_ptr<index::CollectionIndex>;
  struct Followed {
    Index index;
    std::deque<Changes> noted;
    std::uint64_t wanted = 0;  // a position that somebody waits for, or that is known to be there
    bool look = false;
    std::uint64_t seen_by = 0;  // Store::connections_made when it was last compared
  };
  Index find(std::int64_t collection_id);
  std::vector<std::pair<std::int64_t, Index>> all();
  Result<Index> open(const store::CollectionRow& collection);
  Index load(const store::CollectionRow& collection);
  Result<void> follow_pages(std::int64_t collection_id, index::CollectionIndex& index);
  Result<bool> belongs_to_history(const store::CollectionRow& collection,
                                  const index::Place& place);
  /// nullptr if it was forgotten meanwhile.
  Result<Index> wait_for(std::int64_t collection_id, std::uint64_t position,
                         std::uint64_t connections);
  void run_follower(const std::stop_token& stop);
  void look_at_all();
  void follow(std::int64_t collection_id);
  bool follow_noted(index::CollectionIndex& index, std::deque<Changes> noted);
  Result<void> catch_up(std::int64_t collection_id, index::CollectionIndex& index);
  void save(std::int64_t collection_id, const Index& index);
  void publish(std::int64_t collection_id, const Index& index);
  void take_published(const store::CollectionRow& collection);
  void open_those_behind(const std::vector<store::CollectionRow>& collections);
  void remove_orphans(const std::vector<store::CollectionRow>& collections);

  store::Store& store_;
  std::filesystem::path folder_;
  PublishedIndexes* published_;
  std::mutex open_mutex_;   // one index is opened at a time
  std::mutex files_mutex_;  // one thread writes or removes files
  std::mutex mutex_;
  std::condition_variable_any wake_;      // the follower
  std::condition_variable_any advanced_;  // those who wait for it
  std::map<std::int64_t, Followed> followed_;
  std::size_t rows_noted_ = 0;
  // By `tidy`: the positions that are known to be published, and the collections with rows that
  // were deleted since.
  std::map<std::int64_t, std::uint64_t> published_at_;
  std::set<std::int64_t> erased_;
  std::set<std::string> known_before_;  // by `tidy`: the collections of which files are published
  std::map<std::int64_t, std::uint64_t> positions_seen_;  // by `tidy`, of those not open
  std::jthread follower_;                                 // ends first
};

}  // namespace alexandria::library
