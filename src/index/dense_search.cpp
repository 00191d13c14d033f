#include "dense_search.hpp"

#include <algorithm>

namespace alexandria::index {
namespace {

constexpr std::size_t kBreadth = 100;      // of a walk, unless the query says another
constexpr std::size_t kExtra = 40;         // rows taken by codes beyond those wanted, at least
constexpr std::size_t kAskedAtOnce = 500;  // vectors of the source: some MiB

bool is_nearer(const Near& a, const Near& b) {
  return a.distance != b.distance ? a.distance < b.distance : a.row_no < b.row_no;
}

}  // namespace

std::vector<Near> nearest_by_codes(const List& list, const std::vector<Bitmap>& allowed,
                                   std::span<const float> query, std::size_t breadth,
                                   std::size_t wanted) {
  std::vector<Near> out;
  std::vector<vectors::Candidate> found;
  for (std::uint32_t p = 0; p < list.parts.size(); ++p) {
    const Segment& segment = *list.parts[p].segment;
    if (!segment.vectors.codes || allowed[p].isEmpty()) continue;
    found.resize(std::min<std::uint64_t>(wanted, allowed[p].cardinality()));
    const std::size_t count = segment.vectors.nearest(query, std::max(breadth, wanted),
                                                      segment.rows(), allowed[p], found);
    for (std::size_t i = 0; i < count; ++i)
      out.push_back({found[i].distance, p, found[i].row, segment.row_nos[found[i].row]});
  }
  const auto end = out.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, out.size()));
  std::ranges::partial_sort(out, end, is_nearer);
  out.erase(end, out.end());
  return out;
}

void rescore(std::vector<Near>& rows, std::size_t count, VectorSpace space,
             std::span<const float> query, const VectorSource& vectors) {
  if (!vectors) return;
  count = std::min(count, rows.size());
  std::vector<std::uint64_t> row_nos;
  for (std::size_t first = 0; first < count; first += kAskedAtOnce) {
    row_nos.clear();
    for (std::size_t i = first; i < std::min(first + kAskedAtOnce, count); ++i)
      row_nos.push_back(rows[i].row_no);
    const auto exact = vectors(row_nos);
    for (std::size_t i = 0; i < exact.size() && i < row_nos.size(); ++i)
      if (exact[i].size() == space.dimension)
        rows[first + i].distance = vectors::distance(space.metric, query, exact[i]);
  }
  std::sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count), is_nearer);
}

std::vector<Near> nearest_rows(const List& list, const std::vector<Bitmap>& allowed,
                               VectorSpace space, const Query& query, const VectorSource& vectors,
                               std::size_t wanted) {
  const std::size_t breadth = query.breadth > 0 ? query.breadth : kBreadth;
  const std::size_t taken = wanted + std::max(kExtra, wanted / 2);
  auto rows = nearest_by_codes(list, allowed, query.vector, breadth, taken);
  rescore(rows, rows.size(), space, query.vector, vectors);
  if (rows.size() > wanted) rows.resize(wanted);
  return rows;
}

double score_of(float distance, vectors::Space metric) {
  return metric == vectors::Space::kL2 ? -double{distance} : 1 - double{distance};
}

}  // namespace alexandria::index
