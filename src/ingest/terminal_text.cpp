#include "terminal_text.hpp"

#include <algorithm>

namespace alexandria::ingest {
namespace {

constexpr char kEscape = '\x1b';
constexpr char kBackspace = '\b';
constexpr char kBell = '\a';
constexpr std::size_t kStringBytesMax = 4096;  // of a title of a window, and the like

bool is_between(char c, char first, char last) { return c >= first && c <= last; }

// Behind the string that begins at `at`, which a bell or an escape and a backslash ends; `at` if
// nothing does.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  const std::size_t last = std::min(text.size(), at + kStringBytesMax);
  for (std::size_t i = at; i < last && text[i] != '\n'; ++i) {
    if (text[i] == kBell) return i + 1;
    if (text[i] == kEscape && i + 1 < last && text[i + 1] == '\\') return i + 2;
  }
  return at;
}

// Behind the escape sequence that begins at `at`.
std::size_t end_of_escape(std::string_view text, std::size_t at) {
  if (++at >= text.size()) return at;
  const char kind = text[at];
  if (kind == '[') {
    std::size_t i = at + 1;
    while (i < text.size() && is_between(text[i], '0', '?'))
      ++i;
    while (i < text.size() && is_between(text[i], ' ', '/'))
      ++i;
    return i < text.size() && is_between(text[i], '@', '~') ? i + 1 : i;
  }
  if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_')
    return end_of_string(text, at + 1);
  std::size_t i = at;
  while (i < text.size() && is_between(text[i], ' ', '/'))
    ++i;
  return i < text.size() && is_between(text[i], '0', '~') ? i + 1 : i;
}

std::size_t begin_of_last(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
    --at;
  return at;
}

}  // namespace

bool is_for_terminal(std::string_view text) {
  return text.find(kEscape) != std::string_view::npos ||
         text.find(kBackspace) != std::string_view::npos;
}

std::string without_terminal_signs(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == kEscape) {
      i = end_of_escape(text, i);
    } else if (text[i] == kBackspace) {
      ++i;
      const bool has_letters =
          !out.empty() && out.back() != '\n' && i < text.size() && text[i] != '\n';
      if (!has_letters || text[i] == kBackspace || text[i] == kEscape) continue;
      // A line under a letter is drawn before it or behind it.
      const bool is_line = text[i] == '_' && out.back() != '_';
      if (is_line)
        ++i;
      else
        out.erase(begin_of_last(out));
    } else {
      out += text[i++];
    }
  }
  return out;
}

}  // namespace alexandria::ingest
