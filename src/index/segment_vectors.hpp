#pragma once
// The vectors of a segment: codes, and a graph over them once there are some thousand.
//   V1 the codes of row o stand at ordinal o.
//   V2 a row without a vector has the codes of one that has a vector: what was deleted stands
//      nowhere, and a walk of the graph goes on through it.
#include <memory>
#include <roaring/roaring.hh>
#include <span>
#include <vector>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/vectors/filtered.hpp"

namespace alexandria::index {

using Bitmap = ::Roaring;

/// Where a row of a source goes that is left out.
inline constexpr std::uint32_t kGone = ~0U;

struct SegmentVectors {
  std::shared_ptr<const vectors::Codes> codes;  // null: no row has a vector
  std::shared_ptr<const vectors::Hnsw> graph;   // null: rows are scanned
  Bitmap without;                               // rows that have no vector, where there are codes

  /// Whether so many rows should have a graph and have none.
  bool needs_graph(std::uint32_t rows, const IndexOptions& options) const;
  std::uint64_t bytes(std::uint32_t rows) const;
  /// The nearest of the rows in `allowed` that have vectors, by codes, nearest first; at least as
  /// many as there are or `out` takes. `query` has the dimension of the codes. Gives how many were
  /// written. Starts no thread.
  std::size_t nearest(std::span<const float> query, std::size_t breadth, std::uint32_t rows,
                      Bitmap allowed, std::span<vectors::Candidate> out) const;
};

/// Codes of the rows' vectors, with ranges fitted to them; no graph. A vector of another dimension
/// or with a component that is not finite counts as none.
SegmentVectors build_vectors(const std::vector<const Row*>& rows, VectorSpace space);

/// A source of a merge: its vectors and where each of its rows goes, or kGone.
struct MergedVectors {
  const SegmentVectors* vectors = nullptr;
  const std::vector<std::uint32_t>* places = nullptr;
};

/// The vectors of `rows` rows. With `keeps_first` each row of the first source stays where it is or
/// is gone, and its graph is extended by the others' rows, unless its ranges do not fit them;
/// otherwise codes and graph are made anew. Codes go into other ranges by way of what they stand
/// for. A graph is built on half of the cores, one at least.
SegmentVectors merge_vectors(const std::vector<MergedVectors>& sources, std::uint32_t rows,
                             VectorSpace space, const IndexOptions& options, bool keeps_first);

}  // namespace alexandria::index
