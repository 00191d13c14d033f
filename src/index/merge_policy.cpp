#include "merge_policy.hpp"

#include <map>

namespace alexandria::index {
namespace {

constexpr std::size_t kLikeSized = 4;          // parts of one size class that are joined
constexpr std::uint32_t kSmallestClass = 256;  // rows; below it all parts are of like size
constexpr std::uint32_t kGrowth = kLikeSized;  // joining four lifts them into the next class

unsigned size_class(const Segment& segment) {
  unsigned out = 0;
  for (std::uint32_t rows = segment.rows(); rows >= kSmallestClass; rows /= kGrowth)
    ++out;
  return out;
}

bool is_worth_rewriting(const Part& part, bool purge_deleted) {
  const std::uint64_t deleted = part.deleted->cardinality();
  if (purge_deleted && deleted > 0) return true;
  return deleted * 2 > part.segment->rows();
}

}  // namespace

std::vector<Part> parts_to_merge(const std::vector<Part>& parts, bool purge_deleted) {
  std::map<unsigned, std::vector<Part>> classes;
  for (const Part& part : parts) {
    if (is_worth_rewriting(part, purge_deleted)) return {part};
    std::vector<Part>& same = classes[size_class(*part.segment)];
    same.push_back(part);
    if (same.size() == kLikeSized) return same;
  }
  return {};
}

}  // namespace alexandria::index
