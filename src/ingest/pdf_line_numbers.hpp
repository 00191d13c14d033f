#pragma once
// Numbers of lines in the margin of a page, as of contracts and pleadings.
#include <vector>

#include "pdf_rows.hpp"

namespace alexandria::ingest {

/// Takes the numbers of lines out of the rows; empty where a page has none. They count by one, from
/// line to line or with lines between, stand aligned left of all text, and what stands beside them
/// fills its lines as no column of a table does.
std::vector<PdfLine> take_line_numbers(std::vector<PdfRow>& rows);

}  // namespace alexandria::ingest
