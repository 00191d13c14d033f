#include <gtest/gtest.h>

#include <fstream>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/platform/file.hpp"
#include "segment.hpp"

namespace alexandria::index {
namespace {

std::vector<Row> sample_rows() {
  std::vector<Row> rows;
  for (std::uint64_t i = 1; i <= 30; ++i) {
    Row row;
    row.row_no = i;
    row.document_no = i / 3;
    row.title = "Title " + std::to_string(i);
    row.text = "pump number" + std::to_string(i) + " is here";
    row.language = i % 2 == 0 ? "en" : "de";
    row.metadata = {{"n", static_cast<std::int64_t>(i)},
                    {"tags", std::vector<model::Scalar>{std::string("x")}}};
    row.vector = {1, static_cast<float>(i), 0, 0};
    rows.push_back(row);
  }
  return rows;
}

class IndexFilesTest : public testing::Test {
 protected:
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
};

TEST_F(IndexFilesTest, WhatWasSavedIsLoadedWithItsPlaceAndDeletions) {
  CollectionIndex index(4);
  index.apply(sample_rows(), {"t", 30, "c30"});
  Row gone;
  gone.row_no = 5;
  gone.deleted = true;
  index.apply({gone}, {"t", 31, "c31"});
  ASSERT_TRUE(index.save(folder_));
  const auto loaded = CollectionIndex::load(folder_, 4).value();
  EXPECT_EQ(loaded->place(), (Place{"t", 31, "c31"}));
  EXPECT_EQ(loaded->live_rows(), index.live_rows());
  EXPECT_EQ(loaded->search({.text = "number7", .mode = Mode::kKeyword}, nullptr).hits.at(0).row_no,
            7U);
  EXPECT_EQ(CollectionIndex::load(folder_, 5).error().code, Code::kDataLoss);
}

TEST_F(IndexFilesTest, FilesThatNoLongerCountAreRemoved) {
  CollectionIndex index(4);
  index.apply(sample_rows(), {"t", 30, "c"});
  ASSERT_TRUE(index.save(folder_));
  std::ofstream(folder_ / "tmp-left-over") << "x";
  std::vector<Row> rows = sample_rows();
  for (Row& row : rows)
    row.deleted = true;
  index.apply(rows, {"t", 60, "d"});
  ASSERT_TRUE(index.save(folder_));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(IndexFilesTest, NothingThereIsNotFound) {
  EXPECT_EQ(CollectionIndex::load(folder_, 4).error().code, Code::kNotFound);
}

TEST_F(IndexFilesTest, AManifestWithAnyFlippedByteIsRefused) {
  CollectionIndex index(4);
  index.apply(sample_rows(), {"t", 30, "c"});
  ASSERT_TRUE(index.save(folder_));
  const std::filesystem::path manifest = folder_ / "manifest";
  const std::string bytes = platform::read_file(manifest, 1 << 20).value();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string broken = bytes;
    broken[i] = static_cast<char>(broken[i] ^ 0x01);
    ASSERT_TRUE(platform::write_file_atomically(manifest, broken));
    EXPECT_FALSE(CollectionIndex::load(folder_, 4)) << i;
    EXPECT_FALSE(CollectionIndex::saved_place(folder_)) << i;
  }
}

TEST(SegmentCodec, EveryFlippedByteAndTruncationIsNoticed) {
  const auto rows = sample_rows();
  std::vector<const Row*> pointers;
  for (const Row& row : rows)
    pointers.push_back(&row);
  const std::string bytes = encode_segment(*build_segment(pointers, 4));
  ASSERT_TRUE(decode_segment(bytes));
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::string broken = bytes;
    broken[i] = static_cast<char>(broken[i] ^ 0x40);
    EXPECT_FALSE(decode_segment(broken)) << i;
    EXPECT_FALSE(decode_segment(std::string_view(bytes).substr(0, i))) << i;
  }
}

}  // namespace
}  // namespace alexandria::index
