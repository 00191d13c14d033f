#pragma once
// A segment: some rows of a collection, indexed, never changed afterwards. Ordinals (0 to rows - 1)
// ascend with row numbers.
//   I1 row_nos ascends strictly.
//   I2 terms ascends strictly; term t's postings are postings[offsets[t] .. offsets[t+1]).
//   I3 every row is in exactly one access bitmap.
//   I4 codes has rows * dimension bytes; scales[o] == 0 means that row o has no vector.
// Postings of a term, for each row: varint(delta of ordinal, +1 for the first), varint(occurrences
// in title and headings), varint(occurrences in text). Positions of a term in the same order: for
// each occurrence varint(delta of position, from 0 for each row).
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <roaring/roaring.hh>

#include "alexandria/base/result.hpp"
#include "alexandria/index/collection_index.hpp"
#include "alexandria/model/filter.hpp"

namespace alexandria::index {

using Bitmap = ::Roaring;

// Bitmaps of the rows that hold a value, by key; numbers apart from other values so that ranges are
// a walk.
struct MetadataIndex {
  struct Key {
    std::map<std::string, Bitmap> strings;
    std::map<double, Bitmap> numbers;
    Bitmap falses, trues;
    std::map<std::string, Bitmap> elements;  // of arrays; the name carries the type
  };
  std::map<std::string, Key> keys;

  void add(std::uint32_t ordinal, const model::Metadata& metadata);
  /// Rows of 0 .. rows-1 that match; equal to model::matches.
  Bitmap evaluate(const model::Filter& filter, std::uint32_t rows) const;
  /// Adds the rows of `other`, moved by `place(ordinal)`; rows that it sends to `kGone` are left
  /// out.
  void add_all(const MetadataIndex& other, const std::vector<std::uint32_t>& places);
};
inline constexpr std::uint32_t kGone = ~0U;

struct Term {
  std::string term;
  std::string surface;  // the word as it stood where the term was first seen, folded
  std::uint32_t rows = 0;
};

struct Segment {
  std::vector<std::uint64_t> row_nos;
  std::vector<std::uint64_t> document_nos;
  std::vector<std::uint32_t> lengths;  // terms in title, headings and text
  std::vector<Term> terms;
  std::vector<std::uint64_t> posting_offsets;   // terms + 1
  std::vector<std::uint64_t> position_offsets;  // terms + 1
  std::string postings;
  std::string positions;
  std::size_t dimension = 0;
  std::vector<std::int8_t> codes;
  std::vector<float> scales;
  MetadataIndex metadata;
  std::map<std::uint32_t, Bitmap> access;
  std::map<std::string, std::uint32_t> languages;  // rows by language
  std::uint64_t total_length = 0;

  std::uint32_t rows() const { return static_cast<std::uint32_t>(row_nos.size()); }
  std::uint64_t bytes() const;
  /// Number of the term, or kGone.
  std::uint32_t find_term(std::string_view term) const;
  /// Ordinal of the row, or kGone.
  std::uint32_t find_row(std::uint64_t row_no) const;
};

/// Indexes rows (ascending by row number, none deleted).
std::shared_ptr<const Segment> build_segment(const std::vector<const Row*>& rows,
                                             std::size_t dimension);
/// One segment of the rows of all `sources` that are not in the deleted bitmap beside them.
std::shared_ptr<const Segment> merge_segments(
    const std::vector<std::pair<std::shared_ptr<const Segment>, std::shared_ptr<const Bitmap>>>&
        sources);

/// docs/formats/segment.md. The reader checks the checksum and every invariant that a search relies
/// on.
std::string encode_segment(const Segment& segment);
Result<std::shared_ptr<const Segment>> decode_segment(std::string_view bytes);

}  // namespace alexandria::index
