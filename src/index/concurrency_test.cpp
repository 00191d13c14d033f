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

void delete_row(CollectionIndex& index, std::uint64_t number, std::uint64_t position) {
  Row gone = row(number);
  gone.deleted = true;
  index.apply({gone}, {"t", position, "c"});
}

TEST(Concurrency, WhatIsDeletedWhileAMergeRunsStaysDeleted) {
  for (int round = 0; round < 5; ++round) {
    CollectionIndex index(0);
    fill(index);
    std::atomic<bool> merged = false;
    std::uint64_t deleted = 0;
    {
      const std::jthread merger([&] {
        index.merge();
        merged = true;
      });
      while (!merged && deleted < kRows / 2) {
        ++deleted;
        delete_row(index, deleted, kSegments + deleted);
      }
    }
    std::vector<std::uint64_t> left;
    for (std::uint64_t number = deleted + 1; number <= kRows; ++number)
      left.push_back(number);
    ASSERT_EQ(index.live_rows(), left) << deleted << " rows deleted in round " << round;
  }
}

TEST(Concurrency, SearchesSeeWholeStatesWhileOthersApplyMergeAndSave) {
  const auto folder = platform::TemporaryFolder::make().value();
  CollectionIndex index(0);
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
  const auto loaded = CollectionIndex::load(folder.path(), 0);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ((*loaded)->live_rows(), index.live_rows());
  EXPECT_EQ((*loaded)->place(), index.place());
}

}  // namespace
}  // namespace alexandria::index
