// Searches, changes, merges and saves at the same time.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::index {
namespace {

constexpr std::uint64_t kSegments = 4;
constexpr std::uint64_t kRowsASegment = 200;
constexpr std::uint64_t kRows = kSegments * kRowsASegment;

Row row(std::uint64_t number) {
  Row out;
  out.row_no = number;
  out.document_no = number;
  out.language = "en";
  out.text = fmt::format("pump{}", number);
  for (std::uint64_t word = 0; word < 40; ++word)
    out.text += fmt::format(" word{}", (number * 7 + word) % 500);
  return out;
}

// Four segments of like size, so that there is something to merge.
void fill(CollectionIndex& index) {
  std::uint64_t number = 1;
  for (std::uint64_t segment = 1; segment <= kSegments; ++segment) {
    std::vector<Row> rows;
    while (rows.size() < kRowsASegment)
      rows.push_back(row(number++));
    index.apply(rows, {"t", segment, "c"});
  }
}

// Each change adds a row and deletes one that came a few changes before, so that there is always
// something to merge, and rows are deleted from what is just being merged.
constexpr std::uint64_t kChanges = 1000;
constexpr std::uint64_t kAlive = 6;

void change_while_merging(CollectionIndex& index) {
  std::atomic<bool> stop = false;
  const std::jthread merger([&] {
    while (!stop)
      index.merge();
  });
  for (std::uint64_t change = 1; change <= kChanges; ++change) {
    std::vector<Row> rows;
    if (change > kAlive) {
      rows.push_back(row(change - kAlive));
      rows.back().deleted = true;
    }
    rows.push_back(row(change));
    index.apply(rows, {"t", change, "c"});
    std::this_thread::yield();
  }
  stop = true;
}

TEST(Concurrency, WhatIsDeletedWhileAMergeRunsStaysDeleted) {
  std::vector<std::uint64_t> alive;
  for (std::uint64_t number = kChanges - kAlive + 1; number <= kChanges; ++number)
    alive.push_back(number);
  for (int round = 0; round < 3; ++round) {
    CollectionIndex index({0});
    change_while_merging(index);
    ASSERT_EQ(index.live_rows(), alive) << "round " << round;
  }
}

TEST(Concurrency, SearchesSeeWholeStatesWhileOthersApplyMergeAndSave) {
  const auto folder = platform::TemporaryFolder::make().value();
  CollectionIndex index({0});
  fill(index);
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> wrong = 0;
  {
    const std::jthread searcher([&] {
      // Row 800 is replaced all the time, in one change: every state has it exactly once.
      const Query query{.text = "pump800", .mode = Mode::kKeyword};
      while (!stop)
        if (index.search(query, nullptr).hits.size() != 1) ++wrong;
    });
    const std::jthread keeper([&] {
      while (!stop) {
        index.merge();
        if (!index.save(folder.path())) ++wrong;
      }
    });
    for (std::uint64_t change = 1; change <= 300; ++change)
      index.apply({row(kRows)}, {"t", kSegments + change, "c"});
    stop = true;
  }
  EXPECT_EQ(wrong, 0U);
  ASSERT_TRUE(index.save(folder.path()));
  const auto loaded = CollectionIndex::load(folder.path(), {0});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ((*loaded)->live_rows(), index.live_rows());
  EXPECT_EQ((*loaded)->place(), index.place());
}

}  // namespace
}  // namespace alexandria::index
