#include <gtest/gtest.h>

#include <atomic>

#include "alexandria/platform/child_process.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/file_lock.hpp"
#include "alexandria/platform/sha256.hpp"

namespace alexandria::platform {
namespace {

class PlatformTest : public testing::Test {
 protected:
  TemporaryFolder folder_ = TemporaryFolder::make().value();
};

TEST_F(PlatformTest, AtomicWriteReplacesAndLeavesNoTemporaryFile) {
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "one"));
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "two"));
  EXPECT_EQ(read_file(folder_ / "a", 10).value(), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(PlatformTest, ReadRefusesAFileOverItsLimit) {
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "0123456789"));
  EXPECT_EQ(read_file(folder_ / "a", 9).error().reason, "file_too_large");
  EXPECT_EQ(read_file(folder_ / "b", 9).error().code, Code::kNotFound);
}

TEST_F(PlatformTest, ASecondLockIsRefusedAndNamesTheHolder) {
  {
    auto first = FileLock::take(folder_ / "lock", "process 1");
    ASSERT_TRUE(first);
    const auto second = FileLock::take(folder_ / "lock", "process 2");
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().message.find("process 1"), std::string::npos);
    EXPECT_EQ(FileLock::holder_of(folder_ / "lock").value(), "process 1");
  }
  EXPECT_EQ(FileLock::holder_of(folder_ / "lock").value(), "");
  EXPECT_TRUE(FileLock::take(folder_ / "lock", "process 2"));
}

TEST(ChildProcess, OutputIsReadAndTheEndIsReported) {
  const std::atomic<bool> stop = false;
  auto child = ChildProcess::start("/bin/sh", {"-c", "printf abcdef; exit 3"}, {}).value();
  char got[6];
  EXPECT_TRUE(child.read_exactly(got, 6, stop).value());
  EXPECT_EQ(std::string_view(got, 6), "abcdef");
  EXPECT_FALSE(child.read_exactly(got, 1, stop).value());
  EXPECT_EQ(child.wait(), "exit status 3");
}

TEST(ChildProcess, ASilentChildIsStopped) {
  const std::atomic<bool> stop = false;
  ChildLimits limits;
  limits.silence_max = std::chrono::seconds(0);
  auto child = ChildProcess::start("/bin/sleep", {"100"}, limits).value();
  char got;
  EXPECT_EQ(child.read_exactly(&got, 1, stop).error().reason, "parser_timeout");
}

TEST(ChildProcess, CancelStopsTheWait) {
  const std::atomic<bool> stop = true;
  auto child = ChildProcess::start("/bin/sleep", {"100"}, {}).value();
  char got;
  EXPECT_EQ(child.read_exactly(&got, 1, stop).error().code, Code::kCancelled);
}

TEST(Sha256, EqualsTheStandardsExample) {
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace alexandria::platform
