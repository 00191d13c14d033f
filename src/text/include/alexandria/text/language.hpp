#pragma once
#include <string>
#include <string_view>

namespace alexandria::text {
/// The language of a text as BCP 47 ("en", "zh-Hant"), by CLD2; empty if it is not sure. Looks at
/// the first 16 KiB.
std::string detect_language(std::string_view utf8);
}  // namespace alexandria::text
