#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"
#include "language_words.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

using Spans = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

bool is_written_without_spaces(std::string_view language) {
  return language == "zh" || language == "ja" || language == "th";
}

// Scripts without spaces: wherever the letters of one stand.
Spans find_everywhere(std::string_view query, const LanguageWords& words) {
  Spans out;
  for (const std::string& word : words.question_words)
    for (std::size_t at = query.find(word); at != std::string_view::npos;
         at = query.find(word, at + word.size()))
      out.emplace_back(at, at + word.size());
  std::ranges::sort(out);
  return out;
}

bool has_small_letter(std::string_view query) {
  for (std::size_t at = 0; at < query.size(); at = next_letter(query, at))
    if (u_islower(letter_at(query, at)) != 0) return true;
  return false;
}

bool begins_sentence(std::string_view query, std::size_t at) {
  constexpr std::string_view kMarks = ".?!:";
  while (at > 0 && (query[at - 1] == ' ' || query[at - 1] == '"'))
    --at;
  const std::string_view before = query.substr(0, at);
  return before.empty() || kMarks.find(before.back()) != std::string_view::npos ||
         before.ends_with("¿") || before.ends_with("\n");
}

// "WHO", "The Who": with a capital inside of a query that has small letters too, it is a name.
bool is_name(std::string_view query, std::size_t begin, std::size_t end) {
  const std::string_view word = query.substr(begin, end - begin);
  if (u_isupper(letter_at(word, 0)) == 0) return false;
  return !begins_sentence(query, begin) || !has_small_letter(word);
}

Spans find_words(std::string_view query, const LanguageWords& words) {
  const bool in_capitals = !has_small_letter(query);
  Spans out;
  const auto add = [&](std::size_t begin, std::size_t end) {
    const std::string_view word = query.substr(begin, end - begin);
    if ((in_capitals || !is_name(query, begin, end)) &&
        words.question_words.contains(fold_case(word)))
      out.emplace_back(begin, end);
  };
  std::size_t begin = std::string_view::npos;
  const auto size = static_cast<std::int32_t>(query.size());
  std::int32_t at = 0;
  while (at < size) {
    const auto before = static_cast<std::size_t>(at);
    UChar32 letter = 0;
    U8_NEXT_OR_FFFD(query.data(), at, size, letter);
    const bool in_word = u_isalnum(letter) != 0 || letter == '\'' || letter == 0x2019 ||
                         (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0;
    if (in_word && begin == std::string_view::npos) begin = before;
    if (in_word || begin == std::string_view::npos) continue;
    add(begin, before);
    begin = std::string_view::npos;
  }
  if (begin != std::string_view::npos) add(begin, query.size());
  return out;
}

}  // namespace

Spans find_question_words(std::string_view query, std::string_view language) {
  const LanguageWords& words = words_of(language);
  if (is_written_without_spaces(words.code)) return find_everywhere(query, words);
  return find_words(query, words);
}

}  // namespace alexandria::text
