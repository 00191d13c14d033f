#pragma once
// Clustered vectors, a graph over them and exact answers, for the tests of this module.
#include <algorithm>
#include <numeric>
#include <random>
#include <roaring/roaring.hh>
#include <set>

#include "alexandria/vectors/filtered.hpp"

namespace alexandria::vectors::testing {

inline constexpr Space kSpaces[] = {Space::kL2, Space::kInnerProduct, Space::kCosine};

struct Made {
  std::size_t dimension = 0;
  std::size_t centres = 0;
  std::vector<float> rows;
  std::vector<float> queries;
  std::vector<std::uint32_t> centre_of;  // of each row

  std::uint32_t count() const { return static_cast<std::uint32_t>(rows.size() / dimension); }
  std::span<const float> row(std::size_t at) const {
    return std::span(rows).subspan(at * dimension, dimension);
  }
  std::span<const float> query(std::size_t at) const {
    return std::span(queries).subspan(at * dimension, dimension);
  }
};

/// `centres` points N(0,1); rows and queries are a point + .6 N(0,1).
inline Made make_clusters(std::size_t dimension, std::size_t centres, std::size_t rows,
                          std::size_t queries, unsigned seed = 42) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  Made made{dimension, centres, {}, {}, {}};
  std::vector<float> points(centres * dimension);
  for (float& value : points)
    value = normal(random);
  for (std::size_t i = 0; i < rows + queries; ++i) {
    const std::size_t centre = random() % centres;
    auto& to = i < rows ? made.rows : made.queries;
    if (i < rows) made.centre_of.push_back(static_cast<std::uint32_t>(centre));
    for (std::size_t d = 0; d < dimension; ++d)
      to.push_back(points[centre * dimension + d] + .6F * normal(random));
  }
  return made;
}

inline std::shared_ptr<Codes> make_codes(const Made& made, Space space,
                                         std::uint32_t capacity = 0) {
  auto book = Codebook::fit(space, made.dimension, made.rows);
  auto codes = std::make_shared<Codes>(book.value(), std::max(capacity, made.count()));
  for (std::uint32_t row = 0; row < made.count(); ++row)
    codes->set(row, made.row(row));
  return codes;
}

inline std::unique_ptr<Hnsw> make_graph(const Made& made, Space space, std::size_t lanes = 1) {
  auto graph = Hnsw::make(make_codes(made, space), {}).value();
  graph->insert_all(0, made.count(), lanes);
  return graph;
}

/// The nearest `wanted` rows of those that `is_in` says, by float32.
template <class IsIn>
std::set<std::uint32_t> exact(const Made& made, Space space, std::span<const float> query,
                              std::size_t wanted, const IsIn& is_in) {
  std::vector<Candidate> all;
  for (std::uint32_t row = 0; row < made.count(); ++row)
    if (is_in(row)) all.push_back({distance(space, query, made.row(row)), row});
  wanted = std::min(wanted, all.size());
  std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(wanted), {},
                            &Candidate::distance);
  std::set<std::uint32_t> rows;
  for (std::size_t i = 0; i < wanted; ++i)
    rows.insert(all[i].row);
  return rows;
}

inline VectorOf vector_of(const Made& made) {
  return [&made](std::uint32_t row) { return made.row(row).data(); };
}

/// How many of the first `wanted` candidates, put in order by float32, are in `right`.
inline std::size_t hits(const Made& made, Space space, std::span<const float> query,
                        std::span<Candidate> candidates, const std::set<std::uint32_t>& right) {
  rescore(space, query, candidates, vector_of(made));
  const auto first = candidates.first(std::min(candidates.size(), right.size()));
  return static_cast<std::size_t>(std::ranges::count_if(
      first, [&](const Candidate& each) { return right.contains(each.row); }));
}

}  // namespace alexandria::vectors::testing
