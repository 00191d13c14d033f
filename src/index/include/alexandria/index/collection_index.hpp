#pragma once
// The index of one collection: immutable segments and a list of them that is replaced as a whole.
// Searches take the list and never wait for writers; one writer at a time applies changes. The
// database is the truth: everything here can be rebuilt from the feed.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/index/query.hpp"
#include "alexandria/index/vector_space.hpp"
#include "alexandria/model/metadata.hpp"

namespace alexandria::index {

/// One record as the feed gives it.
struct Row {
  std::uint64_t row_no = 0;
  std::uint64_t document_no = 0;
  std::uint32_t access_set = 0;
  bool deleted = false;
  std::string title;
  std::string headings;
  std::string text;
  std::string language;
  std::optional<std::string> document;  // what filters of texts look at; none: there is none
  model::Metadata metadata;
  std::vector<float> vector;  // empty: none
};

/// A place in the collection's history that the index has followed to; names a commit exactly.
struct Place {
  std::string timeline;
  std::uint64_t position = 0;
  std::string commit_id;
  bool operator==(const Place&) const = default;
};

struct IndexStatistics {
  std::uint64_t rows = 0;     // alive
  std::uint64_t deleted = 0;  // that segments still hold
  std::uint64_t segments = 0;
  std::uint64_t bytes = 0;
};

/// Threads: const functions at any time; `apply`, `merge` and `save` each from one thread at a
/// time.
class CollectionIndex {
 public:
  /// An empty index.
  explicit CollectionIndex(VectorSpace space, IndexOptions options = {});
  ~CollectionIndex();

  /// Makes the index state that of `place`: adds rows, replaces rows of the same number, removes
  /// deleted ones. Visible to searches that begin after it returns. `rows` ascend by row number. No
  /// graph is built here; of many small calls the rows are joined now and then, some milliseconds.
  void apply(const std::vector<Row>& rows, const Place& place);
  Place place() const;

  SearchResult search(const Query& query, const VectorSource& vectors,
                      const TextSource& texts = {}) const;
  /// The rows that a query's access sets, filter and rows let through, ascending.
  std::vector<std::uint64_t> matching_rows(const Query& query, const TextSource& texts = {}) const;
  /// What words of a query that no row it may find has may have been meant to be: for
  /// `Query::repairs`.
  std::vector<Repair> find_repairs(const Query& query, const WordTest& is_word) const;
  /// Rows that are alive, ascending.
  std::vector<std::uint64_t> live_rows() const;
  /// The words of `text` that say most of it beside the rest of the collection (tf-idf), best
  /// first, as a query: for "more like this".
  std::string typical_words(const std::string& text, const std::string& language,
                            std::size_t words_max) const;
  IndexStatistics statistics() const;

  /// Joins segments as their sizes ask for it, or rewrites one of which over a quarter is deleted
  /// (with `purge_deleted`, that has any deleted row) or that has grown to need a graph; returns
  /// whether it did anything. Runs beside searches and `apply`, and holds neither up; one merge at
  /// a time.
  bool merge(bool purge_deleted = false);
  /// Whether the files hold all that is here.
  bool is_saved() const;

  /// How many deleted rows the files still hold, as far as their place knows; 0 before `save`.
  std::uint64_t deleted_in_files() const;

  /// The place that the files of a folder name, from the manifest alone. Errors as for `load`.
  static Result<Place> saved_place(const std::filesystem::path& folder);
  /// Writes what is not yet in files and then the manifest that names the place; old files are
  /// removed. After a failure the files before still stand.
  Result<void> save(const std::filesystem::path& folder);
  /// Reads what `save` wrote; codes, graphs and postings stay in the files, mapped. kNotFound if
  /// there is nothing, kDataLoss if anything is damaged or of another space: drop it and rebuild.
  static Result<std::unique_ptr<CollectionIndex>> load(const std::filesystem::path& folder,
                                                       VectorSpace space,
                                                       IndexOptions options = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::index
