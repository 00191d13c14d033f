#include "merge_policy.hpp"

#include <gtest/gtest.h>

namespace alexandria::index {
namespace {

Part part(std::uint32_t rows, std::uint32_t deleted = 0) {
  auto segment = std::make_shared<Segment>();
  segment->row_nos.resize(rows);
  auto gone = std::make_shared<Bitmap>();
  gone->addRange(0, deleted);
  return {segment, gone, 0};
}

std::vector<std::uint32_t> rows_to_merge(const std::vector<Part>& parts, bool purge = false) {
  std::vector<std::uint32_t> out;
  for (const Part& chosen : parts_to_merge(parts, {}, purge))
    out.push_back(chosen.segment->rows());
  return out;
}
using Rows = std::vector<std::uint32_t>;

TEST(MergePolicy, JoinsFourOfLikeSize) {
  EXPECT_EQ(rows_to_merge({part(10), part(200), part(30)}), Rows{});
  EXPECT_EQ(rows_to_merge({part(10), part(200), part(30), part(255)}), (Rows{10, 200, 30, 255}));
}

TEST(MergePolicy, LeavesALargePartAlone) {
  EXPECT_EQ(rows_to_merge({part(256), part(10), part(20), part(30)}), Rows{});
  EXPECT_EQ(rows_to_merge({part(256), part(1024), part(1023), part(300), part(500)}),
            (Rows{256, 1023, 300, 500}));
}

TEST(MergePolicy, RewritesWhereOverAQuarterIsGone) {
  EXPECT_EQ(rows_to_merge({part(50), part(100, 25)}), Rows{});
  EXPECT_EQ(rows_to_merge({part(50), part(100, 26)}), Rows{100});
}

TEST(MergePolicy, RewritesWhatHasAnyDeletedRowWhenPurging) {
  EXPECT_EQ(rows_to_merge({part(50), part(100, 1)}, true), Rows{100});
  EXPECT_EQ(rows_to_merge({part(50), part(100)}, true), Rows{});
}

TEST(MergePolicy, RewritesWhereHolesAndDeletedRowsAreTooMany) {
  Part holed = part(100, 13);
  Segment segment = *holed.segment;
  segment.holes.addRange(80, 93);
  holed.segment = std::make_shared<Segment>(segment);
  EXPECT_EQ(rows_to_merge({part(50), holed}), Rows{100});
}

TEST(MergePolicy, EightSmallPartsAreJoinedAtOnce) {
  std::vector<Part> parts(7, part(1));
  parts.push_back(part(32));
  EXPECT_TRUE(small_parts_to_merge(parts).empty());
  parts.push_back(part(31));
  EXPECT_EQ(small_parts_to_merge(parts).size(), 8U);
  EXPECT_EQ(small_parts_to_merge(std::vector<Part>(9, part(255))).size(), 9U);
  EXPECT_TRUE(small_parts_to_merge(std::vector<Part>(9, part(256))).empty());
}

}  // namespace
}  // namespace alexandria::index
