#pragma once
// A page of a PDF as words with boxes, and from them lines and blocks in reading order.
#include <map>
#include <string>
#include <vector>

#include <fpdf_text.h>
#include <fpdfview.h>

#include "alexandria/model/document.hpp"

namespace alexandria::ingest {

/// In eighths of a point, origin at the top left.
struct PdfBox {
  int x0 = 1 << 30, y0 = 1 << 30, x1 = -1, y1 = -1;
  void add(const PdfBox& other);
  int width() const { return x1 - x0; }
  int height() const { return y1 - y0; }
};
struct PdfWord {
  std::string text;
  PdfBox box;      // on the page turned so that the word runs from left to right
  PdfBox place;    // on the visible page
  float size = 0;  // of the font, points
  int base = 0;    // its base line, as `box`
  bool bold = false;
  bool rtl = false;         // has letters written from right to left
  bool is_glued = false;    // no space stands between the word before and this
  std::string open, close;  // written around it by us: "^", or " [" and "]"
  std::uint32_t page = 0;   // from 1; 0 is the page of its part
  /// Has letters written from left to right, and none the other way.
  bool ltr() const;
};
/// Words on one base line without a wide gap.
struct PdfLine {
  std::vector<PdfWord> words;
  PdfBox box;
  float size = 0;
  bool bold = false;
  std::uint32_t column = 0;   // of a cell
  std::uint32_t columns = 1;  // over which it reaches
  std::uint32_t rows = 1;
  std::vector<PdfLine> more;  // of a cell: its other lines
  /// Most of its words that have letters are written from right to left.
  bool rtl() const;
  std::string text() const;
};
using PdfRow = std::vector<PdfLine>;

enum class PdfBlockKind : std::uint8_t { kText, kTable, kApart };
/// Lines that belong together, in reading order. Rows of text are of one line each, those of tables
/// of cells. What stands apart from the flow of text is no heading.
struct PdfBlock {
  std::vector<PdfRow> rows;
  PdfBlockKind kind = PdfBlockKind::kText;
  bool set_aside = false;
  bool is_table() const { return kind == PdfBlockKind::kTable; }
};

/// How most text of a page runs: from left to right (0 quarters), or turned clockwise by quarters,
/// as on a page that lies on its side.
struct PdfTurn {
  int quarters = 0;
  int width = 0, height = 0;  // of the visible page
  /// A box of the visible page on the page turned so that text runs from left to right.
  PdfBox upright(const PdfBox& box) const;
  /// Of the page that was turned.
  int upright_height() const { return quarters % 2 == 0 ? height : width; }
};

struct PdfText {
  std::vector<PdfWord> words;  // that run as most of the page does, in the order of its content
  std::vector<std::vector<PdfWord>> turned;  // those that run otherwise, by their direction
  std::vector<PdfWord> slanted;              // and those that run across
  PdfTurn turn;
  std::uint64_t characters = 0;  // of the page's content, but for white space
  std::uint64_t unread = 0;      // of them, which are in no word
  bool is_readable = true;       // false: most characters have no meaning
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
