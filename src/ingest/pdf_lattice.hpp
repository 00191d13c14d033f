#pragma once
// Tables whose cells are drawn: lines that lie and lines that stand make a grid, and what is
// between them is a cell, however close the words stand and however far.
#include <cstddef>
#include <optional>
#include <vector>

#include "pdf_rules.hpp"

namespace alexandria::ingest {

/// Rows `first` to `last` (one past the last) of a page are the table of these rows of cells.
struct PdfDrawnTable {
  std::size_t first, last;
  PdfBox box;  // of the words
  std::vector<PdfRow> rows;
};

/// Lines that touch each other and make cells, two rows and two columns of them at least.
class PdfLattice {
 public:
  /// Cells that are rectangles, else it is a drawing and not `found`.
  PdfLattice(const std::vector<PdfRule>& rules, const std::vector<PdfUpright>& uprights);
  bool found() const { return !cells_.empty(); }

  /// The table that begins with row `first`. None where its lines do not part all cells: where text
  /// crosses them, whole rows follow each other without one, or cells hold columns of their own.
  std::optional<PdfDrawnTable> read(const std::vector<PdfRow>& rows, std::size_t first) const;

 private:
  struct Cell {
    std::size_t row, column, rows = 1, columns = 1;
  };
  struct Filled;
  /// False if they are no rectangles.
  template <class Before, class Above>
  bool find_cells(Before is_wall_before, Above is_wall_above);
  bool holds(const PdfBox& box) const;
  bool add_words(const PdfLine& fragment, std::size_t row, Filled& filled) const;
  bool parts_rows(const Filled& filled) const;
  bool is_filled(const Filled& filled) const;
  std::vector<PdfRow> rows_of_cells(Filled& filled) const;

  std::vector<int> xs_, ys_;  // of the lines between rows and columns, and of the outer ones
  std::vector<Cell> cells_;   // from the top, left to right
  std::vector<std::size_t> cell_of_;  // by row, then column
};

/// The grids of a page.
std::vector<PdfLattice> lattices_of(const std::vector<PdfRule>& rules,
                                    const std::vector<PdfUpright>& uprights);

}  // namespace alexandria::ingest
