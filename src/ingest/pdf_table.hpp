#pragma once
// Tables without lines: rows whose fragments are kept apart by the same gutters, and stand aligned
// behind them. Justified text has gaps too, but they are elsewhere in every row, or what follows
// them is not aligned.
#include "pdf_rules.hpp"

namespace alexandria::ingest {

/// Rows `first` to `last` (one past the last) and the gutters between their columns.
struct PdfTable {
  std::size_t first, last;
  std::vector<PdfGap> gutters;
  bool found() const { return last > first; }
};

/// The table that begins with row `first`. A heading row may have fewer cells than the rows below
/// it, or cells over several columns, so that the rows below it have their say too.
PdfTable find_table(const std::vector<PdfRow>& rows, std::size_t first);

/// The cells of a row, left to right, with their columns: fragments between two gutters are one
/// cell.
PdfRow cells_of(const PdfRow& row, const std::vector<PdfGap>& gutters);

/// The rows of the table, of cells: lines of wrapped cells are joined, by the rules between rows or
/// by their spacing.
std::vector<PdfRow> table_rows(const std::vector<PdfRow>& rows, const std::vector<PdfRule>& rules,
                               const PdfTable& table);

}  // namespace alexandria::ingest
