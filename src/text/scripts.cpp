#include "alexandria/text/scripts.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>

#include "alexandria/text/unicode.hpp"

namespace alexandria::text {

Scripts scripts_in(std::string_view utf8) {
  Scripts out;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto letter = static_cast<UChar32>(next_code_point(utf8, at));
    UErrorCode status = U_ZERO_ERROR;
    if (u_isalpha(letter) != 0) out.insert(uscript_getScript(letter, &status));
  }
  out.erase(USCRIPT_COMMON);
  out.erase(USCRIPT_INHERITED);
  return out;
}

bool is_written_in(const std::string& language, const Scripts& scripts) {
  constexpr int kScriptsMax = 8;  // of one language; Japanese has three
  if (scripts.empty()) return true;
  std::array<UScriptCode, kScriptsMax> own{};
  UErrorCode status = U_ZERO_ERROR;
  const int count = uscript_getCode(language.c_str(), own.data(), kScriptsMax, &status);
  if (U_FAILURE(status) || count <= 0) return true;
  const auto is_wanted = [&](UScriptCode script) {
    if (script == USCRIPT_SIMPLIFIED_HAN || script == USCRIPT_TRADITIONAL_HAN) script = USCRIPT_HAN;
    return scripts.contains(script);
  };
  return std::any_of(own.begin(), own.begin() + count, is_wanted);
}

}  // namespace alexandria::text
