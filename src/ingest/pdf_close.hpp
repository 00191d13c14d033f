#pragma once
// Tables whose cells stand as close as words, as a browser sets them where no lines are drawn.
#include <cstddef>
#include <optional>
#include <vector>

#include "pdf_rows.hpp"

namespace alexandria::ingest {

/// Rows `first` to `last` (one past the last) of a page are the table of these rows of cells.
struct PdfCloseTable {
  std::size_t last, columns;
  std::vector<PdfRow> rows;
};

/// The table whose names, in bold, begin with row `first`: in each row below them words begin at
/// the same places, before which there is more than a space in one row at least.
std::optional<PdfCloseTable> find_close_table(const std::vector<PdfRow>& rows, std::size_t first);

}  // namespace alexandria::ingest
