#pragma once
// Which word of a claim stands for which word of its source.
#include <cstddef>
#include <vector>

#include "claim_words.hpp"

namespace alexandria::text {

inline constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// Whether a word of the claim and a word of the source say the same: the same word, stem or value,
/// or for longer words a small difference in spelling that no negation makes.
bool same_word(const ClaimWord& claim, const ClaimWord& source, const LanguageWords& words);

/// Words of a claim and of a part of its source, [first, last).
struct Alignment {
  /// For each word of the claim, the word of the source that it is in the same order with, or
  /// kNowhere: a longest common subsequence, words weighing what they say.
  std::vector<std::size_t> ordered;
  /// The same, or where it stands in another order.
  std::vector<std::size_t> anywhere;
  /// For each word of the source from `first`: the claim's word in the same order, or kNowhere.
  std::vector<std::size_t> of_source;
  std::size_t first = 0;
  std::size_t last = 0;
  bool complete = true;  // false: the texts are too long to be aligned
};

Alignment align(const std::vector<ClaimWord>& claim, const std::vector<ClaimWord>& source,
                std::size_t first, std::size_t last, const LanguageWords& words);

}  // namespace alexandria::text
