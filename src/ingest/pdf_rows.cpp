#include "pdf_rows.hpp"

#include <algorithm>

#include "alexandria/text/bidi.hpp"

namespace alexandria::ingest {
namespace {

// A gap of .9 of the font size parts fragments: justified text stretches its spaces (.25) to some
// .7, gutters of columns begin at 1.
constexpr float kGapInSizes = .9F;
constexpr float kReadableSize = 4;  // points: files that scale their text by a matrix say 1 or less

int overlap(int a0, int a1, int b0, int b1) { return std::min(a1, b1) - std::max(a0, b0); }

bool same_height(const PdfBox& a, const PdfBox& b) {
  return overlap(a.y0, a.y1, b.y0, b.y1) * 2 > std::min(a.height(), b.height());
}

// Whether a word goes on where a fragment ends: right of it, or on either side where text runs from
// right to left.
bool follows(const PdfLine& line, const PdfWord& word) {
  const float size = std::max(word.size, kReadableSize);
  const int gap_max = static_cast<int>(size * kUnitsAPoint * kGapInSizes);
  if (!same_height(line.box, word.box)) return false;
  if (word.rtl || line.words.back().rtl)
    return word.box.x0 - line.box.x1 < gap_max && line.box.x0 - word.box.x1 < gap_max;
  return word.box.x0 >= line.words.back().box.x0 && word.box.x0 - line.box.x1 < gap_max;
}

// The font size that most letters have.
float usual_size(const std::vector<PdfWord>& words) {
  std::map<float, std::size_t> letters;
  for (const PdfWord& word : words)
    letters[word.size] += word.text.size();
  const auto count = [](const auto& entry) { return entry.second; };
  return std::ranges::max_element(letters, {}, count)->first;
}

// Fragments: words that follow each other on a base line, nearer than twice a space.
std::vector<PdfLine> fragments_of(const std::vector<PdfWord>& words) {
  std::vector<PdfLine> out;
  for (const PdfWord& word : words) {
    if (out.empty() || !follows(out.back(), word)) out.emplace_back();
    out.back().box.add(word.box);
    out.back().words.push_back(word);
  }
  for (PdfLine& line : out) {
    line.size = usual_size(line.words);
    line.bold = std::ranges::all_of(line.words, &PdfWord::bold);
  }
  return out;
}

}  // namespace

void put_in_order(PdfLine& line) {
  if (!line.rtl()) return;
  std::ranges::sort(line.words, {}, [](const PdfWord& word) { return word.box.x0 + word.box.x1; });
  std::u32string visual;  // a word counts as one letter of its direction
  for (const PdfWord& word : line.words) {
    visual += visual.empty() ? U"" : U" ";
    visual += word.rtl ? U'\u05D0' : word.ltr() ? U'a' : U'1';
  }
  std::vector<PdfWord> ordered;
  for (const std::size_t i : text::reading_order(visual))
    if (i % 2 == 0) ordered.push_back(line.words[i / 2]);
  line.words = std::move(ordered);
}

bool runs_to_left(const PdfRow& row) {
  return std::ranges::count_if(row, &PdfLine::rtl) * 2 > static_cast<std::ptrdiff_t>(row.size());
}

std::vector<PdfRow> rows_of(const std::vector<PdfWord>& words) {
  std::vector<PdfLine> fragments = fragments_of(words);
  std::ranges::sort(fragments, {}, [](const PdfLine& line) {
    return std::pair(line.box.y0 + line.box.y1, line.box.x0);
  });
  std::vector<PdfRow> rows;
  for (PdfLine& fragment : fragments) {
    const bool joins = !rows.empty() && same_height(rows.back().front().box, fragment.box);
    if (!joins) rows.emplace_back();
    rows.back().push_back(std::move(fragment));
  }
  for (PdfRow& row : rows)
    std::ranges::sort(row, {}, [](const PdfLine& line) { return line.box.x0; });
  return rows;
}

}  // namespace alexandria::ingest
