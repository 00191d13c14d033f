#include "pdf_table.hpp"

#include <algorithm>
#include <cstdlib>

namespace alexandria::ingest {
namespace {

constexpr int kGutterMin = 4 * kUnitsAPoint;  // cells stand closer than columns of text
constexpr int kAligned = 2 * kUnitsAPoint;    // edges that a reader sees as one
constexpr std::size_t kAlignedPercent = 70;   // of the cells: headings may stand elsewhere
constexpr int kFilledPercent = 60;            // aligned text that fills more is a column of text
constexpr float kNearInSizes = 1.8F;          // rows further apart are not of one table
constexpr float kReadableSize = 4;            // points
constexpr float kSplitSizes = .6F;            // of the font: spaces of plain lines are half as wide
constexpr float kSameSize = .6F;              // points
constexpr float kLargerShare = 1.2F;          // larger names of columns are another text
constexpr std::size_t kRowsThatShow = 3;      // a gutter, so that what crosses it is another text
constexpr int kApart = 4 * kUnitsAPoint;
constexpr int kApartPercent = 140;         // of the space between rows: what stands so is none
constexpr std::size_t kNamesRowsMax = 3;   // in bold, at the top
constexpr std::size_t kHeaderRowsMax = 2;  // above the row that shows all gutters

// Whether the space between two words is in a gutter.
bool is_in_gutter(const PdfWord& left, const PdfWord& right, const std::vector<PdfGap>& gutters) {
  const auto space = static_cast<int>(left.size * kUnitsAPoint * kSplitSizes);
  return std::ranges::any_of(gutters, [&](const PdfGap& gutter) {
    const int room = std::min(gutter.x1, right.box.x0) - std::max(gutter.x0, left.box.x1);
    return room >= std::max(kGutterMin, space);
  });
}

PdfLine without_words(const PdfLine& line) {
  PdfLine out;
  out.size = line.size;
  out.bold = line.bold;
  out.column = line.column;
  out.columns = line.columns;
  return out;
}

// Fragments are cut where the space between two words is in a gutter: cells may stand as close as
// the words of stretched lines.
PdfRow split_at(const PdfRow& row, const std::vector<PdfGap>& gutters) {
  PdfRow out;
  for (const PdfLine& fragment : row) {
    const auto crosses = [&](const PdfGap& gutter) {
      return fragment.box.x0 < gutter.x0 && fragment.box.x1 > gutter.x1;
    };
    if (std::ranges::none_of(gutters, crosses) || fragment.words.size() < 2) {
      out.push_back(fragment);
      continue;
    }
    std::vector<PdfWord> words = fragment.words;
    std::ranges::stable_sort(words, {}, [](const PdfWord& word) { return word.box.x0; });
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i == 0 || is_in_gutter(out.back().words.back(), words[i], gutters))
        out.push_back(without_words(fragment));
      out.back().box.add(words[i].box);
      out.back().words.push_back(std::move(words[i]));
    }
  }
  return out;
}

// Without gutters all is one cell.
std::size_t count_cells(const PdfRow& row, const std::vector<PdfGap>& gutters) {
  return gutters.empty() ? std::min<std::size_t>(row.size(), 1) : cells_of(row, gutters).size();
}

class Table {
 public:
  explicit Table(const std::vector<PdfRow>& rows) : rows_(rows) {}

  PdfTable find(std::size_t first) const {
    PdfTable found = begins_at(first) ? grow(first, first) : PdfTable{first, first, {}};
    for (std::size_t seed = first + 1; seed <= first + kNamesRowsMax; ++seed) {
      if (seed > first + kHeaderRowsMax && !is_bold(rows_[seed - 1])) break;
      if (!begins_at(first) || seed >= rows_.size() || !near(rows_[seed - 1], rows_[seed])) break;
      PdfTable below = grow(first, seed);
      if (below.last >= found.last && below.gutters.size() > found.gutters.size())
        found = std::move(below);
    }
    return found;
  }

 private:
  // A line of text above a table in small print is none of its rows.
  bool begins_at(std::size_t first) const {
    if (first + 1 >= rows_.size()) return false;
    const PdfLine& line = rows_[first].front();
    const float below = rows_[first + 1].front().size;
    return line.bold || below <= 0 || line.size <= below * kLargerShare;
  }

  // The table from row `first` with gutters where row `seed` has gaps.
  PdfTable grow(std::size_t first, std::size_t seed) const {
    std::vector<PdfGap> gutters;
    for (std::size_t i = 0; i + 1 < rows_[seed].size(); ++i)
      gutters.push_back({rows_[seed][i].box.x1, rows_[seed][i + 1].box.x0});
    std::size_t last = first;
    for (; last < rows_.size() && (last == first || near(rows_[last - 1], rows_[last])); ++last) {
      const PdfRow row = split_at(rows_[last], gutters);
      std::vector<PdfGap> narrowed = narrow(gutters, row, last < seed);
      const std::size_t cells = count_cells(row, narrowed);
      const bool goes_on = cells >= 2 || (narrowed.size() == gutters.size() && is_set_alike(last) &&
                                          is_in_one_column(row, narrowed, last > first));
      const bool is_other_text = last > seed && narrowed.size() < gutters.size() &&
                                 rows_of_several_cells(first, last, gutters) >= kRowsThatShow;
      if (!goes_on || is_other_text || stands_between(first, last)) break;
      gutters = std::move(narrowed);
    }
    while (last > first && count_cells(rows_[last - 1], gutters) < 2 &&
           cells_of(rows_[last - 1], gutters).front().column == 0)
      --last;
    const std::vector<PdfGap> all = gutters;
    gutters.clear();
    for (const PdfGap& gutter : all)
      if (is_aligned(first, last, gutter, all)) gutters.push_back(gutter);
    const std::size_t height = rows_of_several_cells(first, last, gutters);
    const bool is_tall = height >= 3 && !gutters.empty();
    const bool is_wide = height == 2 && gutters.size() >= 2;
    return {first, is_tall || is_wide ? last : first, std::move(gutters)};
  }

  // A line between two tables: left of all that stands above it, with more space above and below
  // than there is between rows, or with names of columns below it and other rows above.
  bool stands_between(std::size_t first, std::size_t r) const {
    if (r == first || rows_[r].size() > 1) return false;
    int left = rows_[first].front().box.x0;
    bool has_rows = false;
    for (std::size_t above = first; above < r; ++above) {
      left = std::min(left, rows_[above].front().box.x0);
      has_rows = has_rows || (rows_[above].size() > 1 && !is_bold(rows_[above]));
    }
    if (rows_[r].front().box.x1 <= left || is_apart(first, r)) return true;
    return has_rows && are_names(r + 1);
  }

  bool is_apart(std::size_t first, std::size_t r) const {
    if (r < first + kRowsThatShow || r + 1 == rows_.size()) return false;
    const auto space_above = [&](std::size_t row) {
      return rows_[row].front().box.y0 - rows_[row - 1].front().box.y1;
    };
    int most = kApart;
    for (std::size_t row = first + 1; row < r; ++row)
      most = std::max(most, space_above(row));
    return std::min(space_above(r), space_above(r + 1)) * 100 > most * kApartPercent;
  }

  static bool is_bold(const PdfRow& row) { return std::ranges::all_of(row, &PdfLine::bold); }

  // Bold rows above one that is not, and no sums of numbers: at least one is of words alone.
  bool are_names(std::size_t r) const {
    const auto has_digits = [](const PdfLine& cell) {
      return std::ranges::any_of(cell.words, [](const PdfWord& word) {
        return word.text.find_first_of("0123456789") != std::string::npos;
      });
    };
    bool has_words = false;
    const std::size_t end = std::min(rows_.size(), r + kNamesRowsMax);
    for (; r < end && is_bold(rows_[r]); ++r)
      has_words = has_words || (rows_[r].size() > 1 && std::ranges::none_of(rows_[r], has_digits));
    return has_words && r < rows_.size() && !is_bold(rows_[r]);
  }

  std::size_t rows_of_several_cells(std::size_t first, std::size_t last,
                                    const std::vector<PdfGap>& gutters) const {
    std::size_t rows = 0;
    for (std::size_t r = first; r < last; ++r)
      rows += count_cells(rows_[r], gutters) >= 2 ? 1 : 0;
    return rows;
  }

  // A line of a cell over several lines, which crosses no gutter. Above the first whole row only
  // cells behind the first column have such lines: others are paragraphs.
  static bool is_in_one_column(const PdfRow& row, const std::vector<PdfGap>& gutters,
                               bool has_row_above) {
    if (gutters.empty()) return false;
    const PdfBox& box = row.front().box;
    const int right = row.back().box.x1;
    const auto is_crossed = [&](const PdfGap& gutter) {
      return box.x0 < gutter.x1 && right > gutter.x0;
    };
    if (std::ranges::any_of(gutters, is_crossed)) return false;
    if (has_row_above) return true;
    return runs_to_left(row) ? right <= gutters.back().x0 : box.x0 >= gutters.front().x1;
  }

  // A line of a cell is set as the lines around it.
  bool is_set_alike(std::size_t r) const {
    const PdfLine& line = rows_[r].front();
    const auto same = [&](std::size_t other) {
      return other < rows_.size() &&
             std::ranges::any_of(
                 rows_[other],
                 [&](const PdfLine& each) { return std::abs(each.size - line.size) <= kSameSize; });
    };
    return same(r + 1) || (r > 0 && same(r - 1));
  }

  static bool near(const PdfRow& above, const PdfRow& below) {
    const float size = std::max(below.front().size, kReadableSize) * kUnitsAPoint;
    return static_cast<float>(below.front().box.y0 - above.front().box.y1) < size * kNearInSizes;
  }

  // `may_cross`: names of columns may stand over several of them.
  static std::vector<PdfGap> narrow(const std::vector<PdfGap>& gutters, const PdfRow& row,
                                    bool may_cross) {
    std::vector<PdfGap> out;
    for (const PdfGap& gutter : gutters) {
      PdfGap widest{0, 0};
      int free_from = gutter.x0;
      for (const PdfLine& fragment : row) {
        if (fragment.box.x1 <= free_from || fragment.box.x0 >= gutter.x1) continue;
        if (fragment.box.x0 - free_from > widest.width()) widest = {free_from, fragment.box.x0};
        free_from = fragment.box.x1;
      }
      if (gutter.x1 - free_from > widest.width()) widest = {free_from, gutter.x1};
      if (widest.width() >= kGutterMin)
        out.push_back(widest);
      else if (may_cross && row.size() >= 2)
        out.push_back(gutter);
    }
    return out;
  }

  bool runs_to_left_between(std::size_t first, std::size_t last) const {
    std::ptrdiff_t to_left = 0;
    for (std::size_t r = first; r < last; ++r)
      for (const PdfLine& fragment : rows_[r]) {
        if (fragment.rtl())
          ++to_left;
        else if (std::ranges::any_of(fragment.words, &PdfWord::ltr))
          --to_left;
      }
    return to_left > 0;
  }

  // The cells of one column.
  std::vector<PdfBox> cells_in(std::uint32_t column, std::size_t first, std::size_t last,
                               const std::vector<PdfGap>& gutters) const {
    std::vector<PdfBox> cells;
    for (std::size_t r = first; r < last; ++r) {
      const PdfRow row = cells_of(rows_[r], gutters);
      const auto cell = std::ranges::find(row, column, &PdfLine::column);
      if (cell != row.end()) cells.push_back(cell->box);
    }
    return cells;
  }

  // Whether most of the boxes have this place in common. Names of columns may stand otherwise.
  template <class F>
  static bool share(const std::vector<PdfBox>& boxes, bool has_names, F place) {
    std::size_t most = 0;
    for (const PdfBox& one : boxes) {
      const auto near_one = [&](const PdfBox& other) {
        return std::abs(place(one) - place(other)) <= kAligned;
      };
      most = std::max(most, static_cast<std::size_t>(std::ranges::count_if(boxes, near_one)));
    }
    if (has_names && most >= 2 && most + 1 >= boxes.size()) return true;
    return most * 100 >= boxes.size() * kAlignedPercent;
  }

  bool has_names(std::size_t first, std::size_t last) const {
    return first + 1 < last && is_bold(rows_[first]) && !is_bold(rows_[last - 1]);
  }

  // Whether the cells behind a gutter share the edge at which they are read first, or stand
  // otherwise aligned in a column that they do not fill.
  bool is_aligned(std::size_t first, std::size_t last, const PdfGap& gutter,
                  const std::vector<PdfGap>& gutters) const {
    const auto before = static_cast<std::uint32_t>(&gutter - gutters.data());
    const bool names = has_names(first, last);
    if (runs_to_left_between(first, last)) {
      const std::vector<PdfBox> to_left = cells_in(before, first, last, gutters);
      if (to_left.size() >= 2 && share(to_left, names, [](const PdfBox& box) { return box.x1; }))
        return true;
    }
    const std::vector<PdfBox> cells = cells_in(before + 1, first, last, gutters);
    if (cells.size() < 2) return false;
    if (share(cells, names, [](const PdfBox& box) { return box.x0; })) return true;
    int filled = 0;
    int right = 0;
    for (const PdfBox& cell : cells) {
      filled += cell.width();
      right = std::max(right, cell.x1);
    }
    const int room = static_cast<int>(cells.size()) * (right - gutter.x0);
    const bool is_sure = names && gutters.size() > 1 && are_whole(first, last, gutters);
    if (filled * 100 >= room * kFilledPercent && !is_sure) return false;
    return share(cells, names, [](const PdfBox& box) { return box.x1; }) ||
           share(cells, names, [](const PdfBox& box) { return (box.x0 + box.x1) / 2; });
  }

  bool are_whole(std::size_t first, std::size_t last, const std::vector<PdfGap>& gutters) const {
    for (std::size_t r = first; r < last; ++r)
      if (rows_[r].size() != gutters.size() + 1) return false;
    return true;
  }

  const std::vector<PdfRow>& rows_;
};

}  // namespace

PdfRow cells_of(const PdfRow& row, const std::vector<PdfGap>& gutters) {
  PdfRow cells;
  for (PdfLine& fragment : split_at(row, gutters)) {
    std::uint32_t column = 0;
    while (column < gutters.size() && fragment.box.x0 >= gutters[column].x1)
      ++column;
    std::uint32_t last = column;
    while (last < gutters.size() && fragment.box.x1 > gutters[last].x1)
      ++last;
    if (cells.empty() || column >= cells.back().column + cells.back().columns) {
      cells.push_back(std::move(fragment));
      cells.back().column = column;
      cells.back().columns = last - column + 1;
    } else {
      PdfLine& cell = cells.back();
      cell.words.insert(cell.words.end(), fragment.words.begin(), fragment.words.end());
      cell.box.add(fragment.box);
      cell.bold = cell.bold && fragment.bold;
      cell.columns = std::max(cell.columns, last - cell.column + 1);
    }
  }
  return cells;
}

PdfTable find_table(const std::vector<PdfRow>& rows, std::size_t first) {
  return Table(rows).find(first);
}

}  // namespace alexandria::ingest
