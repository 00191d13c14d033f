#pragma once
// From text to the terms of the full-text index. The same analysis runs over documents and queries.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::text {

/// One term. `position` counts words (stop words too, so that phrases know of gaps); [begin, end)
/// are bytes of the analysed text.
struct Token {
  std::string term;
  std::uint32_t position = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Words of one language become terms: case folding, stop words dropped, stemming (Porter's
/// algorithm for English, Snowball's for the others it knows). Letters of scripts written without
/// spaces (Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar) give overlapping bigrams. Threads: one
/// Analyzer is used by one thread at a time.
class Analyzer {
 public:
  /// `language` is BCP 47; a language without a stemmer gets folded words; an empty one is taken
  /// for English.
  explicit Analyzer(std::string_view language);
  ~Analyzer();
  Analyzer(Analyzer&&) noexcept;
  /// Appends the terms of `utf8` to `out`; positions begin at `first_position`. Returns the
  /// position after the last word. Words longer than 64 bytes are cut there.
  std::uint32_t analyze(std::string_view utf8, std::vector<Token>& out,
                        std::uint32_t first_position = 0);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether `word` (folded) is a stop word of the language.
bool is_stop_word(std::string_view language, std::string_view word);

}  // namespace alexandria::text
