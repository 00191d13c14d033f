#include <algorithm>

#include "alexandria/text/unicode.hpp"
#include "pdf_rows.hpp"

namespace alexandria::ingest {
namespace {

// Headings are short, and larger than the text: by 1.6 (a title), 1.3, 1.12; smaller steps are
// other fonts of running text.
constexpr std::size_t kHeadingLinesMax = 3;
constexpr std::size_t kHeadingBytesMax = 200;
constexpr std::size_t kBoldHeadingBytesMax = 100;  // bold text of the usual size
constexpr int kDeepestLevel = 6;

bool ends_like_text(const std::string& content) {
  return content.ends_with('.') || content.ends_with(',') || content.ends_with(';');
}

// 0: no heading.
int heading_level(const PdfBlock& block, const PdfStyle& style, const std::string& content) {
  if (block.table || block.rows.size() > kHeadingLinesMax || content.size() > kHeadingBytesMax)
    return 0;
  const auto listed = style.outline.find(text::fold(text::squeeze(content)));
  if (listed != style.outline.end()) return std::min(listed->second, kDeepestLevel);
  const PdfLine& line = block.rows.front().front();
  const float ratio = line.size / style.body_size;
  if (ratio >= 1.6F) return 1;
  if (ratio >= 1.3F) return 2;
  if (ratio >= 1.12F) return 3;
  const bool is_short = block.rows.size() == 1 && content.size() < kBoldHeadingBytesMax;
  return line.bold && is_short && !ends_like_text(content) ? 4 : 0;
}

void add_word(const PdfWord& word, std::uint16_t line, model::ParsedPart& part) {
  const auto u16 = [](auto value) { return static_cast<std::uint16_t>(value); };
  const auto begin = static_cast<std::uint32_t>(part.text.size());
  part.words.push_back({begin, u16(word.text.size()), line, u16(word.box.x0), u16(word.box.y0),
                        u16(word.box.x1), u16(word.box.y1)});
  part.text += word.text;
}

// Words parted by spaces, cells by bars.
void add_row(const PdfRow& row, std::uint16_t line, model::ParsedPart& part) {
  for (std::size_t f = 0; f < row.size(); ++f) {
    if (f > 0) part.text += " | ";
    for (std::size_t w = 0; w < row[f].words.size(); ++w) {
      if (w > 0) part.text += ' ';
      add_word(row[f].words[w], line, part);
    }
  }
  part.text += '\n';
}

model::BlockKind kind_of(const PdfBlock& block, int level) {
  if (block.table) return model::BlockKind::kTable;
  return level > 0 ? model::BlockKind::kHeading : model::BlockKind::kParagraph;
}

}  // namespace

model::ParsedPart make_part(const std::vector<PdfBlock>& blocks, const PdfStyle& style,
                            std::uint32_t number, std::uint32_t page) {
  model::ParsedPart part;
  part.number = number;
  part.page = page;
  std::uint16_t line = 0;
  for (const PdfBlock& block : blocks) {
    if (!part.text.empty()) part.text += '\n';
    const auto begin = static_cast<std::uint32_t>(part.text.size());
    for (const PdfRow& row : block.rows)
      add_row(row, line++, part);
    const auto end = static_cast<std::uint32_t>(part.text.size() - 1);
    const int level = heading_level(block, style, part.text.substr(begin, end - begin));
    part.blocks.push_back(
        {kind_of(block, level), static_cast<std::uint8_t>(level), begin, end, ""});
  }
  return part;
}

}  // namespace alexandria::ingest
