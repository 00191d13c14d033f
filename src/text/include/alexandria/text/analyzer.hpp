#pragma once
// From text to the terms of the full-text index. The same analysis runs over documents and queries.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace alexandria::text {

/// What of a text a term is.
enum class TokenForm : std::uint8_t {
  kWord,
  kPart,    // a word inside a code: "619" of "E-619"
  kJoined,  // the letters of a compound: "online" of "on-line"
  kValue,   // the value of a number, behind "#"
  kExact,   // a code as it is written, behind "="; one in groups ("16 GB") without, as in one piece
  kLoneLetter,  // of a script without spaces, alone: a word that others have in pairs
  kLastLetter,  // of a run of letters without spaces, whose other letters begin pairs
  kStopPair     // two stop words side by side, behind "~"
};
/// Which of them are wanted.
enum class Forms : std::uint8_t { kWords, kAll };

/// One term. `position` counts words (stop words too, so that phrases know of gaps); [begin, end)
/// are bytes of the analysed text.
struct Token {
  std::string term;
  std::uint32_t position = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  TokenForm form = TokenForm::kWord;
  bool has_groups = false;  // a code or a number with spaces in it: "16 GB", "12 345"
};

/// Whether a token is a word of its text, and no further form of it.
inline bool is_word(const Token& token) {
  return token.form == TokenForm::kWord || token.form == TokenForm::kPart ||
         token.form == TokenForm::kLoneLetter;
}

/// Words of one language become terms: case folding, stop words dropped, stemming (Porter's
/// algorithm for English, Snowball's for the others it knows). Letters of scripts written without
/// spaces (Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar) give overlapping bigrams. Words with
/// digits are not stemmed. With all forms, codes, numbers and compounds have terms of their own
/// beside their words (docs/search.md). Threads: one Analyzer is used by one thread at a time.
class Analyzer {
 public:
  /// `language` is BCP 47; a language without a stemmer gets folded words; an empty one is taken
  /// for English.
  explicit Analyzer(std::string_view language);
  ~Analyzer();
  Analyzer(Analyzer&&) noexcept;
  /// Appends the terms of `utf8` to `out`; positions begin at `first_position` and do not fall.
  /// Returns the position after the last word. Words longer than 64 bytes are cut there.
  std::uint32_t analyze(std::string_view utf8, std::vector<Token>& out,
                        std::uint32_t first_position = 0, Forms forms = Forms::kWords);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

/// Whether a word names a thing rather than saying something of it: letters with digits, or five
/// digits and more.
bool is_code_word(std::string_view word);

/// Two letters or more, A to Z, and nothing else: "WHO".
bool is_in_capitals(std::string_view word);

/// Whether `word` (folded) is a stop word of the language.
bool is_stop_word(std::string_view language, std::string_view word);

/// Bytes of `query` with words that say how is asked, not what is asked for ("who", "were", "please
/// tell me"), ascending; end exclusive. Accents count; what has a capital inside of a query that
/// has small letters too ("The Who", "WHO") is none.
std::vector<std::pair<std::uint32_t, std::uint32_t>> find_question_words(std::string_view query,
                                                                         std::string_view language);

}  // namespace alexandria::text
