#pragma once
// Text in columns: read one after the other.
#include "pdf_rules.hpp"

namespace alexandria::ingest {

/// Rows `first` to `last` (one past the last) with a gutter between two columns of text.
struct PdfColumns {
  std::size_t first, last;
  PdfGap gutter;
  bool found() const { return last > first; }
};

/// The longest run of rows from `first` that share a gutter, which no fragment crosses and on both
/// sides of which there is text that fills its column. The columns need not be of one length, nor
/// their lines on the same heights. Rules across the gutter make it a table.
PdfColumns find_columns(const std::vector<PdfRow>& rows, const std::vector<PdfRule>& rules,
                        std::size_t first);

}  // namespace alexandria::ingest
