#include "alexandria/text/question_asks.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"
#include "claim_words.hpp"

namespace alexandria::text {
namespace {

using Kind = ClaimWordKind;

bool is_of(const Reading& reading, std::string_view dimension) {
  if (reading.unit == nullptr) return false;
  if (dimension == "money") return reading.unit->money;
  if (dimension == "speed" && reading.per != nullptr) return reading.unit->dimension == "length";
  return reading.unit->dimension == dimension;
}

bool is_number(const ClaimWord& word) {
  return word.kind == Kind::kQuantity && !word.quantity.readings.empty();
}

bool is_capital_name(const ClaimWord& word) {
  return word.capital && (word.kind == Kind::kName || word.kind == Kind::kContent);
}

}  // namespace

struct QuestionAsks::State {
  std::string language;
  std::string text;
  const LanguageWords& words;
  ClaimText question;
  Asks asks = Asks::kAnything;
  const Measure* measure = nullptr;  // of kAmount
  std::set<std::string> said;        // words of the question

  // Whether its first word that asks is one of those, and nothing is said before it: "what happens
  // when" and "those who" ask for no time and for nobody.
  bool asks_by(Meaning meaning) const {
    const auto asking = find_question_words(text, language);
    const std::uint32_t first = asking.empty() ? 0 : asking.front().first;
    const bool is_late = std::ranges::any_of(question.words, [&](const ClaimWord& word) {
      return says_something(word) && word.end <= first;
    });
    if (is_late && !words.asks_anywhere) return false;
    const auto lexemes = read_lexemes(text, language);
    for (std::size_t i = 0; i < lexemes.size(); ++i) {
      if (!words.asks_anywhere && !asking.empty() && lexemes[i].begin > first) break;
      for (const auto& found : words.asking.find(lexemes, i))
        if (found.sense.meaning == meaning && lexemes[i + found.length - 1].end > first)
          return true;
    }
    return false;
  }

  // The measures that a text names, in its order, with where they stand.
  std::vector<std::pair<std::uint32_t, const Measure*>> measures_in(std::string_view source) const {
    std::vector<std::pair<std::uint32_t, const Measure*>> out;
    const auto lexemes = read_lexemes(source, language);
    for (std::size_t i = 0; i < lexemes.size(); ++i)
      for (const auto& found : words.asking.find(lexemes, i))
        if (found.sense.meaning == Meaning::kMeasure)
          out.emplace_back(lexemes[i].begin,
                           &measures()[static_cast<std::size_t>(found.sense.value)]);
    return out;
  }

  bool is_counting() const {
    return std::ranges::any_of(question.words,
                               [](const ClaimWord& word) { return word.counting_until > 0; });
  }

  // The first words behind what asks, or the last one, name the measure: "how deep", "what is the
  // maximum depth", "kulenin yüksekliği nedir".
  const Measure* find_measure() const {
    constexpr std::size_t kFirst = 2;
    const auto asking = find_question_words(text, language);
    if (asking.empty()) return nullptr;
    std::vector<std::uint32_t> content;
    for (const ClaimWord& word : question.words) {
      const bool is_asking = std::ranges::any_of(asking, [&](const auto& span) {
        return span.first < word.end && word.begin < span.second;
      });
      if (!is_asking && says_something(word)) content.push_back(word.begin);
    }
    const Measure* out = nullptr;
    for (const auto& [begin, found] : measures_in(text)) {
      const auto at = std::ranges::lower_bound(content, begin) - content.begin();
      const auto place = static_cast<std::size_t>(at);
      // "How high", but not "a high court".
      if (found->is_any() && begin > asking.front().second + 1) continue;
      if (place < kFirst || place + 1 >= content.size()) out = out == nullptr ? found : out;
    }
    return out;
  }

  bool names_new(const Quantity& quantity) const {
    return std::ranges::none_of(question.words, [&](const ClaimWord& word) {
      return word.kind == Kind::kQuantity && bears_out(quantity, word.quantity);
    });
  }

  // Where a text has such a word.
  std::set<std::uint32_t> places_of(std::string_view source, Meaning meaning, Meaning other) const {
    const auto is_such = [&](const Phrases::Found& found) {
      return found.sense.meaning == meaning || found.sense.meaning == other;
    };
    std::set<std::uint32_t> out;
    const auto lexemes = read_lexemes(source, language);
    for (std::size_t i = 0; i < lexemes.size(); ++i)
      if (std::ranges::any_of(words.asking.find(lexemes, i), is_such) ||
          std::ranges::any_of(words.phrases.find(lexemes, i), is_such))
        out.insert(lexemes[i].begin);
    return out;
  }

  std::set<std::uint32_t> times_in(std::string_view source) const {
    return places_of(source, Meaning::kTimes, Meaning::kMonth);
  }

  bool has_time(const ClaimText& read, std::string_view source) const {
    for (const ClaimWord& word : read.words)
      if (is_number(word) && may_be_in_time(word.quantity) && names_new(word.quantity)) return true;
    return !times_in(source).empty();
  }

  // Where all nouns have capitals, names have no determiner.
  bool is_noun_only(const ClaimText& read, std::size_t i) const {
    if (words.determiners.empty()) return false;
    if (i == 0 || read.words[i].initial) return true;
    const ClaimWord& before = read.words[i - 1];
    return before.kind == Kind::kQuantity || words.determiners.contains(before.folded) ||
           std::ranges::any_of(words.adjective_endings, [&](const std::string& ending) {
             return !before.capital && before.folded.ends_with(ending);
           });
  }

  bool has_person(const ClaimText& read, std::string_view source) const {
    const std::set<std::uint32_t> times = times_in(source);
    for (std::size_t i = 0; i < read.words.size(); ++i) {
      const ClaimWord& word = read.words[i];
      if (is_capital_name(word) && !said.contains(word.folded) && !times.contains(word.begin) &&
          !is_noun_only(read, i))
        return true;
    }
    return false;
  }

  bool has_amount(const ClaimText& read, std::string_view source) const {
    // "None", "several", "free of charge".
    if (!places_of(source, Meaning::kAmounts, Meaning::kNegation).empty()) return true;
    const auto is_new = [&](const ClaimWord& word) {
      return is_number(word) && !word.article && names_new(word.quantity);
    };
    if (measure == nullptr || measure->is_any()) return std::ranges::any_of(read.words, is_new);
    bool names_it = false;
    bool names_other = false;
    for (const auto& [begin, named] : measures_in(source)) {
      if (named == measure)
        names_it = true;
      else if (named->shares_dimension(*measure))
        names_other = true;
    }
    return std::ranges::any_of(read.words, [&](const ClaimWord& word) {
      if (!is_new(word)) return false;
      const bool fits = std::ranges::any_of(word.quantity.readings, [&](const Reading& reading) {
        return std::ranges::any_of(measure->dimensions, [&](const std::string& dimension) {
          return is_of(reading, dimension);
        });
      });
      const bool bare = std::ranges::none_of(word.quantity.readings, &Reading::unit);
      return fits ? names_it || !names_other : bare && names_it;
    });
  }
};

QuestionAsks::QuestionAsks(std::string_view question, std::string_view language)
    : state_(std::make_unique<State>(State{std::string(language),
                                           std::string(question),
                                           words_of(language),
                                           {},
                                           Asks::kAnything,
                                           nullptr,
                                           {}})) {
  State& s = *state_;
  s.question = read_claim_text(s.text, language);
  for (const ClaimWord& word : s.question.words)
    s.said.insert(word.folded);
  if (s.asks_by(Meaning::kAsksTime)) {
    s.asks = Asks::kTime;
  } else if (s.asks_by(Meaning::kAsksPerson)) {
    s.asks = Asks::kPerson;
  } else if (s.asks_by(Meaning::kAsksManner)) {
    return;
  } else if (const Measure* measure = s.find_measure(); measure != nullptr || s.is_counting()) {
    s.asks = Asks::kAmount;
    s.measure = measure;
  }
}

QuestionAsks::~QuestionAsks() = default;
QuestionAsks::QuestionAsks(QuestionAsks&&) noexcept = default;

Asks QuestionAsks::asks() const { return state_->asks; }

bool QuestionAsks::is_in(std::string_view text) const {
  const State& s = *state_;
  if (s.asks == Asks::kAnything) return true;
  if (s.asks == Asks::kPerson && s.words.without_case) return true;
  const ClaimText read = read_claim_text(text, s.language);
  switch (s.asks) {
    case Asks::kTime: return s.has_time(read, text);
    case Asks::kPerson: return s.has_person(read, text);
    case Asks::kAmount: return s.has_amount(read, text);
    case Asks::kAnything: break;
  }
  return true;
}

}  // namespace alexandria::text
