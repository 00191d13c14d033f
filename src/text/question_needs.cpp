#include "alexandria/text/question_needs.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/edit_distance.hpp"
#include "alignment.hpp"
#include "claim_words.hpp"

namespace alexandria::text {
namespace {

std::set<std::string> codes_of(Analyzer& analyzer, std::string_view text) {
  std::vector<Token> tokens;
  analyzer.analyze(text, tokens, 0, Forms::kAll);
  std::set<std::string> out;
  for (Token& token : tokens)
    if (token.form == TokenForm::kExact) out.insert(std::move(token.term));
  return out;
}

NeedsMet::Count& kind_of(const ClaimWord& word, NeedsMet& met) {
  if (word.kind == ClaimWordKind::kQuantity) return met.quantities;
  if (word.kind == ClaimWordKind::kName) return met.names;
  return word.capital && !word.initial ? met.capitals : met.words;
}

// Two names that differ by a letter or two, and not at their ends, where languages inflect.
bool is_twin(const ClaimWord& one, const ClaimWord& other) {
  constexpr std::size_t kBytesMin = 5;
  constexpr std::size_t kLongBytes = 8;
  constexpr std::size_t kEndBytes = 2;
  const auto is_name = [](const ClaimWord& word) {
    return (word.kind == ClaimWordKind::kName || word.kind == ClaimWordKind::kContent) &&
           word.capital && word.folded.size() >= kBytesMin;
  };
  if (!is_name(one) || one.initial || !is_name(other)) return false;
  const std::string_view a = one.folded;
  const std::string_view b = other.folded;
  if (a == b || a.substr(a.size() - kEndBytes) != b.substr(b.size() - kEndBytes)) return false;
  const unsigned most = std::min(a.size(), b.size()) >= kLongBytes ? 2 : 1;
  return edit_distance(a, b, most) <= most;
}

}  // namespace

struct QuestionNeeds::State {
  std::string language;
  Analyzer analyzer;
  ClaimText question;
  std::set<std::string> codes;
};

QuestionNeeds::QuestionNeeds(std::string_view question, std::string_view language)
    : state_(std::make_unique<State>(State{
          std::string(language), Analyzer(language), read_claim_text(question, language), {}})) {
  state_->codes = codes_of(state_->analyzer, question);
}

QuestionNeeds::~QuestionNeeds() = default;
QuestionNeeds::QuestionNeeds(QuestionNeeds&&) noexcept = default;

NeedsMet QuestionNeeds::met_by(std::string_view source) {
  NeedsMet out;
  const ClaimText text = read_claim_text(source, state_->language);
  const LanguageWords& words = words_of(state_->language);
  bool is_before_missing = false;
  for (const ClaimWord& word : state_->question.words) {
    if (!says_something(word) || word.kind == ClaimWordKind::kNegation) continue;
    NeedsMet::Count& count = kind_of(word, out);
    count.wanted += 1;
    const auto is_there = [&](const ClaimWord& other) { return same_word(word, other, words); };
    if (std::ranges::any_of(text.words, is_there)) {
      count.met += 1;
      is_before_missing = false;
      continue;
    }
    const auto is_its_twin = [&](const ClaimWord& other) { return is_twin(word, other); };
    if (std::ranges::any_of(text.words, is_its_twin)) ++out.twins;
    if (is_before_missing && word.kind == ClaimWordKind::kLetter)
      out.missing.back().second = word.end;
    else
      out.missing.emplace_back(word.begin, word.end);
    is_before_missing = word.kind == ClaimWordKind::kLetter;
  }
  if (state_->codes.empty()) return out;
  const std::set<std::string> there = codes_of(state_->analyzer, source);
  out.codes.wanted = static_cast<double>(state_->codes.size());
  out.codes.met = static_cast<double>(
      std::ranges::count_if(state_->codes, [&](const auto& code) { return there.contains(code); }));
  return out;
}

}  // namespace alexandria::text
