#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"
#include "language_words.hpp"

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

bool is_capitals(std::string_view word) {
  return word.size() > 1 && std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Spans find_words(std::string_view query, const LanguageWords& words) {
  const bool all_capitals =
      std::ranges::none_of(query, [](char c) { return c >= 'a' && c <= 'z'; });
  Spans out;
  const auto add = [&](std::size_t begin, std::size_t end) {
    const std::string_view word = query.substr(begin, end - begin);
    if ((all_capitals || !is_capitals(word)) && words.question_words.contains(fold(word)))
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
