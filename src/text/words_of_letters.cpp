#include "words_of_letters.hpp"

#include "breaks.hpp"
#include "letters.hpp"

namespace alexandria::text {
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
  each_piece<icu::BreakIterator::createWordInstance>(
      run, [&](std::uint32_t begin, std::uint32_t end) { out.emplace_back(begin, end); });
  return out;
}

}  // namespace alexandria::text
