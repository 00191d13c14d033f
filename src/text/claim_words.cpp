#include "claim_words.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

const std::map<std::string, std::string, std::less<>> kNumberWords = {
    {"zero", "0"},      {"one", "1"},        {"two", "2"},       {"three", "3"},
    {"four", "4"},      {"five", "5"},       {"six", "6"},       {"seven", "7"},
    {"eight", "8"},     {"nine", "9"},       {"ten", "10"},      {"eleven", "11"},
    {"twelve", "12"},   {"thirteen", "13"},  {"fourteen", "14"}, {"fifteen", "15"},
    {"sixteen", "16"},  {"seventeen", "17"}, {"eighteen", "18"}, {"nineteen", "19"},
    {"twenty", "20"},   {"thirty", "30"},    {"forty", "40"},    {"fifty", "50"},
    {"sixty", "60"},    {"seventy", "70"},   {"eighty", "80"},   {"ninety", "90"},
    {"hundred", "100"}, {"dozen", "12"},     {"third", "3"},     {"fourth", "4"},
    {"fifth", "5"},     {"sixth", "6"},      {"seventh", "7"},   {"eighth", "8"},
    {"ninth", "9"},     {"tenth", "10"},     {"twice", "2"},     {"half", "0.5"}};

// One name for each unit, whatever it is written as.
const std::map<std::string, std::string, std::less<>> kUnits = {{"%", "percent"},
                                                                {"percent", "percent"},
                                                                {"$", "dollar"},
                                                                {"dollar", "dollar"},
                                                                {"dollars", "dollar"},
                                                                {"usd", "dollar"},
                                                                {"€", "euro"},
                                                                {"euro", "euro"},
                                                                {"euros", "euro"},
                                                                {"£", "pound"},
                                                                {"pound", "pound"},
                                                                {"pounds", "pound"},
                                                                {"mm", "mm"},
                                                                {"millimetre", "mm"},
                                                                {"millimeter", "mm"},
                                                                {"millimetres", "mm"},
                                                                {"millimeters", "mm"},
                                                                {"cm", "cm"},
                                                                {"centimetre", "cm"},
                                                                {"centimeter", "cm"},
                                                                {"centimetres", "cm"},
                                                                {"centimeters", "cm"},
                                                                {"m", "m"},
                                                                {"metre", "m"},
                                                                {"meter", "m"},
                                                                {"metres", "m"},
                                                                {"meters", "m"},
                                                                {"km", "km"},
                                                                {"kilometre", "km"},
                                                                {"kilometer", "km"},
                                                                {"kilometres", "km"},
                                                                {"kilometers", "km"},
                                                                {"inch", "inch"},
                                                                {"inches", "inch"},
                                                                {"ft", "foot"},
                                                                {"foot", "foot"},
                                                                {"feet", "foot"},
                                                                {"mile", "mile"},
                                                                {"miles", "mile"},
                                                                {"mg", "mg"},
                                                                {"milligram", "mg"},
                                                                {"milligrams", "mg"},
                                                                {"g", "g"},
                                                                {"gram", "g"},
                                                                {"grams", "g"},
                                                                {"kg", "kg"},
                                                                {"kilogram", "kg"},
                                                                {"kilograms", "kg"},
                                                                {"t", "ton"},
                                                                {"ton", "ton"},
                                                                {"tons", "ton"},
                                                                {"tonne", "ton"},
                                                                {"tonnes", "ton"},
                                                                {"ml", "ml"},
                                                                {"millilitres", "ml"},
                                                                {"milliliters", "ml"},
                                                                {"l", "l"},
                                                                {"litre", "l"},
                                                                {"liter", "l"},
                                                                {"litres", "l"},
                                                                {"liters", "l"},
                                                                {"ms", "ms"},
                                                                {"millisecond", "ms"},
                                                                {"milliseconds", "ms"},
                                                                {"s", "s"},
                                                                {"sec", "s"},
                                                                {"seconds", "s"},
                                                                {"min", "minute"},
                                                                {"minute", "minute"},
                                                                {"minutes", "minute"},
                                                                {"h", "hour"},
                                                                {"hour", "hour"},
                                                                {"hours", "hour"},
                                                                {"day", "day"},
                                                                {"days", "day"},
                                                                {"week", "week"},
                                                                {"weeks", "week"},
                                                                {"month", "month"},
                                                                {"months", "month"},
                                                                {"year", "year"},
                                                                {"years", "year"},
                                                                {"decade", "decade"},
                                                                {"decades", "decade"},
                                                                {"century", "century"},
                                                                {"centuries", "century"},
                                                                {"thousand", "thousand"},
                                                                {"million", "million"},
                                                                {"billion", "billion"},
                                                                {"trillion", "trillion"},
                                                                {"degree", "degree"},
                                                                {"degrees", "degree"},
                                                                {"°", "degree"},
                                                                {"celsius", "celsius"},
                                                                {"fahrenheit", "fahrenheit"},
                                                                {"kelvin", "kelvin"},
                                                                {"w", "watt"},
                                                                {"watt", "watt"},
                                                                {"watts", "watt"},
                                                                {"kw", "kw"},
                                                                {"mw", "mw"},
                                                                {"v", "volt"},
                                                                {"volt", "volt"},
                                                                {"volts", "volt"},
                                                                {"a", "ampere"},
                                                                {"hz", "hz"},
                                                                {"khz", "khz"},
                                                                {"mhz", "mhz"},
                                                                {"ghz", "ghz"},
                                                                {"pa", "pa"},
                                                                {"kpa", "kpa"},
                                                                {"mpa", "mpa"},
                                                                {"bar", "bar"},
                                                                {"kb", "kb"},
                                                                {"mb", "mb"},
                                                                {"gb", "gb"},
                                                                {"tb", "tb"},
                                                                {"psi", "psi"},
                                                                {"rpm", "rpm"},
                                                                {"mph", "mph"},
                                                                {"people", "people"}};

const std::set<std::string, std::less<>> kNegations = {
    "not", "no", "never", "without", "neither", "nor", "none", "cannot", "nobody", "nothing",
    "hardly",                                                                          // English
    "nicht", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "ohne",  // German
    "pas", "jamais", "sans", "aucun", "aucune",                                        // French
    "nunca", "sin", "ningun", "ninguna", "jamas", "sem", "nao", "non", "mai", "senza", "niet",
    "geen", "zonder",  // Spanish, Portuguese,
                       // Italian, Dutch
    "не", "нет", "никогда", "без", "δεν", "μην", "οχι", "degil", "nu", "fara", "khong", "نہیں",
    "لا", "ليس", "لم", "لن", "नहीं", "नही"};

bool is_negation(const std::string& folded, std::string_view language) {
  if (language == "en" && (folded.ends_with("n't") || folded.ends_with("n\xE2\x80\x99t")))
    return true;
  return kNegations.contains(folded);
}

bool is_word_letter(UChar32 c) {
  return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

Analyzer& analyzer_for(std::string_view language) {
  thread_local std::map<std::string, Analyzer, std::less<>> analyzers;
  const auto found = analyzers.find(language);
  return found != analyzers.end()
             ? found->second
             : analyzers.try_emplace(std::string(language), language).first->second;
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view language)
      : text_(text), language_(language.empty() ? "en" : language.substr(0, language.find('-'))) {}

  std::vector<ClaimWord> run() {
    while (at_ < size()) {
      const std::int32_t begin = at_;
      const UChar32 c = next();
      if (is_word_letter(c)) {
        read_word(begin, c);
      } else {
        const std::string symbol(
            text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at_ - begin)));
        if (c == '%' || c == '$' || kUnits.contains(symbol)) add_unit(symbol, begin);
        if (c == '.' || c == '!' || c == '?' || c == 0x3002) sentence_begins_ = true;
      }
    }
    return std::move(words_);
  }

 private:
  std::int32_t size() const { return static_cast<std::int32_t>(text_.size()); }
  UChar32 next() {
    UChar32 c;
    U8_NEXT_OR_FFFD(text_.data(), at_, size(), c);
    return c;
  }
  UChar32 peek(std::int32_t from) const {
    if (from >= size()) return 0;
    UChar32 c;
    U8_NEXT_OR_FFFD(text_.data(), from, size(), c);
    return c;
  }

  // Inside a number: a point or comma before a digit; inside a word: an apostrophe before a letter.
  bool goes_on(UChar32 last, UChar32 c) const {
    std::int32_t after = at_;
    UChar32 skipped;
    U8_NEXT_OR_FFFD(text_.data(), after, size(), skipped);
    const UChar32 beyond = peek(after);
    if ((c == '.' || c == ',') && u_isdigit(last)) return u_isdigit(beyond);
    return (c == '\'' || c == 0x2019) && u_isalpha(last) && u_isalpha(beyond);
  }

  void read_word(std::int32_t begin, UChar32 first) {
    const bool digits = u_isdigit(first);
    UChar32 last = first;
    while (at_ < size()) {
      const UChar32 c = peek(at_);
      if (digits && is_word_letter(c) && !u_isdigit(c)) break;  // "60cm" is a number and a unit
      if (u_isdigit(c) && last >= 0x0E00)
        break;  // scripts without spaces: the number begins a word of its own
      if (!is_word_letter(c) && !goes_on(last, c)) break;
      last = next();
    }
    add_word(text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at_ - begin)),
             begin, first);
  }

  void add_unit(const std::string& symbol, std::int32_t begin) {
    words_.push_back({ClaimWordKind::kUnit, kUnits.at(symbol), symbol, symbol, false,
                      static_cast<std::size_t>(begin)});
  }

  bool after_number() const {
    return !words_.empty() && (words_.back().kind == ClaimWordKind::kNumber ||
                               words_.back().kind == ClaimWordKind::kUnit);
  }

  void add_word(std::string_view written, std::int32_t begin, UChar32 first) {
    ClaimWord word;
    word.written = written;
    word.folded = fold(written);
    word.begin = static_cast<std::size_t>(begin);
    word.initial = std::exchange(sentence_begins_, false);
    const auto unit = kUnits.find(word.folded);
    if (std::string number = number_of_word(word.folded); !number.empty()) {
      word.kind = ClaimWordKind::kNumber;
      word.term = std::move(number);
    } else if (after_number() && unit != kUnits.end()) {
      word.kind = ClaimWordKind::kUnit;
      word.term = unit->second;
    } else if (after_number() && (word.folded == "st" || word.folded == "nd" ||
                                  word.folded == "rd" || word.folded == "th")) {
      return;
    } else if (is_negation(word.folded, language_)) {
      word.kind = ClaimWordKind::kNegation;
    } else {
      return add_content(std::move(word), u_isupper(first) != 0);
    }
    words_.push_back(std::move(word));
  }

  void add_content(ClaimWord word, bool capital) {
    tokens_.clear();
    analyzer_for(language_).analyze(word.written, tokens_);
    if (tokens_.empty()) {
      word.kind = ClaimWordKind::kStop;
      words_.push_back(std::move(word));
      return;
    }
    const bool named =
        capital && language_ != "de" && (!word.initial || has_inner_capital(word.written));
    for (const Token& token : tokens_) {
      ClaimWord one = word;
      one.term = token.term;
      one.kind = named ? ClaimWordKind::kName : ClaimWordKind::kContent;
      if (tokens_.size() > 1)
        one.written = word.written.substr(token.begin, token.end - token.begin);
      words_.push_back(std::move(one));
    }
  }

  static bool has_inner_capital(std::string_view word) {
    return std::ranges::any_of(word.substr(1), [](char c) { return c >= 'A' && c <= 'Z'; });
  }

  std::string_view text_;
  std::string_view language_;
  std::int32_t at_ = 0;
  bool sentence_begins_ = true;
  std::vector<Token> tokens_;
  std::vector<ClaimWord> words_;
};

}  // namespace

std::string number_of_word(std::string_view folded) {
  if (const auto word = kNumberWords.find(folded); word != kNumberWords.end()) return word->second;
  if (folded.empty() || folded[0] < '0' || folded[0] > '9') return {};
  std::string out;
  std::size_t group = 0;      // digits since the last mark
  std::size_t last_mark = 0;  // where in `out` the last mark stood
  bool marked = false;
  bool grouped = true;  // all marks so far stood before exactly three digits
  for (const char c : folded) {
    if (c == '.' || c == ',') {
      if (marked && group != 3) grouped = false;
      marked = true;
      last_mark = out.size();
      group = 0;
    } else if (c >= '0' && c <= '9') {
      out += c;
      ++group;
    } else {
      return {};
    }
  }
  if (marked && (group != 3 || !grouped || out.size() - group > 3 * (out.size() / 3) + 3)) {
    out.insert(last_mark, ".");
    while (out.ends_with('0'))
      out.pop_back();
    if (out.ends_with('.')) out.pop_back();
  }
  return out;
}

std::vector<ClaimWord> claim_words(std::string_view utf8, std::string_view language) {
  return Reader(utf8, language).run();
}

}  // namespace alexandria::text
