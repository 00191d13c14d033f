#pragma once
// Page space to eighths of a point of the visible page.
#include <fpdfview.h>

#include "pdf_page.hpp"

namespace alexandria::ingest {

/// How a piece of text runs on the visible page, in quarters of a turn clockwise; or across.
inline constexpr int kSlanted = 4;
inline constexpr int kTurns = 5;

/// PDFium knows rotation and crop box; the map is affine, so three points give it.
class PdfMap {
 public:
  explicit PdfMap(FPDF_PAGE page);
  int width() const { return width_; }
  int height() const { return height_; }
  /// The direction (x, y) of the page: 0 to 3, or kSlanted.
  int turn(double x, double y) const;
  /// Rounded outwards, and cut at the edges of the visible page.
  PdfBox box(double left, double right, double bottom, double top) const;
  PdfBox point(double x, double y) const;
  /// Whether the middle of a box of the page is on the visible page.
  bool is_visible(double left, double right, double bottom, double top) const;

 private:
  double place(int axis, double x, double y) const {
    return origin_[axis] + x_[axis] * x + y_[axis] * y;
  }
  int width_, height_;
  double origin_[2], x_[2], y_[2];
};

}  // namespace alexandria::ingest
