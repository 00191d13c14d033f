#pragma once
// From the words of a page to rows: what stands on one base line.
#include <vector>

#include "pdf_page.hpp"

namespace alexandria::ingest {

inline constexpr int kUnitsAPoint = 8;  // a PdfBox counts in eighths of a point

/// A span of x that is free of words.
struct PdfGap {
  int x0, x1;
  int width() const { return x1 - x0; }
};

/// A line that is drawn from top to bottom, as between the cells of a grid.
struct PdfUpright {
  int x, y0, y1;
};

/// The rows of a page, top to bottom: fragments on one base line, left to right. A fragment is
/// words that follow each other nearer than a gap that parts columns or cells, without one of
/// `uprights`, ascending by x, between them.
std::vector<PdfRow> rows_of(std::vector<PdfWord> words,
                            const std::vector<PdfUpright>& uprights = {});

/// Whether most fragments of the row are written from right to left.
bool runs_to_left(const PdfRow& row);

/// The words of a right-to-left line in reading order (those of other lines are in it already),
/// with what is raised marked.
void put_in_order(PdfLine& line);

}  // namespace alexandria::ingest
