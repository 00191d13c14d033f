#include "pdf_page.hpp"

#include <algorithm>
#include <cmath>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

// Page space to eighths of a point of the visible page. PDFium knows rotation and crop box; the map is affine, so three points give it.
class PageMap {
 public:
  explicit PageMap(FPDF_PAGE page) {
    width_ = static_cast<int>(std::lround(FPDF_GetPageWidthF(page) * 8));
    height_ = static_cast<int>(std::lround(FPDF_GetPageHeightF(page) * 8));
    // Larger by kFine, so that rounding to whole device units does not matter.
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
  PdfBox box(double left, double right, double bottom, double top) const {
    const double xs[2] = {place(0, left, bottom), place(0, right, top)};
    const double ys[2] = {place(1, left, bottom), place(1, right, top)};
    PdfBox out;
    out.x0 = clamp(std::floor(std::min(xs[0], xs[1])), width_);
    out.x1 = clamp(std::ceil(std::max(xs[0], xs[1])), width_);
    out.y0 = clamp(std::floor(std::min(ys[0], ys[1])), height_);
    out.y1 = clamp(std::ceil(std::max(ys[0], ys[1])), height_);
    return out;
  }

 private:
  static constexpr int kFine = 16;
  double place(int axis, double x, double y) const { return origin_[axis] + x_[axis] * x + y_[axis] * y; }
  static int clamp(double value, int most) { return static_cast<int>(std::clamp(value, 0.0, std::min(65535.0, static_cast<double>(most)))); }
  int width_, height_;
  double origin_[2], x_[2], y_[2];
};

void append_code_point(std::string& out, unsigned int c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// In points of the page: the size that the font was selected with, times what the text's matrix stretches it vertically.
float font_size(FPDF_TEXTPAGE text, int index) {
  const auto nominal = static_cast<float>(FPDFText_GetFontSize(text, index));
  FS_MATRIX matrix;
  if (FPDFText_GetMatrix(text, index, &matrix) == 0) return nominal;
  const float stretch = std::hypot(matrix.c, matrix.d);
  return stretch > 0 && std::isfinite(stretch) ? nominal * stretch : nominal;
}

bool is_space(unsigned int c) { return c <= 0x20 || c == 0xA0 || c == 0x2028 || c == 0x3000 || c == 0xFEFF; }
bool is_noncharacter(unsigned int c) { return c == 0xFFFE || c == 0xFFFF || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF; }

}  // namespace

void PdfBox::add(const PdfBox& other) {
  x0 = std::min(x0, other.x0);
  y0 = std::min(y0, other.y0);
  x1 = std::max(x1, other.x1);
  y1 = std::max(y1, other.y1);
}

std::string PdfLine::text() const {
  std::string out;
  for (const PdfWord& word : words) out += (out.empty() ? "" : " ") + word.text;
  return out;
}

std::vector<PdfWord> read_words(FPDF_PAGE page, std::map<int, std::size_t>* size_histogram) {
  std::vector<PdfWord> words;
  const FPDF_TEXTPAGE text = FPDFText_LoadPage(page);
  if (text == nullptr) return words;
  const PageMap map(page);
  const int count = std::min(FPDFText_CountChars(text), 500'000);
  bool open = false;
  for (int i = 0; i < count; ++i) {
    unsigned int c = FPDFText_GetUnicode(text, i);
    if (c == 2) c = '-';  // PDFium's mark for a hyphen at the end of a line
    if (is_space(c) || is_noncharacter(c)) {
      open = false;
      continue;
    }
    double left = 0, right = 0, bottom = 0, top = 0;
    if (FPDFText_GetCharBox(text, i, &left, &right, &bottom, &top) == 0) continue;
    const PdfBox box = map.box(left, right, bottom, top);
    const bool far = open && (box.y0 > words.back().box.y1 || box.y1 < words.back().box.y0 || words.back().text.size() > 400);
    if (!open || far) {
      words.emplace_back();
      words.back().size = font_size(text, i);
      words.back().bold = FPDFText_GetFontWeight(text, i) >= 600;
      open = true;
    }
    append_code_point(words.back().text, c);
    words.back().box.add(box);
    if (size_histogram != nullptr) ++(*size_histogram)[static_cast<int>(std::lround(words.back().size * 2))];
  }
  FPDFText_ClosePage(text);
  std::erase_if(words, [](const PdfWord& word) { return word.box.x1 <= word.box.x0 && word.box.y1 <= word.box.y0; });
  return words;
}

}  // namespace alexandria::ingest
