#pragma once
// Letters and figures of ASCII, whatever the locale.

namespace alexandria::text {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace alexandria::text
