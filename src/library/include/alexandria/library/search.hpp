#pragma once
// Search: from a query to passages.
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/index/query.hpp"
#include "alexandria/library/collections.hpp"
#include "alexandria/library/freshness.hpp"
#include "alexandria/model/anchor.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::index {
class CollectionIndex;
}

namespace alexandria::library {

struct SearchRequest {
  std::string collection = "library";
  std::string query;
  std::size_t limit = 10;  ///< documents, 1 to 1,000
  index::Mode mode = index::Mode::kHybrid;
  std::string filter;  ///< JSON of the where language; empty: none
  std::vector<std::string> facets;
  std::string like_document;  ///< "more like this": a document id, instead of a query
  bool group_by_document = true;
  bool repairs = true;  ///< words that nothing has are read as their neighbours
  Freshness freshness = Freshness::kCommitted;
  std::string token =
      {};  ///< a ReadToken to be waited for; kConflict `stale_token` if of another history
};

struct Passage {
  std::string text;
  std::string headings;
  std::string language;  ///< BCP 47; its own where it is long enough to tell, else its document's
  std::vector<model::Anchor> anchors;
  std::vector<std::pair<std::uint64_t, std::uint64_t>>
      highlights;  ///< code points of `text`, end exclusive
  std::string record_id;
};

struct SearchHit {
  std::string document_id;
  std::string title;
  std::string kind;
  double score = 0;
  double keyword = 0;
  double dense = 0;
  bool partial = false;  ///< the document is still arriving
  Passage passage;
};

struct SearchResponse {
  std::vector<SearchHit> hits;
  std::map<std::string, std::map<std::string, std::uint64_t>> facets;
  std::uint64_t matched = 0;
  std::string suggestion;
  std::vector<index::Repair> repairs;  ///< words read as others; their places in code points
  double seconds = 0;
};

/// A search up to row numbers: what answers and evaluation go on from.
struct FoundRecords {
  store::CollectionRow collection;
  index::SearchResult result;
  std::vector<index::Repair> repairs;
};

/// Threads: all functions at any time.
class Search {
 public:
  Search(store::Store& store, Collections& collections, IndexSet& indexes, Embedders& embedders);
  /// Errors as of `rank`.
  Result<SearchResponse> find(const SearchRequest& request);
  /// Checks the request's limits and runs it. kInvalidArgument `invalid_limit`, `query_too_long`,
  /// `empty_query`, `invalid_filter`; kConflict `no_vectors`; kNotFound.
  Result<FoundRecords> rank(const SearchRequest& request);
  /// Waits until the collection's index has come to a ReadToken (empty: at once).
  Result<void> reach(const std::string& collection, const std::string& token);
  /// The passages of records that were found, in their order; what was deleted in the meantime is
  /// left out.
  Result<std::vector<std::pair<index::Hit, Passage>>> passages(const FoundRecords& found);

 private:
  Result<std::shared_ptr<index::CollectionIndex>> index_for(const store::CollectionRow& collection,
                                                            const SearchRequest& request);
  Result<index::Query> to_query(const store::CollectionRow& collection,
                                const index::CollectionIndex& index, const SearchRequest& request);
  Result<void> use_document(const store::CollectionRow& collection,
                            const index::CollectionIndex& index, const std::string& document_id,
                            index::Query& query);
  store::Store& store_;
  Collections& collections_;
  IndexSet& indexes_;
  Embedders& embedders_;
};

}  // namespace alexandria::library
