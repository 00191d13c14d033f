#include "alexandria/vectors/filtered.hpp"

#include <algorithm>
#include <limits>
#include <roaring/roaring.hh>
#include <vector>

#include "scratch.hpp"

namespace alexandria::vectors {
namespace {

// Comparing a row of a scan takes some 15 ns and a walk at a breadth of 100 about as long as ten
// thousand of them (docs/decisions/0027-vectors-and-graph.md).
constexpr std::uint64_t kScanRows = 10'000;
constexpr std::uint64_t kScanPart = 50;    // or this part of all rows
constexpr std::size_t kSortedMost = 1024;  // found rows that are kept in a sorted array
constexpr double kWalkShare = .8;  // of rows that match, from which on the others are skipped

ScratchPool& scan_scratches() {
  static ScratchPool pool;
  return pool;
}

// The nearest of so many that moving them in a sorted array would take longer than parting a buffer
// of twice as many now and then.
class ManyNearest {
 public:
  explicit ManyNearest(std::size_t most) : most_(most) {}
  bool takes(float distance) const { return distance < floor_; }
  void insert(float distance, std::uint32_t row) {
    kept_.push_back({distance, row});
    if (kept_.size() >= 2 * most_) part();
  }
  std::size_t copy_to(std::span<Candidate> out) {
    if (kept_.size() > most_) part();
    std::ranges::sort(kept_, is_nearer);
    std::ranges::copy(kept_, out.begin());
    return kept_.size();
  }

 private:
  static bool is_nearer(const Candidate& a, const Candidate& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
  }
  void part() {
    const auto end = kept_.begin() + static_cast<std::ptrdiff_t>(most_);
    std::ranges::nth_element(kept_, end - 1, is_nearer);
    kept_.erase(end, kept_.end());
    floor_ = kept_.back().distance;
  }
  std::size_t most_;
  float floor_ = std::numeric_limits<float>::infinity();
  std::vector<Candidate> kept_;
};

template <class Found>
void compare(const Codes& codes, Scratch& scratch, Found& found) {
  Batch& batch = scratch.batch;
  batch.compare(codes, scratch.query);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (found.takes(batch.distance(i))) found.insert(batch.distance(i), batch.row(i));
  batch.clear();
}

template <class Found>
void scan_all(const Codes& codes, std::uint32_t count, Scratch& scratch, Found& found) {
  for (std::uint32_t row = 0; row < count; ++row) {
    scratch.batch.add(row);
    if (scratch.batch.is_full()) compare(codes, scratch, found);
  }
  compare(codes, scratch, found);
}

template <class Found>
void scan_rows(const Codes& codes, const Roaring& rows, std::uint32_t count, Scratch& scratch,
               Found& found) {
  std::uint32_t block[Batch::kMost];
  roaring_uint32_iterator_t at;
  roaring_init_iterator(&rows.roaring, &at);
  for (;;) {
    const std::uint32_t got = roaring_read_uint32_iterator(&at, block, Batch::kMost);
    for (std::uint32_t i = 0; i < got; ++i)
      if (block[i] < count) scratch.batch.add(block[i]);
    compare(codes, scratch, found);
    if (got < Batch::kMost) return;
  }
}

template <class Found>
void scan_some(const Codes& codes, const Roaring* rows, std::uint32_t count, Scratch& scratch,
               Found& found) {
  scratch.batch.clear();
  if (rows == nullptr)
    scan_all(codes, count, scratch, found);
  else
    scan_rows(codes, *rows, count, scratch, found);
}

}  // namespace

Plan plan_of(std::uint64_t matching, std::uint64_t rows) {
  if (matching == 0 || rows == 0) return Plan::kNothing;
  if (matching <= std::max(kScanRows, rows / kScanPart)) return Plan::kScan;
  const double share = static_cast<double>(matching) / static_cast<double>(rows);
  return share < kWalkShare ? Plan::kStep : Plan::kWalk;
}

std::size_t scan(const Codes& codes, std::span<const float> query, const Roaring* rows,
                 std::uint32_t count, std::span<Candidate> out) {
  if (out.empty()) return 0;
  count = std::min(count, codes.capacity());
  Borrowed scratch(scan_scratches());
  codes.book().prepare(query, scratch->query);
  if (out.size() > kSortedMost) {
    ManyNearest found(out.size());
    scan_some(codes, rows, count, *scratch, found);
    return found.copy_to(out);
  }
  scratch->found.reset(out.size());
  scan_some(codes, rows, count, *scratch, scratch->found);
  const std::size_t found = scratch->found.size();
  for (std::size_t i = 0; i < found; ++i)
    out[i] = scratch->found[i];
  return found;
}

std::size_t search_filtered(const Hnsw& graph, std::span<const float> query, std::size_t breadth,
                            const Roaring& allowed, std::span<Candidate> out, Plan* taken) {
  const std::uint64_t matching = allowed.cardinality();
  Plan plan = plan_of(matching, graph.rows());
  std::size_t found = 0;
  if (plan == Plan::kStep) found = graph.search_allowed(query, breadth, allowed, out);
  if (plan == Plan::kWalk) found = graph.search_most(query, breadth, allowed, out);
  if (plan != Plan::kNothing && found < std::min<std::uint64_t>(matching, out.size())) {
    plan = Plan::kScan;
    found = scan(graph.codes(), query, &allowed, graph.rows(), out);
  }
  if (taken != nullptr) *taken = plan;
  return found;
}

}  // namespace alexandria::vectors
