#include <algorithm>
#include <limits>
#include <utility>

#include "alexandria/text/unicode.hpp"
#include "pdf_grid.hpp"
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
  if (block.kind != PdfBlockKind::kText || block.set_aside) return 0;
  if (block.rows.size() > kHeadingLinesMax || content.size() > kHeadingBytesMax) return 0;
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

class PartWriter {
 public:
  PartWriter(const PdfStyle& style, std::uint32_t number, std::uint32_t page) : style_(style) {
    part_.number = number;
    part_.page = page_ = page;
  }

  void add(const PdfBlock& block) {
    if (block.is_table())
      add_table(block);
    else
      add_text(block);
  }
  model::ParsedPart take() { return std::move(part_); }

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(part_.text.size()); }

  std::uint32_t begin_block() {
    if (!part_.text.empty()) part_.text += '\n';
    return size();
  }
  void end_block(model::BlockKind kind, int level, std::uint32_t begin, bool set_aside) {
    model::Block block;
    block.kind = kind;
    block.level = static_cast<std::uint8_t>(level);
    block.begin = begin;
    block.end = size() - 1;
    block.set_aside = set_aside;
    part_.blocks.push_back(std::move(block));
  }

  void add_text(const PdfBlock& block) {
    const std::uint32_t begin = begin_block();
    for (const PdfRow& row : block.rows) {
      add_line(row.front());
      ++line_;
    }
    const int level = heading_level(block, style_, part_.text.substr(begin, size() - 1 - begin));
    end_block(level > 0 ? model::BlockKind::kHeading : model::BlockKind::kParagraph, level, begin,
              block.set_aside);
  }

  void add_line(const PdfLine& line) {
    bool is_first = true;
    for (const PdfWord& word : line.words) {
      if (!is_first && !word.is_glued) part_.text += ' ';
      is_first = false;
      turn_page(word);
      part_.text += word.open;
      add_word(word, size());
      part_.text += word.text + word.close;
    }
    part_.text += '\n';
  }

  void turn_page(const PdfWord& word) {
    const std::uint32_t page = word.page == 0 ? part_.page : word.page;
    if (page == page_) return;
    page_ = page;
    part_.page_breaks.push_back({size(), page});
  }

  void add_word(const PdfWord& word, std::uint32_t begin) {
    const auto u16 = [](auto value) {
      return static_cast<std::uint16_t>(std::clamp<std::int64_t>(value, 0, 65'535));
    };
    const PdfBox& box = word.place;
    part_.words.push_back({begin, u16(word.text.size()), u16(line_), u16(box.x0), u16(box.y0),
                           u16(box.x1), u16(box.y1)});
  }

  void add_table(const PdfBlock& block) {
    first_line_ = line_;
    const PdfGrid grid(block);
    const TableText written = write_table(grid.table());
    if (!written.header.text.text.empty()) add_rows(grid, written.header, written.is_header_told());
    if (!written.rows.text.text.empty()) add_rows(grid, written.rows, false);
  }

  // Words stand in cells as in the text of the grid.
  void add_rows(const PdfGrid& grid, const TableLines& lines, bool set_aside) {
    const std::uint32_t begin = begin_block();
    part_.text += lines.text.text;
    for (model::Cell cell : lines.cells) {
      cell.begin += begin;
      cell.end += begin;
      part_.cells.push_back(cell);
      for (const PdfGrid::PlacedWord& placed : grid.words_of(cell.row, cell.column)) {
        const std::uint32_t at = cell.begin + placed.offset;
        if (at + placed.word->text.size() > cell.end) break;
        line_ = first_line_ + placed.line;
        add_word(*placed.word, at);
      }
    }
    line_ = first_line_ += grid.lines();
    end_block(model::BlockKind::kTable, 0, begin, set_aside);
  }

  const PdfStyle& style_;
  model::ParsedPart part_;
  std::uint32_t page_ = 0;  // of the word before
  std::uint32_t line_ = 0;
  std::uint32_t first_line_ = 0;
};

}  // namespace

model::ParsedPart make_part(const std::vector<PdfBlock>& blocks, const PdfStyle& style,
                            std::uint32_t number, std::uint32_t page) {
  PartWriter writer(style, number, page);
  for (const PdfBlock& block : blocks)
    writer.add(block);
  return writer.take();
}

}  // namespace alexandria::ingest
