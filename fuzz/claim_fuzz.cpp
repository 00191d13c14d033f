// Any claim against any passage: nothing may crash, places stay inside the passage on code points,
// and what stands in the passage as it is gets a place that holds it.
#include <algorithm>
#include <array>

#include "alexandria/base/assert.hpp"
#include "alexandria/text/claim_check.hpp"
#include "alexandria/text/unicode.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  namespace text = alexandria::text;
  constexpr std::array<std::string_view, 20> kLanguages = {"en", "de", "fr", "es", "it", "pt", "nl",
                                                           "sv", "pl", "ro", "ru", "el", "tr", "vi",
                                                           "ar", "hi", "th", "zh", "ja", "xx"};
  if (size < 2) return 0;
  const std::string_view language = kLanguages[data[0] % kLanguages.size()];
  const std::string utf8 =
      text::to_valid_utf8(std::string_view(reinterpret_cast<const char*>(data) + 1, size - 1));
  const std::size_t cut = std::min(utf8.find('\t'), utf8.size());
  const std::string claim = utf8.substr(0, cut);
  const std::string passage = utf8.substr(std::min(cut + 1, utf8.size()));
  const auto on_code_point = [&](std::size_t at) {
    return at == passage.size() || (static_cast<unsigned char>(passage[at]) & 0xC0) != 0x80;
  };
  const text::ClaimCheck check = text::check_claim(claim, passage, language);
  ALEX_ASSERT(check.begin <= check.end && check.end <= passage.size());
  ALEX_ASSERT(on_code_point(check.begin) && on_code_point(check.end));
  ALEX_ASSERT(check.coverage >= 0 && check.coverage <= 1.0001);
  ALEX_ASSERT(check.support != text::Support::kSupported || check.end > check.begin);
  const auto [begin, end] = text::find_quote(claim, passage);
  ALEX_ASSERT(begin <= end && end <= passage.size());
  return 0;
}
