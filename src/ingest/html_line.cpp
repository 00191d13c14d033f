#include "html_line.hpp"

#include <utility>

#include "alexandria/text/ascii.hpp"
#include "alexandria/text/unicode.hpp"
#include "html_math.hpp"
#include "raised_text.hpp"

namespace alexandria::ingest {
namespace {

bool is_letter(char c) {
  return (static_cast<unsigned char>(c) & 0x80) != 0 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

using text::is_digit;

// The end of a line of the source, from `at` on, that a hyphen stands before and a letter behind;
// npos if there is none.
std::size_t find_cut(std::string_view text, std::size_t at) {
  for (at = text.find('\n', at); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    std::string_view line = text.substr(0, at);
    while (line.ends_with(' ') || line.ends_with('\t'))
      line.remove_suffix(1);
    bool is_cut = false;
    for (const std::string_view hyphen : {"-", "\xE2\x80\x90", "\xC2\xAD"})
      is_cut = is_cut || (line.size() > hyphen.size() && line.ends_with(hyphen) &&
                          is_letter(line[line.size() - hyphen.size() - 1]));
    const std::size_t next = is_cut ? text.find_first_not_of(" \t", at + 1) : text.size();
    if (next < text.size() && is_letter(text[next])) return at;
  }
  return std::string_view::npos;
}

// White space becomes a space, but for line ends that cut a word: they tell that it goes on.
std::string squeeze_line(std::string_view text) {
  std::size_t cut = find_cut(text, 0);
  if (cut == std::string_view::npos) return text::squeeze(text);
  std::string out;
  std::size_t begin = 0;
  for (; cut != std::string_view::npos; cut = find_cut(text, begin)) {
    out += text::squeeze(text.substr(begin, cut - begin)) + "\n";
    begin = cut + 1;
  }
  return out + text::squeeze(text.substr(begin));
}

}  // namespace

bool is_written_whole(const HtmlNode& node) {
  return node.tag == "sup" || node.tag == "sub" || node.tag == "math";
}

void HtmlLine::add(std::string_view text) {
  if (text.empty()) return;
  if (ends_in_equation_ && is_digit(text[0])) part_from(text);
  ends_in_equation_ = false;
  line_.text += text;
}

// Numbers stay apart that meet where an equation begins or ends, and so do equations.
void HtmlLine::part_from(std::string_view next) {
  if (line_.text.empty() || next.empty()) return;
  const char last = line_.text.back();
  const bool meet = is_digit(last) && is_digit(next[0]);
  if (meet || (ends_in_equation_ && last != ' ')) line_.text += ' ';
}

std::uint32_t HtmlLine::add_whole(std::uint32_t i) {
  if (nodes_[i].tag == "math") {
    const Written equation = html_equation(nodes_, i);
    part_from(equation.text);
    line_.text += equation.text;
    line_.characters += equation.characters;
    ends_in_equation_ = true;
  } else {
    add_raised(i);
  }
  return nodes_[i].end;
}

void HtmlLine::add_raised(std::uint32_t i) {
  const HtmlNode& raised = nodes_[i];
  std::string inside;
  for (std::uint32_t at = i + 1; at < raised.end; ++at) {
    if (nodes_[at].tag.empty() && nodes_[at].is_visible)
      inside += nodes_[at].text;
    else if (nodes_[at].is_block || nodes_[at].tag == "br")
      inside += ' ';
  }
  add_raised_text(line_, text::squeeze(inside), raised.tag == "sub");
}

bool HtmlLine::is_blank() const { return text::trim(line_.text).empty(); }
void HtmlLine::clear() {
  line_ = {};
  ends_in_equation_ = false;
}

Written HtmlLine::take(bool preformatted) {
  Written out = std::exchange(line_, {});
  ends_in_equation_ = false;
  if (!preformatted) out.text = squeeze_line(out.text);
  return out;
}

}  // namespace alexandria::ingest
