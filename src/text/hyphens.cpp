#include "hyphens.hpp"

#include "letters.hpp"

namespace alexandria::text {
namespace {

// Behind the hyphen at `at`: a hyphen-minus, a hyphen, a soft hyphen; `at` if there is none.
std::size_t behind_hyphen(std::string_view text, std::size_t at) {
  for (const std::string_view hyphen : {"-", "\xE2\x80\x90", "\xC2\xAD"})
    if (text.substr(at).starts_with(hyphen)) return at + hyphen.size();
  return at;
}

bool is_of_word(UChar32 letter) {
  return u_isalpha(letter) || (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0 || is_invisible(letter);
}

}  // namespace

std::optional<CutRest> rest_of_cut_word(std::string_view text, std::size_t end) {
  std::size_t at = behind_hyphen(text, end);
  if (at == end || !u_isalpha(letter_before(text, end))) return std::nullopt;
  std::size_t lines = 0;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r'))
    lines += text[at++] == '\n' ? 1 : 0;
  if (lines != 1 || !u_islower(letter_at(text, at))) return std::nullopt;
  std::size_t rest = at;
  while (rest < text.size() && is_of_word(letter_at(text, rest)))
    U8_FWD_1(text.data(), rest, text.size());
  if (follows_open_hyphen(text.substr(at, rest - at))) return std::nullopt;
  return CutRest{at, rest};
}

}  // namespace alexandria::text
