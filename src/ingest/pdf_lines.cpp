#include <algorithm>
#include <cmath>
#include <optional>

#include "alexandria/text/bidi.hpp"
#include "alexandria/text/unicode.hpp"
#include "pdf_page.hpp"

namespace alexandria::ingest {
namespace {

using Row = std::vector<PdfLine>;  // fragments on one base line, left to right

int overlap(int a0, int a1, int b0, int b1) { return std::min(a1, b1) - std::max(a0, b0); }

bool same_height(const PdfBox& a, const PdfBox& b) {
  return overlap(a.y0, a.y1, b.y0, b.y1) * 2 > std::min(a.height(), b.height());
}

// Whether a word goes on where a fragment ends: right of it, or on either side where text runs from
// right to left.
bool follows(const PdfLine& line, const PdfWord& word) {
  const int gap_max = static_cast<int>(std::max(word.size, 4.F) * 8 * .9F);
  if (!same_height(line.box, word.box)) return false;
  if (word.rtl || line.words.back().rtl)
    return word.box.x0 - line.box.x1 < gap_max && line.box.x0 - word.box.x1 < gap_max;
  return word.box.x0 >= line.words.back().box.x0 && word.box.x0 - line.box.x1 < gap_max;
}

// Words of a right-to-left line into reading order: a word counts as one letter of its direction.
void put_in_order(PdfLine& line) {
  if (!line.rtl()) return;
  std::ranges::sort(line.words, {}, [](const PdfWord& word) { return word.box.x0 + word.box.x1; });
  std::u32string visual;
  for (const PdfWord& word : line.words) {
    visual += visual.empty() ? U"" : U" ";
    visual += word.rtl ? U'\u05D0' : word.ltr() ? U'a' : U'1';
  }
  std::vector<PdfWord> ordered;
  for (const std::size_t i : text::reading_order(visual))
    if (i % 2 == 0) ordered.push_back(line.words[i / 2]);
  line.words = std::move(ordered);
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
    std::map<float, std::size_t> sizes;
    bool bold = true;
    for (const PdfWord& word : line.words) {
      sizes[word.size] += word.text.size();
      bold = bold && word.bold;
    }
    line.size =
        std::ranges::max_element(sizes, {}, [](const auto& entry) { return entry.second; })->first;
    line.bold = bold;
  }
  return out;
}

std::vector<Row> rows_of(std::vector<PdfLine> fragments) {
  std::ranges::sort(fragments, {}, [](const PdfLine& line) {
    return std::pair(line.box.y0 + line.box.y1, line.box.x0);
  });
  std::vector<Row> rows;
  for (PdfLine& fragment : fragments) {
    const bool joins = !rows.empty() && same_height(rows.back().front().box, fragment.box);
    if (!joins) rows.emplace_back();
    rows.back().push_back(std::move(fragment));
  }
  for (Row& row : rows)
    std::ranges::sort(row, {}, [](const PdfLine& line) { return line.box.x0; });
  return rows;
}

struct Gap {
  int x0, x1;
};

// A column gutter: a span of x that no fragment of the rows [first, last) crosses, with fragments
// on both sides in some of them.
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
      while (last > first && !has_both(rows_[last - 1], gap))
        --last;
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
      if (fragment.box.x1 <= middle)
        gap.x0 = fragment.box.x1;
      else
        gap.x1 = fragment.box.x0;
    }
    if (gap.x1 - gap.x0 < 40) return std::nullopt;  // five points
    return gap;
  }
  static bool has_both(const Row& row, Gap gap) {
    return row.front().box.x1 <= gap.x0 && row.back().box.x0 >= gap.x1;
  }

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
      if (lines < 3 || words < 3 * lines ||
          filled < static_cast<int>(lines) * (high - low) * 6 / 10)
        return false;
    }
    return true;
  }

  const std::vector<Row>& rows_;
};

// A table: rows whose fragments are kept apart by the same gutters, and stand aligned behind them.
// Justified text has gaps too, but they are elsewhere in every row, or what follows them is not
// aligned.
class Table {
 public:
  explicit Table(const std::vector<Row>& rows) : rows_(rows) {}

  // One past the last row of the table that begins at `first`; `first` if there is none. `gutters`
  // are its own. A heading row may have fewer cells than the rows below it, so that the second row
  // has its say too.
  std::size_t end(std::size_t first, std::vector<Gap>& gutters) const {
    const std::size_t last = grow(first, first, gutters);
    if (first + 1 >= rows_.size() || !near(rows_[first], rows_[first + 1])) return last;
    std::vector<Gap> other;
    const std::size_t other_last = grow(first, first + 1, other);
    if (other_last < last || other.size() <= gutters.size()) return last;
    gutters = std::move(other);
    return other_last;
  }

  // Fragments between two gutters are one cell.
  static Row cells_of(const Row& row, const std::vector<Gap>& gutters) {
    Row cells;
    std::size_t region_before = 0;
    for (const PdfLine& fragment : row) {
      std::size_t region = 0;
      while (region < gutters.size() && fragment.box.x0 >= gutters[region].x1)
        ++region;
      if (cells.empty() || region != region_before) {
        cells.push_back(fragment);
      } else {
        cells.back().words.insert(cells.back().words.end(), fragment.words.begin(),
                                  fragment.words.end());
        cells.back().box.add(fragment.box);
      }
      region_before = region;
    }
    return cells;
  }

 private:
  static constexpr int kGutterMin = 32;  // four points
  static constexpr int kAligned = 16;    // two points

  std::size_t grow(std::size_t first, std::size_t seed, std::vector<Gap>& gutters) const {
    gutters.clear();
    for (std::size_t i = 0; i + 1 < rows_[seed].size(); ++i)
      gutters.push_back({rows_[seed][i].box.x1, rows_[seed][i + 1].box.x0});
    std::size_t last = first;
    for (; last < rows_.size() && (last == first || near(rows_[last - 1], rows_[last])); ++last) {
      std::vector<Gap> narrowed = narrow(gutters, rows_[last]);
      if (cells_of(rows_[last], narrowed).size() < 2) break;
      gutters = std::move(narrowed);
    }
    std::erase_if(gutters,
                  [&](const Gap& gutter) { return !is_aligned(first, last, gutter, gutters); });
    const std::size_t height = last - first;
    return (height >= 3 && !gutters.empty()) || (height == 2 && gutters.size() >= 2) ? last : first;
  }

  static bool near(const Row& above, const Row& below) {
    return below.front().box.y0 - above.front().box.y1 < below.front().box.height() * 2;
  }

  static std::vector<Gap> narrow(const std::vector<Gap>& gutters, const Row& row) {
    std::vector<Gap> out;
    for (const Gap& gutter : gutters) {
      Gap widest{0, 0};
      int free_from = gutter.x0;
      for (const PdfLine& fragment : row) {
        if (fragment.box.x1 <= free_from || fragment.box.x0 >= gutter.x1) continue;
        if (fragment.box.x0 - free_from > widest.x1 - widest.x0)
          widest = {free_from, fragment.box.x0};
        free_from = fragment.box.x1;
      }
      if (gutter.x1 - free_from > widest.x1 - widest.x0) widest = {free_from, gutter.x1};
      if (widest.x1 - widest.x0 >= kGutterMin) out.push_back(widest);
    }
    return out;
  }

  // Whether the cells behind a gutter share their left edge, or stand right-aligned in a column
  // that they do not fill.
  bool is_aligned(std::size_t first, std::size_t last, const Gap& gutter,
                  const std::vector<Gap>& gutters) const {
    std::vector<PdfBox> cells;
    for (std::size_t r = first; r < last; ++r)
      for (const PdfLine& cell : cells_of(rows_[r], gutters))
        if (cell.box.x0 >= gutter.x1) {
          cells.push_back(cell.box);
          break;
        }
    const auto share = [&](int PdfBox::* edge) {
      std::size_t most = 0;
      for (const PdfBox& a : cells)
        most = std::max(most,
                        static_cast<std::size_t>(std::ranges::count_if(cells, [&](const PdfBox& b) {
                          return std::abs(a.*edge - b.*edge) <= kAligned;
                        })));
      return most * 10 >= cells.size() * 7;
    };
    if (cells.size() < 2) return false;
    if (share(&PdfBox::x0)) return true;
    int filled = 0;
    int right = 0;
    for (const PdfBox& cell : cells) {
      filled += cell.width();
      right = std::max(right, cell.x1);
    }
    return share(&PdfBox::x1) &&
           filled * 10 < static_cast<int>(cells.size()) * (right - gutter.x0) * 6;
  }

  const std::vector<Row>& rows_;
};

bool breaks_paragraph(const PdfLine& above, const PdfLine& below) {
  if (std::abs(above.size - below.size) > .6F || above.bold != below.bold) return true;
  const int gap = below.box.y0 - above.box.y1;
  return gap > std::max(above.box.height(), below.box.height()) * 9 / 10 ||
         gap < -below.box.height();
}

PdfLine join(const Row& row) {
  PdfLine out = row.front();
  for (std::size_t i = 1; i < row.size(); ++i) {
    out.words.insert(out.words.end(), row[i].words.begin(), row[i].words.end());
    out.box.add(row[i].box);
    out.bold = out.bold && row[i].bold;
  }
  put_in_order(out);
  return out;
}

bool runs_to_left(const Row& row) {
  return std::ranges::count_if(row, &PdfLine::rtl) * 2 > static_cast<std::ptrdiff_t>(row.size());
}

Row cells_in_order(Row cells) {
  for (PdfLine& cell : cells)
    put_in_order(cell);
  if (runs_to_left(cells)) std::ranges::reverse(cells);
  return cells;
}

void add_paragraph_line(const Row& row, std::vector<PdfBlock>& blocks) {
  PdfLine line = join(row);
  const bool fresh = blocks.empty() || blocks.back().table ||
                     breaks_paragraph(blocks.back().rows.back().back(), line);
  if (fresh) blocks.emplace_back();
  blocks.back().rows.push_back({std::move(line)});
}

void add_rows(const std::vector<Row>& rows, std::vector<PdfBlock>& blocks, int depth);

void add_columns(const std::vector<Row>& rows, std::size_t first, std::size_t last, Gap gutter,
                 std::vector<PdfBlock>& blocks, int depth) {
  std::ptrdiff_t to_left = 0;
  for (std::size_t r = first; r < last; ++r)
    to_left += runs_to_left(rows[r]) ? 1 : -1;
  for (const bool left : {to_left <= 0, to_left > 0}) {
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
  const Table table(rows);
  for (std::size_t r = 0; r < rows.size();) {
    Gap gutter{};
    const std::size_t last = depth < 4 ? columns.run(r, gutter) : r;
    if (last > r) {
      add_columns(rows, r, last, gutter, blocks, depth);
      r = last;
      continue;
    }
    std::vector<Gap> gutters;
    std::size_t end = table.end(r, gutters);
    if (end > r) {
      blocks.emplace_back();
      blocks.back().table = true;
      for (std::size_t t = r; t < end; ++t)
        blocks.back().rows.push_back(cells_in_order(Table::cells_of(rows[t], gutters)));
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
      end = r + 1;
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

model::ParsedPart make_part(const std::vector<PdfBlock>& blocks, const PdfStyle& style,
                            std::uint32_t number, std::uint32_t page) {
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
          part.words.push_back({static_cast<std::uint32_t>(part.text.size()),
                                static_cast<std::uint16_t>(word.text.size()), line_number,
                                u16(word.box.x0), u16(word.box.y0), u16(word.box.x1),
                                u16(word.box.y1)});
          part.text += word.text;
        }
      }
      part.text += '\n';
      ++line_number;
    }
    const auto end = static_cast<std::uint32_t>(part.text.size() - 1);
    const int level = heading_level(block, style, part.text.substr(begin, end - begin));
    const auto kind = block.table ? model::BlockKind::kTable
                      : level > 0 ? model::BlockKind::kHeading
                                  : model::BlockKind::kParagraph;
    part.blocks.push_back({kind, static_cast<std::uint8_t>(level), begin, end, ""});
  }
  return part;
}

}  // namespace alexandria::ingest
