#include <algorithm>
#include <cmath>

#include "pdf_columns.hpp"
#include "pdf_page.hpp"
#include "pdf_table.hpp"

namespace alexandria::ingest {
namespace {

constexpr int kColumnsDepthMax = 4;       // columns within columns
constexpr float kSameSize = .6F;          // points: superscripts move the usual size this much
constexpr int kParagraphGapPercent = 90;  // of the line's height; leading is some 20

bool breaks_paragraph(const PdfLine& above, const PdfLine& below) {
  if (std::abs(above.size - below.size) > kSameSize || above.bold != below.bold) return true;
  const int gap = below.box.y0 - above.box.y1;
  const int height = std::max(above.box.height(), below.box.height());
  const bool is_higher_up = gap < -below.box.height();
  return gap > height * kParagraphGapPercent / 100 || is_higher_up;
}

PdfLine join(const PdfRow& row) {
  PdfLine out = row.front();
  for (std::size_t i = 1; i < row.size(); ++i) {
    out.words.insert(out.words.end(), row[i].words.begin(), row[i].words.end());
    out.box.add(row[i].box);
    out.bold = out.bold && row[i].bold;
  }
  put_in_order(out);
  return out;
}

PdfRow cells_in_order(PdfRow cells) {
  for (PdfLine& cell : cells)
    put_in_order(cell);
  if (runs_to_left(cells)) std::ranges::reverse(cells);
  return cells;
}

// Whether the left column is read first.
bool left_is_first(const std::vector<PdfRow>& rows, const PdfColumns& columns) {
  std::ptrdiff_t to_left = 0;
  for (std::size_t r = columns.first; r < columns.last; ++r)
    to_left += runs_to_left(rows[r]) ? 1 : -1;
  return to_left <= 0;
}

std::vector<PdfRow> side_of(const std::vector<PdfRow>& rows, const PdfColumns& columns, bool left) {
  std::vector<PdfRow> out;
  for (std::size_t r = columns.first; r < columns.last; ++r) {
    PdfRow side;
    for (const PdfLine& fragment : rows[r])
      if ((fragment.box.x1 <= columns.gutter.x0) == left) side.push_back(fragment);
    if (!side.empty()) out.push_back(std::move(side));
  }
  return out;
}

// Gathers blocks in reading order. An empty block at the end says that what comes next is not part
// of the block before.
class BlockBuilder {
 public:
  void add_rows(const std::vector<PdfRow>& rows, int depth = 0) {
    for (std::size_t r = 0; r < rows.size();) {
      if (depth < kColumnsDepthMax) {
        const PdfColumns columns = find_columns(rows, r);
        if (columns.found()) {
          add_columns(rows, columns, depth);
          r = columns.last;
          continue;
        }
      }
      const PdfTable table = find_table(rows, r);
      if (table.found()) {
        add_table(rows, table);
        r = table.last;
      } else {
        add_line(rows[r], r == 0);
        ++r;
      }
    }
  }

  std::vector<PdfBlock> take() {
    std::erase_if(blocks_, [](const PdfBlock& block) { return block.rows.empty(); });
    return std::move(blocks_);
  }

 private:
  void begin_block() { blocks_.emplace_back(); }
  bool last_is_empty() const { return !blocks_.empty() && blocks_.back().rows.empty(); }

  void add_columns(const std::vector<PdfRow>& rows, const PdfColumns& columns, int depth) {
    const bool first = left_is_first(rows, columns);
    for (const bool left : {first, !first}) {
      begin_block();
      add_rows(side_of(rows, columns, left), depth + 1);
    }
    begin_block();
  }

  void add_table(const std::vector<PdfRow>& rows, const PdfTable& table) {
    begin_block();
    blocks_.back().table = true;
    for (std::size_t r = table.first; r < table.last; ++r)
      blocks_.back().rows.push_back(cells_in_order(cells_of(rows[r], table.gutters)));
  }

  // A line of text; `is_first` of its column. A line below columns may end the paragraph of the
  // longer one.
  void add_line(const PdfRow& row, bool is_first) {
    if (last_is_empty()) blocks_.pop_back();
    PdfLine line = join(row);
    const bool goes_on =
        !is_first && !blocks_.empty() && (last_is_empty() || continues_paragraph(line));
    if (!goes_on) begin_block();
    blocks_.back().rows.push_back({std::move(line)});
  }

  bool continues_paragraph(const PdfLine& line) const {
    const PdfBlock& last = blocks_.back();
    return !last.table && !breaks_paragraph(last.rows.back().back(), line);
  }

  std::vector<PdfBlock> blocks_;
};

}  // namespace

std::vector<PdfBlock> arrange(const std::vector<PdfWord>& words) {
  BlockBuilder builder;
  builder.add_rows(rows_of(words));
  return builder.take();
}

}  // namespace alexandria::ingest
