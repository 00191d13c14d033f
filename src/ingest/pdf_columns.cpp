#include "pdf_columns.hpp"

#include <algorithm>
#include <optional>

namespace alexandria::ingest {
namespace {

constexpr int kGutterMin = 5 * kUnitsAPoint;  // narrower gaps are spaces of justified text
constexpr std::size_t kRowsMin = 4;           // with text on both sides; fewer may be chance
// Text fills its columns with lines of several words; the cells of a table do not.
constexpr std::size_t kLinesMin = 3;
constexpr std::size_t kWordsALine = 3;
constexpr int kFilledPercent = 60;  // of the column's width, on average: last lines are short

class Columns {
 public:
  explicit Columns(const std::vector<PdfRow>& rows) : rows_(rows) {}

  PdfColumns longest_run(std::size_t first) const {
    PdfColumns best{first, first, {}};
    for (std::size_t i = 0; i + 1 < rows_[first].size(); ++i) {
      PdfGap gap{rows_[first][i].box.x1, rows_[first][i + 1].box.x0};
      std::size_t last = first;
      std::size_t both = 0;
      for (; last < rows_.size(); ++last) {
        const std::optional<PdfGap> narrowed = narrow(gap, rows_[last]);
        if (!narrowed) break;
        gap = *narrowed;
        if (has_both(rows_[last], gap)) ++both;
      }
      while (last > first && !has_both(rows_[last - 1], gap))
        --last;
      if (both >= kRowsMin && last > best.last && are_text_columns(first, last, gap))
        best = {first, last, gap};
    }
    return best;
  }

 private:
  static std::optional<PdfGap> narrow(PdfGap gap, const PdfRow& row) {
    for (const PdfLine& fragment : row) {
      if (fragment.box.x1 <= gap.x0 || fragment.box.x0 >= gap.x1) continue;
      const int middle = (gap.x0 + gap.x1) / 2;
      if (fragment.box.x0 < middle && fragment.box.x1 > middle) return std::nullopt;
      if (fragment.box.x1 <= middle)
        gap.x0 = fragment.box.x1;
      else
        gap.x1 = fragment.box.x0;
    }
    if (gap.width() < kGutterMin) return std::nullopt;
    return gap;
  }
  static bool has_both(const PdfRow& row, PdfGap gap) {
    return row.front().box.x1 <= gap.x0 && row.back().box.x0 >= gap.x1;
  }

  // Text fills its columns; the cells of a table do not.
  bool are_text_columns(std::size_t first, std::size_t last, PdfGap gap) const {
    for (const bool left : {true, false}) {
      int low = PdfBox().x0;
      int high = 0;
      int filled = 0;
      std::size_t lines = 0;
      std::size_t words = 0;
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
      const int room = static_cast<int>(lines) * (high - low);
      if (lines < kLinesMin || words < kWordsALine * lines || filled < room * kFilledPercent / 100)
        return false;
    }
    return true;
  }

  const std::vector<PdfRow>& rows_;
};

}  // namespace

PdfColumns find_columns(const std::vector<PdfRow>& rows, std::size_t first) {
  return Columns(rows).longest_run(first);
}

}  // namespace alexandria::ingest
