#pragma once
// The rows of a list whose vectors are nearest to that of a query.
#include <span>
#include <vector>

#include "list.hpp"

namespace alexandria::index {

/// A row with its distance from the query: `ordinal` within the segment of part `part`.
struct Near {
  float distance = 0;
  std::uint32_t part = 0;
  std::uint32_t ordinal = 0;
  std::uint64_t row_no = 0;
};

/// The `wanted` nearest of the `allowed` rows (bitmaps by part) by codes, nearest first; fewer only
/// where there are no more with a vector. `breadth`: of the walks, at least `wanted`. No thread is
/// started.
std::vector<Near> nearest_by_codes(const List& list, const std::vector<Bitmap>& allowed,
                                   std::span<const float> query, std::size_t breadth,
                                   std::size_t wanted);

/// Gives the first `count` rows their distances from float32, as far as `vectors` knows them, and
/// puts those in order; ties by row number. The source is asked for some hundred rows at a time.
void rescore(std::vector<Near>& rows, std::size_t count, VectorSpace space,
             std::span<const float> query, const VectorSource& vectors);

/// The `wanted` nearest rows in the order of their float32 distances: more are taken by codes than
/// are wanted, and put in order.
std::vector<Near> nearest_rows(const List& list, const std::vector<Bitmap>& allowed,
                               VectorSpace space, const Query& query, const VectorSource& vectors,
                               std::size_t wanted);

/// What a distance says as a score, higher is better: 1 - distance for cosine and inner product,
/// which is the cosine or the product; -distance for l2.
double score_of(float distance, vectors::Space metric);

}  // namespace alexandria::index
