#include <algorithm>

#include "alexandria/text/unicode.hpp"
#include "pdf_grid.hpp"

namespace alexandria::ingest {
namespace {

constexpr float kLargerShare = 1.08F;  // of the size below: a heading of the table

bool is_all_bold(const PdfRow& row) { return std::ranges::all_of(row, &PdfLine::bold); }

// How many rows at the top are set otherwise than the others: bold, or larger.
std::size_t count_marked(const std::vector<PdfRow>& rows) {
  std::size_t bold = 0;
  while (bold < rows.size() && is_all_bold(rows[bold]))
    ++bold;
  if (bold > 0) return bold < rows.size() ? bold : 0;
  if (rows.size() < 2 || rows[0].size() < 2) return 0;
  float largest = 0;  // below the first row
  for (std::size_t r = 1; r < rows.size(); ++r)
    for (const PdfLine& cell : rows[r])
      largest = std::max(largest, cell.size);
  const auto is_larger = [&](const PdfLine& cell) { return cell.size >= largest * kLargerShare; };
  return std::ranges::all_of(rows[0], is_larger) ? 1 : 0;
}

bool is_cut_word(const std::string& text) {
  return text.size() > 1 && text.back() == '-' && text[text.size() - 2] != ' ';
}

}  // namespace

PdfGrid::PdfGrid(const PdfBlock& block) {
  const std::size_t marked = count_marked(block.rows);
  bool has_bold = false;
  bool has_other = false;
  for (std::size_t r = marked; r < block.rows.size(); ++r)
    for (const PdfLine& cell : block.rows[r])
      (cell.bold ? has_bold : has_other) = true;
  for (std::size_t r = 0; r < block.rows.size(); ++r) {
    const PdfRow& row = block.rows[r];
    const bool is_wrapped =
        std::ranges::any_of(row, [](const PdfLine& c) { return !c.more.empty(); });
    for (const PdfLine& cell : row) {
      const bool is_name = cell.column == 0 && cell.bold && has_bold && has_other;
      add_cell(cell, static_cast<std::uint32_t>(r), r < marked || is_name);
      if (is_wrapped) ++lines_;
    }
    if (!is_wrapped) ++lines_;
  }
  table_.header_rows = count_header_rows(table_);
}

void PdfGrid::add_cell(const PdfLine& cell, std::uint32_t row, bool is_header) {
  TableCell out;
  out.row = row;
  out.column = cell.column;
  out.columns = cell.columns;
  out.rows = cell.rows;
  out.is_header = is_header;
  std::vector<PlacedWord>& words = words_[{row, cell.column}];
  add_line(cell, out.text.text, words);
  for (const PdfLine& line : cell.more) {
    ++lines_;
    add_line(line, out.text.text, words);
  }
  table_.cells.push_back(std::move(out));
}

void PdfGrid::add_line(const PdfLine& line, std::string& text, std::vector<PlacedWord>& words) {
  bool is_first = true;
  for (const PdfWord& word : line.words) {
    const bool is_glued = is_first ? is_cut_word(text) : word.is_glued;
    if (!text.empty() && !is_glued) text += ' ';
    is_first = false;
    text += word.open;
    words.push_back({&word, static_cast<std::uint32_t>(text.size()), lines_});
    text += word.text + word.close;
  }
}

const std::vector<PdfGrid::PlacedWord>& PdfGrid::words_of(std::uint32_t row,
                                                          std::uint32_t column) const {
  static const std::vector<PlacedWord> none;
  const auto found = words_.find({row, column});
  return found == words_.end() ? none : found->second;
}

}  // namespace alexandria::ingest
