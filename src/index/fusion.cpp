#include "fusion.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace alexandria::index {
namespace {

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  double place(double value) const { return high > low ? (value - low) / (high - low) : 1; }
};

}  // namespace

std::vector<Hit> fuse(const std::vector<Candidate>& candidates, Mode mode, double dense_weight) {
  Range keyword;
  Range dense;
  for (const Candidate& candidate : candidates) {
    if (candidate.in_keyword) keyword.add(candidate.keyword);
    if (candidate.in_dense) dense.add(candidate.dense);
  }
  std::vector<Hit> hits;
  for (const Candidate& candidate : candidates) {
    Hit hit{candidate.row_no, candidate.document_no, 0, candidate.keyword, candidate.dense};
    if (mode == Mode::kKeyword) hit.score = candidate.keyword;
    else if (mode == Mode::kDense) hit.score = candidate.dense;
    else
      hit.score = (candidate.in_keyword ? (1 - dense_weight) * keyword.place(candidate.keyword) : 0) +
                  (candidate.in_dense ? dense_weight * dense.place(candidate.dense) : 0);
    hits.push_back(hit);
  }
  return hits;
}

std::vector<Hit> best_hits(std::vector<Hit> hits, std::size_t most, bool one_a_document) {
  std::ranges::sort(hits, [](const Hit& a, const Hit& b) { return a.score != b.score ? a.score > b.score : a.row_no < b.row_no; });
  std::unordered_set<std::uint64_t> seen;
  std::vector<Hit> out;
  for (const Hit& hit : hits) {
    if (out.size() >= most) break;
    if (!one_a_document || seen.insert(hit.document_no).second) out.push_back(hit);
  }
  return out;
}

}  // namespace alexandria::index
