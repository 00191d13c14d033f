#pragma once
// From the scores of two rankings to one.
#include <cstdint>
#include <vector>

#include "alexandria/index/query.hpp"

namespace alexandria::index {

struct Candidate {
  std::uint32_t part = 0;
  std::uint32_t ordinal = 0;
  std::uint64_t row_no = 0;
  std::uint64_t document_no = 0;
  float keyword = 0;  // 0: none of the query's terms
  float dense = 0;
  float distance = 0;
  bool in_keyword = false;  // among the best of that ranking
  bool in_dense = false;
  double gain = 0;  // for codes of the query that the row has as they are written
};

/// Min-max convex combination (Bruch, Gai and Ingber 2023): each ranking's scores are mapped so
/// that its best candidate has 1 and its last one 0; score = weight * dense + (1 - weight) *
/// keyword; a candidate that a ranking lacks has 0 there. A candidate's gain is added, in units of
/// the best keyword score where that is the score; meaning alone knows no codes.
std::vector<Hit> fuse(const std::vector<Candidate>& candidates, Mode mode, double dense_weight);

/// The best hits, best first, at most `most`; with `one_a_document` only one of every document;
/// ties by row number. Scores decide which places a document has; its chunks fill them in the order
/// of their scores in context, which count the better neighbour too, and take the places' scores.
std::vector<Hit> best_hits(std::vector<Hit> hits, std::size_t most, bool one_a_document);

}  // namespace alexandria::index
