#include "alexandria/text/analyzer.hpp"

#include <libstemmer.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

constexpr std::size_t kWordBytesMax = 64;
constexpr std::size_t kCacheMax = 1 << 16;

enum class Class : std::uint8_t { kOther, kWord, kBigram };

Class class_of(UChar32 c) {
  if (c < 0x80)
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
               ? Class::kWord
               : Class::kOther;
  const auto mask = U_GET_GC_MASK(c);
  if ((mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) == 0) return Class::kOther;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR: return Class::kBigram;
    default: return Class::kWord;
  }
}

bool is_apostrophe(UChar32 c) { return c == '\'' || c == 0x2019; }

struct Scanner {
  std::string_view text;
  std::int32_t at = 0;
  /// The code point at `at` and where the next begins.
  UChar32 peek(std::int32_t& next) const {
    next = at;
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), next, static_cast<std::int32_t>(text.size()), c);
    return c;
  }
  bool done() const { return at >= static_cast<std::int32_t>(text.size()); }
};

}  // namespace

struct Analyzer::State {
  std::string language;
  sb_stemmer* stemmer = nullptr;
  std::unordered_map<std::string, std::string>
      stems;  // folded words already seen; empty stem: a stop word

  ~State() { sb_stemmer_delete(stemmer); }

  // The term of a word, or nothing for a stop word. Words repeat, so the answers are kept.
  const std::string* term_of(std::string_view word) {
    std::string key(word);
    const auto known = stems.find(key);
    if (known != stems.end()) return known->second.empty() ? nullptr : &known->second;
    if (stems.size() >= kCacheMax) stems.clear();
    const std::string& stem = stems.emplace(std::move(key), stem_of(word)).first->second;
    return stem.empty() ? nullptr : &stem;
  }

  std::string stem_of(std::string_view word) {
    std::string folded = fold(word);
    if (language == "en" && (folded.ends_with("'s") || folded.ends_with("\xE2\x80\x99s")))
      folded.resize(folded.find_last_of(folded.ends_with("'s") ? "'" : "\xE2"));
    if (is_stop_word(language, folded)) return {};
    if (stemmer == nullptr) return folded;
    const auto* stem = sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(folded.data()),
                                       static_cast<int>(folded.size()));
    return stem == nullptr ? folded
                           : std::string(reinterpret_cast<const char*>(stem),
                                         static_cast<std::size_t>(sb_stemmer_length(stemmer)));
  }
};

Analyzer::Analyzer(std::string_view language) : state_(std::make_unique<State>()) {
  state_->language = language.empty() ? "en" : std::string(language.substr(0, language.find('-')));
  // Porter's first algorithm for English: the published results that ours are compared with use it.
  const std::string& name = state_->language == "en" ? std::string("porter") : state_->language;
  state_->stemmer = sb_stemmer_new(name.c_str(), "UTF_8");
}
Analyzer::~Analyzer() = default;
Analyzer::Analyzer(Analyzer&&) noexcept = default;

std::uint32_t Analyzer::analyze(std::string_view utf8, std::vector<Token>& out,
                                std::uint32_t first_position) {
  Scanner scan{utf8};
  std::int32_t run_end = -1;  // where the last letter that gave bigrams ended
  std::uint32_t position = first_position;
  const auto bytes = [&](std::int32_t begin, std::int32_t end) {
    return utf8.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  };
  const auto add = [&](const std::string& term, std::int32_t begin, std::int32_t end) {
    out.push_back(
        {term, position, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  };
  while (!scan.done()) {
    std::int32_t next = 0;
    const Class kind = class_of(scan.peek(next));
    const std::int32_t begin = scan.at;
    if (kind == Class::kOther) {
      scan.at = next;
    } else if (kind == Class::kBigram) {
      scan.at = next;
      // A bigram of this letter and the next one; a lone letter is a term of its own.
      std::int32_t after = next;
      const bool pair = !scan.done() && class_of(scan.peek(after)) == Class::kBigram;
      const bool follows = run_end == begin;
      run_end = next;
      if (pair || !follows)
        add(fold(bytes(begin, pair ? after : scan.at)), begin, pair ? after : scan.at);
      ++position;
    } else {
      std::int32_t end = scan.at;
      while (!scan.done()) {
        const UChar32 c = scan.peek(next);
        if (class_of(c) == Class::kWord) {
          scan.at = end = next;
        } else if (is_apostrophe(c) && next < static_cast<std::int32_t>(utf8.size())) {
          std::int32_t beyond = 0;
          if (class_of(Scanner{utf8, next}.peek(beyond)) != Class::kWord) break;
          scan.at = next;
        } else {
          break;
        }
      }
      const std::string_view word = bytes(begin, end);
      const std::string cut = word.size() > kWordBytesMax
                                  ? to_valid_utf8(word.substr(0, kWordBytesMax))
                                  : std::string();
      if (const std::string* term = state_->term_of(cut.empty() ? word : cut))
        add(*term, begin, end);
      ++position;
    }
  }
  return position;
}

}  // namespace alexandria::text
