#include "pdf_lattice.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace alexandria::ingest {
namespace {

constexpr int kTouching = 4 * kUnitsAPoint;  // cells of web pages have borders of their own
constexpr int kOver = 3 * kUnitsAPoint;      // letters may stand over the line of their cell
constexpr std::size_t kLinesMax = 2'000;     // of one direction: more are a drawing
constexpr std::size_t kCellsMax = 50'000;

// Lines nearer than kTouching are one.
std::vector<int> as_one(std::vector<int> places) {
  std::ranges::sort(places);
  std::vector<int> out;
  std::size_t first = 0;
  for (std::size_t i = 1; i <= places.size(); ++i) {
    if (i < places.size() && places[i] - places[first] <= kTouching) continue;
    out.push_back((places[first] + places[i - 1]) / 2);
    first = i;
  }
  return out;
}

// Which of the spaces between the lines holds a place; their number where none does.
std::size_t space_of(const std::vector<int>& lines, int place) {
  const auto behind = std::ranges::upper_bound(lines, place);
  if (behind == lines.begin() || behind == lines.end()) return lines.size() - 1;
  return static_cast<std::size_t>(behind - lines.begin()) - 1;
}

std::size_t nearest(const std::vector<int>& lines, int place) {
  const auto distance = [&](int line) { return std::abs(line - place); };
  return static_cast<std::size_t>(std::ranges::min_element(lines, {}, distance) - lines.begin());
}

// Sets of lines that touch each other.
class Groups {
 public:
  explicit Groups(std::size_t count) : parents_(count) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }
  std::size_t of(std::size_t one) {
    while (parents_[one] != one)
      one = parents_[one] = parents_[parents_[one]];
    return one;
  }
  void join(std::size_t one, std::size_t other) { parents_[of(one)] = of(other); }

 private:
  std::vector<std::size_t> parents_;
};

bool touch(const PdfRule& rule, const PdfUpright& upright) {
  return rule.x0 - kTouching <= upright.x && upright.x <= rule.x1 + kTouching &&
         upright.y0 - kTouching <= rule.y && rule.y <= upright.y1 + kTouching;
}

// Between which spaces of a grid there is a line: those before space `across` of band `along`.
class Walls {
 public:
  Walls(std::size_t bands, std::size_t spaces) : spaces_(spaces), is_wall_(bands * spaces) {}
  // A line before space `across`, from `begin` to `end`, past the middles of these bands.
  void add(const std::vector<int>& bands, std::size_t across, int begin, int end) {
    if (across >= spaces_) return;
    for (std::size_t band = 0; band + 1 < bands.size(); ++band) {
      const int middle = (bands[band] + bands[band + 1]) / 2;
      if (begin < middle && middle < end) is_wall_[band * spaces_ + across] = true;
    }
  }
  bool before(std::size_t band, std::size_t across) const {
    return across == 0 || is_wall_[band * spaces_ + across];
  }

 private:
  std::size_t spaces_;
  std::vector<bool> is_wall_;
};

}  // namespace

// What stands in the cells, by the number of the cell: its lines, by row of the page.
struct PdfLattice::Filled {
  std::map<std::size_t, std::map<std::size_t, PdfLine>> lines;
  std::map<std::size_t, std::set<std::size_t>> cells_of_row;  // of the page
  std::set<std::size_t> of_several;                           // cells with gaps in their lines
};

PdfLattice::PdfLattice(const std::vector<PdfRule>& rules, const std::vector<PdfUpright>& uprights) {
  std::vector<int> xs, ys;
  for (const PdfRule& rule : rules)
    ys.push_back(rule.y);
  for (const PdfUpright& upright : uprights)
    xs.push_back(upright.x);
  if (as_one(xs).size() < 2 || as_one(ys).size() < 2) return;
  xs.push_back(std::ranges::min(rules, {}, &PdfRule::x0).x0);
  xs.push_back(std::ranges::max(rules, {}, &PdfRule::x1).x1);
  ys.push_back(std::ranges::min(uprights, {}, &PdfUpright::y0).y0);
  ys.push_back(std::ranges::max(uprights, {}, &PdfUpright::y1).y1);
  xs_ = as_one(std::move(xs));
  ys_ = as_one(std::move(ys));
  const std::size_t columns = xs_.size() - 1;
  const std::size_t rows = ys_.size() - 1;
  if (columns < 2 || rows < 2 || columns * rows > kCellsMax) return;
  Walls left(rows, columns), above(columns, rows);
  for (const PdfUpright& upright : uprights)
    left.add(ys_, nearest(xs_, upright.x), upright.y0, upright.y1);
  for (const PdfRule& rule : rules)
    above.add(xs_, nearest(ys_, rule.y), rule.x0, rule.x1);
  const auto is_wall_before = [&](std::size_t row, std::size_t column) {
    return left.before(row, column);
  };
  const auto is_wall_above = [&](std::size_t row, std::size_t column) {
    return above.before(column, row);
  };
  if (!find_cells(is_wall_before, is_wall_above)) cells_.clear();
}

template <class Before, class Above>
bool PdfLattice::find_cells(Before is_wall_before, Above is_wall_above) {
  const std::size_t columns = xs_.size() - 1;
  const std::size_t rows = ys_.size() - 1;
  const std::size_t none = columns * rows;
  cell_of_.assign(none, none);
  for (std::size_t at = 0; at < none; ++at) {
    if (cell_of_[at] != none) continue;
    Cell cell{at / columns, at % columns};
    std::size_t right = cell.column + 1;
    while (right < columns && !is_wall_before(cell.row, right))
      ++right;
    std::size_t below = cell.row + 1;
    while (below < rows && !is_wall_above(below, cell.column))
      ++below;
    for (std::size_t row = cell.row; row < below; ++row)
      for (std::size_t column = cell.column; column < right; ++column) {
        std::size_t& number = cell_of_[row * columns + column];
        const bool is_open_above = row == cell.row || !is_wall_above(row, column);
        const bool is_open_before = column == cell.column || !is_wall_before(row, column);
        if (!is_open_above || !is_open_before || number != none) return false;
        number = cells_.size();
      }
    cell.rows = below - cell.row;
    cell.columns = right - cell.column;
    cells_.push_back(cell);
  }
  return true;
}

bool PdfLattice::holds(const PdfBox& box) const {
  const int middle = (box.y0 + box.y1) / 2;
  return ys_.front() < middle && middle < ys_.back() && box.x0 >= xs_.front() - kOver &&
         box.x1 <= xs_.back() + kOver;
}

// False where a word stands over a line.
bool PdfLattice::add_words(const PdfLine& fragment, std::size_t row, Filled& filled) const {
  std::set<std::size_t> cells;
  for (const PdfWord& word : fragment.words) {
    const std::size_t column = space_of(xs_, (word.box.x0 + word.box.x1) / 2);
    const std::size_t band = space_of(ys_, (word.box.y0 + word.box.y1) / 2);
    if (column + 1 >= xs_.size() || band + 1 >= ys_.size()) return false;
    const std::size_t number = cell_of_[band * (xs_.size() - 1) + column];
    const Cell& cell = cells_[number];
    if (word.box.x0 < xs_[cell.column] - kOver ||
        word.box.x1 > xs_[cell.column + cell.columns] + kOver)
      return false;
    PdfLine& line = filled.lines[number][row];
    const bool is_first = line.words.empty();
    if (!is_first && !cells.contains(number)) filled.of_several.insert(number);
    cells.insert(number);
    line.size = is_first ? fragment.size : line.size;
    line.bold = (is_first || line.bold) && word.bold;
    line.box.add(word.box);
    line.words.push_back(word);
    filled.cells_of_row[row].insert(number);
  }
  return true;
}

// Whether rows of the page that fill the same cells, all of their row, are few: wrapped names.
bool PdfLattice::parts_rows(const Filled& filled) const {
  std::map<std::size_t, std::size_t> texts;  // by row of the grid: cells with text
  for (const auto& [number, lines] : filled.lines)
    ++texts[cells_[number].row];
  std::size_t unruled = 0;
  const std::set<std::size_t>* above = nullptr;
  for (const auto& [row, cells] : filled.cells_of_row) {
    const bool is_whole = cells.size() > 1 && cells.size() == texts[cells_[*cells.begin()].row];
    if (is_whole && above != nullptr && *above == cells) ++unruled;
    above = &cells;
  }
  return unruled * 2 <= texts.size();
}

bool PdfLattice::is_filled(const Filled& filled) const {
  const std::size_t width = xs_.size() - 1;
  std::size_t over_all = 0;
  for (const auto& [number, lines] : filled.lines)
    over_all += cells_[number].columns == width ? 1 : 0;
  const auto is_wide = [&](std::size_t number) { return cells_[number].columns > 1; };
  return filled.lines.size() * 3 >= cells_.size() && over_all * 3 <= ys_.size() &&
         filled.of_several.size() * 4 <= filled.lines.size() &&
         std::ranges::none_of(filled.of_several, is_wide);
}

std::vector<PdfRow> PdfLattice::rows_of_cells(Filled& filled) const {
  std::set<std::size_t> rows, columns;  // in which a cell with text begins
  std::ptrdiff_t to_left = 0;
  for (const auto& [number, lines] : filled.lines) {
    rows.insert(cells_[number].row);
    columns.insert(cells_[number].column);
    for (const auto& [row, line] : lines) {
      const bool is_ltr = std::ranges::any_of(line.words, &PdfWord::ltr);
      to_left += line.rtl() ? 1 : is_ltr ? -1 : 0;
    }
  }
  const auto before = [](const std::set<std::size_t>& all, std::size_t place) {
    return static_cast<std::uint32_t>(std::distance(all.begin(), all.lower_bound(place)));
  };
  std::vector<PdfRow> out(rows.size());
  if (rows.size() < 2 || columns.size() < 2) return {};
  for (auto& [number, lines] : filled.lines) {
    const Cell& cell = cells_[number];
    PdfLine made;
    for (auto& [row, line] : lines) {
      if (made.words.empty())
        made = std::move(line);
      else
        made.more.push_back(std::move(line));
    }
    for (const PdfLine& line : made.more) {
      made.box.add(line.box);
      made.bold = made.bold && line.bold;
    }
    const std::uint32_t row = before(rows, cell.row);
    made.rows = before(rows, cell.row + cell.rows) - row;
    made.column = before(columns, cell.column);
    made.columns = before(columns, cell.column + cell.columns) - made.column;
    if (to_left > 0)
      made.column = static_cast<std::uint32_t>(columns.size()) - made.column - made.columns;
    out[row].push_back(std::move(made));
  }
  for (PdfRow& row : out)
    std::ranges::sort(row, {}, &PdfLine::column);
  return out;
}

std::optional<PdfDrawnTable> PdfLattice::read(const std::vector<PdfRow>& rows,
                                              std::size_t first) const {
  const auto is_inside = [&](const PdfLine& fragment) { return holds(fragment.box); };
  const auto has_some = [&](std::size_t row) {
    return row < rows.size() && std::ranges::any_of(rows[row], is_inside);
  };
  if (!has_some(first) || (first > 0 && has_some(first - 1))) return std::nullopt;
  Filled filled;
  PdfBox box;
  std::size_t last = first;
  for (; has_some(last); ++last) {
    for (const PdfLine& fragment : rows[last]) {
      if (!is_inside(fragment) || !add_words(fragment, last, filled)) return std::nullopt;
      box.add(fragment.box);
    }
  }
  if (!parts_rows(filled) || !is_filled(filled)) return std::nullopt;
  std::vector<PdfRow> made = rows_of_cells(filled);
  if (made.empty()) return std::nullopt;
  return PdfDrawnTable{first, last, box, std::move(made)};
}

std::vector<PdfLattice> lattices_of(const std::vector<PdfRule>& rules,
                                    const std::vector<PdfUpright>& uprights) {
  if (rules.size() > kLinesMax || uprights.size() > kLinesMax) return {};
  Groups groups(rules.size() + uprights.size());
  for (std::size_t r = 0; r < rules.size(); ++r)
    for (std::size_t u = 0; u < uprights.size(); ++u)
      if (touch(rules[r], uprights[u])) groups.join(r, rules.size() + u);
  std::map<std::size_t, std::pair<std::vector<PdfRule>, std::vector<PdfUpright>>> lines;
  for (std::size_t r = 0; r < rules.size(); ++r)
    lines[groups.of(r)].first.push_back(rules[r]);
  for (std::size_t u = 0; u < uprights.size(); ++u)
    lines[groups.of(rules.size() + u)].second.push_back(uprights[u]);
  std::vector<PdfLattice> out;
  for (const auto& [group, its] : lines) {
    PdfLattice lattice(its.first, its.second);
    if (lattice.found()) out.push_back(std::move(lattice));
  }
  return out;
}

}  // namespace alexandria::ingest
