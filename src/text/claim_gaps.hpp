#pragma once
// A claim laid beside a part of its source: what is aligned, and what stands between.
#include <cstddef>
#include <vector>

#include "alignment.hpp"

namespace alexandria::text {

/// The claim against words [first, last) of the source. `around_first` to `around_last`: where
/// names may stand besides. `verbatim`: the claim stands there as it is, so that only what stands
/// around it can make it false. `coverage` is that of the claim by these words.
struct Comparison {
  const ClaimText& claim;
  const ClaimText& source;
  const LanguageWords& words;
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t around_first = 0;
  std::size_t around_last = 0;
  double coverage = 0;
  bool verbatim = false;
};

/// Words of claim and source between two neighbours of the alignment that say something.
struct Gap {
  std::vector<std::size_t> claim;
  std::vector<std::size_t> source;
};

/// How far from a word a negation still speaks of it, in words.
inline constexpr std::size_t kNegationReach = 5;

/// The word of [first, last) that what stands at `at` speaks of: the next one of its clause that
/// says something, else the one before; kNowhere if there is none.
std::size_t scope_of(const std::vector<ClaimWord>& words, std::size_t at, std::size_t first,
                     std::size_t last);

/// The alignment of a comparison with its gaps. Uses the comparison, which must live longer.
class ComparedTexts {
 public:
  explicit ComparedTexts(const Comparison& comparison);

  const Comparison& in;
  const std::vector<ClaimWord>& claim;
  const std::vector<ClaimWord>& source;
  Alignment aligned;
  std::vector<Gap> gaps;                  // one more than words of the claim in order
  std::vector<std::size_t> gap_of_claim;  // for each word of the claim
  double in_order = 0;                    // share of the claim's words that are in order

  bool same(std::size_t c, std::size_t s) const { return same_word(claim[c], source[s], in.words); }
  std::size_t count_in_source(std::size_t c) const;
  /// The nearest word of the claim's clause that says something, before (-1) or behind (1).
  std::size_t next_telling(std::size_t c, int step) const;
  /// The places of the source between the neighbours in order of the claim's word `c`.
  std::pair<std::size_t, std::size_t> source_around(std::size_t c) const;

 private:
  void part_far_negations();
  void find_gaps();
};

}  // namespace alexandria::text
