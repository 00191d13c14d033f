#pragma once
// What goes into a search and what comes out.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alexandria/model/filter.hpp"

namespace alexandria::index {

enum class Mode { kHybrid, kKeyword, kDense };

/// A word of a query that the collection does not know, and what it probably is.
struct Repair {
  std::uint32_t begin = 0;  // bytes of the query
  std::uint32_t end = 0;    // exclusive
  std::string written;      // what stands there
  std::string word;         // what it is read as
};

/// Whether something outside of the collection knows a word (lower case), so that it needs no
/// repair.
using WordTest = std::function<bool(const std::string& word)>;

struct Query {
  std::string text;  // "quoted phrases" must occur as they are (docs/search.md)
  std::vector<Repair> repairs;
  std::vector<float> vector;  // empty: no dense part
  Mode mode = Mode::kHybrid;
  std::optional<model::Filter> filter;  // one that `check_filter` refuses lets no row through
  std::optional<std::vector<std::uint64_t>> rows;  // only of these
  std::vector<std::uint32_t> access_sets{0};       // what the reader may see
  std::size_t documents_max = 10;                  // hits wanted
  bool group_by_document = true;                   // one hit a document, its best chunk
  std::size_t breadth = 0;              // rows that a walk of a graph keeps in view; 0: 100
  double dense_weight = .5;             // of the min-max convex fusion
  bool is_read_by_model = true;         // false: in a script that the vector says little of
  std::vector<std::string> facet_keys;  // metadata keys to count over everything that matched
};

struct Hit {
  std::uint64_t row_no = 0;
  std::uint64_t document_no = 0;
  double score = 0;    // of the place, higher is better; hybrid: 0 to 1
  double keyword = 0;  // BM25
  double dense = 0;    // cosine or inner product; for l2 -distance
  float distance = 0;  // as vectors::Space defines it; 0 where no vector was compared; beyond the
                       // hundredth hit of a hybrid search by codes
};

struct SearchResult {
  std::vector<Hit> hits;  // best first; ties by row number; dense: in the order of distances
  std::map<std::string, std::map<std::string, std::uint64_t>> facets;
  std::uint64_t matched = 0;  // rows that had any term; in dense search all that may be found, some
                              // of them with texts that nobody had to look at
  std::string
      suggestion;  // the query with unknown words replaced; empty unless nothing had its words
};

/// Exact float32 vectors of rows, in the order asked; an empty vector for a row that has none.
/// Whoever keeps the rows supplies it (the library: from the database). Called without locks, for
/// up to 500 rows at a time; without it the distances of codes stand.
using VectorSource =
    std::function<std::vector<std::vector<float>>(const std::vector<std::uint64_t>& row_nos)>;

/// The documents of rows, exactly, in the order asked; none for a row that has none. Whoever keeps
/// the rows supplies it (records: from the database). Asked for the rows of which a filter of texts
/// can only say that they may match, up to 500 at a time, without locks. Without it no row has a
/// document.
using TextSource = std::function<std::vector<std::optional<std::string>>(
    const std::vector<std::uint64_t>& row_nos)>;

/// kInvalidArgument `invalid_pattern` if a pattern of the filter cannot be run
/// (alexandria/text/pattern.hpp says which).
Result<void> check_filter(const model::Filter& filter);

}  // namespace alexandria::index
