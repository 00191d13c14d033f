#pragma once
// Words of pages for tests.
#include <algorithm>
#include <string>
#include <vector>

#include "pdf_page.hpp"

namespace alexandria::ingest {

// A word at a place in points, 5 a letter.
inline PdfWord word(const std::string& text, int x, int y, float size = 10, bool bold = false) {
  PdfWord out;
  out.text = text;
  out.size = size;
  out.bold = bold;
  out.box = {x * 8, y * 8, (x + static_cast<int>(text.size()) * 5) * 8,
             (y + static_cast<int>(size)) * 8};
  out.place = out.box;
  out.base = out.box.y1;
  return out;
}

// Words of a line of text from x on, 5 points a letter.
inline void line(std::vector<PdfWord>& words, const std::string& text, int x, int y,
                 float size = 10, bool bold = false) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(
        word(text.substr(begin, end - begin), x + static_cast<int>(begin) * 5, y, size, bold));
    begin = end + 1;
  }
}

}  // namespace alexandria::ingest
