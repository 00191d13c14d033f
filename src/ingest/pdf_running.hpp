#pragma once
// Running heads, feet and page numbers: what stands in the same place on neighbouring pages and is
// the same there, or counts with them.
#include <string>
#include <vector>

#include "pdf_rows.hpp"

namespace alexandria::ingest {

/// How many pages before and behind one are compared with it: odd and even pages have heads of
/// their own.
inline constexpr std::size_t kPagesCompared = 2;

/// A fragment of text near the top or the bottom edge of a page.
struct PdfEdgeText {
  struct Number {
    std::int64_t value;  // -1: a roman one
    bool is_of_page;     // is written as numbers of pages are
  };
  std::string words;  // with a sign in the place of each number
  std::vector<Number> numbers;
  bool is_page_number = false;  // says nothing else
  float size = 0;
  std::size_t row = 0;
  bool is_top = false;
  int edge = 0;  // from the top of the page, or from its bottom
  int x0 = 0, x1 = 0;
  std::size_t word_count = 0;
};
struct PdfEdges {
  std::vector<PdfEdgeText> texts;
  std::size_t page = 0;
};

PdfEdges edges_of(const std::vector<PdfRow>& rows, std::size_t page, int page_height);

/// A row that runs over the neighbours of its page.
struct PdfRunningRow {
  std::size_t row;
  std::string says;  // but for numbers of pages; empty where it has nothing else
  friend bool operator==(const PdfRunningRow&, const PdfRunningRow&) = default;
};

/// Which rows of a page run over its neighbours, ascending. Titles, which are larger than the text
/// of the body, do not. Of a page that has no other text, none.
std::vector<PdfRunningRow> running_rows(const std::vector<PdfRow>& rows, const PdfEdges& own,
                                        const std::vector<const PdfEdges*>& neighbours,
                                        float body_size);

}  // namespace alexandria::ingest
