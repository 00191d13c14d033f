// What happens when the disk below the database fails: full, failing, forgetting.
#include <gtest/gtest.h>

#include <fstream>

#include "alexandria/base/log.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/store.hpp"
#include "fault_vfs_test.hpp"

namespace alexandria::store {
namespace {

class DiskTest : public testing::Test {
 protected:
  void SetUp() override {
    log::set_level(log::Level::kOff);
    open();
    ASSERT_TRUE(store_->write([](Sql& sql) -> Result<void> {
      TRY(sql.run("CREATE TABLE t (n INTEGER PRIMARY KEY, filler TEXT NOT NULL)"));
      return {};
    }));
  }
  void TearDown() override { store_.reset(); }
  void open(RoomLimits limits = {.reserve_bytes = 1U << 20, .free_bytes_min = 1U << 20}) {
    auto opened = Store::open(folder_, clock_, limits);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }
  Result<void> insert(std::int64_t n, Intent intent = Intent::kAdd) {
    const std::string filler(20'000, 'x');
    return store_->write(
        [&](Sql& sql) -> Result<void> {
          TRY(sql.run("INSERT INTO t (n, filler) VALUES ($1, $2)", {n, std::string_view(filler)}));
          return {};
        },
        {}, intent);
  }
  std::vector<std::int64_t> rows() {
    std::vector<std::int64_t> out;
    EXPECT_TRUE(store_->read([&](Sql& sql) {
      return sql.query("SELECT n FROM t ORDER BY n", {}, [&](const SqlRow& row) {
        out.push_back(row.integer(0));
        return true;
      });
    }));
    return out;
  }

  base::SystemClock clock_;
  FaultVfs faults_;
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<Store> store_;
};

// The N-th write fails, for every N until a run passes: what was acknowledged is there, what was
// refused is not, and the library goes on.
TEST_F(DiskTest, AFullDiskAtAnyWriteLosesNothingAndEndsNothing) {
  std::vector<std::int64_t> acknowledged;
  std::int64_t n = 0;
  for (int number = 1;; ++number) {
    faults_.fail(DiskCall::kWrite, number, SQLITE_FULL);
    for (int i = 0; i < 3; ++i) {
      const auto done = insert(++n, Intent::kErase);
      if (done)
        acknowledged.push_back(n);
      else
        ASSERT_EQ(done.error().reason, "disk_full") << done.error().message;
    }
    const bool failed = faults_.failed() > 0;
    faults_.heal();
    ASSERT_EQ(rows(), acknowledged);
    if (number % 5 == 0) {
      store_.reset();
      open();
      ASSERT_EQ(rows(), acknowledged);
    }
    if (!failed) break;
    ASSERT_LT(number, 500);
  }
  EXPECT_GT(acknowledged.size(), 20U);
}

TEST_F(DiskTest, OnAFullDiskAddingIsRefusedAndErasingIsNot) {
  ASSERT_TRUE(insert(1));
  faults_.fail(DiskCall::kWrite, 1, SQLITE_FULL);
  EXPECT_EQ(insert(2).error().reason, "disk_full");
  EXPECT_TRUE(store_->is_full());
  EXPECT_TRUE(std::filesystem::exists(folder_ / "reserve"));  // nobody else gets it
  EXPECT_NE(store_->full_reason().find("disk"), std::string::npos);
  EXPECT_EQ(insert(3).error().reason, "disk_full");
  EXPECT_EQ(rows(), std::vector<std::int64_t>{1});
  EXPECT_TRUE(store_->write(
      [](Sql& sql) -> Result<void> {
        TRY(sql.run("DELETE FROM t"));
        return {};
      },
      {}, Intent::kErase));
  EXPECT_TRUE(rows().empty());
  EXPECT_EQ(std::filesystem::file_size(folder_ / "reserve"), 1U << 20);  // whole again
}

TEST_F(DiskTest, WritingGoesOnByItselfWhenThereIsRoom) {
  faults_.fail(DiskCall::kWrite, 1, SQLITE_FULL);
  ASSERT_FALSE(insert(1));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!insert(2) && std::chrono::steady_clock::now() < end) {}
  EXPECT_FALSE(store_->is_full());
  EXPECT_EQ(rows(), std::vector<std::int64_t>{2});
  EXPECT_TRUE(std::filesystem::exists(folder_ / "reserve"));
}

TEST_F(DiskTest, ALibraryOnAFullDiskStartsAndReads) {
  ASSERT_TRUE(insert(1));
  store_.reset();
  std::filesystem::remove(folder_ / "reserve");
  open({.reserve_bytes = 1ULL << 50, .free_bytes_min = 1U << 20});
  EXPECT_TRUE(store_->is_full());
  EXPECT_EQ(rows(), std::vector<std::int64_t>{1});
  EXPECT_EQ(insert(2).error().reason, "disk_full");
}

TEST_F(DiskTest, AFailingWriteThatSurelyKeptNothingIsAnError) {
  faults_.fail(DiskCall::kWrite, 1, SQLITE_IOERR_WRITE);
  EXPECT_EQ(insert(1).error().code, Code::kUnavailable);
  faults_.heal();
  EXPECT_TRUE(insert(2));
  EXPECT_EQ(rows(), std::vector<std::int64_t>{2});
}

TEST_F(DiskTest, OnlyACommitOfUnknownOutcomeEndsTheProcess) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_DEATH(
      {
        faults_.fail(DiskCall::kSync, 1, SQLITE_IOERR_FSYNC, true);
        (void)insert(1);
        (void)insert(2);
      },
      "disk I/O error");
}

TEST_F(DiskTest, AnExceptionInARequestIsItsFailureAndNothingElses) {
  const auto thrown = store_->write([](Sql& sql) -> Result<void> {
    TRY(sql.run("INSERT INTO t (n, filler) VALUES (7, '')"));
    throw std::runtime_error("planted");
  });
  EXPECT_EQ(thrown.error().reason, "exception");
  EXPECT_TRUE(insert(1));
  EXPECT_EQ(rows(), std::vector<std::int64_t>{1});
  EXPECT_THROW((void)store_->read([](Sql&) -> Result<void> { throw std::runtime_error("x"); }),
               std::runtime_error);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(rows(), std::vector<std::int64_t>{1});
}

TEST_F(DiskTest, ADatabaseThatAnotherProgramHoldsIsBusyAndNoMore) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((folder_ / "library.db").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(insert(1).error().reason, "database_busy");
  sqlite3_close(other);
  EXPECT_TRUE(insert(1));
}

}  // namespace
}  // namespace alexandria::store
