#include "pdf_table.hpp"

#include <algorithm>
#include <cstdlib>

namespace alexandria::ingest {
namespace {

constexpr int kGutterMin = 4 * kUnitsAPoint;  // cells stand closer than columns of text
constexpr int kAligned = 2 * kUnitsAPoint;    // edges that a reader sees as one
constexpr std::size_t kAlignedPercent = 70;   // of the cells: headings may stand elsewhere
constexpr int kFilledPercent = 60;            // right-aligned text that fills more is a column
constexpr int kNearInHeights = 2;             // rows further apart are not of one table

class Table {
 public:
  explicit Table(const std::vector<PdfRow>& rows) : rows_(rows) {}

  PdfTable find(std::size_t first) const {
    PdfTable found = grow(first, first);
    if (first + 1 >= rows_.size() || !near(rows_[first], rows_[first + 1])) return found;
    PdfTable below = grow(first, first + 1);
    const bool is_richer = below.gutters.size() > found.gutters.size();
    return below.last >= found.last && is_richer ? below : found;
  }

 private:
  // The table from row `first` with gutters where row `seed` has gaps.
  PdfTable grow(std::size_t first, std::size_t seed) const {
    std::vector<PdfGap> gutters;
    for (std::size_t i = 0; i + 1 < rows_[seed].size(); ++i)
      gutters.push_back({rows_[seed][i].box.x1, rows_[seed][i + 1].box.x0});
    std::size_t last = first;
    for (; last < rows_.size() && (last == first || near(rows_[last - 1], rows_[last])); ++last) {
      std::vector<PdfGap> narrowed = narrow(gutters, rows_[last]);
      if (cells_of(rows_[last], narrowed).size() < 2) break;
      gutters = std::move(narrowed);
    }
    std::erase_if(gutters,
                  [&](const PdfGap& gutter) { return !is_aligned(first, last, gutter, gutters); });
    const std::size_t height = last - first;
    const bool is_tall = height >= 3 && !gutters.empty();
    const bool is_wide = height == 2 && gutters.size() >= 2;
    return {first, is_tall || is_wide ? last : first, std::move(gutters)};
  }

  static bool near(const PdfRow& above, const PdfRow& below) {
    return below.front().box.y0 - above.front().box.y1 <
           below.front().box.height() * kNearInHeights;
  }

  static std::vector<PdfGap> narrow(const std::vector<PdfGap>& gutters, const PdfRow& row) {
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
      if (widest.width() >= kGutterMin) out.push_back(widest);
    }
    return out;
  }

  // The first cell behind the gutter in each row that has one.
  std::vector<PdfBox> cells_behind(std::size_t first, std::size_t last, const PdfGap& gutter,
                                   const std::vector<PdfGap>& gutters) const {
    std::vector<PdfBox> cells;
    for (std::size_t r = first; r < last; ++r) {
      const PdfRow row = cells_of(rows_[r], gutters);
      const auto is_behind = [&](const PdfLine& cell) { return cell.box.x0 >= gutter.x1; };
      const auto cell = std::ranges::find_if(row, is_behind);
      if (cell != row.end()) cells.push_back(cell->box);
    }
    return cells;
  }

  // Whether most of the boxes have this edge at one place.
  static bool share_edge(const std::vector<PdfBox>& boxes, int PdfBox::* edge) {
    std::size_t most = 0;
    for (const PdfBox& one : boxes) {
      const auto near_one = [&](const PdfBox& other) {
        return std::abs(one.*edge - other.*edge) <= kAligned;
      };
      most = std::max(most, static_cast<std::size_t>(std::ranges::count_if(boxes, near_one)));
    }
    return most * 100 >= boxes.size() * kAlignedPercent;
  }

  // Whether the cells behind a gutter share their left edge, or stand right-aligned in a column
  // that they do not fill.
  bool is_aligned(std::size_t first, std::size_t last, const PdfGap& gutter,
                  const std::vector<PdfGap>& gutters) const {
    const std::vector<PdfBox> cells = cells_behind(first, last, gutter, gutters);
    if (cells.size() < 2) return false;
    if (share_edge(cells, &PdfBox::x0)) return true;
    int filled = 0;
    int right = 0;
    for (const PdfBox& cell : cells) {
      filled += cell.width();
      right = std::max(right, cell.x1);
    }
    const int room = static_cast<int>(cells.size()) * (right - gutter.x0);
    return share_edge(cells, &PdfBox::x1) && filled * 100 < room * kFilledPercent;
  }

  const std::vector<PdfRow>& rows_;
};

}  // namespace

PdfRow cells_of(const PdfRow& row, const std::vector<PdfGap>& gutters) {
  PdfRow cells;
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

PdfTable find_table(const std::vector<PdfRow>& rows, std::size_t first) {
  return Table(rows).find(first);
}

}  // namespace alexandria::ingest
