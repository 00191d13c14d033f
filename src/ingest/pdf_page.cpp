#include "pdf_page.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <unicode/uchar.h>

#include "alexandria/text/bidi.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kWordLettersMax = 400;
constexpr int kCharactersMax = 500'000;

// Page space to eighths of a point of the visible page. PDFium knows rotation and crop box; the map
// is affine, so three points give it.
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
  int width() const { return width_; }
  int height() const { return height_; }
  // The direction (x, y) of the page, in quarters of a turn clockwise on the visible page.
  int quarters(double x, double y) const {
    const double right = x_[0] * x + y_[0] * y;
    const double down = x_[1] * x + y_[1] * y;
    if (std::abs(right) >= std::abs(down)) return right >= 0 ? 0 : 2;
    return down >= 0 ? 1 : 3;
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
  double place(int axis, double x, double y) const {
    return origin_[axis] + x_[axis] * x + y_[axis] * y;
  }
  static int clamp(double value, int most) {
    return static_cast<int>(std::clamp(value, 0.0, std::min(65535.0, static_cast<double>(most))));
  }
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

// In points of the page: the size that the font was selected with, times what the text's matrix
// stretches it vertically.
float font_size(FPDF_TEXTPAGE text, int index, const FS_MATRIX& matrix) {
  const auto nominal = static_cast<float>(FPDFText_GetFontSize(text, index));
  const float stretch = std::hypot(matrix.c, matrix.d);
  return stretch > 0 && std::isfinite(stretch) ? nominal * stretch : nominal;
}

// A word while its letters arrive, in the order of the page's content.
class OpenWord {
 public:
  const PdfWord& word() const { return word_; }
  std::size_t letters() const { return letters_.size(); }
  int quarters() const { return quarters_; }
  void begin(float size, bool bold, int quarters) {
    word_.size = size;
    word_.bold = bold;
    quarters_ = quarters;
  }
  void add(char32_t c, const PdfBox& box) {
    letters_.emplace_back(c, box);
    word_.rtl = word_.rtl || text::is_right_to_left(c);
    word_.box.add(box);
  }
  // PDFium turns letters of right-to-left words round in some fonts and not in others: where they
  // stand says what their order is.
  PdfWord end(const PdfTurn& turn) {
    if (word_.rtl) {
      std::ranges::stable_sort(letters_, {}, [&](const auto& letter) {
        const PdfBox box = turn.upright(letter.second);
        return box.x0 + box.x1;
      });
      std::u32string visual;
      for (const auto& [c, box] : letters_)
        visual += c;
      for (const std::size_t i : text::reading_order(visual))
        append_code_point(word_.text, visual[i]);
    } else {
      for (const auto& [c, box] : letters_)
        append_code_point(word_.text, c);
    }
    word_.box = turn.upright(word_.box);
    return std::move(word_);
  }

 private:
  PdfWord word_;
  std::vector<std::pair<char32_t, PdfBox>> letters_;
  int quarters_ = 0;  // of the direction it runs in, on the visible page
};

bool is_space(unsigned int c) {
  return c <= 0x20 || c == 0x7F || c == 0xFEFF || u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}
bool is_noncharacter(unsigned int c) {
  return c == 0xFFFE || c == 0xFFFF || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF;
}

}  // namespace

void PdfBox::add(const PdfBox& other) {
  x0 = std::min(x0, other.x0);
  y0 = std::min(y0, other.y0);
  x1 = std::max(x1, other.x1);
  y1 = std::max(y1, other.y1);
}

bool PdfWord::ltr() const {
  return !rtl && std::ranges::any_of(text, [](char c) {
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || static_cast<unsigned char>(c) >= 0xC0;
  });
}

bool PdfLine::rtl() const {
  return std::ranges::count_if(words, &PdfWord::rtl) > std::ranges::count_if(words, &PdfWord::ltr);
}

std::string PdfLine::text() const {
  std::string out;
  for (const PdfWord& word : words)
    out += (out.empty() ? "" : " ") + word.text;
  return out;
}

PdfBox PdfTurn::upright(const PdfBox& box) const {
  switch (quarters) {
    case 1: return {box.y0, width - box.x1, box.y1, width - box.x0};
    case 2: return {width - box.x1, height - box.y1, width - box.x0, height - box.y0};
    case 3: return {height - box.y1, box.x0, height - box.y0, box.x1};
    default: return box;
  }
}

void PdfTurn::put_back(model::ParsedPart& part) const {
  // Turning the rest of the way round leads back; the page turned by a quarter has its sides
  // exchanged.
  const bool sideways = quarters % 2 == 1;
  const PdfTurn rest{(4 - quarters) % 4, sideways ? height : width, sideways ? width : height};
  const auto u16 = [](int value) { return static_cast<std::uint16_t>(value); };
  for (auto& word : part.words) {
    const PdfBox box = rest.upright({word.x0, word.y0, word.x1, word.y1});
    word.x0 = u16(box.x0);
    word.y0 = u16(box.y0);
    word.x1 = u16(box.x1);
    word.y1 = u16(box.y1);
  }
}

namespace {

// Words as the page is seen, and how their text runs.
class WordReader {
 public:
  WordReader(FPDF_PAGE page, std::map<int, std::size_t>* size_histogram)
      : map_(page), sizes_(size_histogram) {}

  PdfText read(FPDF_TEXTPAGE text) {
    const int all = FPDFText_CountChars(text);
    const int count = std::min(all, kCharactersMax);
    characters_ = static_cast<std::uint64_t>(all - count);
    for (int i = 0; i < count; ++i)
      add(text, i);
    close();
    return finish();
  }

 private:
  void add(FPDF_TEXTPAGE text, int i) {
    unsigned int c = FPDFText_GetUnicode(text, i);
    if (c == 2) c = '-';  // PDFium's mark for a hyphen at the end of a line
    if (is_space(c)) return close();
    ++characters_;
    if (is_noncharacter(c)) return close();
    double left = 0, right = 0, bottom = 0, top = 0;
    if (FPDFText_GetCharBox(text, i, &left, &right, &bottom, &top) == 0) return;
    const PdfBox box = map_.box(left, right, bottom, top);
    const PdfBox& so_far = open_.word().box;
    if (open_.letters() > 0 && (box.y0 > so_far.y1 || box.y1 < so_far.y0) &&
        (box.x0 > so_far.x1 || box.x1 < so_far.x0))
      close();
    if (open_.letters() >= kWordLettersMax) close();
    if (open_.letters() == 0) begin(text, i);
    open_.add(c, box);
    if (sizes_ != nullptr) ++(*sizes_)[static_cast<int>(std::lround(open_.word().size * 2))];
  }

  void begin(FPDF_TEXTPAGE text, int i) {
    FS_MATRIX matrix{1, 0, 0, 1, 0, 0};
    FPDFText_GetMatrix(text, i, &matrix);
    open_.begin(font_size(text, i, matrix), FPDFText_GetFontWeight(text, i) >= 600,
                map_.quarters(matrix.a, matrix.b));
  }

  void close() {
    if (open_.letters() > 0) words_.push_back(std::exchange(open_, {}));
  }

  PdfText finish() {
    PdfText out;
    out.characters = characters_;
    std::size_t letters[4] = {};
    for (const OpenWord& word : words_)
      letters[word.quarters()] += word.letters();
    out.turn = {static_cast<int>(std::ranges::max_element(letters) - letters), map_.width(),
                map_.height()};
    for (OpenWord& word : words_)
      out.words.push_back(word.end(out.turn));
    std::erase_if(out.words, [](const PdfWord& word) {
      return word.box.x1 <= word.box.x0 && word.box.y1 <= word.box.y0;
    });
    return out;
  }

  PageMap map_;
  std::map<int, std::size_t>* sizes_;
  OpenWord open_;
  std::vector<OpenWord> words_;
  std::uint64_t characters_ = 0;
};

}  // namespace

PdfText read_words(FPDF_PAGE page, std::map<int, std::size_t>* size_histogram) {
  const FPDF_TEXTPAGE text = FPDFText_LoadPage(page);
  if (text == nullptr) return {};
  PdfText out = WordReader(page, size_histogram).read(text);
  FPDFText_ClosePage(text);
  return out;
}

}  // namespace alexandria::ingest
