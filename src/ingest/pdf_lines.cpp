#include <algorithm>
#include <cmath>
#include <optional>

#include "alexandria/text/unicode.hpp"
#include "pdf_page.hpp"

namespace alexandria::ingest {
namespace {

using Row = std::vector<PdfLine>;  // fragments on one base line, left to right

int overlap(int a0, int a1, int b0, int b1) { return std::min(a1, b1) - std::max(a0, b0); }

bool same_height(const PdfBox& a, const PdfBox& b) { return overlap(a.y0, a.y1, b.y0, b.y1) * 2 > std::min(a.height(), b.height()); }

// Fragments: words that follow each other on a base line, nearer than twice a space.
std::vector<PdfLine> fragments_of(const std::vector<PdfWord>& words) {
  std::vector<PdfLine> out;
  for (const PdfWord& word : words) {
    const int gap_max = static_cast<int>(std::max(word.size, 4.F) * 8 * .9F);
    const bool follows = !out.empty() && same_height(out.back().box, word.box) && word.box.x0 >= out.back().words.back().box.x0 && word.box.x0 - out.back().box.x1 < gap_max;
    if (!follows) out.emplace_back();
    out.back().box.add(word.box);
    out.back().words.push_back(word);
  }
  for (PdfLine& line : out) {
    std::map<float, std::size_t> sizes;
    bool bold = true;
    for (const PdfWord& word : line.words) {
      sizes[word.size] += word.text.size();
      bold = bold && word.bold;
    }
    line.size = std::ranges::max_element(sizes, {}, [](const auto& entry) { return entry.second; })->first;
    line.bold = bold;
  }
  return out;
}

std::vector<Row> rows_of(std::vector<PdfLine> fragments) {
  std::ranges::sort(fragments, {}, [](const PdfLine& line) { return std::pair(line.box.y0 + line.box.y1, line.box.x0); });
  std::vector<Row> rows;
  for (PdfLine& fragment : fragments) {
    const bool joins = !rows.empty() && same_height(rows.back().front().box, fragment.box);
    if (!joins) rows.emplace_back();
    rows.back().push_back(std::move(fragment));
  }
  for (Row& row : rows) std::ranges::sort(row, {}, [](const PdfLine& line) { return line.box.x0; });
  return rows;
}

struct Gap {
  int x0, x1;
};

// A column gutter: a span of x that no fragment of the rows [first, last) crosses, with fragments on both sides in some of them.
class Columns {
 public:
  explicit Columns(const std::vector<Row>& rows) : rows_(rows) {}

  // The run of rows from `first` that share a gutter; last == first if there is none.
  std::size_t run(std::size_t first, Gap& gutter) const {
    std::size_t best_last = first;
    for (std::size_t i = 0; i + 1 < rows_[first].size(); ++i) {
      Gap gap{rows_[first][i].box.x1, rows_[first][i + 1].box.x0};
      std::size_t last = first;
      std::size_t both = 0;
      for (; last < rows_.size(); ++last) {
        const std::optional<Gap> narrowed = narrow(gap, rows_[last]);
        if (!narrowed) break;
        gap = *narrowed;
        if (has_both(rows_[last], gap)) ++both;
      }
      while (last > first && !has_both(rows_[last - 1], gap)) --last;
      if (both >= 4 && last > best_last && are_text_columns(first, last, gap)) {
        best_last = last;
        gutter = gap;
      }
    }
    return best_last;
  }

 private:
  static std::optional<Gap> narrow(Gap gap, const Row& row) {
    for (const PdfLine& fragment : row) {
      if (fragment.box.x1 <= gap.x0 || fragment.box.x0 >= gap.x1) continue;
      const int middle = (gap.x0 + gap.x1) / 2;
      if (fragment.box.x0 < middle && fragment.box.x1 > middle) return std::nullopt;
      if (fragment.box.x1 <= middle) gap.x0 = fragment.box.x1;
      else gap.x1 = fragment.box.x0;
    }
    if (gap.x1 - gap.x0 < 40) return std::nullopt;  // five points
    return gap;
  }
  static bool has_both(const Row& row, Gap gap) { return row.front().box.x1 <= gap.x0 && row.back().box.x0 >= gap.x1; }

  // Text fills its columns; the cells of a table do not.
  bool are_text_columns(std::size_t first, std::size_t last, Gap gap) const {
    for (const bool left : {true, false}) {
      int low = 1 << 30, high = 0, filled = 0;
      std::size_t lines = 0, words = 0;
      for (std::size_t r = first; r < last; ++r) {
        int width = 0;
        for (const PdfLine& fragment : rows_[r]) {
          if ((fragment.box.x1 <= gap.x0) != left) continue;
          width += fragment.box.width();
          words += fragment.words.size();
          low = std::min(low, fragment.box.x0);
          high = std::max(high, fragment.box.x1);
        }
        filled += width;
        lines += width > 0 ? 1U : 0U;
      }
      if (lines < 3 || words < 3 * lines || filled < static_cast<int>(lines) * (high - low) * 6 / 10) return false;
    }
    return true;
  }

  const std::vector<Row>& rows_;
};

// Two rows of fragments that stand under each other at the same places.
bool aligned(const Row& a, const Row& b) {
  if (a.size() < 2 || b.size() < 2) return false;
  std::size_t shared = 0;
  for (const PdfLine& x : a)
    for (const PdfLine& y : b)
      if (overlap(x.box.x0, x.box.x1, y.box.x0, y.box.x1) > 0) {
        ++shared;
        break;
      }
  return shared * 2 >= std::max(a.size(), b.size());
}

bool breaks_paragraph(const PdfLine& above, const PdfLine& below) {
  if (std::abs(above.size - below.size) > .6F || above.bold != below.bold) return true;
  const int gap = below.box.y0 - above.box.y1;
  return gap > std::max(above.box.height(), below.box.height()) * 9 / 10 || gap < -below.box.height();
}

PdfLine join(const Row& row) {
  PdfLine out = row.front();
  for (std::size_t i = 1; i < row.size(); ++i) {
    out.words.insert(out.words.end(), row[i].words.begin(), row[i].words.end());
    out.box.add(row[i].box);
    out.bold = out.bold && row[i].bold;
  }
  return out;
}

void add_paragraph_line(const Row& row, std::vector<PdfBlock>& blocks) {
  PdfLine line = join(row);
  const bool fresh = blocks.empty() || blocks.back().table || breaks_paragraph(blocks.back().rows.back().back(), line);
  if (fresh) blocks.emplace_back();
  blocks.back().rows.push_back({std::move(line)});
}

void add_rows(const std::vector<Row>& rows, std::vector<PdfBlock>& blocks, int depth);

void add_columns(const std::vector<Row>& rows, std::size_t first, std::size_t last, Gap gutter, std::vector<PdfBlock>& blocks, int depth) {
  for (const bool left : {true, false}) {
    std::vector<Row> column;
    for (std::size_t r = first; r < last; ++r) {
      Row side;
      for (const PdfLine& fragment : rows[r])
        if ((fragment.box.x1 <= gutter.x0) == left) side.push_back(fragment);
      if (!side.empty()) column.push_back(std::move(side));
    }
    blocks.emplace_back();  // a column begins a paragraph of its own
    add_rows(column, blocks, depth + 1);
  }
  blocks.emplace_back();
}

void add_rows(const std::vector<Row>& rows, std::vector<PdfBlock>& blocks, int depth) {
  const Columns columns(rows);
  for (std::size_t r = 0; r < rows.size();) {
    Gap gutter{};
    const std::size_t last = depth < 4 ? columns.run(r, gutter) : r;
    if (last > r) {
      add_columns(rows, r, last, gutter, blocks, depth);
      r = last;
      continue;
    }
    std::size_t end = r + 1;
    while (end < rows.size() && aligned(rows[end - 1], rows[end]) && rows[end].front().box.y0 - rows[end - 1].front().box.y1 < rows[end].front().box.height() * 2) ++end;
    if (end - r >= 2) {
      blocks.emplace_back();
      blocks.back().table = true;
      blocks.back().rows.assign(rows.begin() + static_cast<std::ptrdiff_t>(r), rows.begin() + static_cast<std::ptrdiff_t>(end));
    } else {
      if (!blocks.empty() && blocks.back().rows.empty()) blocks.pop_back();
      const bool fresh = r == 0;
      if (fresh) blocks.emplace_back();
      if (blocks.empty() || blocks.back().rows.empty()) {
        if (blocks.empty()) blocks.emplace_back();
        blocks.back().rows.push_back({join(rows[r])});
      } else {
        add_paragraph_line(rows[r], blocks);
      }
    }
    r = end;
  }
}

// 0: no heading.
int heading_level(const PdfBlock& block, const PdfStyle& style, const std::string& content) {
  if (block.table || block.rows.size() > 3 || content.size() > 200) return 0;
  const auto listed = style.outline.find(text::fold(text::squeeze(content)));
  if (listed != style.outline.end()) return std::min(listed->second, 6);
  const PdfLine& line = block.rows.front().front();
  const float ratio = line.size / style.body_size;
  if (ratio >= 1.6F) return 1;
  if (ratio >= 1.3F) return 2;
  if (ratio >= 1.12F) return 3;
  const bool sentence = content.ends_with('.') || content.ends_with(',') || content.ends_with(';');
  return line.bold && block.rows.size() == 1 && content.size() < 100 && !sentence ? 4 : 0;
}

}  // namespace

std::vector<PdfBlock> arrange(const std::vector<PdfWord>& words) {
  std::vector<PdfBlock> blocks;
  add_rows(rows_of(fragments_of(words)), blocks, 0);
  std::erase_if(blocks, [](const PdfBlock& block) { return block.rows.empty(); });
  return blocks;
}

model::ParsedPart make_part(const std::vector<PdfBlock>& blocks, const PdfStyle& style, std::uint32_t number, std::uint32_t page) {
  model::ParsedPart part;
  part.number = number;
  part.page = page;
  std::uint16_t line_number = 0;
  for (const PdfBlock& block : blocks) {
    if (!part.text.empty()) part.text += '\n';
    const auto begin = static_cast<std::uint32_t>(part.text.size());
    for (const Row& row : block.rows) {
      for (std::size_t f = 0; f < row.size(); ++f) {
        if (f > 0) part.text += " | ";
        for (std::size_t w = 0; w < row[f].words.size(); ++w) {
          const PdfWord& word = row[f].words[w];
          if (w > 0) part.text += ' ';
          const auto u16 = [](int value) { return static_cast<std::uint16_t>(value); };
          part.words.push_back({static_cast<std::uint32_t>(part.text.size()), static_cast<std::uint16_t>(word.text.size()), line_number, u16(word.box.x0), u16(word.box.y0),
                                u16(word.box.x1), u16(word.box.y1)});
          part.text += word.text;
        }
      }
      part.text += '\n';
      ++line_number;
    }
    const auto end = static_cast<std::uint32_t>(part.text.size() - 1);
    const int level = heading_level(block, style, part.text.substr(begin, end - begin));
    const auto kind = block.table ? model::BlockKind::kTable : level > 0 ? model::BlockKind::kHeading : model::BlockKind::kParagraph;
    part.blocks.push_back({kind, static_cast<std::uint8_t>(level), begin, end, ""});
  }
  return part;
}

}  // namespace alexandria::ingest
