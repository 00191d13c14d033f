#include "pdf_names.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

namespace alexandria::ingest {
namespace {

constexpr std::size_t kRowsMin = 3;
constexpr std::size_t kGroupsMax = 12;
constexpr std::size_t kColumnsMax = 40;
constexpr int kCentred = 6 * kUnitsAPoint;  // off the middle of its columns, at most
constexpr int kOver = 8 * kUnitsAPoint;     // a name may be wider than its columns

int middle_of(const PdfBox& box) { return (box.x0 + box.x1) / 2; }

struct Span {
  std::size_t first, last;  // one past the last column
  std::size_t width() const { return last - first; }
};

class Names {
 public:
  Names(std::vector<PdfRow>& rows, const std::vector<PdfRule>& rules)
      : rules_(rules), upper_(rows[0]), lower_(rows[1]) {
    for (const PdfRow& row : rows)
      for (const PdfLine& cell : row)
        places_.resize(std::max<std::size_t>(places_.size(), cell.column + cell.columns));
    texts_.resize(places_.size());
    for (std::size_t r = 1; r < rows.size(); ++r)
      for (const PdfLine& cell : rows[r])
        if (cell.columns == 1) places_[cell.column].add(cell.box);
    for (const PdfLine& cell : lower_)
      texts_[cell.column] = cell.text();
  }

  void widen() {
    if (!may_have_groups()) return;
    std::vector<Span> spans = spans_by_rules();
    if (spans.empty()) spans = spans_of_same_names();
    if (spans.empty()) spans = spans_by_middles();
    for (std::size_t i = 0; i < spans.size(); ++i) {
      upper_[first_ + i].column = static_cast<std::uint32_t>(spans[i].first);
      upper_[first_ + i].columns = static_cast<std::uint32_t>(spans[i].width());
    }
  }

 private:
  // Names of one cell, set alike, fewer than those below them. One above the first column, which
  // has a name in one row only, is that of the column.
  bool may_have_groups() {
    const auto is_bold = [](const PdfRow& row) { return std::ranges::all_of(row, &PdfLine::bold); };
    const auto is_down = [](const PdfLine& cell) { return cell.rows > 1; };
    if (places_.size() > kColumnsMax || upper_.empty() || is_bold(upper_) != is_bold(lower_))
      return false;
    if (std::ranges::any_of(places_, [](const PdfBox& box) { return box.x1 < 0; })) return false;
    const bool has_stub = upper_[0].column == 0 && texts_[0].empty() && overlaps(upper_[0], 0);
    first_ = has_stub ? 1 : 0;
    begin_ = has_stub || texts_[0].empty() || !overlaps(upper_[0], 0) ? 1 : 0;
    const std::size_t groups = upper_.size() - first_;
    return groups > 0 && groups <= kGroupsMax && std::ranges::none_of(upper_, is_down) &&
           groups < places_.size() - begin_ &&
           std::all_of(
               texts_.begin() + static_cast<std::ptrdiff_t>(begin_), texts_.end(),
               [](const std::string& text) { return !text.empty(); });
  }

  bool overlaps(const PdfLine& cell, std::size_t column) const {
    return cell.box.x0 < places_[column].x1 && cell.box.x1 > places_[column].x0;
  }

  std::size_t groups() const { return upper_.size() - first_; }
  const PdfBox& box_of(std::size_t group) const { return upper_[first_ + group].box; }

  PdfBox place_of(const Span& span) const {
    PdfBox box;
    for (std::size_t column = span.first; column < span.last; ++column)
      box.add(places_[column]);
    return box;
  }

  // The columns above the rule that stands below a name, if it leaves out others.
  std::optional<Span> span_by_rule(std::size_t group) const {
    const PdfBox& name = box_of(group);
    const int below = (lower_[0].box.y0 + lower_[0].box.y1) / 2;
    for (const PdfRule& rule : rules_) {
      if (rule.y < (name.y0 + name.y1) / 2 || rule.y > below) continue;
      if (rule.x0 > middle_of(name) || rule.x1 < middle_of(name)) continue;
      Span span{places_.size(), 0};
      for (std::size_t column = begin_; column < places_.size(); ++column) {
        const int middle = middle_of(places_[column]);
        if (middle < rule.x0 || middle > rule.x1) continue;
        span.first = std::min(span.first, column);
        span.last = column + 1;
      }
      const bool leaves_out = span.last > span.first && span.width() < places_.size() - begin_;
      if (leaves_out) return span;
    }
    return std::nullopt;
  }

  std::vector<Span> spans_by_rules() const {
    std::vector<Span> out;
    for (std::size_t group = 0; group < groups(); ++group) {
      const std::optional<Span> span = span_by_rule(group);
      const auto meets = [&](const Span& other) {
        return span->first < other.last && other.first < span->last;
      };
      if (!span || std::ranges::any_of(out, meets)) return {};
      out.push_back(*span);
    }
    return out;
  }

  // "Plan, Actual, Plan, Actual" below two names.
  std::vector<Span> spans_of_same_names() const {
    const std::size_t columns = places_.size() - begin_;
    const std::size_t width = columns / groups();
    if (groups() < 2 || width < 2 || columns % groups() != 0) return {};
    std::vector<Span> out;
    for (std::size_t column = begin_; column < places_.size(); ++column) {
      if (texts_[column] != texts_[begin_ + (column - begin_) % width]) return {};
      if ((column - begin_) % width == 0) out.push_back({column, column + width});
    }
    for (std::size_t group = 0; group < groups(); ++group) {
      const PdfBox place = place_of(out[group]);
      if (box_of(group).x0 < place.x0 - kOver || box_of(group).x1 > place.x1 + kOver) return {};
    }
    return out;
  }

  // All columns parted so that each name is in the middle of its own.
  std::vector<Span> spans_by_middles() const {
    std::vector<Span> out;
    std::size_t column = begin_;
    for (std::size_t group = 0; group < groups(); ++group) {
      std::optional<Span> best;
      int least = kCentred + 1;
      for (std::size_t last = column + 1; last <= places_.size(); ++last) {
        const Span span{column, last};
        const int off = std::abs(middle_of(place_of(span)) - middle_of(box_of(group)));
        if (off < least) best = span;
        least = std::min(least, off);
      }
      if (!best) return {};
      out.push_back(*best);
      column = best->last;
    }
    return column == places_.size() ? out : std::vector<Span>();
  }

  const std::vector<PdfRule>& rules_;
  PdfRow& upper_;
  const PdfRow& lower_;
  std::vector<PdfBox> places_;      // by column: of its cells below the first row
  std::vector<std::string> texts_;  // of the second row
  std::size_t first_ = 0;           // of the cells of the upper row: the first that may be a group
  std::size_t begin_ = 0;           // of the columns: the first that may belong to one
};

}  // namespace

void widen_names(std::vector<PdfRow>& rows, const std::vector<PdfRule>& rules) {
  if (rows.size() >= kRowsMin && !rows[0].empty() && !rows[1].empty()) Names(rows, rules).widen();
}

}  // namespace alexandria::ingest
