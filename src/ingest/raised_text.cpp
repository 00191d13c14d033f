#include "raised_text.hpp"

#include <algorithm>
#include <string>

#include "alexandria/text/ascii.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kNoteLettersMin = 3;  // "km" has a power, "chamber" a note

using text::is_digit;
bool is_letter(char c) {
  return (static_cast<unsigned char>(c) & 0x80) != 0 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}
// Digits with signs, points and commas between them.
bool is_numeric(std::string_view text) {
  bool any = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i]))
      any = true;
    else if (text.substr(i).starts_with("\xE2\x88\x92"))  // U+2212, a minus
      i += 2;
    else if (std::string_view("+-,.; ").find(text[i]) == std::string_view::npos)
      return false;
  }
  return any;
}

// Up to kNoteLettersMin.
std::size_t letters_at_end(std::string_view text) {
  std::size_t letters = 0;
  while (letters < std::min(text.size(), kNoteLettersMin) &&
         is_letter(text[text.size() - 1 - letters]))
    ++letters;
  return letters;
}

}  // namespace

void add_raised_text(Written& line, std::string_view inside, bool is_lowered) {
  if (inside.empty()) return;
  const char before = line.text.empty() ? ' ' : line.text.back();
  const std::size_t letters = letters_at_end(line.text);
  const auto write = [&](std::string_view open, std::string_view close) {
    line.text.append(open).append(inside).append(close);
    line.characters += text::count_visible(open) + text::count_visible(close);
  };
  if (is_lowered)
    write(is_digit(before) && is_digit(inside[0]) ? "_" : "", "");
  else if (inside[0] == '[' || inside[0] == '(' || inside[0] == '*')
    write(is_letter(before) && inside[0] != '*' ? " " : "", "");
  else if (is_numeric(inside) && letters >= kNoteLettersMin)
    write(" [", "]");
  else if (is_numeric(inside) && (is_digit(before) || is_letter(before) || before == ')'))
    write("^", "");
  else if (is_numeric(inside) &&
           std::string_view(".,;:!?\"").find(before) != std::string_view::npos)
    write(" [", "]");
  else if (is_digit(before) && inside.size() == 1 && is_letter(inside[0]))
    write("^", "");  // 10^n
  else
    write("", "");
}

}  // namespace alexandria::ingest
