#pragma once
// Names over several columns of a table without a grid.
#include <vector>

#include "pdf_rules.hpp"

namespace alexandria::ingest {

/// Gives the names of groups in the first row all their columns, where names of columns stand in
/// the second: those above a rule of their own, those of which each group has the same names, or
/// those that the name is centred over.
void widen_names(std::vector<PdfRow>& rows, const std::vector<PdfRule>& rules);

}  // namespace alexandria::ingest
