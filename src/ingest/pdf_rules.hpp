#pragma once
// Horizontal lines that are drawn on a page: the rules of tables, and the edges of what is filled.
#include <vector>

#include <fpdfview.h>

#include "pdf_rows.hpp"

namespace alexandria::ingest {

struct PdfRule {
  int y, x0, x1;
};

/// On the page turned upright, ascending by y; pieces of one line are joined.
std::vector<PdfRule> read_rules(FPDF_PAGE page, const PdfTurn& turn);

/// The rules that stand upright, ascending by x.
std::vector<PdfUpright> read_uprights(FPDF_PAGE page, const PdfTurn& turn);

/// Whether a rule between two rows parts what stands on both sides of `x`.
bool is_ruled_between(const std::vector<PdfRule>& rules, const PdfRow& above, const PdfRow& below,
                      int x);

/// Blocks in reading order, as `arrange` gives them; rules tell tables from columns, and their
/// rows and cells.
std::vector<PdfBlock> arrange_rows(std::vector<PdfRow> rows, const std::vector<PdfRule>& rules,
                                   const std::vector<PdfUpright>& uprights = {});

}  // namespace alexandria::ingest
