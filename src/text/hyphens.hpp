#pragma once
// Words cut by a hyphen at the end of a line.
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace alexandria::text {

/// Whether before this word a hyphen stands for a word left out ("Ein- und Ausgabe").
inline bool follows_open_hyphen(std::string_view word) {
  constexpr std::array<std::string_view, 11> kWords = {"und", "oder", "bzw", "and", "or", "to",
                                                       "bis", "et",   "en",  "of",  "och"};
  return std::ranges::find(kWords, word) != kWords.end();
}

/// Bytes of a text.
struct CutRest {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The rest of a word whose first part ends at byte `end` of the text: "mation" of
/// "infor-\nmation". Nothing where no hyphen stands at a line end, or no word in small letters
/// begins the next line.
std::optional<CutRest> rest_of_cut_word(std::string_view text, std::size_t end);

}  // namespace alexandria::text
