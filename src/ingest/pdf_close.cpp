#include "pdf_close.hpp"

#include <algorithm>
#include <cstdlib>

namespace alexandria::ingest {
namespace {

constexpr std::size_t kNamesRowsMax = 3;
constexpr std::size_t kRowsMin = 2;         // below the names
constexpr int kAligned = kUnitsAPoint / 2;  // browsers set cells to parts of a point
constexpr int kGapMin = 2 * kUnitsAPoint;   // between two cells
constexpr float kNearInSizes = 1.2F;        // rows further apart are not of one table
constexpr float kSpaceSizes = .2F;          // the least that a space is, of the size
constexpr float kMoreThanSpace = 1.6F;

bool is_bold(const PdfRow& row) { return std::ranges::all_of(row, &PdfLine::bold); }

bool is_near(const PdfRow& above, const PdfRow& below) {
  const PdfLine& line = below.front();
  const float size = std::max(line.size, 4.0F) * static_cast<float>(kUnitsAPoint);
  return static_cast<float>(line.box.y0 - above.front().box.y1) < size * kNearInSizes;
}

std::vector<PdfWord> words_of(const PdfRow& row) {
  std::vector<PdfWord> words;
  for (const PdfLine& fragment : row)
    words.insert(words.end(), fragment.words.begin(), fragment.words.end());
  std::ranges::stable_sort(words, {}, [](const PdfWord& word) { return word.box.x0; });
  return words;
}

// A place where words begin, and whether in one row more than a space is before it.
struct Edge {
  int x = 0;
  bool is_wide = false;
};

std::vector<Edge> edges_of(const std::vector<PdfWord>& words) {
  std::vector<Edge> out;
  int space = 1 << 30;
  for (std::size_t i = 1; i < words.size(); ++i)
    space = std::min(space, std::max(0, words[i].box.x0 - words[i - 1].box.x1));
  for (std::size_t i = 1; i < words.size(); ++i) {
    const float least = words[i].size * static_cast<float>(kUnitsAPoint) * kSpaceSizes;
    const int gap = words[i].box.x0 - words[i - 1].box.x1;
    const float usual = std::max(least, static_cast<float>(space));
    if (gap >= kGapMin)
      out.push_back({words[i].box.x0, static_cast<float>(gap) >= usual * kMoreThanSpace});
  }
  return out;
}

std::vector<Edge> common(const std::vector<Edge>& edges, const std::vector<Edge>& others) {
  std::vector<Edge> out;
  for (const Edge& edge : edges)
    for (const Edge& other : others)
      if (std::abs(edge.x - other.x) <= kAligned) {
        out.push_back({edge.x, edge.is_wide || other.is_wide});
        break;
      }
  return out;
}

// Words over two columns are those of the one that has their middle.
PdfRow cells_at(const PdfRow& row, const std::vector<Edge>& edges) {
  PdfRow cells;
  for (const PdfWord& word : words_of(row)) {
    const int middle = (word.box.x0 + word.box.x1) / 2;
    const auto is_before = [&](const Edge& edge) { return edge.x - kAligned <= middle; };
    const auto column = static_cast<std::uint32_t>(std::ranges::count_if(edges, is_before));
    if (cells.empty() || cells.back().column != column) {
      cells.emplace_back();
      cells.back().column = column;
      cells.back().size = word.size;
      cells.back().bold = true;
    }
    cells.back().bold = cells.back().bold && word.bold;
    cells.back().box.add(word.box);
    cells.back().words.push_back(word);
  }
  return cells;
}

// Whether the names stand apart at an edge: with more than a space between them there, or none
// before it where the rows below have more than a space.
bool are_apart(const std::vector<PdfWord>& names, const Edge& edge) {
  const auto is_behind = [&](const PdfWord& word) { return word.box.x1 > edge.x - kAligned; };
  const auto behind = std::ranges::find_if(names, is_behind);
  if (behind == names.begin()) return edge.is_wide && behind->box.x0 >= edge.x - kAligned;
  if (behind == names.end() || behind->box.x0 < edge.x - kAligned) return false;
  const float least = behind->size * static_cast<float>(kUnitsAPoint) * kSpaceSizes;
  return static_cast<float>(behind->box.x0 - (behind - 1)->box.x1) > least * kMoreThanSpace * 1.5F;
}

// A name that reaches over rows of names stands between their heights.
void join_names(std::vector<PdfRow>& names) {
  for (std::size_t i = 1; i < names.size();) {
    const PdfBox& above = names[i - 1].front().box;
    const PdfBox& below = names[i].front().box;
    const auto is_beside = [&](const PdfLine& cell) {
      return std::ranges::find(names[i - 1], cell.column, &PdfLine::column) == names[i - 1].end();
    };
    if (below.y0 >= above.y1 || !std::ranges::all_of(names[i], is_beside)) {
      ++i;
      continue;
    }
    names[i - 1].insert(names[i - 1].end(), names[i].begin(), names[i].end());
    std::ranges::sort(names[i - 1], {}, &PdfLine::column);
    names.erase(names.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace

std::optional<PdfCloseTable> find_close_table(const std::vector<PdfRow>& rows, std::size_t first) {
  const auto is_next = [&](std::size_t r) {
    return r < rows.size() && is_near(rows[r - 1], rows[r]);
  };
  const auto runs_left = [&](std::size_t r) { return runs_to_left(rows[r]); };
  std::size_t body = first;
  while (body < first + kNamesRowsMax && body < rows.size() && is_bold(rows[body]))
    ++body;
  if (body == first || !is_next(body) || runs_left(body) || is_bold(rows[body]))
    return std::nullopt;
  const std::vector<PdfWord> names = words_of(rows[body - 1]);
  std::vector<Edge> edges = edges_of(words_of(rows[body]));
  std::size_t last = body + 1;
  for (; is_next(last) && !is_bold(rows[last]); ++last) {
    std::vector<Edge> shared = common(edges, edges_of(words_of(rows[last])));
    const auto is_kept = [&](const Edge& edge) {
      return !are_apart(names, edge) || std::ranges::find(shared, edge.x, &Edge::x) != shared.end();
    };
    if (shared.empty() || (last >= body + kRowsMin && !std::ranges::all_of(edges, is_kept))) break;
    edges = std::move(shared);
  }
  std::erase_if(edges, [&](const Edge& edge) { return !are_apart(names, edge); });
  if (edges.empty() || last < body + kRowsMin) return std::nullopt;
  PdfCloseTable out{last, edges.size() + 1, {}};
  for (std::size_t r = first; r < body; ++r)
    out.rows.push_back(cells_at(rows[r], edges));
  join_names(out.rows);
  if (out.rows.back().size() + 1 < out.columns) return std::nullopt;
  for (std::size_t r = body; r < last; ++r)
    out.rows.push_back(cells_at(rows[r], edges));
  return out;
}

}  // namespace alexandria::ingest
