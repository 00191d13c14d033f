#include "pdf_columns.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace alexandria::ingest {
namespace {

constexpr int kGutterMin = 5 * kUnitsAPoint;  // narrower gaps are spaces of justified text
constexpr std::size_t kLinesMin = 2;
constexpr std::size_t kRowsTried = 4;  // from the top of the longer column
// Text fills its columns with lines of several words; the cells of a table do not. Few lines must
// fill them better.
constexpr std::size_t kFewLines = 4;
constexpr std::size_t kWordsALine = 3;
constexpr std::size_t kLinesARuledRow = 4;  // of a table with rules, at most
constexpr int kFilledPercent = 60;  // of the column's width, on average: last lines are short
constexpr int kFewFilledPercent = 70;
constexpr int kAligned = 2 * kUnitsAPoint;
constexpr int kNearPercent = 90;  // of a line's height: the gap to a line that goes on
constexpr int kParagraphPercent = 200;

// The lines on one side of a gutter.
struct Side {
  std::vector<PdfBox> lines;
  std::size_t words = 0;
  int filled = 0;
  int low = PdfBox().x0, high = 0;

  void add(const PdfLine& fragment, bool is_new_line) {
    if (is_new_line) lines.emplace_back();
    lines.back().add(fragment.box);
    words += fragment.words.size();
    filled += fragment.box.width();
    low = std::min(low, fragment.box.x0);
    high = std::max(high, fragment.box.x1);
  }
  std::size_t lines_within(int top, int bottom) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        lines, [&](const PdfBox& box) { return box.y0 < bottom && box.y1 > top; }));
  }
  // Most lines begin, or end, in one place.
  bool is_aligned(int PdfBox::* edge) const {
    return std::ranges::any_of(lines, [&](const PdfBox& one) {
      const auto aligned = std::ranges::count_if(lines, [&](const PdfBox& other) {
        return std::abs(one.*edge - other.*edge) <= kAligned;
      });
      return aligned >= 2 && static_cast<std::size_t>(aligned) + 1 >= lines.size();
    });
  }
  bool is_text() const {
    if (lines.size() < kLinesMin || words < kWordsALine * lines.size()) return false;
    if (lines.size() < kFewLines && !is_aligned(&PdfBox::x0) && !is_aligned(&PdfBox::x1))
      return false;
    const int percent = lines.size() < kFewLines ? kFewFilledPercent : kFilledPercent;
    return filled * 100 >= static_cast<int>(lines.size()) * (high - low) * percent;
  }
};

class Columns {
 public:
  Columns(const std::vector<PdfRow>& rows, const std::vector<PdfRule>& rules)
      : rows_(rows), rules_(rules) {}

  PdfColumns longest_run(std::size_t first) const {
    PdfColumns best{first, first, {}};
    for (const PdfGap& gap : gaps_at(first)) {
      const PdfColumns run = run_with(gap, first);
      if (run.last > best.last) best = run;
    }
    return best;
  }

 private:
  // Between fragments of the row or of those close below, where one column begins higher; or, where
  // the lines of columns are not on the same heights, between two rows close to each other.
  std::vector<PdfGap> gaps_at(std::size_t first) const {
    std::vector<PdfGap> out;
    for (std::size_t r = first; r < rows_.size() && r < first + kRowsTried; ++r) {
      const PdfRow& row = rows_[r];
      if (r > first && !is_near(rows_[r - 1], row)) break;
      for (std::size_t i = 0; i + 1 < row.size(); ++i)
        out.push_back({row[i].box.x1, row[i + 1].box.x0});
      if (r > first) add_gaps_between(rows_[r - 1], row, out);
    }
    return out;
  }

  static bool is_near(const PdfRow& above, const PdfRow& below) {
    const int height = std::max(above.front().box.height(), below.front().box.height());
    return below.front().box.y0 - above.front().box.y1 < height * kNearPercent / 100;
  }

  static void add_gaps_between(const PdfRow& above, const PdfRow& below, std::vector<PdfGap>& out) {
    for (const PdfLine& fragment : below) {
      if (fragment.box.x0 > above.back().box.x1)
        out.push_back({above.back().box.x1, fragment.box.x0});
      if (fragment.box.x1 < above.front().box.x0)
        out.push_back({fragment.box.x1, above.front().box.x0});
    }
  }

  PdfColumns run_with(PdfGap gap, std::size_t first) const {
    std::size_t last = first;
    for (; last < rows_.size(); ++last) {
      const std::optional<PdfGap> narrowed = narrow(gap, rows_[last]);
      if (!narrowed) break;
      gap = *narrowed;
    }
    last = end_of_both(first, last, gap);
    const PdfColumns none{first, first, {}};
    if (last == first || !are_text_columns(first, last, gap)) return none;
    if (is_ruled(first, last, gap)) return none;
    return {first, with_tail(last, gap), gap};
  }

  static std::optional<PdfGap> narrow(PdfGap gap, const PdfRow& row) {
    for (const PdfLine& fragment : row) {
      if (fragment.box.x1 <= gap.x0 || fragment.box.x0 >= gap.x1) continue;
      const bool from_left = fragment.box.x0 <= gap.x0;
      const bool from_right = fragment.box.x1 >= gap.x1;
      const int middle = (gap.x0 + gap.x1) / 2;
      const bool is_astride = fragment.box.x0 < middle && fragment.box.x1 > middle;
      if (from_left == from_right && is_astride) return std::nullopt;
      if (from_left || (!from_right && fragment.box.x1 <= middle))
        gap.x0 = fragment.box.x1;
      else
        gap.x1 = fragment.box.x0;
    }
    if (gap.width() < kGutterMin) return std::nullopt;
    return gap;
  }

  static bool has_side(const PdfRow& row, PdfGap gap, bool left) {
    return left ? row.front().box.x1 <= gap.x0 : row.back().box.x0 >= gap.x1;
  }

  // Behind the last row of the shorter column.
  std::size_t end_of_both(std::size_t first, std::size_t last, PdfGap gap) const {
    std::size_t ends[2] = {first, first};
    for (std::size_t r = first; r < last; ++r)
      for (const bool left : {true, false})
        if (has_side(rows_[r], gap, left)) ends[left ? 0 : 1] = r + 1;
    return std::min(ends[0], ends[1]) == first ? first : std::min(ends[0], ends[1]);
  }

  // The longer column goes on below the shorter one as long as its lines are near each other; also
  // where a paragraph begins that is near the end of the shorter one: text below both is not.
  std::size_t with_tail(std::size_t last, PdfGap gap) const {
    if (last == rows_.size() || !narrow(gap, rows_[last])) return last;
    const bool left = has_side(rows_[last], gap, true);
    const PdfLine* above = last_line(last, gap, left);
    const PdfLine* beside = last_line(last, gap, !left);
    for (; above != nullptr && last < rows_.size(); ++last) {
      const PdfRow& row = rows_[last];
      if (!narrow(gap, row) || has_side(row, gap, !left)) break;
      const bool is_paragraph = beside != nullptr &&
                                space_percent(*above, row.front()) <= kParagraphPercent &&
                                space_percent(*beside, row.front()) <= kNearPercent;
      if (space_percent(*above, row.front()) > kNearPercent && !is_paragraph) break;
      above = &row.front();
      beside = nullptr;
    }
    return last;
  }

  const PdfLine* last_line(std::size_t end, PdfGap gap, bool left) const {
    for (std::size_t r = end; r-- > 0;)
      if (has_side(rows_[r], gap, left)) return left ? &rows_[r].front() : &rows_[r].back();
    return nullptr;
  }

  // Of the height of the higher line.
  static int space_percent(const PdfLine& above, const PdfLine& below) {
    const int height = std::max({above.box.height(), below.box.height(), 1});
    return (below.box.y0 - above.box.y1) * 100 / height;
  }

  // Text fills its columns; the cells of a table do not.
  bool are_text_columns(std::size_t first, std::size_t last, PdfGap gap) const {
    Side sides[2];
    for (std::size_t r = first; r < last; ++r) {
      bool is_new[2] = {true, true};
      for (const PdfLine& fragment : rows_[r]) {
        const std::size_t side = fragment.box.x1 <= gap.x0 ? 0 : 1;
        sides[side].add(fragment, is_new[side]);
        is_new[side] = false;
      }
    }
    if (!sides[0].is_text() || !sides[1].is_text()) return false;
    const int top = std::max(sides[0].lines.front().y0, sides[1].lines.front().y0);
    const int bottom = std::min(sides[0].lines.back().y1, sides[1].lines.back().y1);
    return sides[0].lines_within(top, bottom) >= kLinesMin &&
           sides[1].lines_within(top, bottom) >= kLinesMin;
  }

  // Whether rules part many of the rows: a single one may belong to a figure.
  bool is_ruled(std::size_t first, std::size_t last, PdfGap gap) const {
    const int middle = (gap.x0 + gap.x1) / 2;
    std::size_t ruled = 0;
    for (std::size_t r = first + 1; r < last; ++r)
      ruled += is_ruled_between(rules_, rows_[r - 1], rows_[r], middle) ? 1 : 0;
    return ruled * kLinesARuledRow >= last - first;
  }

  const std::vector<PdfRow>& rows_;
  const std::vector<PdfRule>& rules_;
};

}  // namespace

PdfColumns find_columns(const std::vector<PdfRow>& rows, const std::vector<PdfRule>& rules,
                        std::size_t first) {
  return Columns(rows, rules).longest_run(first);
}

}  // namespace alexandria::ingest
