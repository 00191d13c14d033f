#include "html_line.hpp"

#include <utility>

#include "alexandria/text/unicode.hpp"
#include "raised_text.hpp"

namespace alexandria::ingest {

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
  add_raised_text(line_, text::squeeze(inside), raised.tag == "sub");
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
