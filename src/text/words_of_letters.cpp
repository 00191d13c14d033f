#include "words_of_letters.hpp"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <memory>

#include "letters.hpp"

namespace alexandria::text {
namespace {

icu::BreakIterator& iterator() {
  thread_local const std::unique_ptr<icu::BreakIterator> instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::BreakIterator>(
        icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  }();
  return *instance;
}

}  // namespace

std::size_t end_of_letters(std::string_view utf8, std::size_t begin) {
  std::size_t at = begin;
  while (at < utf8.size()) {
    const UChar32 letter = letter_at(utf8, at);
    const bool is_mark = (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0;
    if (!is_unspaced(letter) || (u_isalpha(letter) == 0 && !is_mark)) break;
    at = next_letter(utf8, at);
  }
  return at;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> words_of_letters(std::string_view run) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  UErrorCode status = U_ZERO_ERROR;
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, run.data(), static_cast<std::int64_t>(run.size()), &status);
  icu::BreakIterator& breaks = iterator();
  breaks.setText(&text, status);
  std::int32_t begin = breaks.first();
  for (std::int32_t end = breaks.next(); end != icu::BreakIterator::DONE;
       begin = end, end = breaks.next())
    out.emplace_back(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
  utext_close(&text);
  return out;
}

}  // namespace alexandria::text
