#pragma once
// What the vectors of a collection are.
#include <cstddef>
#include <cstdint>

#include "alexandria/vectors/distance.hpp"

namespace alexandria::index {

/// `dimension` components, at most vectors::kDimensionMax; 0: no vectors yet.
struct VectorSpace {
  std::size_t dimension = 0;
  vectors::Space metric = vectors::Space::kCosine;
  bool operator==(const VectorSpace&) const = default;
};

struct IndexOptions {
  /// Rows from which on a segment has a graph; fewer are scanned, in .1 ms. At least 2.
  std::uint32_t graph_rows = 8192;
  /// Whether trigrams of the rows' documents are kept, a byte or two for each character: without
  /// them a filter of texts is as exact, but looks at every text.
  bool text_filters = false;
};

}  // namespace alexandria::index
