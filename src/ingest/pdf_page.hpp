#pragma once
// A page of a PDF as words with boxes, and from them lines and blocks in reading order.
#include <map>
#include <string>
#include <vector>

#include <fpdf_text.h>
#include <fpdfview.h>

#include "alexandria/model/document.hpp"

namespace alexandria::ingest {

/// In eighths of a point of the visible page, origin at the top left.
struct PdfBox {
  int x0 = 1 << 30, y0 = 1 << 30, x1 = -1, y1 = -1;
  void add(const PdfBox& other);
  int width() const { return x1 - x0; }
  int height() const { return y1 - y0; }
};
struct PdfWord {
  std::string text;
  PdfBox box;
  float size = 0;  // of the font, points
  bool bold = false;
  bool rtl = false;  // has letters written from right to left
  /// Has letters written from left to right, and none the other way.
  bool ltr() const;
};
/// Words on one base line without a wide gap.
struct PdfLine {
  std::vector<PdfWord> words;
  PdfBox box;
  float size = 0;
  bool bold = false;
  /// Most of its words that have letters are written from right to left.
  bool rtl() const;
  std::string text() const;
};
/// Lines that belong together, in reading order; `cells` makes it a table whose lines are rows of
/// fragments.
struct PdfBlock {
  std::vector<std::vector<PdfLine>> rows;
  bool table = false;
};

/// How most text of a page runs: from left to right (0 quarters), or turned clockwise by quarters,
/// as on a page that lies on its side.
struct PdfTurn {
  int quarters = 0;
  int width = 0, height = 0;  // of the visible page
  /// A box of the visible page on the page turned so that text runs from left to right.
  PdfBox upright(const PdfBox& box) const;
  /// The boxes of a part that was arranged upright, on the visible page.
  void put_back(model::ParsedPart& part) const;
};

struct PdfText {
  std::vector<PdfWord> words;  // in the order of the page's content, boxes upright
  PdfTurn turn;
  std::uint64_t characters = 0;  // of the page's content, but for white space
};

/// The words of a page; `size_histogram` counts characters by font size in half points.
PdfText read_words(FPDF_PAGE page, std::map<int, std::size_t>* size_histogram);
/// Lines from words, then blocks: columns one after the other, tables by rows, paragraphs by gaps
/// and font.
std::vector<PdfBlock> arrange(const std::vector<PdfWord>& words);

struct PdfStyle {
  float body_size = 10;
  std::map<std::string, int>
      outline;  // folded titles of the document's outline with their depth, from 1
};
/// The part: text, blocks and words. Headings by outline, size or weight.
model::ParsedPart make_part(const std::vector<PdfBlock>& blocks, const PdfStyle& style,
                            std::uint32_t number, std::uint32_t page);

}  // namespace alexandria::ingest
