#include "alexandria/text/sentences.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "alexandria/text/lines.hpp"
#include "alexandria/text/unicode.hpp"
#include "breaks.hpp"
#include "language_words.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

constexpr std::uint32_t kSentenceBytesMax = 1500;
constexpr std::uint32_t kSpacedBytesMin = 180;  // 60 letters

// What the chunker has always known, and only it uses: to change it is to change chunks.
constexpr std::array<std::string_view, 26> kChunkerAbbreviations = {
    "Mr", "Mrs", "Ms", "Dr",  "Prof", "St", "vs", "etc", "e.g",    "i.e", "cf", "Fig", "fig",
    "No", "no",  "al", "Inc", "Ltd",  "Co", "Jr", "Sr",  "approx", "Eq",  "eq", "pp",  "ca"};

// The word before the last full stop; empty if there is none.
std::string_view word_before_stop(std::string_view sentence) {
  if (!sentence.ends_with('.')) return {};
  sentence.remove_suffix(1);
  const std::size_t space = sentence.find_last_of(" \n\t(");
  return space == std::string_view::npos ? sentence : sentence.substr(space + 1);
}

bool is_white(char c) { return c == ' ' || c == '\n' || c == '\t'; }

bool is_chunker_abbreviation(std::string_view word) {
  if (word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z') return true;
  return std::ranges::find(kChunkerAbbreviations, word) != kChunkerAbbreviations.end();
}

// "J", "Ж": a single capital letter stands for a name.
bool is_initial(std::string_view word) {
  const UChar32 letter = letter_at(word, 0);
  return u_isupper(letter) != 0 && static_cast<std::size_t>(U8_LENGTH(letter)) == word.size();
}

bool has(const WordSet& abbreviations, std::string_view word) {
  if (abbreviations.contains(word)) return true;
  // Without spaces, the abbreviation is the end of what stands there.
  return is_unspaced(letter_before(word, word.size())) &&
         std::ranges::any_of(abbreviations,
                             [&](const std::string& known) { return word.ends_with(known); });
}

// "z. B.": whether `word` and the one behind it, or before it, are an abbreviation together.
bool is_half_of_one(std::string_view sentence, std::string_view word, std::string_view rest,
                    const WordSet& abbreviations) {
  const std::string_view next = rest.substr(0, rest.find_first_of(". \n"));
  if (abbreviations.contains(std::string(word) + ". " + std::string(next))) return true;
  const std::string_view before = trim(sentence.substr(0, sentence.size() - word.size() - 1));
  const std::size_t space = before.find_last_of(" \n(");
  const std::string_view last = space == std::string_view::npos ? before : before.substr(space + 1);
  return abbreviations.contains(std::string(last) + " " + std::string(word));
}

// "12": at the beginning of a list item, or an ordinal in languages that write them so.
bool is_counting(std::string_view sentence, std::string_view word, const LanguageWords& words) {
  const bool digits = !word.empty() && word.size() <= 2 &&
                      std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
  return digits && (word.size() + 1 == sentence.size() || words.ordinals_end_with_stop);
}

// Whether the sentence goes on behind the full stop it ends with; `rest` is what follows.
bool goes_on(std::string_view sentence, std::string_view rest, const LanguageWords& words,
             const LanguageWords& english) {
  if (!sentence.ends_with('.') || trim(rest).empty()) return false;
  const UChar32 next = letter_at(rest, 0);
  const std::string_view word = word_before_stop(sentence);
  if (sentence.data() + sentence.size() == rest.data()) return u_isalnum(next) != 0;
  if (is_initial(word)) return u_isalpha(next) != 0;
  if (is_counting(sentence, word, words)) return true;
  for (const LanguageWords* known : {&words, &english}) {
    if (has(known->abbreviations, word) ||
        is_half_of_one(sentence, word, rest, known->abbreviations))
      return true;
    if (u_isdigit(next) != 0 && has(known->abbreviations_before_numbers, word)) return true;
  }
  return false;
}

// The ranges that Unicode's rules give, trimmed; one goes on into the next where `joins(sentence,
// rest)` says so and no line ends between.
template <typename Joins>
std::vector<ByteRange> split(std::string_view utf8, const Joins& joins) {
  std::vector<ByteRange> out;
  bool join = false;
  const auto take = [&](std::uint32_t begin, std::uint32_t end) {
    const std::string_view raw = utf8.substr(begin, end - begin);
    const std::string_view sentence = trim(raw);
    if (sentence.empty()) return;
    const auto from = static_cast<std::uint32_t>(sentence.data() - utf8.data());
    const auto to = static_cast<std::uint32_t>(from + sentence.size());
    if (join)
      out.back().second = to;
    else
      out.emplace_back(from, to);
    const std::string_view so_far = utf8.substr(out.back().first, to - out.back().first);
    join = raw.find('\n') == std::string_view::npos && joins(so_far, utf8.substr(end));
  };
  each_piece<icu::BreakIterator::createSentenceInstance>(utf8, take);
  return out;
}

}  // namespace

namespace {

// Thai has no mark at the end of a sentence: it is cut at spaces, into pieces of some length.
std::vector<ByteRange> cut_at_spaces(std::string_view text, const std::vector<ByteRange>& whole) {
  std::vector<ByteRange> out;
  for (auto [begin, end] : whole) {
    std::size_t space = text.find(' ', begin + kSpacedBytesMin);
    while (space != std::string_view::npos && space + kSpacedBytesMin / 2 < end) {
      const bool between_letters =
          is_unspaced(letter_before(text, space)) && is_unspaced(letter_at(text, space + 1));
      if (between_letters) {
        out.emplace_back(begin, static_cast<std::uint32_t>(space));
        begin = static_cast<std::uint32_t>(space + 1);
      }
      space = text.find(' ', between_letters ? begin + kSpacedBytesMin : space + 1);
    }
    out.emplace_back(begin, end);
  }
  return out;
}

}  // namespace

namespace {

// Whether words practically never begin with a capital letter: then none begins a sentence either.
bool has_no_capitals(std::string_view text) {
  constexpr std::size_t kOneIn = 50;
  std::size_t words = 0;
  std::size_t capitals = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && !is_white(text[at - 1])) continue;
    const UChar32 first = letter_at(text, at);
    const bool is_capital = u_isupper(first) != 0;
    if (is_capital || u_islower(first) != 0) ++words;
    if (is_capital) ++capitals;
  }
  return capitals * kOneIn <= words;
}

bool is_longer_word(std::string_view word) {
  constexpr std::uint64_t kLettersMin = 4;  // shorter ones are abbreviations as often
  return count_code_points(word) >= kLettersMin && u_islower(letter_before(word, word.size())) != 0;
}

// Unicode's rules end no sentence before a small letter.
template <typename Joins>
std::vector<ByteRange> cut_at_stops(std::string_view text, const std::vector<ByteRange>& whole,
                                    const Joins& joins) {
  std::vector<ByteRange> out;
  for (auto [begin, end] : whole) {
    for (std::size_t stop = text.find('.', begin); stop < end; stop = text.find('.', stop + 1)) {
      const std::size_t next = text.find_first_not_of(" \n\t", stop + 1);
      if (next == stop + 1 || next >= end || u_islower(letter_at(text, next)) == 0) continue;
      const std::string_view sentence = text.substr(begin, stop + 1 - begin);
      if (!is_longer_word(word_before_stop(sentence)) || joins(sentence, text.substr(next)))
        continue;
      out.emplace_back(begin, static_cast<std::uint32_t>(stop + 1));
      begin = static_cast<std::uint32_t>(next);
    }
    out.emplace_back(begin, end);
  }
  return out;
}

}  // namespace

std::vector<ByteRange> split_sentences(std::string_view utf8, std::string_view language,
                                       Rows rows) {
  const LanguageWords& words = words_of(language);
  const LanguageWords& english = words_of("en");
  const JoinedText joined = join_lines(utf8);
  const auto joins = [&](std::string_view sentence, std::string_view rest) {
    const bool may_be_row = rows == Rows::kWhole;
    if (may_be_row && (is_barred(sentence) || rest.starts_with("| ") ||
                       is_barred(rest.substr(0, rest.find('\n')))))
      return true;
    return goes_on(sentence, rest, words, english);
  };
  auto out = split(joined.text, joins);
  if (has_no_capitals(joined.text)) out = cut_at_stops(joined.text, out, joins);
  if (words.spaces_end_clauses) out = cut_at_spaces(joined.text, out);
  for (auto& [begin, end] : out) {
    begin = joined.origins[begin];
    end = joined.origins[end - 1] + 1;
  }
  return out;
}

ByteRange whole_sentences(std::string_view utf8, ByteRange range, std::string_view language) {
  const std::size_t before = utf8.substr(0, range.first).rfind("\n\n");
  const std::size_t after = utf8.find("\n\n", range.second);
  const auto first = static_cast<std::uint32_t>(before == std::string_view::npos ? 0 : before + 2);
  const std::size_t last = std::min(after, utf8.size());
  for (const auto& [from, to] : split_sentences(utf8.substr(first, last - first), language)) {
    const std::uint32_t begin = first + from;
    const std::uint32_t end = first + to;
    if (end - begin > kSentenceBytesMax) continue;
    if (begin < range.first && range.first < end) range.first = begin;
    if (begin < range.second && range.second < end) range.second = end;
  }
  return range;
}

std::vector<ByteRange> split_lines_and_sentences(std::string_view utf8) {
  return split(utf8, [](std::string_view sentence, std::string_view) {
    return is_chunker_abbreviation(word_before_stop(sentence));
  });
}

}  // namespace alexandria::text
