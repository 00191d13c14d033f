#include "metrics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace alexandria::evaluation {
namespace {

TEST(Metrics, AreThoseOfTrecEval) {
  const Judgements judgements{{"a", 2}, {"b", 1}, {"c", 1}, {"x", 0}};
  const Measures m = measure({{"x", 5}, {"a", 4}, {"y", 3}, {"b", 2}}, judgements);
  const double ideal = 2 + 1 / std::log2(3) + 1 / std::log2(4);
  EXPECT_NEAR(m.ndcg_10, (2 / std::log2(3) + 1 / std::log2(5)) / ideal, 1e-12);
  EXPECT_NEAR(m.map, (1.0 / 2 + 2.0 / 4) / 3, 1e-12);
  EXPECT_NEAR(m.mrr_10, .5, 1e-12);
  EXPECT_NEAR(m.recall_100, 2.0 / 3, 1e-12);
}

TEST(Metrics, TiesAreBrokenByIdFromTheEnd) {
  EXPECT_EQ(measure({{"a", 1}, {"b", 1}}, {{"b", 1}}).mrr_10, 1);
  EXPECT_EQ(measure({{"a", 1}, {"b", 1}}, {{"a", 1}}).mrr_10, .5);
}

TEST(Metrics, PercentilesAreValuesThatOccurred) {
  EXPECT_EQ(percentile({3, 1, 2}, .5), 2);
  EXPECT_EQ(percentile({3, 1, 2}, .99), 3);
  EXPECT_EQ(percentile({}, .5), 0);
}

}  // namespace
}  // namespace alexandria::evaluation
