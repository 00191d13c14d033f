#include "best_scored.hpp"

#include <gtest/gtest.h>

#include <random>

namespace alexandria::index {
namespace {

std::vector<std::uint32_t> ordinals(BestScored best) {
  std::vector<std::uint32_t> out;
  for (const Scored& scored : best.take())
    out.push_back(scored.ordinal);
  return out;
}
using Ordinals = std::vector<std::uint32_t>;

TEST(BestScored, KeepsWhatSortingAllWouldKeep) {
  std::mt19937 random(5);
  for (const std::size_t most : {1U, 3U, 10U}) {
    std::vector<Scored> all;
    BestScored best(most);
    for (std::uint32_t i = 0; i < 500; ++i) {
      all.push_back({static_cast<float>(random() % 400), 0, i});
      best.add(all.back());
    }
    std::ranges::stable_sort(all, std::greater<>(), &Scored::score);
    Ordinals expected;
    for (std::size_t i = 0; i < most; ++i)
      expected.push_back(all[i].ordinal);
    EXPECT_EQ(ordinals(best), expected) << most;
  }
}

TEST(BestScored, EqualScoresStandInTheOrderOfTheList) {
  BestScored best(3);
  best.add({1, 1, 0});
  best.add({1, 0, 7});
  best.add({1, 0, 2});
  EXPECT_EQ(ordinals(best), (Ordinals{2, 7, 0}));
}

TEST(BestScored, WhatTwoFoundIsOneRanking) {
  BestScored left(2);
  BestScored right(2);
  left.add({.1F, 0, 1});
  left.add({.9F, 0, 2});
  right.add({.5F, 0, 3});
  left.add_all(right);
  EXPECT_EQ(ordinals(left), (Ordinals{2, 3}));
}

}  // namespace
}  // namespace alexandria::index
