#include "alexandria/text/bidi.hpp"

#include <algorithm>
#include <memory>
#include <numeric>

#include <unicode/ubidi.h>
#include <unicode/uchar.h>

namespace alexandria::text {

bool is_right_to_left(char32_t letter) {
  const UCharDirection direction = u_charDirection(static_cast<UChar32>(letter));
  return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

std::vector<std::size_t> reading_order(const std::u32string& visual) {
  std::vector<std::size_t> order(visual.size());
  std::iota(order.begin(), order.end(), 0U);
  // One unit a letter: beyond the basic plane a Hebrew letter stands for all of its direction, or a
  // Latin one.
  std::u16string units;
  for (const char32_t c : visual)
    units += c < 0x10000 ? static_cast<char16_t>(c) : is_right_to_left(c) ? u'\u05D0' : u'a';
  const std::unique_ptr<UBiDi, decltype(&ubidi_close)> bidi(ubidi_open(), ubidi_close);
  UErrorCode status = U_ZERO_ERROR;
  ubidi_setReorderingMode(bidi.get(), UBIDI_REORDER_INVERSE_LIKE_DIRECT);
  ubidi_setPara(bidi.get(), units.data(), static_cast<int32_t>(units.size()), 1, nullptr, &status);
  if (U_FAILURE(status) || units.empty()) return order;
  std::vector<int32_t> places(units.size());
  ubidi_getVisualMap(bidi.get(), places.data(), &status);
  if (U_SUCCESS(status)) std::ranges::copy(places, order.begin());
  return order;
}

}  // namespace alexandria::text
