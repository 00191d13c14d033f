#pragma once
// Walking through a text by a break iterator of ICU.
#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace alexandria::text {

using MakeBreaks = icu::BreakIterator*(const icu::Locale&, UErrorCode&);

/// This thread's iterator of a kind.
template <MakeBreaks& make>
icu::BreakIterator& breaks_of() {
  thread_local const std::unique_ptr<icu::BreakIterator> instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::BreakIterator>(make(icu::Locale::getRoot(), status));
  }();
  return *instance;
}

/// Calls `take(begin, end)` in bytes for each piece between two breaks of `utf8`, in order and
/// without gaps. Threads: any; `take` must not walk by the
/// same kind.
template <MakeBreaks& make, typename Take>
void each_piece(std::string_view utf8, Take take) {
  icu::BreakIterator& breaks = breaks_of<make>();
  UErrorCode status = U_ZERO_ERROR;
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, utf8.data(), static_cast<std::int64_t>(utf8.size()), &status);
  breaks.setText(&text, status);
  std::int32_t begin = breaks.first();
  for (std::int32_t end = breaks.next(); end != icu::BreakIterator::DONE;
       begin = end, end = breaks.next())
    take(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
  utext_close(&text);
}

}  // namespace alexandria::text
