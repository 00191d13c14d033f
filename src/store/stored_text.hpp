#pragma once
// Texts of clients may hold U+0000, which PostgreSQL's TEXT cannot. In rows of records U+001A
// stands before what it changes: "\x1A0" is U+0000, "\x1AZ" is itself. All other texts stand as
// they are.
#include <string>
#include <string_view>

namespace alexandria::store {

inline constexpr char kChanged = 0x1A;

inline std::string to_stored(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == kChanged || c == 0) {
      out += kChanged;
      out += c == 0 ? '0' : 'Z';
    } else {
      out += c;
    }
  }
  return out;
}

inline std::string from_stored(std::string text) {
  if (text.find(kChanged) == std::string::npos) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == kChanged && i + 1 < text.size())
      out += text[++i] == '0' ? '\0' : kChanged;
    else
      out += text[i];
  }
  return out;
}

}  // namespace alexandria::store
