#pragma once
#include "pdf_table.hpp"

namespace alexandria::ingest {

/// Whether what looks like a table is a list whose lines hang behind their marks: before the text
/// of each row stands nothing, or a mark of a list ("1.", "(a)", "•"). Numbers with dots between
/// them ("2.1") are marks before running text only.
bool is_hanging_list(const std::vector<PdfRow>& rows, const PdfTable& table);

}  // namespace alexandria::ingest
