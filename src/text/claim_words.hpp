#pragma once
// Words of a claim or a passage with what the check must know of each.
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::text {

enum class ClaimWordKind { kContent, kNumber, kUnit, kName, kNegation, kStop };

struct ClaimWord {
  ClaimWordKind kind = ClaimWordKind::kContent;
  std::string term;      // what is compared: the stem, the normal form of a number or unit
  std::string folded;    // the word itself, folded
  std::string written;   // as it stands
  bool initial = false;  // the first word of its sentence
  std::size_t begin = 0;
};

/// All words of `utf8`, in order. Letters of scripts without spaces give their bigrams.
std::vector<ClaimWord> claim_words(std::string_view utf8, std::string_view language);

/// "1,000" and "1000" are "1000", "4.50" is "4.5", "five" is "5"; empty if the word is no number.
std::string number_of_word(std::string_view folded);

}  // namespace alexandria::text
