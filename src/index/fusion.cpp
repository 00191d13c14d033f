#include "fusion.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace alexandria::index {
namespace {

// How much the better neighbour of a chunk counts, beside the chunk itself
// (docs/decisions/0011-neighbours.md).
constexpr double kNeighbourWeight = .35;

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  double place(double value) const { return high > low ? (value - low) / (high - low) : 1; }
};

struct InContext {
  Hit hit;
  double place = 0;  // of its own score between the lowest and the highest
  double score = 0;  // with a share of its better neighbour's place
};

// By document, each document's best chunk in its context first. The chunks of a document have
// neighbouring row numbers.
std::vector<InContext> chunks_in_context(const std::vector<Hit>& hits,
                                         const std::unordered_set<std::uint64_t>& documents) {
  Range range;
  for (const Hit& hit : hits)
    range.add(hit.score);
  std::vector<InContext> chunks;
  for (const Hit& hit : hits)
    if (documents.contains(hit.document_no))
      chunks.push_back({hit, range.place(hit.score), range.place(hit.score)});
  const auto key = [](const InContext& chunk) {
    return std::pair(chunk.hit.document_no, chunk.hit.row_no);
  };
  std::ranges::sort(chunks, {}, key);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const auto [document_no, row_no] = key(chunks[i]);
    double beside = 0;
    if (i > 0 && key(chunks[i - 1]) == std::pair(document_no, row_no - 1))
      beside = chunks[i - 1].place;
    if (i + 1 < chunks.size() && key(chunks[i + 1]) == std::pair(document_no, row_no + 1))
      beside = std::max(beside, chunks[i + 1].place);
    chunks[i].score += kNeighbourWeight * beside;
  }
  std::ranges::stable_sort(chunks, {}, [](const InContext& chunk) {
    return std::pair(chunk.hit.document_no, -chunk.score);
  });
  return chunks;
}

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
    Hit hit{candidate.row_no,  candidate.document_no, 0,
            candidate.keyword, candidate.dense,       candidate.distance};
    if (mode == Mode::kKeyword)
      hit.score = candidate.keyword + candidate.gain * std::max(keyword.high, 0.);
    else
      hit.score =
          (candidate.in_keyword ? (1 - dense_weight) * keyword.place(candidate.keyword) : 0) +
          (candidate.in_dense ? dense_weight * dense.place(candidate.dense) : 0) + candidate.gain;
    hits.push_back(hit);
  }
  return hits;
}

std::vector<Hit> best_hits(std::vector<Hit> hits, std::size_t most, bool one_a_document) {
  std::ranges::sort(hits, {}, [](const Hit& hit) { return std::pair(-hit.score, hit.row_no); });
  std::unordered_set<std::uint64_t> documents;
  std::vector<Hit> out;
  for (const Hit& hit : hits) {
    if (out.size() >= most) break;
    if (documents.insert(hit.document_no).second || !one_a_document) out.push_back(hit);
  }
  const auto chunks = chunks_in_context(hits, documents);
  std::unordered_map<std::uint64_t, std::size_t> next;  // of `chunks`, by document
  for (std::size_t i = chunks.size(); i-- > 0;)
    next[chunks[i].hit.document_no] = i;
  for (Hit& hit : out) {
    const double score = hit.score;
    hit = chunks[next[hit.document_no]++].hit;
    hit.score = score;
  }
  return out;
}

}  // namespace alexandria::index
