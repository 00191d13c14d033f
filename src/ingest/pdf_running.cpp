#include "pdf_running.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kRowsMax = 3;  // at each edge: a head has at most as many lines
constexpr int kZonePercent = 18;     // of the page's height, at each edge
constexpr int kSamePlace = 3 * kUnitsAPoint;
constexpr std::size_t kCountersMax = 4;  // more numbers are a row of a table
constexpr std::size_t kDigitsMax = 9;
constexpr std::size_t kWordsMax = 20;         // longer lines are text
constexpr std::size_t kWordsBesideMax = 8;    // what stands beside a page number, such as a title
constexpr std::string_view kNumber = "\x01";  // in the place of a number

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_roman(std::string_view word) {
  return !word.empty() && word.size() <= 7 &&
         word.find_first_not_of("ivxlc") == std::string_view::npos;
}

// Other digits than ASCII's are folded before.
void read_text(const std::string& line, PdfEdgeText& out) {
  const std::string folded = text::fold(line);
  if (is_roman(folded)) {
    out.words = kNumber;
    out.numbers = {-1};
    return;
  }
  for (std::size_t i = 0; i < folded.size();) {
    if (!is_digit(folded[i])) {
      if (folded[i] != ' ') out.words += folded[i];
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < folded.size() && is_digit(folded[end]))
      ++end;
    const bool fits = end - i <= kDigitsMax;
    out.numbers.push_back(fits ? std::stoll(folded.substr(i, end - i)) : -1);
    out.words += kNumber;
    i = end;
  }
}

void add_row(const PdfRow& row, std::size_t number, bool is_top, int page_height, PdfEdges& out) {
  for (PdfLine fragment : row) {
    put_in_order(fragment);
    PdfEdgeText text;
    read_text(fragment.text(), text);
    text.row = number;
    text.is_top = is_top;
    text.edge = is_top ? fragment.box.y0 : page_height - fragment.box.y1;
    text.x0 = fragment.box.x0;
    text.x1 = fragment.box.x1;
    text.word_count = fragment.words.size();
    if (text.word_count <= kWordsMax) out.texts.push_back(std::move(text));
  }
}

bool same_place(const PdfEdgeText& a, const PdfEdgeText& b) {
  const auto near = [](int x, int y) { return std::abs(x - y) <= kSamePlace; };
  return a.is_top == b.is_top && near(a.edge, b.edge) &&
         (near(a.x0, b.x0) || near(a.x1, b.x1) || near((a.x0 + a.x1) / 2, (b.x0 + b.x1) / 2));
}

// The same text, or numbers that count with the pages.
bool goes_with(const PdfEdgeText& a, const PdfEdgeText& b, std::int64_t pages_on) {
  if (a.words != b.words || a.numbers.size() != b.numbers.size()) return false;
  if (a.numbers.size() > kCountersMax) return a.numbers == b.numbers;
  for (std::size_t i = 0; i < a.numbers.size(); ++i) {
    const std::int64_t step = b.numbers[i] - a.numbers[i];
    if (step != 0 && step != pages_on) return false;
  }
  return true;
}

bool is_running(const PdfEdgeText& text, std::size_t page,
                const std::vector<const PdfEdges*>& neighbours) {
  return std::ranges::any_of(neighbours, [&](const PdfEdges* other) {
    const auto pages_on = static_cast<std::int64_t>(other->page) - static_cast<std::int64_t>(page);
    return std::ranges::any_of(other->texts, [&](const PdfEdgeText& theirs) {
      return same_place(text, theirs) && goes_with(text, theirs, pages_on);
    });
  });
}

}  // namespace

PdfEdges edges_of(const std::vector<PdfRow>& rows, std::size_t page, int page_height) {
  PdfEdges out;
  out.page = page;
  const int zone = page_height * kZonePercent / 100;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PdfBox& box = rows[i].front().box;
    if (i < kRowsMax && box.y1 <= zone)
      add_row(rows[i], i, true, page_height, out);
    else if (i + kRowsMax >= rows.size() && box.y0 >= page_height - zone)
      add_row(rows[i], i, false, page_height, out);
  }
  return out;
}

std::vector<std::size_t> running_rows(const std::vector<PdfRow>& rows, const PdfEdges& own,
                                      const std::vector<const PdfEdges*>& neighbours) {
  std::set<std::size_t> running;
  for (const PdfEdgeText& text : own.texts)
    if (is_running(text, own.page, neighbours)) running.insert(text.row);
  std::erase_if(running, [&](std::size_t row) {
    std::size_t beside = 0;
    for (const PdfEdgeText& text : own.texts)
      if (text.row == row && !is_running(text, own.page, neighbours)) beside += text.word_count;
    return beside > kWordsBesideMax;
  });
  if (running.size() == rows.size()) return {};
  return {running.begin(), running.end()};
}

}  // namespace alexandria::ingest
