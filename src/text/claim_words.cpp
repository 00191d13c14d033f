#include "claim_words.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

constexpr std::array<std::string_view, 16> kClauseMarks = {
    ",", ";", ":", "(", ")", "—", "–", "，", "；", "：", "、", "（", "）", "،", "؛", "।"};
constexpr std::array<std::string_view, 4> kListMarks = {"、", "&", "/", "+"};

constexpr std::size_t kDeniedBytes = 700;
constexpr std::size_t kBoundReach = 2;  // words from a figure to the limit behind it

Analyzer& analyzer_for(std::string_view language) {
  thread_local std::map<std::string, Analyzer, std::less<>> analyzers;
  const auto found = analyzers.find(language);
  return found != analyzers.end()
             ? found->second
             : analyzers.try_emplace(std::string(language), language).first->second;
}

// "And" as the first letter of a word: it joins, and the word is what stands behind it.
std::vector<Lexeme> without_coordinators(std::vector<Lexeme> lexemes, const LanguageWords& words) {
  constexpr std::size_t kRestBytesMin = 4;  // two letters
  for (Lexeme& lexeme : lexemes)
    for (const std::string& letter : words.joined_coordinators)
      if (lexeme.kind == LexemeKind::kWord && lexeme.key.starts_with(letter) &&
          lexeme.key.size() >= letter.size() + kRestBytesMin)
        lexeme.key.erase(0, letter.size());
  return lexemes;
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view language)
      : text_(text),
        words_(words_of(language)),
        lexemes_(without_coordinators(read_lexemes(text, words_.code), words_)),
        quantities_(text, lexemes_, words_) {
    out_.sentences = split_sentences(text, language);
  }

  ClaimText run() {
    for (std::size_t i = 0; i < lexemes_.size();)
      i = read(i);
    for (const auto& [begin, end] : out_.sentences)
      out_.asks.push_back(is_question(text_.substr(begin, end - begin)));
    join_at_hyphens();
    for (std::size_t i = 0; i < out_.words.size(); ++i)
      finish(i);
    return std::move(out_);
  }

 private:
  static bool is_question(std::string_view sentence) {
    return sentence.ends_with("?") || sentence.ends_with("？") || sentence.ends_with("؟");
  }

  std::size_t read(std::size_t i) {
    const Lexeme& lexeme = lexemes_[i];
    enter_sentence(lexeme.begin);
    if (const std::size_t next = read_bounded(i); next > i) return next;
    if (const std::size_t next = read_bound_behind(i); next > i) return next;
    const std::size_t negated = negation(i);
    if (const std::size_t next = read_connective(i, negated); next > i) return next;
    if (const std::size_t frame = read_frame(i); frame > 0) {
      if (negated >= frame) add(i, i + frame, ClaimWordKind::kNegation);  // "unless"
      return i + frame;
    }
    if (const std::size_t length = negated; length > 0) {
      add(i, i + length, ClaimWordKind::kNegation);
      return i + length;
    }
    if (begins_range(i)) {
      add(i, i + 1, ClaimWordKind::kStop);
      return i + 1;
    }
    if (const std::size_t next = read_quantity(i, Bound::kNone); next > i) return next;
    if (lexeme.kind == LexemeKind::kMark) {
      if (std::ranges::find(kClauseMarks, lexeme.key) != kClauseMarks.end()) ++clause_;
      if (std::ranges::find(kListMarks, lexeme.key) != kListMarks.end())
        add(i, i + 1, ClaimWordKind::kJoint);
      return i + 1;
    }
    begins_clause_ = !words_.spaces_end_clauses && quantities_.phrase(i, Meaning::kClauseWord) > 0;
    if (begins_clause_) ++clause_;
    if (const std::size_t length = quantities_.phrase(i, Meaning::kCoordinator); length > 0) {
      add(i, i + length, ClaimWordKind::kJoint);
      return i + length;
    }
    if (words_.spaces_end_clauses && lexeme.spaced) ++clause_;
    if (lexeme.kind == LexemeKind::kLetter)
      add_letter(i);
    else
      add_word(i);
    return i + 1;
  }

  // "From" of "from 1810 to 1820", which may also be written with a dash.
  bool begins_range(std::size_t i) const {
    if (quantities_.phrase(i, Meaning::kBetween) != 1 || i + 1 >= lexemes_.size()) return false;
    const auto found = quantities_.read(i + 1);
    return found && found->quantity.readings.front().low != found->quantity.readings.front().high;
  }

  // "However", "about"; but "instead of" denies.
  std::size_t read_connective(std::size_t i, std::size_t negated) {
    const std::size_t about = quantities_.phrase(i, Meaning::kApproximation);
    const std::size_t length = std::max(about, quantities_.phrase(i, Meaning::kConnective));
    if (length == 0 || length < negated) return i;
    add(i, i + length, ClaimWordKind::kStop);
    out_.words.back().about = about > 0;
    return i + length;
  }

  // "at most 5", "more than 5 kg".
  std::size_t read_bounded(std::size_t i) {
    for (const auto& [meaning, bound] : {std::pair{Meaning::kUpperBound, Bound::kUpper},
                                         std::pair{Meaning::kLowerBound, Bound::kLower}}) {
      const std::size_t length = quantities_.phrase(i, meaning);
      if (length == 0 || i + length >= lexemes_.size()) continue;
      if (!quantities_.read(i + length)) continue;
      add(i, i + length, ClaimWordKind::kStop);
      const std::size_t next = read_quantity(i + length, bound);
      out_.words.back().begin = lexemes_[i].begin;  // a quote of the figure alone leaves it out
      return next;
    }
    return i;
  }

  std::size_t read_quantity(std::size_t i, Bound bound) {
    auto found = quantities_.read(i);
    if (!found) return i;
    ClaimWord word = bare(i, found->next);
    word.kind = ClaimWordKind::kQuantity;
    word.quantity = std::move(found->quantity);
    word.quantity.bound = bound;
    word.continues = i > 0 && (quantities_.phrase(i - 1, Meaning::kRange) == 1 ||
                               quantities_.phrase(i - 1, Meaning::kCoordinator) == 1);
    out_.words.push_back(std::move(word));
    return found->next;
  }

  // "5 or more", "5 people or fewer".
  std::size_t read_bound_behind(std::size_t i) {
    for (const auto& [meaning, bound] : {std::pair{Meaning::kUpperBoundBehind, Bound::kUpper},
                                         std::pair{Meaning::kLowerBoundBehind, Bound::kLower}}) {
      const std::size_t length = quantities_.phrase(i, meaning);
      if (length == 0) continue;
      std::vector<ClaimWord>& words = out_.words;
      for (std::size_t back = 1; back <= std::min(kBoundReach, words.size()); ++back) {
        ClaimWord& word = words[words.size() - back];
        if (word.kind != ClaimWordKind::kQuantity || word.clause != clause_) continue;
        if (word.quantity.bound != Bound::kNone) continue;
        word.quantity.bound = bound;
        word.end = lexemes_[i + length - 1].end;
        return i + length;
      }
    }
    return i;
  }

  void enter_sentence(std::uint32_t begin) {
    while (sentence_ + 1 < out_.sentences.size() && begin >= out_.sentences[sentence_ + 1].first) {
      ++sentence_;
      ++clause_;
      begins_ = true;
    }
  }

  // A denial covers the rest of its sentence, a supposition the rest of its clause.
  std::size_t read_frame(std::size_t i) {
    std::size_t length = 0;
    Meaning meaning = Meaning::kDenial;
    for (const Phrases::Found& found : words_.frames.find(lexemes_, i, true)) {
      length = found.length;
      meaning = found.sense.meaning;
    }
    if (length == 0) return 0;
    const bool denied = meaning == Meaning::kDenial || meaning == Meaning::kDeniedBefore;
    ClaimFrame frame;
    frame.kind = denied                           ? ClaimFrame::Kind::kDenied
                 : meaning == Meaning::kException ? ClaimFrame::Kind::kExcepted
                                                  : ClaimFrame::Kind::kSupposed;
    frame.condition = meaning == Meaning::kCondition;
    frame.begin = lexemes_[i].begin;
    frame.from = lexemes_[i + length - 1].end;
    frame.to = sentence_ < out_.sentences.size() ? out_.sentences[sentence_].second : frame.from;
    if (words_.spaces_end_clauses && denied)  // where it ends is not to be seen
      frame.to = static_cast<std::uint32_t>(
          std::min<std::size_t>(text_.size(), frame.from + kDeniedBytes));
    const bool comma_first = frame.from < text_.size() && text_[frame.from] == ',';
    const std::size_t open =
        denied ? std::string_view::npos
               : text_.substr(0, frame.to).find_first_of(",;", frame.from + (comma_first ? 1 : 0));
    if (open != std::string_view::npos) frame.to = static_cast<std::uint32_t>(open);
    if (meaning == Meaning::kDeniedBefore && !out_.sentences.empty()) {
      frame.from = out_.sentences[sentence_].first;
      frame.to = frame.begin;
    }
    out_.frames.push_back(frame);
    ++clause_;
    return length;
  }

  std::size_t negation(std::size_t i) const {
    if (const std::size_t length = quantities_.phrase(i, Meaning::kNegation); length > 0)
      return length;
    const std::string& key = lexemes_[i].key;
    const bool contracted = words_.code == "en" && (key.ends_with("n't") || key.ends_with("n’t"));
    return contracted ? 1 : 0;
  }

  ClaimWord bare(std::size_t first, std::size_t last) {
    ClaimWord word;
    word.begin = lexemes_[first].begin;
    word.end = lexemes_[last - 1].end;
    word.written = text_.substr(word.begin, word.end - word.begin);
    word.folded = lexemes_[first].key;
    word.capital = lexemes_[first].capital;
    word.initial = std::exchange(begins_, false);
    word.sentence = static_cast<std::uint32_t>(sentence_);
    word.clause = clause_;
    word.begins_clause = std::exchange(begins_clause_, false);
    word.article = quantities_.phrase(first, Meaning::kArticle) > 0;
    for (const Phrases::Found& found : quantities_.phrases(first)) {
      add_meaning(found, word);
      if (found.sense.meaning == Meaning::kCounting)
        word.counting_until = lexemes_[first + found.length - 1].end;
      if (found.sense.meaning == Meaning::kUnit) {
        word.unit = found.sense.unit;
        word.unit_until = lexemes_[first + found.length - 1].end;
      }
    }
    return word;
  }

  static void add_meaning(const Phrases::Found& found, ClaimWord& word) {
    const Sense& sense = found.sense;
    // "May" inside a sentence is the month.
    const bool named = word.capital && !word.initial;
    switch (sense.meaning) {
      case Meaning::kOpposite: word.opposites.push_back(static_cast<int>(sense.value)); break;
      case Meaning::kFigureOpposite:
        word.figure_opposites.push_back(static_cast<int>(sense.value));
        break;
      case Meaning::kRespective: word.respective = true; break;
      case Meaning::kNearly: word.nearly = true; break;
      case Meaning::kRelation: word.relation = true; break;
      case Meaning::kGenitive: word.genitive = true; break;
      case Meaning::kCorrelative: word.correlative = true; break;
      default: break;
    }
    if (sense.meaning != Meaning::kHedge || named) return;
    word.hedge = true;
    word.hedge_phrase = word.hedge_phrase || found.length > 1;
  }

  void add(std::size_t first, std::size_t last, ClaimWordKind kind) {
    ClaimWord word = bare(first, last);
    word.kind = kind;
    if (last > first + 1) word.folded = fold(word.written);
    word.term = word.folded;
    out_.words.push_back(std::move(word));
  }

  void add_letter(std::size_t i) {
    ClaimWord word = bare(i, i + 1);
    word.kind = ClaimWordKind::kLetter;
    word.light = words_.light_letters.contains(word.folded);
    word.pronoun = quantities_.phrase(i, Meaning::kPronoun) > 0;
    word.agent = quantities_.phrase(i, Meaning::kAgent) > 0;
    const bool pair = i + 1 < lexemes_.size() && lexemes_[i + 1].kind == LexemeKind::kLetter;
    word.term = word.folded + (pair ? lexemes_[i + 1].key : std::string());
    out_.words.push_back(std::move(word));
  }

  void add_word(std::size_t i) {
    ClaimWord word = bare(i, i + 1);
    const bool acronym = is_in_capitals(word.written);  // no little word
    word.pronoun = !acronym && quantities_.phrase(i, Meaning::kPronoun) > 0;
    word.agent = quantities_.phrase(i, Meaning::kAgent) > 0;
    tokens_.clear();
    const bool shortened = !words_.joined_coordinators.empty();
    const auto form = words_.forms.find(word.folded);
    const std::string& read = shortened ? word.folded : word.written;
    analyzer_for(words_.code).analyze(form == words_.forms.end() ? read : form->second, tokens_);
    word.limiter = quantities_.phrase(i, Meaning::kLimiter) > 0;
    if (word.limiter && tokens_.empty()) tokens_.push_back({word.folded, 0, 0, 0});
    if (acronym && tokens_.empty()) tokens_.push_back({word.folded, 0, 0, 0});
    const bool is_name = lexemes_[i].kind == LexemeKind::kFigure;  // "10.0.0.12": no value
    if (is_name) tokens_.assign(1, {word.folded, 0, 0, 0});
    const bool says_nothing = tokens_.empty() ||
                              (lexemes_[i].kind != LexemeKind::kWord && !is_name) || word.pronoun ||
                              word.agent;
    if (says_nothing) {
      word.kind = ClaimWordKind::kStop;
    } else {
      word.term = tokens_.front().term;
      const bool named = is_name || (word.capital && words_.code != "de" &&
                                     (!word.initial || has_inner_capital(word.written)));
      word.kind = named ? ClaimWordKind::kName : ClaimWordKind::kContent;
    }
    out_.words.push_back(std::move(word));
  }

  static bool has_inner_capital(std::string_view word) {
    return std::ranges::any_of(word.substr(1), [](char c) { return c >= 'A' && c <= 'Z'; });
  }

  // "well-known": each half knows the whole.
  void join_at_hyphens() {
    for (std::size_t i = 0; i + 1 < out_.words.size(); ++i) {
      ClaimWord& left = out_.words[i];
      ClaimWord& right = out_.words[i + 1];
      if (right.begin != left.end + 1 || text_[left.end] != '-') continue;
      left.joined = left.folded + right.folded;
      right.joined = left.joined;
    }
  }

  void finish(std::size_t i) {
    ClaimWord& word = out_.words[i];
    constexpr std::size_t kNearlyReach = 2;  // "près de 50"
    const auto is_figure = [&](std::size_t at) {
      return at < out_.words.size() && out_.words[at].kind == ClaimWordKind::kQuantity &&
             !out_.words[at].quantity.weak;
    };
    if (is_figure(i + 1) && !word.hedge_phrase) word.hedge = false;  // "some 50": near enough to 50
    for (std::size_t ahead = 1; word.nearly && ahead <= kNearlyReach; ++ahead)
      word.hedge = word.hedge || is_figure(i + ahead);
    word.term_hash = std::hash<std::string>()(word.term);
    word.folded_hash = std::hash<std::string>()(word.folded);
  }

  std::string_view text_;
  const LanguageWords& words_;
  std::vector<Lexeme> lexemes_;
  QuantityReader quantities_;
  std::size_t sentence_ = 0;
  std::uint32_t clause_ = 0;
  bool begins_ = true;
  bool begins_clause_ = false;
  std::vector<Token> tokens_;
  ClaimText out_;
};

bool is_bare_number(const Quantity& quantity) {
  return !quantity.readings.empty() && quantity.readings.front().kind == Reading::Kind::kNumber &&
         quantity.readings.front().unit == nullptr;
}

// The last quantity of the sentence before word `i` that has a unit.
const Reading* unit_before(const std::vector<ClaimWord>& words, std::size_t i) {
  for (std::size_t before = i; before-- > 0;) {
    const ClaimWord& word = words[before];
    if (word.sentence != words[i].sentence) return nullptr;
    if (word.kind != ClaimWordKind::kQuantity || word.quantity.readings.empty()) continue;
    const Reading& reading = word.quantity.readings.front();
    if (reading.kind == Reading::Kind::kNumber && reading.unit != nullptr) return &reading;
  }
  return nullptr;
}

}  // namespace

ClaimText read_claim_text(std::string_view utf8, std::string_view language) {
  return Reader(utf8, language).run();
}

void inherit_units(ClaimText& text) {
  std::vector<ClaimWord>& words = text.words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    ClaimWord& word = words[i];
    if (!word.continues || !is_bare_number(word.quantity)) continue;
    const bool counts = i + 1 < words.size() && words[i + 1].clause == word.clause &&
                        words[i + 1].kind == ClaimWordKind::kContent;
    if (counts) continue;
    const Reading* unit = unit_before(words, i);
    if (unit == nullptr) continue;
    Reading with_unit = word.quantity.readings.front();
    with_unit.unit = unit->unit;
    with_unit.per = unit->per;
    word.quantity.readings.push_back(with_unit);
  }
}

bool says_something(const ClaimWord& word) {
  switch (word.kind) {
    case ClaimWordKind::kContent:
    case ClaimWordKind::kQuantity:
    case ClaimWordKind::kName: return true;
    case ClaimWordKind::kLetter: return !word.light;
    default: return false;
  }
}

}  // namespace alexandria::text
