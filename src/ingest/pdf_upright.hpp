#pragma once
// Names of columns that stand upright above a table, as where columns are narrow.
#include <vector>

#include "pdf_page.hpp"

namespace alexandria::ingest {

/// Gives the tables of `flow` the names that stand above their columns, of lines in `turned` that
/// run up or down the page: at least two, and above half of the columns. These lines are gone from
/// there. A line of text beside the names, above the first column, names that one.
void add_upright_names(std::vector<PdfBlock>& flow, std::vector<PdfBlock>& turned,
                       const PdfTurn& turn);

}  // namespace alexandria::ingest
