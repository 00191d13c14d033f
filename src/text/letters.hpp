#pragma once
// Single letters of UTF-8 text.
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <cstddef>
#include <string_view>

namespace alexandria::text {

/// The code point that begins at byte `at`; 0 at the end.
inline UChar32 letter_at(std::string_view utf8, std::size_t at) {
  if (at >= utf8.size()) return 0;
  UChar32 letter = 0;
  auto place = static_cast<std::int32_t>(at);
  U8_NEXT_OR_FFFD(utf8.data(), place, static_cast<std::int32_t>(utf8.size()), letter);
  return letter;
}

/// The code point that ends at byte `at`; 0 at the beginning.
inline UChar32 letter_before(std::string_view utf8, std::size_t at) {
  if (at == 0 || at > utf8.size()) return 0;
  UChar32 letter = 0;
  auto place = static_cast<std::int32_t>(at);
  U8_PREV_OR_FFFD(utf8.data(), 0, place, letter);
  return letter;
}

/// Where the code point behind the one at byte `at` begins.
inline std::size_t next_letter(std::string_view utf8, std::size_t at) {
  auto place = static_cast<std::int32_t>(at);
  UChar32 letter = 0;
  U8_NEXT_OR_FFFD(utf8.data(), place, static_cast<std::int32_t>(utf8.size()), letter);
  return static_cast<std::size_t>(place);
}

/// Letters and marks of scripts written without spaces between words, and their punctuation.
inline bool is_unspaced(UChar32 letter) {
  if (letter < 0x0E00) return false;
  if ((letter >= 0x3000 && letter <= 0x303F) || (letter >= 0xFF00 && letter <= 0xFF0F)) return true;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(letter, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR: return true;
    default: return false;
  }
}

/// What joins, parts or turns letters without being seen: a soft hyphen, zero-width characters,
/// marks of direction.
inline bool is_invisible(UChar32 letter) {
  return letter >= 0xAD && u_hasBinaryProperty(letter, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/// A digit or fraction that is set apart from what stands before it: 10⁷, m², 3½, ①. Lowered digits
/// belong to their word: H₂O.
inline bool is_raised_number(UChar32 letter) {
  return letter >= 0xB2 && u_charType(letter) == U_OTHER_NUMBER &&
         !(letter >= 0x2080 && letter <= 0x2089);
}

}  // namespace alexandria::text
