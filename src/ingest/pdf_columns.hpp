#pragma once
// Text in columns: read one after the other.
#include "pdf_rows.hpp"

namespace alexandria::ingest {

/// Rows `first` to `last` (one past the last) with a gutter between two columns of text.
struct PdfColumns {
  std::size_t first, last;
  PdfGap gutter;
  bool found() const { return last > first; }
};

/// The longest run of rows from `first` that share a gutter, which no fragment crosses and on both
/// sides of which there is text that fills its column.
PdfColumns find_columns(const std::vector<PdfRow>& rows, std::size_t first);

}  // namespace alexandria::ingest
