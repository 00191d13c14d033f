#include "alexandria/vectors/filtered.hpp"

#include <gtest/gtest.h>

#include "made_vectors.hpp"

namespace alexandria::vectors {
namespace {

using testing::exact;
using testing::Made;
using testing::make_clusters;
using testing::make_codes;
using testing::make_graph;

constexpr std::size_t kWanted = 10;
constexpr std::size_t kBreadth = 150;
constexpr std::size_t kQueries = 40;

class Filtered : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    made = new Made(make_clusters(32, 500, 30'000, kQueries));
    graph = make_graph(*made, Space::kCosine, 2).release();
  }
  static void TearDownTestSuite() {
    delete graph;
    delete made;
  }
  // Every row with the same chance, or whole clusters.
  static Roaring rows_of(double share, bool is_by_cluster) {
    std::mt19937 random(7);
    Roaring out;
    const auto of_clusters = static_cast<std::uint32_t>(std::max(1.0, share * 500));
    for (std::uint32_t row = 0; row < made->count(); ++row) {
      const bool is_drawn = static_cast<double>(random() % 100'000) < share * 100'000;
      if (is_by_cluster ? made->centre_of[row] < of_clusters : is_drawn) out.add(row);
    }
    return out;
  }
  template <class Search>
  static double recall(const Roaring& allowed, const Search& search) {
    std::vector<Candidate> found(50);
    std::size_t right = 0;
    std::size_t wanted = 0;
    for (std::size_t q = 0; q < kQueries; ++q) {
      const std::size_t size = search(made->query(q), std::span(found));
      const auto truth = exact(*made, Space::kCosine, made->query(q), kWanted,
                               [&](std::uint32_t row) { return allowed.contains(row); });
      for (std::size_t i = 0; i < size; ++i)
        EXPECT_TRUE(allowed.contains(found[i].row));
      right += testing::hits(*made, Space::kCosine, made->query(q), {found.data(), size}, truth);
      wanted += truth.size();
    }
    return static_cast<double>(right) / static_cast<double>(wanted);
  }
  static Made* made;
  static Hnsw* graph;
};

Made* Filtered::made = nullptr;
Hnsw* Filtered::graph = nullptr;

TEST_F(Filtered, RecallHoldsAtEverySelectivity) {
  for (const bool is_by_cluster : {false, true}) {
    for (const double share : {.001, .01, .1, .5, .9}) {
      const Roaring allowed = rows_of(share, is_by_cluster);
      const double got = recall(allowed, [&](auto query, auto out) {
        return search_filtered(*graph, query, kBreadth, allowed, out);
      });
      EXPECT_GE(got, .99) << share << (is_by_cluster ? " by cluster" : " anywhere");
    }
  }
}

// The planner scans small bitmaps of a graph of this size, so the walks are asked by themselves.
TEST_F(Filtered, TheWalkThroughOtherRowsFindsWhatMatches) {
  for (const bool is_by_cluster : {false, true}) {
    for (const double share : {.05, .1, .3, .5, .8}) {
      const Roaring allowed = rows_of(share, is_by_cluster);
      const double got = recall(allowed, [&](auto query, auto out) {
        return graph->search_allowed(query, kBreadth, allowed, out);
      });
      EXPECT_GE(got, .99) << share << (is_by_cluster ? " by cluster" : " anywhere");
    }
  }
}

TEST_F(Filtered, TheWalkOverOtherRowsFindsWhatMatches) {
  for (const bool is_by_cluster : {false, true}) {
    for (const double share : {.8, .9, .99}) {
      const Roaring allowed = rows_of(share, is_by_cluster);
      const double got = recall(allowed, [&](auto query, auto out) {
        return graph->search_most(query, kBreadth, allowed, out);
      });
      EXPECT_GE(got, .99) << share << (is_by_cluster ? " by cluster" : " anywhere");
    }
  }
}

TEST_F(Filtered, AScanGivesTheNearestByCodes) {
  const Roaring allowed = rows_of(.01, false);
  std::vector<Candidate> found(5);
  std::vector<Candidate> all(allowed.cardinality());
  ASSERT_EQ(scan(graph->codes(), made->query(3), &allowed, made->count(), all), all.size());
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &Candidate::distance));
  ASSERT_EQ(scan(graph->codes(), made->query(3), &allowed, made->count(), found), 5U);
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_EQ(found[i].distance, all[i].distance);
}

TEST_F(Filtered, ThePlanFollowsTheNumberOfMatches) {
  EXPECT_EQ(plan_of(0, 100'000), Plan::kNothing);
  EXPECT_EQ(plan_of(10'000, 100'000), Plan::kScan);
  EXPECT_EQ(plan_of(20'000, 1'000'000), Plan::kScan);
  EXPECT_EQ(plan_of(20'001, 1'000'000), Plan::kStep);
  EXPECT_EQ(plan_of(50'000, 100'000), Plan::kStep);
  EXPECT_EQ(plan_of(90'000, 100'000), Plan::kWalk);
}

TEST_F(Filtered, FewerMatchesThanWantedAreAllFound) {
  const Roaring allowed = Roaring::bitmapOf(4, 3, 5, 77, 29'999);
  std::vector<Candidate> found(10);
  Plan taken = Plan::kNothing;
  ASSERT_EQ(search_filtered(*graph, made->query(0), 50, allowed, found, &taken), 4U);
  EXPECT_EQ(taken, Plan::kScan);
  EXPECT_EQ(search_filtered(*graph, made->query(0), 50, Roaring(), found, &taken), 0U);
  EXPECT_EQ(taken, Plan::kNothing);
}

// Rows that match but that no walk can find: linked by nobody, as in a graph whose lists are empty.
TEST_F(Filtered, AWalkThatFindsTooFewIsFollowedByAScan) {
  const Made some = make_clusters(8, 10, 12'000, 1);
  const GraphArrays sound = make_graph(some, Space::kL2)->arrays();
  const std::vector<std::uint32_t> base(sound.base.size(), kNoRow);
  const std::vector<std::uint32_t> upper(sound.upper.size(), kNoRow);
  const GraphArrays arrays{sound.options, sound.rows, sound.entry, base, upper};
  const auto bare = Hnsw::restore(testing::make_codes(some, Space::kL2), arrays, nullptr).value();
  Roaring allowed;
  allowed.addRange(0, 11'000);
  std::vector<Candidate> found(50);
  Plan taken = Plan::kNothing;
  EXPECT_EQ(search_filtered(*bare, some.query(0), 50, allowed, found, &taken), 50U);
  EXPECT_EQ(taken, Plan::kScan);
}

TEST(Scan, ForAsManyAsThereAreGivesEachOnceInOrder) {
  const Made made = make_clusters(16, 10, 6000, 3);
  const auto codes = make_codes(made, Space::kL2);
  Roaring odd;
  for (std::uint32_t row = 1; row < 6000; row += 2)
    odd.add(row);
  for (const std::size_t wanted : {1024U, 1025U, 2000U, 2999U, 3000U, 6000U}) {
    std::vector<Candidate> out(wanted);
    std::vector<Candidate> all(6000);
    ASSERT_EQ(scan(*codes, made.query(0), &odd, 6000, all), 3000U);
    ASSERT_EQ(scan(*codes, made.query(0), &odd, 6000, out), std::min<std::size_t>(wanted, 3000));
    for (std::size_t i = 0; i < std::min<std::size_t>(wanted, 3000); ++i)
      ASSERT_EQ(out[i].distance, all[i].distance) << wanted << " " << i;
  }
  std::vector<Candidate> all(6000);
  ASSERT_EQ(scan(*codes, made.query(1), nullptr, 6000, all), 6000U);
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &Candidate::distance));
}

}  // namespace
}  // namespace alexandria::vectors
