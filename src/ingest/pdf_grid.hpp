#pragma once
// A table of a page as a grid, and where its words stand in the text of its cells.
#include <map>
#include <utility>
#include <vector>

#include "pdf_page.hpp"
#include "table.hpp"

namespace alexandria::ingest {

class PdfGrid {
 public:
  /// The block must outlive the grid.
  explicit PdfGrid(const PdfBlock& block);

  struct PlacedWord {
    const PdfWord* word;
    std::uint32_t offset;  // in the text of its cell
    std::uint32_t line;    // of the table, from 0
  };
  const Table& table() const { return table_; }
  const std::vector<PlacedWord>& words_of(std::uint32_t row, std::uint32_t column) const;
  std::uint32_t lines() const { return lines_; }

 private:
  void add_cell(const PdfLine& cell, std::uint32_t row, bool is_header);
  void add_line(const PdfLine& line, std::string& text, std::vector<PlacedWord>& words);

  Table table_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<PlacedWord>> words_;
  std::uint32_t lines_ = 0;
};

}  // namespace alexandria::ingest
