#include "batches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace alexandria::embed {
namespace {

std::vector<std::size_t> lengths_from(std::size_t count, std::size_t shortest,
                                      std::size_t longest) {
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < count; ++i)
    lengths.push_back(shortest + i * 7919 % (longest - shortest + 1));
  return lengths;
}

std::size_t padded_tokens(const std::vector<Batch>& batches,
                          const std::vector<std::size_t>& lengths) {
  std::size_t total = 0;
  for (const Batch& batch : batches)
    total += batch.size() * rounded_length(lengths[batch.front()]);
  return total;
}

TEST(Batches, LengthsAreRoundedUpToTheStep) {
  EXPECT_EQ(rounded_length(1), 16U);
  EXPECT_EQ(rounded_length(16), 16U);
  EXPECT_EQ(rounded_length(17), 32U);
  EXPECT_EQ(rounded_length(512), 512U);
}

TEST(Batches, EveryTextIsInOneBatchAndTheLongestComesFirst) {
  const auto lengths = lengths_from(500, 3, 512);
  std::vector<std::size_t> seen;
  std::size_t before = 512;
  for (const Batch& batch : make_batches(lengths, {})) {
    for (const std::size_t text : batch) {
      EXPECT_LE(lengths[text], before);
      before = lengths[text];
      seen.push_back(text);
    }
  }
  std::ranges::sort(seen);
  std::vector<std::size_t> all(lengths.size());
  std::iota(all.begin(), all.end(), 0U);
  EXPECT_EQ(seen, all);
}

TEST(Batches, ManyTextsOfRealLengthsMakeFewShapesAndLittlePadding) {
  const auto lengths = lengths_from(64, 40, 200);
  const auto batches = make_batches(lengths, {.lanes = 2});
  const auto full = std::ranges::count_if(batches, [](const Batch& b) { return b.size() >= 4; });
  EXPECT_GE(full + 1, static_cast<std::ptrdiff_t>(batches.size()));
  const auto tokens = std::accumulate(lengths.begin(), lengths.end(), std::size_t{0});
  EXPECT_LE(padded_tokens(batches, lengths), tokens + tokens / 8);
}

TEST(Batches, TokensBoundABatchButNotBelowFourTexts) {
  for (const Batch& batch : make_batches(std::vector<std::size_t>(100, 100), {.tokens = 1024}))
    EXPECT_LE(batch.size(), 9U);
  EXPECT_EQ(make_batches(std::vector<std::size_t>(8, 500), {.tokens = 1024}).size(), 2U);
}

TEST(Batches, FewTextsAreSharedOutToTheLanes) {
  EXPECT_EQ(make_batches(std::vector<std::size_t>(6, 20), {.lanes = 2}).size(), 2U);
  EXPECT_EQ(make_batches({30}, {.lanes = 2}).size(), 1U);
  EXPECT_TRUE(make_batches({}, {.lanes = 2}).empty());
}

TEST(Batches, AShortTextIsNotPaddedToALongOne) {
  EXPECT_EQ(make_batches({200, 20}, {}).size(), 2U);
}

}  // namespace
}  // namespace alexandria::embed
