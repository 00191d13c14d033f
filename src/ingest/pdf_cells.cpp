// Lines of a table to its rows: cells that are wrapped over several lines.
#include <algorithm>
#include <limits>
#include <utility>

#include "pdf_table.hpp"

namespace alexandria::ingest {
namespace {

constexpr float kTightSizes = 1.45F;   // lines of one cell are nearer; text is set at 1.15 to 1.4
constexpr float kSameLineSizes = .5F;  // cells that are set a little higher or lower
constexpr float kLooserShare = 1.12F;  // rows are further apart than lines by this at least
constexpr int kFilledPercent = 75;  // of the column's width: a line that was full before it wrapped

class TableRows {
 public:
  TableRows(const std::vector<PdfRow>& rows, const std::vector<PdfRule>& rules,
            const PdfTable& table) {
    is_ruled_.push_back(true);
    for (std::size_t r = table.first + 1; r < table.last; ++r)
      is_ruled_.push_back(has_rule(rules, rows[r - 1], rows[r], table));
    columns_ = static_cast<std::uint32_t>(table.gutters.size()) + 1;
    std::ptrdiff_t to_left = 0;
    for (std::size_t r = table.first; r < table.last; ++r) {
      lines_.push_back(cells_of(rows[r], table.gutters));
      for (const PdfLine& cell : lines_.back()) {
        if (cell.rtl())
          ++to_left;
        else if (std::ranges::any_of(cell.words, &PdfWord::ltr))
          --to_left;
      }
    }
    if (to_left > 0) count_from_the_right();
    const auto is_bold = [](const PdfRow& line) {
      return std::ranges::all_of(line, &PdfLine::bold);
    };
    names_ = static_cast<std::size_t>(std::ranges::find_if_not(lines_, is_bold) - lines_.begin());
    for (std::uint32_t column = 0; column < columns_; ++column)
      widest_.push_back(widest(column));
    is_parted_.push_back(std::vector<bool>(columns_, true));
    for (std::size_t i = 1; i < lines_.size(); ++i)
      is_parted_.push_back(parted_columns(rules, rows[table.first + i - 1], rows[table.first + i]));
  }

  std::vector<PdfRow> join() const {
    const bool by_rules = rules_part_rows();
    const float tight = tight_pitch();
    std::vector<PdfRow> out;
    std::vector<std::size_t> first_lines;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const bool is_next = by_rules ? is_ruled_[i] || is_apart(i) : !goes_on(i, tight);
      if (i > 0 && !is_next) {
        add_line(out.back(), lines_[i]);
        continue;
      }
      out.push_back(lines_[i]);
      first_lines.push_back(i);
    }
    if (by_rules) reach_down(first_lines, out);
    return out;
  }

 private:
  // In the middle of any of its columns.
  static bool has_rule(const std::vector<PdfRule>& rules, const PdfRow& above, const PdfRow& below,
                       const PdfTable& table) {
    return std::ranges::any_of(table.gutters, [&](const PdfGap& gutter) {
      return is_ruled_between(rules, above, below, (gutter.x0 + gutter.x1) / 2);
    });
  }

  // Rules part the rows of a grid. Those of a book's table only part the names of columns from the
  // rows: then whole rows follow each other without one.
  bool rules_part_rows() const {
    const auto groups = static_cast<std::size_t>(std::ranges::count(is_ruled_, true));
    if (groups < 2) return false;
    std::size_t unruled = 0;  // whole lines below whole lines
    for (std::size_t i = 1; i < lines_.size(); ++i)
      if (!is_ruled_[i] && is_whole(i) && is_whole(i - 1)) ++unruled;
    return groups == 2 ? unruled == 0 && lines_.size() <= 4 : unruled * 2 <= groups;
  }

  // Which columns a rule parts between two lines; all where it is not known.
  std::vector<bool> parted_columns(const std::vector<PdfRule>& rules, const PdfRow& above,
                                   const PdfRow& below) const {
    std::vector<bool> out;
    for (std::uint32_t column = 0; column < columns_; ++column) {
      PdfBox place;
      for (const PdfRow& line : lines_)
        for (const PdfLine& cell : line)
          if (cell.column == column && cell.columns == 1) place.add(cell.box);
      out.push_back(place.x1 < 0 ||
                    is_ruled_between(rules, above, below, (place.x0 + place.x1) / 2));
    }
    return out;
  }

  // A cell between rules that leave out its column reaches over the rows that they part in others.
  void reach_down(const std::vector<std::size_t>& first_lines, std::vector<PdfRow>& rows) const {
    for (std::uint32_t column = 0; column < columns_; ++column)
      for (std::size_t r = 0; r < rows.size();) {
        std::size_t end = r + 1;
        while (end < rows.size() && is_left_out(first_lines[end], column))
          ++end;
        if (end - r > 1) merge(rows, r, end, column);
        r = end;
      }
  }

  bool is_left_out(std::size_t line, std::uint32_t column) const {
    const std::vector<bool>& parted = is_parted_[line];
    return is_ruled_[line] && !parted[column] && std::ranges::find(parted, true) != parted.end();
  }

  static void merge(std::vector<PdfRow>& rows, std::size_t first, std::size_t end,
                    std::uint32_t column) {
    PdfRow whole;
    for (std::size_t r = first; r < end; ++r) {
      const auto cell = std::ranges::find(rows[r], column, &PdfLine::column);
      if (cell == rows[r].end()) continue;
      if (cell->columns > 1) return;
      PdfLine line = *cell;
      std::vector<PdfLine> more = std::exchange(line.more, {});
      add_line(whole, {std::move(line)});
      for (PdfLine& each : more)
        add_line(whole, {std::move(each)});
    }
    if (whole.empty()) return;
    for (std::size_t r = first; r < end; ++r)
      std::erase_if(rows[r], [&](const PdfLine& cell) { return cell.column == column; });
    whole.front().rows = static_cast<std::uint32_t>(end - first);
    add_line(rows[first], whole);
  }

  // Where a rule is missing: below the names of columns, and between rows of which every second one
  // is tinted.
  bool is_apart(std::size_t i) const {
    if (i == 0) return false;
    if (i == names_ && names_ > 0) return true;
    return is_whole(i) && pitch(i) >= kTightSizes;
  }

  bool goes_on(std::size_t i, float tight) const {
    if (i == 0) return false;
    if (pitch(i) < kSameLineSizes && stand_beside(i)) return true;
    return tight > 0 ? is_wrapped(i, tight) : continues(i);
  }

  // Whether the cells of two lines have no column in common.
  bool stand_beside(std::size_t i) const {
    return std::ranges::none_of(
        lines_[i], [&](const PdfLine& cell) { return cell_at(i - 1, cell.column) != nullptr; });
  }

  void count_from_the_right() {
    for (PdfRow& line : lines_) {
      for (PdfLine& cell : line)
        cell.column = columns_ - std::min(columns_, cell.column + cell.columns);
      std::ranges::reverse(line);
    }
  }

  static int middle(const PdfRow& row) {
    int y0 = std::numeric_limits<int>::max();
    int y1 = 0;
    for (const PdfLine& cell : row) {
      y0 = std::min(y0, cell.box.y0);
      y1 = std::max(y1, cell.box.y1);
    }
    return (y0 + y1) / 2;
  }

  // From a line to the next, in sizes of its font.
  float pitch(std::size_t i) const {
    const float size = std::max(lines_[i].front().size, 4.0F) * static_cast<float>(kUnitsAPoint);
    return static_cast<float>(middle(lines_[i]) - middle(lines_[i - 1])) / size;
  }

  int widest(std::uint32_t column) const {
    int out = 0;
    for (const PdfRow& line : lines_)
      for (const PdfLine& cell : line)
        if (cell.column == column && cell.columns == 1) out = std::max(out, cell.box.width());
    return out;
  }

  bool is_whole(std::size_t i) const { return lines_[i].size() == columns_; }

  // The pitch of lines inside of cells, where rows are clearly further apart; else 0.
  float tight_pitch() const {
    float tight = 0;
    float loose = std::numeric_limits<float>::max();
    for (std::size_t i = 1; i < lines_.size(); ++i) {
      const bool is_of_rows = is_whole(i) && is_whole(i - 1);
      if (is_of_rows)
        loose = std::min(loose, pitch(i));
      else if (pitch(i) < kTightSizes)
        tight = std::max(tight, pitch(i));
    }
    if (tight == 0 || loose > 100) return 0;
    if (loose >= tight * kLooserShare) return tight;
    return 0;
  }

  bool is_wrapped(std::size_t i, float tight) const {
    return pitch(i) <= tight * 1.02F && !(is_whole(i) && is_whole(i - 1));
  }

  const PdfLine* cell_at(std::size_t i, std::uint32_t column) const {
    for (const PdfLine& cell : lines_[i])
      if (cell.column == column) return &cell;
    return nullptr;
  }

  // Without help of the spacing: nothing in the first column, and what stands above is full.
  bool continues(std::size_t i) const {
    if (cell_at(i, 0) != nullptr || pitch(i) >= kTightSizes) return false;
    return std::ranges::all_of(lines_[i], [&](const PdfLine& cell) {
      const PdfLine* above = cell_at(i - 1, cell.column);
      const int width = widest_[cell.column];
      return above != nullptr && above->words.size() > 1 &&
             above->box.width() * 100 >= width * kFilledPercent;
    });
  }

  static void add_line(PdfRow& row, const PdfRow& line) {
    for (const PdfLine& cell : line) {
      const auto same = std::ranges::find(row, cell.column, &PdfLine::column);
      if (same == row.end()) {
        row.push_back(cell);
        continue;
      }
      same->more.push_back(cell);
      same->box.add(cell.box);
    }
    std::ranges::sort(row, {}, &PdfLine::column);
  }

  std::vector<PdfRow> lines_;
  std::vector<bool> is_ruled_;                // above a line
  std::vector<std::vector<bool>> is_parted_;  // above a line, by column
  std::size_t names_ = 0;                     // lines of nothing but bold cells at the top
  std::uint32_t columns_ = 1;
  std::vector<int> widest_;  // by column
};

}  // namespace

std::vector<PdfRow> table_rows(const std::vector<PdfRow>& rows, const std::vector<PdfRule>& rules,
                               const PdfTable& table) {
  return TableRows(rows, rules, table).join();
}

}  // namespace alexandria::ingest
