#include "alexandria/text/question_needs.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/edit_distance.hpp"
#include "alexandria/text/unicode.hpp"
#include "alignment.hpp"
#include "claim_words.hpp"
#include "letters.hpp"
#include "words_of_letters.hpp"

namespace alexandria::text {
namespace {

using Kind = Need::Kind;

// A need with what it is compared by.
struct Wanted {
  Need need;
  const ClaimWord* word = nullptr;  // none: `letters`
  std::string letters;              // of a script without spaces
  const Unit* unit = nullptr;       // a word of its name, as in "in degrees Celsius"
};

// A figure and words, not a code: "2-point", "1970er-Jahren".
bool is_figure_with_words(std::string_view term) {
  constexpr std::ptrdiff_t kLettersMin = 3;
  if (term.starts_with('=')) term.remove_prefix(1);  // how the index marks it
  if (term.empty() || u_isdigit(letter_at(term, 0)) == 0) return false;
  std::ptrdiff_t letters = 0;
  for (std::size_t at = 0; at < term.size(); at = next_letter(term, at))
    letters = u_isalpha(letter_at(term, at)) != 0 ? letters + 1 : 0;
  return letters >= kLettersMin && term.contains('-');
}

std::set<std::string> codes_of(Analyzer& analyzer, std::string_view text) {
  std::vector<Token> tokens;
  analyzer.analyze(text, tokens, 0, Forms::kAll);
  std::set<std::string> out;
  for (Token& token : tokens)
    if (token.form == TokenForm::kExact && !is_figure_with_words(token.term))
      out.insert(std::move(token.term));
  return out;
}

bool has_digit(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at = next_letter(text, at))
    if (u_isdigit(letter_at(text, at)) != 0) return true;
  return false;
}

std::u32string letters_in(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();)
    out += next_code_point(text, at);
  return out;
}

bool is_noun(Kind kind) { return kind == Kind::kNoun || kind == Kind::kBareNoun; }

bool is_name_like(const ClaimWord& word) {
  return word.capital && !word.initial && word.kind != ClaimWordKind::kStop;
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

// What a writer's hand may have done to the other: a letter more or less. One letter for another is
// how names of siblings differ ("Noravin", "Noraxin").
bool is_slip(const ClaimWord& one, const ClaimWord& other) {
  constexpr std::size_t kLettersMin = 7;
  const std::u32string a = letters_in(one.folded);
  return a.size() >= kLettersMin && a.size() != letters_in(other.folded).size() &&
         letter_at(one.folded, 0) == letter_at(other.folded, 0) &&
         edit_distance(one.folded, other.folded, 1) <= 1;
}

// "1991" is in "between 1991 and 2000", whatever it is there.
bool has_figure(std::string_view source, std::string_view figure) {
  const auto is_inner = [&](std::size_t at) {
    return at < source.size() && (source[at] == '.' || source[at] == ',');
  };
  const auto is_digit_at = [&](std::size_t at) {
    return at < source.size() && source[at] >= '0' && source[at] <= '9';
  };
  for (std::size_t at = source.find(figure); at != std::string_view::npos;
       at = source.find(figure, at + 1)) {
    const std::size_t end = at + figure.size();
    const bool goes_on = is_digit_at(end) || (is_inner(end) && is_digit_at(end + 1));
    const bool began =
        at > 0 && (is_digit_at(at - 1) || (is_inner(at - 1) && at > 1 && is_digit_at(at - 2)));
    if (!goes_on && !began) return true;
  }
  return false;
}

UChar32 initial_of(const ClaimWord& word) { return letter_at(word.written, 0); }

bool is_acronym(const std::u32string& letters) {
  return letters.size() > 1 && std::ranges::all_of(letters, [](char32_t c) {
           return u_isupper(static_cast<UChar32>(c)) != 0;
         });
}

// "US", "USA" and "U.S." for "United States".
bool has_acronym(const ClaimText& source, const std::u32string& text,
                 const std::u32string& initials) {
  if (!is_acronym(initials)) return false;
  std::u32string dotted;
  for (const char32_t c : initials)
    (dotted += c) += '.';
  if (text.find(dotted) != std::u32string::npos) return true;
  return std::ranges::any_of(source.words, [&](const ClaimWord& word) {
    const std::u32string letters = letters_in(word.written);
    return letters.starts_with(initials) && letters.size() <= initials.size() + 1 &&
           is_acronym(letters);
  });
}

// "United States" for "US", "United States of America" for "USA". Long ones may stand for words in
// small letters behind the first.
bool is_spelled_out(const ClaimText& source, const std::u32string& acronym) {
  constexpr std::size_t kLong = 3;
  const auto begins_with = [&](const ClaimWord& word, std::size_t letter) {
    const auto wanted = static_cast<UChar32>(acronym[letter]);
    const UChar32 initial = initial_of(word);
    const bool may_be_small = letter > 0 && acronym.size() >= kLong;
    return initial == wanted || (may_be_small && u_toupper(initial) == wanted);
  };
  for (std::size_t first = 0; first < source.words.size(); ++first) {
    std::size_t letters = 0;
    for (std::size_t i = first; i < source.words.size() && letters < acronym.size(); ++i) {
      const ClaimWord& word = source.words[i];
      if (begins_with(word, letters))
        ++letters;
      else if (word.kind != ClaimWordKind::kStop && word.kind != ClaimWordKind::kJoint)
        break;
    }
    if (letters == acronym.size()) return true;
  }
  return false;
}

// "Victorias" and "Victoria", "Warschaus" and "Warschauer".
bool are_forms_of_a_name(std::string_view one, std::string_view other, const LanguageWords& words) {
  constexpr std::size_t kBaseBytesMin = 4;
  const auto ends = [&](std::string_view end) {
    return end.empty() || words.endings_of_names.contains(std::string(end));
  };
  const auto same = static_cast<std::size_t>(std::ranges::mismatch(one, other).in1 - one.begin());
  return same >= kBaseBytesMin && ends(one.substr(same)) && ends(other.substr(same));
}

bool measures(const ClaimWord& word, const Unit& unit) {
  return std::ranges::any_of(word.quantity.readings, [&](const Reading& reading) {
    return reading.unit != nullptr && reading.unit->dimension == unit.dimension;
  });
}

class Reader {
 public:
  Reader(std::string_view question, const ClaimText& read, const LanguageWords& words)
      : question_(question), read_(read), words_(words) {
    asking_ = find_question_words(question, words.code);
    for (const ClaimWord& word : read_.words)
      if (word.counting_until > word.begin) counting_.emplace_back(word.begin, word.counting_until);
  }

  std::vector<Wanted> run() {
    std::size_t letters_until = 0;
    for (std::size_t i = 0; i < read_.words.size(); ++i) {
      const ClaimWord& word = read_.words[i];
      if (word.begin < letters_until) continue;
      if (word.kind == ClaimWordKind::kLetter) {
        letters_until = read_letters(word.begin);
        continue;
      }
      if (word.unit != nullptr) unit_ = &word;
      read_word(word, i);
    }
    return std::move(out_);
  }

 private:
  bool is_asking(std::size_t begin, std::size_t end) const {
    const auto overlaps = [&](const auto& span) { return span.first < end && begin < span.second; };
    return std::ranges::any_of(asking_, overlaps) || std::ranges::any_of(counting_, overlaps);
  }

  // What is counted stands first behind the words for it.
  Kind kind_at(std::size_t begin, Kind kind) {
    bool is_counted = false;
    while (counted_ < counting_.size() && counting_[counted_].second <= begin) {
      is_counted = true;
      ++counted_;
    }
    return is_counted && kind != Kind::kQuantity ? Kind::kCounted : kind;
  }

  // "the tropical storm" has one, "in Cambridge" and "won Denver" have none.
  bool has_determiner(std::size_t noun) const {
    for (std::size_t i = noun; i-- > 0;) {
      const ClaimWord& before = read_.words[i];
      if (before.kind == ClaimWordKind::kQuantity || before.kind == ClaimWordKind::kLetter)
        return true;
      if (words_.determiners.contains(before.folded)) return true;
      const auto is_ending = [&](const std::string& ending) {
        return before.folded.ends_with(ending);
      };
      if (before.capital || before.kind == ClaimWordKind::kStop ||
          std::ranges::none_of(words_.adjective_endings, is_ending))
        return false;
    }
    return false;
  }

  void read_word(const ClaimWord& word, std::size_t at) {
    if (!says_something(word) || is_asking(word.begin, word.end)) return;
    if (word.written == "I" && words_.code == "en") return;  // whoever asks
    Kind kind = Kind::kWord;
    if (word.kind == ClaimWordKind::kQuantity && has_digit(word.written))
      kind = Kind::kQuantity;
    else if (word.kind == ClaimWordKind::kName || (is_name_like(word) && words_.code != "de"))
      kind = Kind::kName;
    else if (is_name_like(word))
      kind = has_determiner(at) ? Kind::kNoun : Kind::kBareNoun;
    add({kind_at(word.begin, kind), word.begin, word.end}, &word, {});
    if (unit_ != nullptr && word.end <= unit_->unit_until) out_.back().unit = unit_->unit;
  }

  // The words of a run of letters without spaces; single letters side by side are one, which is
  // what a dictionary makes of a name. Answers where the run ends.
  std::size_t read_letters(std::size_t begin) {
    const std::size_t end = end_of_letters(question_, begin);
    std::size_t from = begin;
    const auto close = [&](std::size_t to) {
      if (to > from) add_letters(from, to);
      from = to;
    };
    for (const auto& [first, last] : words_of_letters(question_.substr(begin, end - begin))) {
      const std::size_t word_begin = begin + first;
      const std::size_t word_end = begin + last;
      const bool is_single = next_letter(question_, word_begin) >= word_end;
      if (is_single && !is_asking(word_begin, word_end) && !is_light(word_begin, word_end))
        continue;
      close(word_begin);
      from = word_end;
      if (!is_single && !is_asking(word_begin, word_end)) add_letters(word_begin, word_end);
    }
    close(end);
    return end;
  }

  bool is_light(std::size_t begin, std::size_t end) const {
    return words_.light_letters.contains(question_.substr(begin, end - begin));
  }

  void add_letters(std::size_t begin, std::size_t end) {
    if (next_letter(question_, begin) >= end) return;  // one letter says little
    const Need need{kind_at(begin, Kind::kWord), static_cast<std::uint32_t>(begin),
                    static_cast<std::uint32_t>(end)};
    add(need, nullptr, fold(question_.substr(begin, end - begin)));
  }

  void add(const Need& need, const ClaimWord* word, std::string letters) {
    out_.push_back({need, word, std::move(letters), nullptr});
  }

  std::string_view question_;
  const ClaimText& read_;
  const LanguageWords& words_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> asking_;
  std::vector<Wanted> out_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> counting_;  // "how many"
  std::size_t counted_ = 0;                                        // of those
  const ClaimWord* unit_ = nullptr;  // the last word that begins the name of one
};

}  // namespace

struct QuestionNeeds::State {
  std::string language;
  std::string text;
  Analyzer analyzer;
  ClaimText question;
  std::vector<Wanted> wanted;
  std::set<std::string> codes;

  // Words of one name stand side by side.
  bool are_one_name(const Wanted& one, const Wanted& other) const {
    return one.word != nullptr && other.word != nullptr && is_name_like(*one.word) &&
           is_name_like(*other.word) && other.need.begin == one.need.end + 1 &&
           text[one.need.end] == ' ';
  }

  template <typename Take>
  void each_name(Take take) const {
    for (std::size_t first = 0; first < wanted.size();) {
      std::size_t last = first + 1;
      while (last < wanted.size() && are_one_name(wanted[last - 1], wanted[last]))
        ++last;
      if (last - first > 1) take(first, last);
      first = last;
    }
  }
};

QuestionNeeds::QuestionNeeds(std::string_view question, std::string_view language)
    : state_(std::make_unique<State>(
          State{std::string(language), std::string(question), Analyzer(language), {}, {}, {}})) {
  state_->question = read_claim_text(state_->text, language);
  state_->wanted = Reader(state_->text, state_->question, words_of(language)).run();
  state_->codes = codes_of(state_->analyzer, question);
  state_->each_name([&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      if (is_noun(state_->wanted[i].need.kind)) state_->wanted[i].need.kind = Kind::kName;
  });
}

QuestionNeeds::~QuestionNeeds() = default;
QuestionNeeds::QuestionNeeds(QuestionNeeds&&) noexcept = default;

NeedsMet QuestionNeeds::met_by(std::string_view source) {
  constexpr std::size_t kInnerBytesMin = 6;  // "Atlantic" in "transatlantic"
  const State& s = *state_;
  const ClaimText read = read_claim_text(source, s.language);
  const LanguageWords& words = words_of(s.language);
  const std::string folded = fold(source);
  const std::u32string source_letters = letters_in(source);
  NeedsMet out;
  const auto is_met = [&](const Wanted& wanted) {
    if (wanted.word == nullptr) return folded.find(wanted.letters) != std::string::npos;
    const ClaimWord& word = *wanted.word;
    if (std::ranges::any_of(read.words,
                            [&](const ClaimWord& other) { return same_word(word, other, words); }))
      return true;
    if (wanted.need.kind == Kind::kQuantity) return has_figure(source, word.written);
    if (wanted.unit != nullptr && wanted.need.kind != Kind::kCounted &&
        std::ranges::any_of(read.words,
                            [&](const ClaimWord& other) { return measures(other, *wanted.unit); }))
      return true;
    if (const std::u32string letters = letters_in(word.written); is_acronym(letters))
      return is_spelled_out(read, letters);
    if (!is_name_like(word)) return false;
    if (word.folded.size() >= kInnerBytesMin && folded.find(word.folded) != std::string::npos)
      return true;
    return std::ranges::any_of(read.words, [&](const ClaimWord& other) {
      return other.capital && are_forms_of_a_name(word.folded, other.folded, words);
    });
  };
  for (const Wanted& wanted : s.wanted) {
    Need& need = out.needs.emplace_back(wanted.need);
    need.is_met = is_met(wanted);
    // Nouns of one kind are often alike: "Einwohner", "Anwohner".
    if (need.is_met || wanted.word == nullptr || is_noun(need.kind)) continue;
    for (const ClaimWord& other : read.words) {
      if (!is_twin(*wanted.word, other)) continue;
      need.has_twin = true;
      need.may_be_slip = need.may_be_slip || is_slip(*wanted.word, other);
    }
  }
  s.each_name([&](std::size_t first, std::size_t last) {
    const auto begin = out.needs.begin();
    const auto name = std::span(begin + static_cast<std::ptrdiff_t>(first),
                                begin + static_cast<std::ptrdiff_t>(last));
    std::u32string initials;
    for (std::size_t i = first; i < last; ++i)
      initials += static_cast<char32_t>(initial_of(*s.wanted[i].word));
    const bool is_short = has_acronym(read, source_letters, initials);
    const bool any = std::ranges::any_of(name, &Need::is_met);
    for (Need& need : name) {
      need.is_met |= is_short;
      need.is_part_met = !need.is_met && any;
    }
  });
  out.codes_wanted = s.codes.size();
  if (s.codes.empty()) return out;
  const std::set<std::string> there = codes_of(state_->analyzer, source);
  out.codes_met = static_cast<std::size_t>(
      std::ranges::count_if(s.codes, [&](const auto& code) { return there.contains(code); }));
  return out;
}

}  // namespace alexandria::text
