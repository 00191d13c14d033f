#pragma once
// A segment: some rows of a collection, indexed, never changed afterwards. Rows are told by their
// ordinals, 0 to rows - 1.
//   I1 no two rows that are held have one row number. A hole is an ordinal without a row: a merge
//      that keeps a graph leaves one for each row that was deleted; nothing else names it.
//   I2 terms ascends strictly; term t's postings are postings[offsets[t] .. offsets[t+1]).
//   I3 every row that is held is in exactly one access bitmap.
//   I4 by_row has the ordinals of the rows that are held by ascending row number; it is empty where
//      they ascend by themselves and there are no holes.
// Postings of a term, for each row: varint(delta of ordinal, +1 for the first), varint(occurrences
// in title and headings), varint(occurrences in text). Positions of a term in the same order: for
// each occurrence varint(delta of position, from 0 for each row).
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/index/collection_index.hpp"
#include "metadata_index.hpp"
#include "segment_vectors.hpp"
#include "shared_bytes.hpp"
#include "text_index.hpp"

namespace alexandria::index {

struct Term {
  std::string term;
  std::string surface;  // the word as it stood where the term was first seen, folded
  std::uint32_t rows = 0;
};

struct Segment {
  std::vector<std::uint64_t> row_nos;       // 0 in holes
  std::vector<std::uint64_t> document_nos;  // 0 in holes
  std::vector<std::uint32_t> lengths;       // terms in title, headings and text
  std::vector<std::uint32_t> by_row;
  Bitmap holes;
  std::vector<Term> terms;
  std::vector<std::uint64_t> posting_offsets;   // terms + 1
  std::vector<std::uint64_t> position_offsets;  // terms + 1
  Bytes postings;
  Bytes positions;
  SegmentVectors vectors;
  MetadataIndex metadata;
  TextIndex texts;
  std::map<std::uint32_t, Bitmap> access;
  std::map<std::string, std::uint32_t> languages;  // rows by language
  std::uint64_t total_length = 0;

  /// Ordinals, with holes.
  std::uint32_t rows() const { return static_cast<std::uint32_t>(row_nos.size()); }
  std::uint64_t held() const { return rows() - holes.cardinality(); }
  std::uint64_t bytes() const;
  /// Number of the term, or kGone.
  std::uint32_t find_term(std::string_view term) const;
  /// Ordinal of the row, or kGone.
  std::uint32_t find_row(std::uint64_t row_no) const;
  /// Makes `by_row` from `row_nos` and `holes`; false where two rows have one number.
  bool order_rows();
};

/// Indexes rows (none deleted, no two of one number); builds no graph.
std::shared_ptr<const Segment> build_segment(const std::vector<const Row*>& rows, VectorSpace space,
                                             const IndexOptions& options = {});

/// A segment and those of its rows that are deleted.
struct MergeSource {
  std::shared_ptr<const Segment> segment;
  std::shared_ptr<const Bitmap> deleted;
};
/// One segment of the rows of all `sources` that are not deleted. The graph of the largest source
/// is extended, with holes where its rows are gone, unless over a quarter of them would be holes or
/// the others' vectors need other ranges.
std::shared_ptr<const Segment> merge_segments(std::vector<MergeSource> sources, VectorSpace space,
                                              const IndexOptions& options = {});

}  // namespace alexandria::index
