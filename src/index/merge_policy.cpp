#include "merge_policy.hpp"

#include <algorithm>
#include <map>

namespace alexandria::index {
namespace {

constexpr std::size_t kLikeSized = 4;          // parts of one size class that are joined
constexpr std::uint32_t kSmallestClass = 256;  // rows; below it all parts are of like size
constexpr std::uint32_t kGrowth = kLikeSized;  // joining four lifts them into the next class
constexpr std::uint64_t kGoneShare = 4;        // of the rows, gone: one in so many
constexpr std::uint64_t kAbsorbedShare = 4;    // of the largest graph's rows, in all others
constexpr std::size_t kSmallParts = 8;
constexpr std::uint32_t kSmallRows[] = {32, 256};

unsigned size_class(const Segment& segment) {
  unsigned out = 0;
  for (std::uint32_t rows = segment.rows(); rows >= kSmallestClass; rows /= kGrowth)
    ++out;
  return out;
}

bool is_worth_rewriting(const Part& part, bool purge_deleted) {
  const std::uint64_t deleted = part.deleted->cardinality();
  if (purge_deleted && deleted > 0) return true;
  return (deleted + part.segment->holes.cardinality()) * kGoneShare > part.segment->rows();
}

// Each row is linked once into a small graph at most and once into the largest.
bool absorbs_all(const std::vector<Part>& parts, const IndexOptions& options) {
  std::uint64_t rows = 0;
  std::uint32_t largest = 0;
  for (const Part& part : parts) {
    rows += part.segment->rows();
    if (part.segment->vectors.graph) largest = std::max(largest, part.segment->rows());
  }
  return largest >= 2 * options.graph_rows && (rows - largest) * kAbsorbedShare >= largest;
}

}  // namespace

std::vector<Part> parts_to_merge(const std::vector<Part>& parts, const IndexOptions& options,
                                 bool purge_deleted) {
  for (const Part& part : parts)
    if (is_worth_rewriting(part, purge_deleted)) return {part};
  if (absorbs_all(parts, options)) return parts;
  std::map<unsigned, std::vector<Part>> classes;
  for (const Part& part : parts) {
    std::vector<Part>& same = classes[size_class(*part.segment)];
    same.push_back(part);
    if (same.size() == kLikeSized) return same;
  }
  for (const Part& part : parts)
    if (part.segment->vectors.needs_graph(part.segment->rows(), options)) return {part};
  return {};
}

std::vector<Part> small_parts_to_merge(const std::vector<Part>& parts) {
  std::uint32_t from = 0;
  for (const std::uint32_t below : kSmallRows) {
    std::vector<Part> small;
    for (const Part& part : parts)
      if (part.segment->rows() >= from && part.segment->rows() < below) small.push_back(part);
    if (small.size() >= kSmallParts) return small;
    from = below;
  }
  return {};
}

}  // namespace alexandria::index
