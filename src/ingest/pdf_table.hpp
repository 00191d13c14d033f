#pragma once
// Tables without lines: rows whose fragments are kept apart by the same gutters, and stand aligned
// behind them. Justified text has gaps too, but they are elsewhere in every row, or what follows
// them is not aligned.
#include "pdf_rows.hpp"

namespace alexandria::ingest {

/// Rows `first` to `last` (one past the last) and the gutters between their cells.
struct PdfTable {
  std::size_t first, last;
  std::vector<PdfGap> gutters;
  bool found() const { return last > first; }
};

/// The table that begins with row `first`. A heading row may have fewer cells than the rows below
/// it, so that the second row has its say too.
PdfTable find_table(const std::vector<PdfRow>& rows, std::size_t first);

/// The cells of a row, left to right: fragments between two gutters are one cell.
PdfRow cells_of(const PdfRow& row, const std::vector<PdfGap>& gutters);

}  // namespace alexandria::ingest
