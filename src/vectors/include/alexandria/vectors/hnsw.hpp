#pragma once
// A navigable small-world graph over codes (Malkov and Yashunin 2016, arXiv:1603.09320: layers,
// algorithms 1 to 5, neighbours by heuristic), with links apart from vectors, in flat arrays.
//
// 1. A row's levels follow from the seed and its number alone.
// 2. At level 0 each row but the first has a parent that was there before it; the link and its
//    reverse are pinned: pruning never removes them. So every row can be reached from every other
//    one, whatever order concurrent inserts take.
// 3. A list holds links, then kNoRow to its end. Links are replaced one by one, so a search beside
//    an insert sees links of before or after, each to a row whose codes are written.
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "alexandria/vectors/codes.hpp"

class Roaring;

namespace alexandria::vectors {

class Scratch;

/// No row, and the end of a list of links.
inline constexpr std::uint32_t kNoRow = 0xffffffff;
/// The most rows of a graph: the highest bit of a link says that it is pinned.
inline constexpr std::uint32_t kRowsMax = 0x7ffffffe;
/// The most levels above level 0.
inline constexpr unsigned kLevelsMax = 15;

struct GraphOptions {
  std::uint32_t links = 16;           // of a row a level, 4 to 64; twice as many at level 0
  std::uint32_t build_breadth = 100;  // candidates that an insert looks at, 8 to 4,096
  std::uint64_t seed = 42;            // of the levels
  bool operator==(const GraphOptions&) const = default;
};

/// The arrays of a graph as they are stored; views of them.
struct GraphArrays {
  GraphOptions options;
  std::uint32_t rows = 0;
  std::uint32_t entry = kNoRow;
  std::span<const std::uint32_t> base;   // rows x 2 links
  std::span<const std::uint32_t> upper;  // lists of `links`, by row and level, from level 1 on
};

/// Threads: any function at any time, inserts beside searches; `extended` and `arrays` not beside
/// inserts. The codes must outlive it (they are shared).
class Hnsw {
 public:
  /// An empty graph for the rows of `codes`. kInvalidArgument `invalid_graph_options`.
  static Result<std::unique_ptr<Hnsw>> make(std::shared_ptr<const Codes> codes,
                                            const GraphOptions& options);
  /// A graph over stored arrays, which `owner` keeps alive; nothing can be inserted. Everything
  /// that a walk relies on is checked: kDataLoss `invalid_graph` if a link, level or entry is
  /// wrong.
  static Result<std::unique_ptr<Hnsw>> restore(std::shared_ptr<const Codes> codes,
                                               const GraphArrays& arrays,
                                               std::shared_ptr<const void> owner);
  ~Hnsw();
  Hnsw(const Hnsw&) = delete;
  Hnsw& operator=(const Hnsw&) = delete;

  const GraphOptions& options() const { return options_; }
  const Codes& codes() const { return *codes_; }
  /// Rows inserted; those of the first `rows()` numbers once no insert runs.
  std::uint32_t rows() const { return rows_.load(std::memory_order_acquire); }

  /// Links a row whose codes are set. Each row once; rows of one graph are numbered without gaps,
  /// in any order.
  void insert(std::uint32_t row);
  /// Links rows `first` to `end` - 1 on `lanes` threads (at least 1), one of them the caller's.
  /// With one lane the graph is the same each time.
  void insert_all(std::uint32_t first, std::uint32_t end, std::size_t lanes);
  /// A graph that can grow, over `codes` (whose first `rows()` rows are this graph's), with this
  /// one's links: how a merge adds the rows of small segments to the largest one.
  std::unique_ptr<Hnsw> extended(std::shared_ptr<const Codes> codes) const;

  /// The nearest rows by codes, nearest first; gives how many were written to `out`.
  /// `breadth` (ef; at least out.size()) rows are kept in view. Rows in `deleted` (may be null) are
  /// walked over but not found. No allocation once a few searches have run; no threads.
  std::size_t search(std::span<const float> query, std::size_t breadth, const Roaring* deleted,
                     std::span<Candidate> out) const;
  /// The same of the rows in `allowed`, walking over the others: for filters that keep most rows.
  std::size_t search_most(std::span<const float> query, std::size_t breadth, const Roaring& allowed,
                          std::span<Candidate> out) const;
  /// The nearest of the rows in `allowed` (inserted ones), by the walk of ACORN-1 (Patel et al.
  /// 2024, arXiv:2403.04871): rows that do not match are stepped through to their neighbours, and
  /// only rows that match are compared. Gives fewer than exist where the walk finds no more.
  std::size_t search_allowed(std::span<const float> query, std::size_t breadth,
                             const Roaring& allowed, std::span<Candidate> out) const;

  /// How many rows a walk at level 0 can reach from the entry point.
  std::uint32_t reachable() const;
  GraphArrays arrays() const;
  /// Bytes of links, without codes.
  std::uint64_t bytes() const;

 private:
  struct Working;
  Hnsw(std::shared_ptr<const Codes> codes, const GraphOptions& options);
  void make_room();
  void number_levels(std::uint32_t rows);
  unsigned level_of(std::uint32_t row) const;
  std::uint32_t* links_of(std::uint32_t row, unsigned level);
  std::span<const std::uint32_t> list(std::uint32_t row, unsigned level) const;

  Candidate start_at(Scratch& scratch, std::uint32_t row) const;
  Candidate descend(Scratch& scratch, Candidate from, unsigned from_level, unsigned to_level) const;
  void walk(Scratch& scratch, std::size_t breadth, Candidate from, unsigned level) const;
  // Past, or only at, these rows; nullptr: all.
  std::size_t search_where(std::span<const float> query, std::size_t breadth, const Roaring* rows,
                           bool is_wanted, std::span<Candidate> out) const;
  void walk_where(Scratch& scratch, std::size_t breadth, Candidate from, const Roaring& rows,
                  bool is_wanted) const;
  void begin_allowed(Scratch& scratch, std::size_t breadth, const Roaring& allowed,
                     std::uint32_t entry) const;
  void walk_allowed(Scratch& scratch) const;
  void gather_allowed(Scratch& scratch, std::uint32_t row) const;

  void clear_list(std::uint32_t row, unsigned level);
  void insert_below(std::uint32_t row, std::uint32_t entry, Scratch& scratch);
  void link_base(std::uint32_t row, std::span<const Candidate> chosen, Scratch& scratch);
  Candidate pin_parent(std::uint32_t row, std::span<const Candidate> chosen, Scratch& scratch);
  bool pin_child(std::uint32_t parent, Candidate child, Scratch& scratch);
  void add_link(std::uint32_t from, unsigned level, Candidate to, Scratch& scratch);
  void put_link(std::uint32_t from, unsigned level, Candidate to, Scratch& scratch);
  void choose(std::vector<Candidate>& candidates, std::size_t most,
              std::vector<Candidate>& kept) const;
  std::mutex& lock_of(std::uint32_t row) const;

  std::shared_ptr<const Codes> codes_;
  GraphOptions options_;
  std::vector<std::uint32_t> upper_of_;  // row > its first list in `upper_`, or next row's
  platform::ZeroPages base_pages_;
  platform::ZeroPages upper_pages_;
  std::shared_ptr<const void> owner_;
  const std::uint32_t* base_ = nullptr;
  const std::uint32_t* upper_ = nullptr;
  std::atomic<std::uint32_t> rows_ = 0;
  std::atomic<std::uint32_t> entry_ = kNoRow;
  std::unique_ptr<Working> working_;
};

}  // namespace alexandria::vectors
