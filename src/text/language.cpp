#include "alexandria/text/language.hpp"

#include <algorithm>

#include <cld2/public/compact_lang_det.h>

namespace alexandria::text {

std::string detect_language(std::string_view utf8) {
  constexpr std::size_t kBytesMax = 16 << 10;
  std::size_t length = std::min(utf8.size(), kBytesMax);
  while (length < utf8.size() && length > 0 &&
         (static_cast<unsigned char>(utf8[length]) & 0xC0) == 0x80)
    --length;
  bool reliable = false;
  const CLD2::Language language =
      CLD2::DetectLanguage(utf8.data(), static_cast<int>(length), true, &reliable);
  if (!reliable || language == CLD2::UNKNOWN_LANGUAGE) return {};
  return CLD2::LanguageCode(language);
}

}  // namespace alexandria::text
