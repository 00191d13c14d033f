#pragma once
// A text as the smallest pieces that the citation check reads: words, figures, marks.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::text {

enum class LexemeKind : std::uint8_t {
  kWord,
  kLetter,       // of a script without spaces
  kFigure,       // digits with the marks inside them: "1,234.5"
  kFraction,     // "½"
  kSuperscript,  // "⁵", "²"
  kMark          // any other character but white space
};

struct Lexeme {
  LexemeKind kind = LexemeKind::kMark;
  std::uint32_t begin = 0;  // bytes of the text
  std::uint32_t end = 0;
  std::string key;  // words folded; figures with the digits 0 to 9, ' ' for any space, '\'' for any
                    // apostrophe; other pieces as they stand
  bool spaced = false;   // white space, or nothing, stands before
  bool capital = false;  // words: begins with a capital letter
};

/// All of `utf8` but its white space, in order. In `language` (its first two letters), words are
/// cut behind apostrophes where articles and pronouns stand before them (French, Italian).
std::vector<Lexeme> read_lexemes(std::string_view utf8, std::string_view language);

/// The form of a word by which it is looked up: folded, in Vietnamese with its tones.
std::string lookup_key(std::string_view word, std::string_view language);

}  // namespace alexandria::text
