#include "alexandria/text/question_rivals.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"
#include "alignment.hpp"
#include "claim_words.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

constexpr std::size_t kYearDigits = 4;
constexpr std::string_view kYear = "year";

// 1995 is within 1990 and 2000.
bool is_within(const std::string& year, const std::set<std::string>& years) {
  return *years.begin() < year && year < *years.rbegin();
}

// "P-400" as "p-9": its first letters, and how the rest stands.
std::string pattern_of(std::string_view code) {
  std::string out;
  bool is_first = true;
  for (std::size_t at = 0; at < code.size();) {
    const std::size_t begin = at;
    const auto c = static_cast<UChar32>(next_code_point(code, at));
    const bool is_letter = u_isalpha(c) != 0;
    is_first = is_first && is_letter;
    const char sign = u_isdigit(c) != 0 ? '9' : is_letter ? 'A' : '-';
    if (is_first)
      out += fold(code.substr(begin, at - begin));
    else if (out.empty() || out.back() != sign)
      out += sign;
  }
  return out;
}

// A year or a code with letters, by its kind.
using Codes = std::map<std::string, std::set<std::string>, std::less<>>;

bool is_year(std::string_view written) {
  return written.size() == kYearDigits && (written[0] == '1' || written.starts_with("20")) &&
         std::ranges::all_of(written, [](char c) { return c >= '0' && c <= '9'; });
}

Codes codes_in(std::string_view text, std::string_view language) {
  std::vector<Token> tokens;
  Analyzer(language).analyze(text, tokens, 0, Forms::kAll);
  Codes out;
  for (const Token& token : tokens) {
    const std::string_view written = text.substr(token.begin, token.end - token.begin);
    const bool is_exact = token.form == TokenForm::kExact && !token.term.contains(' ');
    if (!is_exact && !(is_word(token) && is_code_word(written))) continue;
    const std::string code = is_exact ? token.term.substr(1) : token.term;
    const std::string pattern = pattern_of(code);
    if (pattern.contains('9') && pattern.front() != '9' && pattern.front() != '-')
      out[pattern].insert(code);
  }
  for (const Token& token : tokens)
    if (is_word(token) && is_year(text.substr(token.begin, token.end - token.begin)))
      out[std::string(kYear)].insert(token.term);
  return out;
}

bool is_name(const ClaimWord& word) {
  return word.capital && word.kind != ClaimWordKind::kStop && word.kind != ClaimWordKind::kQuantity;
}

// A name, the last word before it that says something, and the little word between them ("of").
struct Named {
  std::size_t first = 0, last = 0;  // of the words
  const ClaimWord* before = nullptr;
  std::string_view link;
};

bool says_little(const ClaimWord& word) {
  return word.kind == ClaimWordKind::kStop || word.kind == ClaimWordKind::kJoint;
}

// Where all nouns have capitals, a name is known by a second word only.
std::vector<Named> names_in(const ClaimText& text, const LanguageWords& language) {
  const std::size_t words_min = language.determiners.empty() ? 1 : 2;
  const auto& words = text.words;
  std::vector<Named> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is_name(words[i])) continue;
    Named name{i, i};
    while (name.last + 1 < words.size() && is_name(words[name.last + 1]))
      ++name.last;
    std::size_t at = i;
    while (at > 0 && says_little(words[at - 1]))
      --at;
    if (at > 0) name.before = &words[at - 1];
    if (at < i) name.link = words[i - 1].folded;
    const std::size_t count = name.last - name.first + 1;
    i = name.last;
    if (count >= words_min) out.push_back(name);
  }
  return out;
}

}  // namespace

struct QuestionRivals::State {
  std::string language;
  std::string text;
  const LanguageWords* words = nullptr;
  ClaimText question;
  std::vector<Named> names;
  Codes codes;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> asking;

  bool is_asking(const ClaimWord& word) const {
    return std::ranges::any_of(asking, [&](const auto& span) {
      return span.first < word.end && word.begin < span.second;
    });
  }
  bool same(const ClaimWord* one, const ClaimWord* other) const {
    return one != nullptr && other != nullptr && !is_asking(*one) &&
           same_word(*one, *other, *words);
  }
  bool shares_a_word(const Named& name, const ClaimText& source) const {
    for (std::size_t i = name.first; i <= name.last; ++i)
      for (const ClaimWord& word : source.words)
        if (same_word(question.words[i], word, *words)) return true;
    return false;
  }
};

QuestionRivals::QuestionRivals(std::string_view question, std::string_view language)
    : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.language = language;
  s.text = question;
  s.words = &words_of(language);
  s.question = read_claim_text(s.text, language);
  s.codes = codes_in(s.text, language);
  s.asking = find_question_words(s.text, language);
  if (!s.words->without_case)
    for (const Named& name : names_in(s.question, *s.words))
      if (!s.is_asking(s.question.words[name.first])) s.names.push_back(name);
}

QuestionRivals::~QuestionRivals() = default;
QuestionRivals::QuestionRivals(QuestionRivals&&) noexcept = default;

bool QuestionRivals::has_years() const { return state_->codes.contains(kYear); }

bool QuestionRivals::has_codes() const { return state_->codes.size() > (has_years() ? 1U : 0U); }

bool QuestionRivals::is_empty() const { return state_->codes.empty() && state_->names.empty(); }

QuestionRivals::Speaks QuestionRivals::read(std::string_view sentence) const {
  const State& s = *state_;
  bool speaks_of_it = false;
  if (!s.codes.empty()) {
    const Codes there = codes_in(sentence, s.language);
    for (const auto& [pattern, wanted] : s.codes) {
      const auto found = there.find(pattern);
      if (found == there.end()) continue;
      const bool has_any = std::ranges::any_of(wanted, [&](const std::string& code) {
        return found->second.contains(code) || (pattern == kYear && is_within(code, found->second));
      });
      if (!has_any) return Speaks::kOfAnother;
      speaks_of_it = true;
    }
  }
  if (s.names.empty()) return speaks_of_it ? Speaks::kOfIt : Speaks::kOfNothing;
  const ClaimText read = read_claim_text(sentence, s.language);
  const std::vector<Named> others = names_in(read, *s.words);
  for (const Named& name : s.names) {
    if (s.shares_a_word(name, read)) {
      speaks_of_it = true;
      continue;
    }
    for (const Named& other : others)
      if (name.link == other.link && s.same(name.before, other.before)) return Speaks::kOfAnother;
  }
  return speaks_of_it ? Speaks::kOfIt : Speaks::kOfNothing;
}

}  // namespace alexandria::text
