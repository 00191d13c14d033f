#include "alexandria/vectors/hnsw.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "alexandria/runtime/lanes.hpp"
#include "made_vectors.hpp"

namespace alexandria::vectors {
namespace {

using testing::exact;
using testing::kSpaces;
using testing::Made;
using testing::make_clusters;
using testing::make_codes;
using testing::make_graph;

constexpr std::size_t kWanted = 10;

double recall(const Hnsw& graph, const Made& made, Space space, std::size_t breadth,
              const Roaring* deleted = nullptr) {
  const std::size_t queries = made.queries.size() / made.dimension;
  std::vector<Candidate> found(50);
  std::size_t right = 0;
  for (std::size_t q = 0; q < queries; ++q) {
    const std::size_t size = graph.search(made.query(q), breadth, deleted, found);
    const auto truth = exact(made, space, made.query(q), kWanted, [&](std::uint32_t row) {
      return deleted == nullptr || !deleted->contains(row);
    });
    right += testing::hits(made, space, made.query(q), {found.data(), size}, truth);
  }
  return static_cast<double>(right) / static_cast<double>(queries * kWanted);
}

TEST(Hnsw, FindsTheNearestInEverySpace) {
  const Made made = make_clusters(48, 100, 8000, 50);
  for (const Space space : kSpaces)
    EXPECT_GE(recall(*make_graph(made, space), made, space, 150), .99) << static_cast<int>(space);
}

TEST(Hnsw, CandidatesAreDistinctAndInOrder) {
  const Made made = make_clusters(20, 30, 2000, 20);
  const auto graph = make_graph(made, Space::kL2);
  std::vector<Candidate> found(100);
  for (std::size_t q = 0; q < 20; ++q) {
    ASSERT_EQ(graph->search(made.query(q), 100, nullptr, found), 100U);
    EXPECT_TRUE(std::ranges::is_sorted(found, {}, &Candidate::distance));
    std::set<std::uint32_t> rows;
    for (const Candidate& each : found)
      rows.insert(each.row);
    EXPECT_EQ(rows.size(), 100U);
  }
}

TEST(Hnsw, WithOneLaneAndASeedTheGraphIsTheSame) {
  const Made made = make_clusters(20, 30, 2000, 0);
  const auto first = make_graph(made, Space::kCosine);
  const auto second = make_graph(made, Space::kCosine);
  EXPECT_TRUE(std::ranges::equal(first->arrays().base, second->arrays().base));
  EXPECT_TRUE(std::ranges::equal(first->arrays().upper, second->arrays().upper));
  EXPECT_EQ(first->arrays().entry, second->arrays().entry);
  auto other = Hnsw::make(make_codes(made, Space::kCosine), {.seed = 43}).value();
  other->insert_all(0, made.count(), 1);
  EXPECT_FALSE(std::ranges::equal(first->arrays().base, other->arrays().base));
}

TEST(Hnsw, EveryRowIsReachableAfterConcurrentInserts) {
  const Made made = make_clusters(16, 40, 2500, 30);
  for (const Space space : kSpaces) {
    for (const std::size_t lanes : {1UL, 3UL, 16UL}) {
      const auto graph = make_graph(made, space, lanes);
      EXPECT_EQ(graph->rows(), made.count());
      EXPECT_EQ(graph->reachable(), made.count()) << lanes << " lanes";
      if (space != Space::kInnerProduct) EXPECT_GE(recall(*graph, made, space, 150), .98);
    }
  }
}

// The hardest sets for links: all rows the same, or nearest to one row.
TEST(Hnsw, EveryRowIsReachableAmongDuplicatesAndAroundAHub) {
  Made same = make_clusters(16, 1, 1500, 0);
  for (std::size_t row = 0; row < 1500; ++row)
    std::ranges::copy(same.row(0), same.rows.begin() + static_cast<std::ptrdiff_t>(row * 16));
  Made hub = make_clusters(3000, 1, 0, 0);
  hub.rows.assign(500 * 3000, 0);
  for (std::size_t row = 1; row < 500; ++row)
    hub.rows[row * 3000 + row] = 1;
  for (const Made& made : {same, hub}) {
    for (const std::size_t lanes : {1UL, 8UL}) {
      const auto graph = make_graph(made, Space::kL2, lanes);
      EXPECT_EQ(graph->reachable(), made.count()) << lanes << " lanes";
    }
  }
}

TEST(Hnsw, EveryRowIsReachableWithTheFewestLinks) {
  const Made made = make_clusters(16, 40, 4000, 0);
  for (const std::size_t lanes : {1UL, 16UL}) {
    auto graph = Hnsw::make(make_codes(made, Space::kL2), {.links = 4, .build_breadth = 8}).value();
    graph->insert_all(0, made.count(), lanes);
    EXPECT_EQ(graph->reachable(), made.count()) << lanes << " lanes";
  }
}

TEST(Hnsw, SearchesRunBesideInserts) {
  const Made made = make_clusters(24, 40, 2500, 40);
  const auto codes = make_codes(made, Space::kL2);
  auto graph = Hnsw::make(codes, {}).value();
  graph->insert_all(0, 500, 1);
  std::atomic<bool> is_done = false;
  std::atomic<std::size_t> searches = 0;
  runtime::run_lanes(4, [&](std::size_t lane) {
    if (lane == 3) {
      graph->insert_all(500, made.count(), 2);
      is_done = true;
      return;
    }
    std::vector<Candidate> found(20);
    for (std::size_t q = lane; !is_done || searches < 100; q = (q + 1) % 40) {
      ASSERT_EQ(graph->search(made.query(q), 40, nullptr, found), 20U);
      for (const Candidate& each : found)
        ASSERT_LT(each.row, made.count());
      ++searches;
    }
  });
  EXPECT_EQ(graph->reachable(), made.count());
  EXPECT_GE(recall(*graph, made, Space::kL2, 150), .98);
}

TEST(Hnsw, DeletedRowsAreWalkedOverButNotFound) {
  const Made made = make_clusters(32, 50, 5000, 40);
  const auto graph = make_graph(made, Space::kL2);
  Roaring deleted;
  for (std::uint32_t row = 0; row < made.count(); ++row)
    if (row % 3 == 0 || made.centre_of[row] == 7) deleted.add(row);
  EXPECT_GE(recall(*graph, made, Space::kL2, 150, &deleted), .99);
  std::vector<Candidate> found(50);
  for (std::size_t q = 0; q < 40; ++q) {
    const std::size_t size = graph->search(made.query(q), 100, &deleted, found);
    ASSERT_EQ(size, 50U);
    for (const Candidate& each : found)
      EXPECT_FALSE(deleted.contains(each.row));
  }
  Roaring all;
  all.addRange(0, made.count());
  EXPECT_EQ(graph->search(made.query(0), 100, &all, found), 0U);
}

TEST(Hnsw, AnExtendedGraphHasTheOldRowsAndTheNew) {
  const Made made = make_clusters(32, 50, 6000, 40);
  constexpr std::uint32_t kOld = 4000;
  const auto whole = make_codes(made, Space::kCosine);
  auto old_codes = std::make_shared<Codes>(whole->shared_book(), kOld);
  old_codes->copy_from(*whole, kOld);
  auto old = Hnsw::make(old_codes, {}).value();
  old->insert_all(0, kOld, 2);
  auto codes = std::make_shared<Codes>(whole->shared_book(), made.count());
  codes->copy_from(*old_codes, kOld);
  for (std::uint32_t row = kOld; row < made.count(); ++row)
    codes->set(row, made.row(row));
  auto graph = old->extended(codes);
  EXPECT_TRUE(std::ranges::equal(graph->arrays().base, old->arrays().base));
  EXPECT_EQ(graph->reachable(), kOld);
  graph->insert_all(kOld, made.count(), 4);
  EXPECT_EQ(graph->reachable(), made.count());
  EXPECT_GE(recall(*graph, made, Space::kCosine, 150), .99);
  EXPECT_EQ(old->reachable(), kOld);
}

TEST(Hnsw, SmallGraphsAnswerToo) {
  const Made made = make_clusters(8, 2, 3, 1);
  auto graph = Hnsw::make(make_codes(made, Space::kL2), {}).value();
  std::vector<Candidate> found(10);
  EXPECT_EQ(graph->search(made.query(0), 50, nullptr, found), 0U);
  EXPECT_EQ(graph->reachable(), 0U);
  for (std::uint32_t row = 0; row < 3; ++row) {
    graph->insert(row);
    EXPECT_EQ(graph->search(made.query(0), 50, nullptr, found), row + 1);
  }
  EXPECT_EQ(graph->search(made.query(0), 1, nullptr, {found.data(), 0}), 0U);
}

TEST(Hnsw, OptionsOutOfRangeAreRefused) {
  const auto codes = make_codes(make_clusters(8, 2, 3, 0), Space::kL2);
  EXPECT_EQ(Hnsw::make(codes, {.links = 3}).error().reason, "invalid_graph_options");
  EXPECT_EQ(Hnsw::make(codes, {.links = 65}).error().reason, "invalid_graph_options");
  EXPECT_EQ(Hnsw::make(codes, {.build_breadth = 7}).error().reason, "invalid_graph_options");
}

}  // namespace
}  // namespace alexandria::vectors
