#include "html_line.hpp"

#include <utility>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kNoteLettersMin = 3;  // "km" has a power, "chamber" a note

bool is_digit(char c) { return c >= '0' && c <= '9'; }
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

std::size_t letters_at_end(std::string_view text) {
  std::size_t letters = 0;
  while (letters < text.size() && is_letter(text[text.size() - 1 - letters]))
    ++letters;
  return letters;
}

}  // namespace

void HtmlLine::add(std::string_view text, bool preformatted) {
  if (preformatted) {
    line_.text += text;
    return;
  }
  line_.text += text;
}

std::uint32_t HtmlLine::add_raised(std::uint32_t i) {
  const HtmlNode& raised = nodes_[i];
  std::string inside;
  for (std::uint32_t at = i + 1; at < raised.end; ++at) {
    if (nodes_[at].tag.empty() && nodes_[at].is_visible)
      inside += nodes_[at].text;
    else if (nodes_[at].is_block || nodes_[at].tag == "br")
      inside += ' ';
  }
  inside = text::squeeze(inside);
  const char before = line_.text.empty() ? ' ' : line_.text.back();
  const std::size_t letters = letters_at_end(line_.text);
  const auto write = [&](std::string_view open, std::string_view close) {
    line_.text.append(open).append(inside).append(close);
    line_.characters += text::count_visible(open) + text::count_visible(close);
  };
  if (inside.empty())
    ;
  else if (raised.tag == "sub")
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
  return raised.end;
}

bool HtmlLine::is_blank() const { return text::trim(line_.text).empty(); }
void HtmlLine::clear() { line_ = {}; }

Written HtmlLine::take(bool preformatted) {
  Written out = std::exchange(line_, {});
  if (!preformatted) out.text = text::squeeze(out.text);
  return out;
}

}  // namespace alexandria::ingest
