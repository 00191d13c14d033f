#include "work_left.hpp"

#include <gtest/gtest.h>

namespace alexandria::app {
namespace {

TEST(WorkLeft, ALargeFileBehindManySmallOnesIsNotASecondAway) {
  WorkLeft work;
  for (int i = 0; i < 1000; ++i)
    work.add("small " + std::to_string(i), 1000);
  work.add("large", 9'000'000);
  for (int i = 0; i < 1000; ++i)
    work.ended("small " + std::to_string(i));
  EXPECT_NEAR(work.seconds_left(10).value(), 90, 1e-6);
  work.went_on("large", 300, 900);
  EXPECT_NEAR(work.share_done(), .4, 1e-9);
  EXPECT_NEAR(work.seconds_left(40).value(), 60, 1e-6);
}

TEST(WorkLeft, WhatIsNotKnownIsNotEstimated) {
  WorkLeft work;
  work.add("report.docx", 5'000'000);
  EXPECT_FALSE(work.seconds_left(10));
  work.went_on("report.docx", 7, 7);
  EXPECT_FALSE(work.seconds_left(10));
  work.ended("report.docx");
  EXPECT_FALSE(work.seconds_left(10));
  EXPECT_EQ(work.share_done(), 1);
}

TEST(WorkLeft, AFileThatIsNamedTwiceCountsOnce) {
  WorkLeft work;
  work.add("a", 100);
  work.add("a", 100);
  work.add("b", 100);
  work.ended("a");
  work.ended("a");
  EXPECT_EQ(work.share_done(), .5);
}

}  // namespace
}  // namespace alexandria::app
