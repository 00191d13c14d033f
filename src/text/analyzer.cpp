#include "alexandria/text/analyzer.hpp"

#include <libstemmer.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "alexandria/text/ascii.hpp"
#include "alexandria/text/unicode.hpp"
#include "hyphens.hpp"
#include "language_words.hpp"
#include "letters.hpp"
#include "spaced_forms.hpp"
#include "written_forms.hpp"

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
  if ((mask & U_GC_ND_MASK) != 0) return Class::kWord;  // figures have spaces around in no script
  if ((mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) == 0) return Class::kOther;
  UErrorCode status = U_ZERO_ERROR;
  if (c == 0x30FC || c == 0xFF70) return Class::kBigram;  // the sign of a long vowel
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

bool is_apostrophe(UChar32 c) {
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB || c == 0x2032 ||
         c == 0xFF07 || c == 0x00B4 || c == '`';
}

std::string with_plain_apostrophes(std::string_view word) {
  std::string out;
  std::int32_t at = 0;
  while (at < static_cast<std::int32_t>(word.size())) {
    const std::int32_t before = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(word.data(), at, static_cast<std::int32_t>(word.size()), c);
    if (is_apostrophe(c))
      out += '\'';
    else
      out += word.substr(static_cast<std::size_t>(before), static_cast<std::size_t>(at - before));
  }
  return out;
}

// Letters that no decomposition takes apart, written plainly; figures of any script; points and
// variants of Arabic and Hebrew letters left out.
constexpr std::array<std::pair<UChar32, std::string_view>, 19> kPlainLetters = {{{0x0142, "l"},
                                                                                 {0x00F8, "o"},
                                                                                 {0x00E6, "ae"},
                                                                                 {0x0153, "oe"},
                                                                                 {0x0131, "i"},
                                                                                 {0x0111, "d"},
                                                                                 {0x00F0, "d"},
                                                                                 {0x00FE, "th"},
                                                                                 {0x0127, "h"},
                                                                                 {0x0167, "t"},
                                                                                 {0x0622, "ا"},
                                                                                 {0x0623, "ا"},
                                                                                 {0x0625, "ا"},
                                                                                 {0x0671, "ا"},
                                                                                 {0x0649, "ي"},
                                                                                 {0x0629, "ه"},
                                                                                 {0x0640, ""},
                                                                                 {0x06CC, "ي"},
                                                                                 {0x06A9, "ك"}}};

bool is_point(UChar32 c) {
  return (c >= 0x064B && c <= 0x065F) || c == 0x0670 || (c >= 0x0591 && c <= 0x05C7 && c != 0x05BE);
}

std::string with_plain_letters(const std::string& folded) {
  if (std::ranges::all_of(folded, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return folded;
  std::string out;
  std::int32_t at = 0;
  while (at < static_cast<std::int32_t>(folded.size())) {
    const std::int32_t before = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(folded.data(), at, static_cast<std::int32_t>(folded.size()), c);
    if (is_point(c)) continue;
    if (u_charType(c) == U_DECIMAL_DIGIT_NUMBER) {
      out += static_cast<char>('0' + u_charDigitValue(c));
      continue;
    }
    const auto plain =
        std::ranges::find(kPlainLetters, c, &std::pair<UChar32, std::string_view>::first);
    out += plain != kPlainLetters.end()
               ? plain->second
               : std::string_view(folded).substr(static_cast<std::size_t>(before),
                                                 static_cast<std::size_t>(at - before));
  }
  return out;
}

// Articles and pronouns that lose their vowel before another word.
constexpr std::array<std::string_view, 26> kElided = {
    "l",     "d",      "j",      "m",      "n",    "s",    "t",    "c",    "qu",
    "jusqu", "lorsqu", "puisqu", "quoiqu", "dell", "all",  "nell", "sull", "dall",
    "coll",  "un",     "quell",  "quest",  "bell", "sant", "v",    "gl"};

std::string_view without_elision(std::string_view folded) {
  const std::size_t apostrophe = folded.find('\'');
  if (apostrophe == std::string_view::npos || apostrophe + 1 >= folded.size()) return folded;
  const bool elided = std::ranges::find(kElided, folded.substr(0, apostrophe)) != kElided.end();
  return elided ? folded.substr(apostrophe + 1) : folded;
}

// "ax300s" has no stem; "1990s" has.
bool has_digit(std::string_view word) {
  if (!std::ranges::any_of(word, is_digit)) return false;
  return !(word.ends_with('s') && std::ranges::all_of(word.substr(0, word.size() - 1), is_digit));
}

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
  bool decimal_comma = false;
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
    std::string folded = fold(with_plain_apostrophes(word));
    if (language == "en" && folded.ends_with("'s")) folded.resize(folded.size() - 2);
    if (language == "fr" || language == "it" || language == "ca") folded = without_elision(folded);
    if (is_stop_word(language, folded)) return {};
    folded = with_plain_letters(folded);
    if (stemmer == nullptr || has_digit(folded)) return folded;
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
  state_->decimal_comma = words_of(state_->language).decimal_comma;
  state_->stemmer = sb_stemmer_new(name.c_str(), "UTF_8");
}
Analyzer::~Analyzer() = default;
Analyzer::Analyzer(Analyzer&&) noexcept = default;

namespace {

// One pass over a text.
class Pass {
 public:
  Pass(Analyzer::State& state, std::string_view text, std::vector<Token>& out,
       std::uint32_t first_position, bool all_forms)
      : state_(state), scan_{text}, out_(out), position_(first_position), all_forms_(all_forms) {}

  std::uint32_t run() {
    bool in_run = false;
    while (!scan_.done()) {
      std::int32_t next = 0;
      const UChar32 c = scan_.peek(next);
      const Class kind = class_of(c);
      if (kind == Class::kBigram) {
        in_run = false;
        read_letter();
        continue;
      }
      const bool space = c <= ' ' || u_isUWhiteSpace(c);
      if (space)
        in_run = false;
      else if (all_forms_ && !in_run) {
        in_run = true;
        begin_run();
      }
      if (kind == Class::kWord)
        read_word();
      else
        scan_.at = next;
    }
    return position_;
  }

 private:
  std::string_view bytes(std::int32_t begin, std::int32_t end) const {
    return scan_.text.substr(static_cast<std::size_t>(begin),
                             static_cast<std::size_t>(end - begin));
  }
  bool begins_ascii(std::int32_t at) const {
    return static_cast<unsigned char>(scan_.text[static_cast<std::size_t>(at)]) < 0x80;
  }
  // The first digit of a figure, whatever mark stands before it: "(16", "±0.7", "8/16".
  bool begins_figure(std::int32_t at) const {
    const auto place = static_cast<std::size_t>(at);
    const char before = place == 0 ? ' ' : scan_.text[place - 1];
    return scan_.text[place] >= '0' && scan_.text[place] <= '9' && before != '.' && before != ',';
  }
  bool begins_space(std::int32_t at) const {
    const auto place = static_cast<std::size_t>(at);
    return place >= scan_.text.size() || scan_.text[place] == ' ';
  }
  void add(std::string term, std::size_t begin, std::size_t end, TokenForm form) {
    out_.push_back({std::move(term), position_, static_cast<std::uint32_t>(begin),
                    static_cast<std::uint32_t>(end), form});
  }
  void add_in_groups(std::string term, std::size_t begin, std::size_t end, TokenForm form) {
    add(std::move(term), begin, end, form);
    out_.back().has_groups = true;
  }

  // The terms of a code, a number or a compound stand before those of its words.
  void begin_run() {
    const auto begin = static_cast<std::size_t>(scan_.at);
    const std::size_t end = end_of_run(scan_.text, begin);
    code_until_ = 0;
    if (begin >= number_until_) add_spaced_number(begin);
    if (begin >= grouped_until_) add_grouped(begin);
    if (is_plain_word(scan_.text.substr(begin, end - begin))) return;
    const WrittenForms forms = forms_of_run(scan_.text, begin, end, state_.decimal_comma);
    if (!forms.exact.empty()) {
      add(forms.exact, forms.begin, forms.end, TokenForm::kExact);
      code_until_ = forms.end;
      if (!forms.tail.empty()) add(forms.tail, forms.tail_begin, forms.end, TokenForm::kExact);
    }
    if (!forms.value.empty() && forms.end > number_until_)
      add(forms.value, forms.begin, forms.end, TokenForm::kValue);
    if (!forms.joined.empty())
      if (const std::string* term = state_.term_of(forms.joined))
        add(*term, forms.begin, forms.end, TokenForm::kJoined);
  }

  // "12 345,67" is one number.
  void add_spaced_number(std::size_t begin) {
    const std::size_t end = end_of_spaced_number(scan_.text, begin);
    if (end == begin) return;
    number_until_ = end;
    std::string value =
        value_of_spaced_number(scan_.text.substr(begin, end - begin), state_.decimal_comma);
    if (!value.empty()) add_in_groups(std::move(value), begin, end, TokenForm::kValue);
  }

  // "DE89 3704 0044" is found by "DE8937040044", and the other way round.
  void add_grouped(std::size_t begin) {
    const GroupedCode grouped = grouped_code_at(scan_.text, begin);
    if (grouped.code.empty()) return;
    grouped_until_ = grouped.end;
    if (grouped.is_number)
      add_in_groups("#" + grouped.code, begin, grouped.end, TokenForm::kValue);
    else
      add_in_groups(fold(grouped.code), begin, grouped.end, TokenForm::kExact);
  }

  // "16 GB" is found by "16GB", and the other way round.
  void add_quantity(std::size_t begin) {
    const SpacedQuantity quantity = quantity_at(scan_.text, begin);
    if (quantity.joined.empty()) return;
    // In one piece it is a word, or a code if its figure has a point.
    add_in_groups((quantity.is_whole ? "" : "=") + quantity.joined, begin, quantity.end,
                  TokenForm::kExact);
  }

  static bool is_plain_word(std::string_view run) {
    return std::ranges::all_of(run, [](char c) { return c >= 'a' && c <= 'z'; });
  }

  // A letter of a script without spaces, with the signs that belong to it.
  std::int32_t end_of_letter(std::int32_t begin) const {
    Scanner scan{scan_.text, begin};
    std::int32_t next = 0;
    scan.peek(next);
    for (scan.at = next; !scan.done(); scan.at = next)
      if (const UChar32 c = scan.peek(next);
          c != 0xFF9E && c != 0xFF9F && c != 0x3099 && c != 0x309A && !is_invisible(c))
        break;
    return scan.at;
  }

  // A bigram of this letter and the next one; the last one of a run, or a lone one, is a term.
  void read_letter() {
    const std::int32_t begin = scan_.at;
    scan_.at = end_of_letter(begin);
    std::int32_t next = 0;
    const bool pair = !scan_.done() && class_of(scan_.peek(next)) == Class::kBigram;
    const bool follows = letters_end_ == begin;
    letters_end_ = scan_.at;
    const std::int32_t end = pair ? end_of_letter(scan_.at) : scan_.at;
    if (pair || !follows || all_forms_)
      add(fold(bytes(begin, end)), static_cast<std::size_t>(begin), static_cast<std::size_t>(end),
          pair      ? TokenForm::kWord
          : follows ? TokenForm::kLastLetter
                    : TokenForm::kLoneLetter);
    ++position_;
    stop_begin_ = -1;
  }

  void read_word() {
    const std::int32_t begin = scan_.at;
    std::int32_t end = begin;
    std::int32_t next = 0;
    const bool is_raised = !begins_ascii(begin) && is_raised_number(scan_.peek(next));
    while (!scan_.done()) {
      const UChar32 c = scan_.peek(next);
      if ((c >= 0x80 || is_raised) && is_raised_number(c) != is_raised && !is_invisible(c)) break;
      if (class_of(c) == Class::kWord) {
        scan_.at = end = next;
      } else if ((is_apostrophe(c) || is_invisible(c)) &&
                 next < static_cast<std::int32_t>(scan_.text.size())) {
        std::int32_t beyond = 0;
        if (class_of(Scanner{scan_.text, next}.peek(beyond)) != Class::kWord) break;
        scan_.at = next;
      } else {
        break;
      }
    }
    const std::string_view word = bytes(begin, end);
    if (all_forms_ && begins_figure(begin)) add_quantity(static_cast<std::size_t>(begin));
    if (all_forms_ && !begins_space(end)) add_cut_word(word, begin, end);
    if (all_forms_ && !begins_ascii(begin)) add_loose_parts(word, begin);
    const auto starts = all_forms_ ? inner_starts(word) : std::vector<std::size_t>();
    if (starts.empty()) return add_word(word, begin);
    if (const std::string* term = state_.term_of(word))
      add(*term, static_cast<std::size_t>(begin), static_cast<std::size_t>(end),
          TokenForm::kJoined);
    for (std::size_t i = 0; i <= starts.size(); ++i) {
      const std::size_t from = i == 0 ? 0 : starts[i - 1];
      const std::size_t to = i == starts.size() ? word.size() : starts[i];
      add_word(word.substr(from, to - from), begin + static_cast<std::int32_t>(from));
    }
  }

  // A word that a line end cuts stands there whole as well, beside its halves.
  void add_cut_word(std::string_view word, std::int32_t begin, std::int32_t end) {
    const auto rest = rest_of_cut_word(scan_.text, static_cast<std::size_t>(end));
    if (!rest || word.size() > kWordBytesMax || rest->end - rest->begin > kWordBytesMax) return;
    const std::string whole =
        std::string(word).append(scan_.text.substr(rest->begin, rest->end - rest->begin));
    if (const std::string* term = state_.term_of(whole))
      add(*term, static_cast<std::size_t>(begin), rest->end, TokenForm::kJoined);
  }

  // Persian parts endings from their word by a sign that is not seen: its parts are words too.
  void add_loose_parts(std::string_view word, std::int32_t begin) {
    constexpr std::string_view kNonJoiner = "\u200C";
    constexpr std::size_t kPartBytesMin = 6;  // three letters
    if (!word.contains(kNonJoiner)) return;
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t end = std::min(word.find(kNonJoiner, at), word.size());
      const std::string_view part = word.substr(at, end - at);
      if (part.size() >= kPartBytesMin)
        if (const std::string* term = state_.term_of(part))
          add(*term, static_cast<std::size_t>(begin), static_cast<std::size_t>(begin) + word.size(),
              TokenForm::kJoined);
      at = end + kNonJoiner.size();
    }
  }

  void add_word(std::string_view word, std::int32_t begin) {
    const auto first = static_cast<std::size_t>(begin);
    const std::string cut =
        word.size() > kWordBytesMax ? to_valid_utf8(word.substr(0, kWordBytesMax)) : std::string();
    const std::string* term = state_.term_of(cut.empty() ? word : cut);
    if (term != nullptr) {
      if (all_forms_ && is_in_capitals(word) && is_question_word(fold(word)))
        add_capitals(word, first);
      add(*term, first, first + word.size(),
          first < code_until_ ? TokenForm::kPart : TokenForm::kWord);
      stop_begin_ = -1;
      word_begin_ = first;
      word_end_ = first + word.size();
    } else if (all_forms_) {
      add_stop_word(word, begin);
    }
    ++position_;
  }

  bool is_question_word(const std::string& folded) const {
    return words_of(state_.language).question_words.contains(folded);
  }

  void add_capitals(std::string_view word, std::size_t begin) {
    add("=^" + fold(word), begin, begin + word.size(), TokenForm::kExact);
  }

  // "Hepatitis A": the letter tells which. In small letters only where the text ends: "vitamin a".
  void add_letter_behind(std::string_view letter, std::size_t begin) {
    const bool is_capital = letter.size() == 1 && letter[0] >= 'A' && letter[0] <= 'Z';
    const bool is_last = letter.size() == 1 && begin + 1 == scan_.text.size();
    if (word_end_ == 0 || word_end_ + 1 != begin || scan_.text[word_end_] != ' ') return;
    if (!is_capital && !is_last) return;
    const std::string_view both =
        scan_.text.substr(word_begin_, begin + letter.size() - word_begin_);
    add("=" + fold(both), word_begin_, begin + letter.size(), TokenForm::kExact);
  }

  // Stop words have terms only in pairs, and where capitals say that they are none: "IT". So have
  // the words of questions: "WHO".
  void add_stop_word(std::string_view word, std::int32_t begin) {
    const auto first = static_cast<std::size_t>(begin);
    const std::string folded = fold(word);
    add_letter_behind(word, first);
    if (is_in_capitals(word)) add_capitals(word, first);
    if (stop_begin_ >= 0 && stop_position_ + 1 == position_) {
      --position_;
      add("~" + stop_word_ + " " + folded, static_cast<std::size_t>(stop_begin_),
          first + word.size(), TokenForm::kStopPair);
      ++position_;
    }
    stop_begin_ = begin;
    stop_word_ = folded;
    stop_position_ = position_;
  }

  Analyzer::State& state_;
  Scanner scan_;
  std::vector<Token>& out_;
  std::uint32_t position_;
  const bool all_forms_;
  std::int32_t letters_end_ = -1;  // where the last letter that gave bigrams ended
  std::size_t code_until_ = 0;
  std::size_t number_until_ = 0;   // the last number with spaces in it
  std::size_t grouped_until_ = 0;  // the last one in groups
  std::int32_t stop_begin_ = -1;   // the word before, if it was a stop word
  std::string stop_word_;
  std::uint32_t stop_position_ = 0;
  std::size_t word_begin_ = 0;  // of the last word that is no stop word
  std::size_t word_end_ = 0;
};

}  // namespace

std::uint32_t Analyzer::analyze(std::string_view utf8, std::vector<Token>& out,
                                std::uint32_t first_position, Forms forms) {
  return Pass(*state_, utf8, out, first_position, forms == Forms::kAll).run();
}

}  // namespace alexandria::text
