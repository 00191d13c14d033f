#include "pdf_map.hpp"

#include <algorithm>
#include <cmath>

namespace alexandria::ingest {
namespace {

constexpr int kFine = 16;              // so that rounding to whole device units does not matter
constexpr double kSlantedShare = .18;  // tan 10 degrees: scanned pages lean by a few

int clamp(double value, int most) {
  return static_cast<int>(std::clamp(value, 0.0, std::min(65535.0, static_cast<double>(most))));
}

}  // namespace

PdfMap::PdfMap(FPDF_PAGE page) {
  width_ = static_cast<int>(std::lround(FPDF_GetPageWidthF(page) * 8));
  height_ = static_cast<int>(std::lround(FPDF_GetPageHeightF(page) * 8));
  const auto at = [&](double x, double y, double out[2]) {
    int dx = 0;
    int dy = 0;
    FPDF_PageToDevice(page, 0, 0, width_ * kFine, height_ * kFine, 0, x, y, &dx, &dy);
    out[0] = static_cast<double>(dx) / kFine;
    out[1] = static_cast<double>(dy) / kFine;
  };
  double right[2];
  double up[2];
  at(0, 0, origin_);
  at(1000, 0, right);
  at(0, 1000, up);
  for (int i = 0; i < 2; ++i) {
    x_[i] = (right[i] - origin_[i]) / 1000;
    y_[i] = (up[i] - origin_[i]) / 1000;
  }
}

int PdfMap::turn(double x, double y) const {
  const double right = x_[0] * x + y_[0] * y;
  const double down = x_[1] * x + y_[1] * y;
  const double least = std::min(std::abs(right), std::abs(down));
  const double most = std::max(std::abs(right), std::abs(down));
  if (least > most * kSlantedShare) return kSlanted;
  if (std::abs(right) >= std::abs(down)) return right >= 0 ? 0 : 2;
  return down >= 0 ? 1 : 3;
}

PdfBox PdfMap::box(double left, double right, double bottom, double top) const {
  const double xs[2] = {place(0, left, bottom), place(0, right, top)};
  const double ys[2] = {place(1, left, bottom), place(1, right, top)};
  PdfBox out;
  out.x0 = clamp(std::floor(std::min(xs[0], xs[1])), width_);
  out.x1 = clamp(std::ceil(std::max(xs[0], xs[1])), width_);
  out.y0 = clamp(std::floor(std::min(ys[0], ys[1])), height_);
  out.y1 = clamp(std::ceil(std::max(ys[0], ys[1])), height_);
  return out;
}

PdfBox PdfMap::point(double x, double y) const { return box(x, x, y, y); }

bool PdfMap::is_visible(double left, double right, double bottom, double top) const {
  const double x = place(0, (left + right) / 2, (bottom + top) / 2);
  const double y = place(1, (left + right) / 2, (bottom + top) / 2);
  return x >= 0 && y >= 0 && x <= width_ && y <= height_;
}

}  // namespace alexandria::ingest
