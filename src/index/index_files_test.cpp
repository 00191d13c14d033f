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
  CollectionIndex index({4});
  index.apply(sample_rows(), {"t", 30, "c30"});
  Row gone;
  gone.row_no = 5;
  gone.deleted = true;
  index.apply({gone}, {"t", 31, "c31"});
  ASSERT_TRUE(index.save(folder_));
  const auto loaded = CollectionIndex::load(folder_, {4}).value();
  EXPECT_EQ(loaded->place(), (Place{"t", 31, "c31"}));
  EXPECT_EQ(loaded->live_rows(), index.live_rows());
  EXPECT_EQ(loaded->search({.text = "number7", .mode = Mode::kKeyword}, nullptr).hits.at(0).row_no,
            7U);
  EXPECT_EQ(CollectionIndex::load(folder_, {5}).error().code, Code::kDataLoss);
}

TEST_F(IndexFilesTest, FilesThatNoLongerCountAreRemoved) {
  CollectionIndex index({4});
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
  EXPECT_EQ(CollectionIndex::load(folder_, {4}).error().code, Code::kNotFound);
}

TEST_F(IndexFilesTest, AManifestWithAnyFlippedByteIsRefused) {
  CollectionIndex index({4});
  index.apply(sample_rows(), {"t", 30, "c"});
  ASSERT_TRUE(index.save(folder_));
  const std::filesystem::path manifest = folder_ / "manifest";
  const std::string bytes = platform::read_file(manifest, 1 << 20).value();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string broken = bytes;
    broken[i] = static_cast<char>(broken[i] ^ 0x01);
    ASSERT_TRUE(platform::write_file_atomically(manifest, broken));
    EXPECT_FALSE(CollectionIndex::load(folder_, {4})) << i;
    EXPECT_FALSE(CollectionIndex::saved_place(folder_)) << i;
  }
}

// Rows with a graph over their vectors, and a part whose codes stand in the segment itself.
std::unique_ptr<CollectionIndex> index_with_a_graph(VectorSpace space) {
  auto index = std::make_unique<CollectionIndex>(space, IndexOptions{.graph_rows = 40});
  std::vector<Row> rows = sample_rows();
  for (std::uint64_t i = 31; i <= 60; ++i) {
    rows.push_back(rows[i - 31]);
    rows.back().row_no = i;
  }
  index->apply(rows, {"t", 60, "c"});
  while (index->merge()) {}
  Row gone;
  gone.row_no = 5;
  gone.deleted = true;
  index->apply({gone}, {"t", 61, "c"});
  EXPECT_TRUE(index->merge(true)) << "with a hole";
  Row later = sample_rows().front();
  later.row_no = 62;
  index->apply({later}, {"t", 62, "c"});
  return index;
}

TEST_F(IndexFilesTest, ABitFlippedAnywhereInAnyFileIsNoticed) {
  for (const auto metric : {vectors::Space::kL2, vectors::Space::kCosine}) {
    const VectorSpace space{4, metric};
    const auto index = index_with_a_graph(space);
    ASSERT_TRUE(index->save(folder_));
    ASSERT_EQ(CollectionIndex::load(folder_, space).value()->live_rows(), index->live_rows());
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      const std::string bytes = platform::read_file(entry.path(), 1 << 20).value();
      for (std::size_t i = 0; i < bytes.size(); i += bytes.size() > 4000 ? 61 : 5) {
        std::string broken = bytes;
        broken[i] = static_cast<char>(broken[i] ^ (1 << (i % 8)));
        std::ofstream(entry.path(), std::ios::binary) << broken;
        ASSERT_FALSE(CollectionIndex::load(folder_, space)) << entry.path() << " " << i;
        if (i % 4 > 0) continue;
        std::ofstream(entry.path(), std::ios::binary) << bytes.substr(0, i);
        ASSERT_FALSE(CollectionIndex::load(folder_, space)) << entry.path() << " " << i;
      }
      std::ofstream(entry.path(), std::ios::binary) << bytes;
      ++files;
    }
    EXPECT_EQ(files, 4U) << "manifest, two segments, one graph";
    ASSERT_TRUE(CollectionIndex::load(folder_, space));
  }
}

TEST_F(IndexFilesTest, AWholeFileOfAnotherIndexIsRefused) {
  const VectorSpace space{4};
  const auto other = platform::TemporaryFolder::make().value();
  ASSERT_TRUE(index_with_a_graph(space)->save(folder_));
  CollectionIndex index(space);
  index.apply(sample_rows(), {"t", 30, "c"});
  ASSERT_TRUE(index.save(other));
  std::filesystem::copy_file(other / "segment-1", folder_ / "segment-1",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(CollectionIndex::load(folder_, space).error().code, Code::kDataLoss);
}

TEST_F(IndexFilesTest, AnotherSpaceIsRefused) {
  ASSERT_TRUE(index_with_a_graph({4, vectors::Space::kL2})->save(folder_));
  EXPECT_FALSE(CollectionIndex::load(folder_, {4, vectors::Space::kCosine}));
  EXPECT_FALSE(CollectionIndex::load(folder_, {5, vectors::Space::kL2}));
  EXPECT_TRUE(CollectionIndex::load(folder_, {4, vectors::Space::kL2}));
}

}  // namespace
}  // namespace alexandria::index
