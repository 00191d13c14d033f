#pragma once
// Which rows may have a string in their text: lists of rows by trigram (three bytes that follow
// each other), of texts in the form of text::lower_for_atoms and two bytes ff behind them, so that
// shorter strings are the beginning of some trigram too.
//   T1 trigrams ascends strictly; the rows of trigram t are postings[offsets[t] .. offsets[t+1]):
//      for each row varint(delta of ordinal, +1 for the first).
//   T2 without trigrams (`has_trigrams`) every row with a text may have any string.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "blocks.hpp"
#include "segment_vectors.hpp"
#include "shared_bytes.hpp"

namespace alexandria::index {

struct TextIndex {
  Bitmap with_text;
  bool has_trigrams = false;
  std::vector<std::uint32_t> trigrams;
  std::vector<std::uint64_t> offsets{0};
  Bytes postings;

  /// Rows that may have `needle`, a superset of those that have it; `needle` is in the form of
  /// text::lower_for_atoms.
  Bitmap rows_with(std::string_view needle) const;
  std::uint64_t bytes() const;
  bool is_sound(std::uint32_t rows) const;

 private:
  Bitmap rows_of(std::size_t trigram) const;
};

/// Texts of rows, by ascending ordinals.
class TextIndexBuilder {
 public:
  explicit TextIndexBuilder(bool has_trigrams) { out_.has_trigrams = has_trigrams; }
  void add(std::uint32_t ordinal, std::string_view text);
  TextIndex finish();

 private:
  struct Rows {
    std::uint32_t next = 0;  // the least ordinal that is not in it
    std::string bytes;
  };
  TextIndex out_;
  std::unordered_map<std::uint32_t, Rows> rows_;
};

/// A source of a merge and where each of its rows goes, or kGone.
struct MovedTexts {
  const TextIndex* texts = nullptr;
  const std::vector<std::uint32_t>* places = nullptr;
};
/// The places of each source are above those of the sources before it. Trigrams are kept if they
/// are wanted and all sources with a text have them.
TextIndex merge_texts(const std::vector<MovedTexts>& sources, bool has_trigrams);

}  // namespace alexandria::index
