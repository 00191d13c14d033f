#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "alexandria/platform/child_process.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/file_lock.hpp"
#include "alexandria/platform/pages.hpp"
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

TEST_F(PlatformTest, ATemporaryFileThatIsNotKeptIsGone) {
  {
    auto file = TemporaryFile::make(folder_.path()).value();
    ASSERT_TRUE(file.write("some bytes"));
    EXPECT_TRUE(std::filesystem::exists(file.path()));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(PlatformTest, OfTwoThatKeepAFileAsNewTheSecondIsToldThatItIsThere) {
  auto one = TemporaryFile::make(folder_.path()).value();
  auto two = TemporaryFile::make(folder_.path()).value();
  ASSERT_TRUE(one.write("one"));
  ASSERT_TRUE(two.write("two"));
  EXPECT_TRUE(one.keep_as_new(folder_ / "a").value());
  EXPECT_FALSE(two.keep_as_new(folder_ / "a").value());
  EXPECT_EQ(read_file(folder_ / "a", 10).value(), "one");
  EXPECT_EQ(two.keep_as_new(folder_ / "none" / "a").error().reason, "file_not_found");
}

TEST_F(PlatformTest, AnOpenFileIsReadAnywhereAndEndsWhereItEnds) {
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "0123456789"));
  const auto file = FileReader::open(folder_ / "a").value();
  EXPECT_EQ(file.bytes(), 10U);
  char out[8] = {};
  EXPECT_EQ(file.read_at(4, out, 3).value(), 3U);
  EXPECT_EQ(std::string(out), "456");
  EXPECT_EQ(file.read_at(8, out, 8).value(), 2U);
  EXPECT_EQ(file.read_at(10, out, 8).value(), 0U);
  EXPECT_EQ(FileReader::open(folder_ / "none").error().code, Code::kNotFound);
}

TEST_F(PlatformTest, AKeyedHashIsThatOfTheStandard) {
  // RFC 4231, test case 2
  std::string digits;
  for (const char byte : hmac_sha256("Jefe", "what do ya want for nothing?"))
    digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  EXPECT_EQ(digits, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_F(PlatformTest, ReadRefusesAFileOverItsLimit) {
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "0123456789"));
  EXPECT_EQ(read_file(folder_ / "a", 9).error().reason, "file_too_large");
  EXPECT_EQ(read_file(folder_ / "b", 9).error().code, Code::kNotFound);
}

TEST_F(PlatformTest, RoomThatIsNotThereIsNotTakenFromOthersMeanwhile) {
  const auto free = [this] { return std::filesystem::space(folder_).available; };
  const std::uint64_t before = free();
  std::atomic<std::uint64_t> least = before;
  {
    const std::jthread watch([&](const std::stop_token& stop) {
      while (!stop.stop_requested())
        least = std::min<std::uint64_t>(least, free());
    });
    for (int i = 0; i < 20; ++i)
      EXPECT_EQ(reserve_file(folder_ / "reserve", 1ULL << 50).error().reason, "disk_full");
  }
  EXPECT_GT(least, before / 2);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "reserve"));
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

TEST_F(PlatformTest, ALockHeldForAMomentIsWaitedFor) {
  auto looks = std::make_unique<FileLock>(FileLock::take(folder_ / "lock", "process 1").value());
  const std::jthread ends([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    looks.reset();
  });
  EXPECT_TRUE(FileLock::take(folder_ / "lock", "process 2"));
}

TEST(Pages, AreZeroStayInPlaceAndCostNothingUntilWritten) {
  constexpr std::size_t kBytes = 1ULL << 36;
  ZeroPages pages(kBytes);
  auto* first = static_cast<unsigned char*>(pages.data());
  EXPECT_EQ(first[0] + first[kBytes - 1], 0);
  first[kBytes / 2] = 7;
  const ZeroPages moved = std::move(pages);
  EXPECT_EQ(moved.data(), first);
  EXPECT_EQ(first[kBytes / 2], 7);
  EXPECT_EQ(ZeroPages(0).data(), nullptr);
  EXPECT_THROW(ZeroPages(~std::size_t{0} / 2), std::bad_alloc);
}

TEST(Pages, OfAMappedFileAreItsBytes) {
  const auto folder = TemporaryFolder::make().value();
  ASSERT_TRUE(write_file_atomically(folder / "some", "some bytes"));
  auto file = MappedFile::open(folder / "some").value();
  const MappedFile moved = std::move(file);
  EXPECT_EQ(moved.bytes(), "some bytes");
  ASSERT_TRUE(write_file_atomically(folder / "none", ""));
  EXPECT_EQ(MappedFile::open(folder / "none").value().bytes(), "");
  EXPECT_EQ(MappedFile::open(folder / "other").error().code, Code::kNotFound);
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

std::string output_of(ChildProcess& child) {
  const std::atomic<bool> never = false;
  std::string out;
  for (char c; child.read_exactly(&c, 1, never).value_or(false);)
    out += c;
  return out;
}

TEST(ChildProcess, ItsEnvironmentIsEmptyAndItsInputIsTheFile) {
  const auto folder = TemporaryFolder::make().value();
  std::ofstream(folder / "in") << "what is to be read";
  ::setenv("ALEXANDRIA_TEST_SECRET", "planted", 1);
  auto child = ChildProcess::start(
                   "/bin/sh", {"-c", std::string("cat ") + kChildInput + "; cat /proc/$$/environ"},
                   {}, folder / "in")
                   .value();
  const std::string out = output_of(child);
  EXPECT_NE(out.find("what is to be read"), std::string::npos);
  EXPECT_EQ(out.find("planted"), std::string::npos);
  EXPECT_EQ(ChildProcess::start("/bin/true", {}, {}, folder / "none").error().code,
            Code::kNotFound);
}

TEST(ChildProcess, WhatItWritesInAllIsLimited) {
  const std::atomic<bool> never = false;
  auto child = ChildProcess::start("/bin/sh", {"-c", "while :; do echo endless; done"},
                                   {.output_bytes_max = 100'000})
                   .value();
  std::string block(10'000, '\0');
  Result<bool> read = true;
  for (int i = 0; i < 100 && read; ++i)
    read = child.read_exactly(block.data(), block.size(), never);
  EXPECT_EQ(read.error().reason, "parser_output_too_large");
}

TEST(ChildProcess, OneThatDoesNotEndIsKilled) {
  auto child = ChildProcess::start("/bin/sh", {"-c", "exec >&-; exec sleep 100"},
                                   {.end_max = std::chrono::seconds(1)})
                   .value();
  EXPECT_EQ(output_of(child), "");
  EXPECT_EQ(child.wait(), "killed by signal 9");
}

TEST(ChildProcess, MemoryAndTimeAreLimited) {
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)  // no such limit there
  auto hungry = ChildProcess::start("/bin/sh", {"-c", "x=a; while :; do x=$x$x; done"},
                                    {.memory_bytes_max = 64U << 20})
                    .value();
  EXPECT_EQ(output_of(hungry), "");
  EXPECT_NE(hungry.wait(), "");
#endif
  auto busy = ChildProcess::start("/bin/sh", {"-c", "while :; do :; done"},
                                  {.processor_time_max = std::chrono::seconds(1)})
                  .value();
  EXPECT_EQ(output_of(busy), "");
  EXPECT_NE(busy.wait(), "");
}

TEST(ChildProcess, APrivilegeGivenUpIsGone) {
  EXPECT_EXIT(
      {
        const bool given_up = give_up_privileges().has_value();
        const bool no_socket = ::socket(AF_INET, SOCK_STREAM, 0) < 0;
        ::execl("/bin/true", "true", nullptr);
        ::_exit(given_up && no_socket ? 0 : 1);  // reached only if nothing was executed
      },
      testing::ExitedWithCode(0), "");
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
