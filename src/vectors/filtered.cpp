#include "alexandria/vectors/filtered.hpp"

#include <algorithm>
#include <roaring/roaring.hh>

#include "scratch.hpp"

namespace alexandria::vectors {
namespace {

// Comparing a row of a scan takes some 15 ns and a walk at a breadth of 100 about as long as ten
// thousand of them (docs/decisions/0027-vectors-and-graph.md).
constexpr std::uint64_t kScanRows = 10'000;
constexpr std::uint64_t kScanPart = 50;  // or this part of all rows
constexpr double kWalkShare = .8;        // of rows that match, from which on the others are skipped

ScratchPool& scan_scratches() {
  static ScratchPool pool;
  return pool;
}

void compare(const Codes& codes, Scratch& scratch) {
  Batch& batch = scratch.batch;
  batch.compare(codes, scratch.query);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (scratch.found.takes(batch.distance(i)))
      scratch.found.insert(batch.distance(i), batch.row(i));
  batch.clear();
}

void scan_all(const Codes& codes, std::uint32_t count, Scratch& scratch) {
  for (std::uint32_t row = 0; row < count; ++row) {
    scratch.batch.add(row);
    if (scratch.batch.is_full()) compare(codes, scratch);
  }
  compare(codes, scratch);
}

void scan_rows(const Codes& codes, const Roaring& rows, std::uint32_t count, Scratch& scratch) {
  std::uint32_t block[Batch::kMost];
  roaring_uint32_iterator_t at;
  roaring_init_iterator(&rows.roaring, &at);
  for (;;) {
    const std::uint32_t got = roaring_read_uint32_iterator(&at, block, Batch::kMost);
    for (std::uint32_t i = 0; i < got; ++i)
      if (block[i] < count) scratch.batch.add(block[i]);
    compare(codes, scratch);
    if (got < Batch::kMost) return;
  }
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
  scratch->found.reset(out.size());
  scratch->batch.clear();
  if (rows == nullptr)
    scan_all(codes, count, *scratch);
  else
    scan_rows(codes, *rows, count, *scratch);
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
