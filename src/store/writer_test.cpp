#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "alexandria/platform/file.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::store {
namespace {

class WriterTest : public testing::Test {
 protected:
  void SetUp() override {
    store_ = Store::open(folder_, clock_).value();
    ASSERT_TRUE(store_->write([](Sql& sql) -> Result<void> {
      TRY(sql.run("CREATE TABLE t (n INTEGER PRIMARY KEY)"));
      return {};
    }));
  }
  std::int64_t rows() {
    std::int64_t count = -1;
    EXPECT_TRUE(store_->read([&](Sql& sql) {
      return sql.query("SELECT COUNT(*) FROM t", {}, [&](const SqlRow& row) {
        count = row.integer(0);
        return false;
      });
    }));
    return count;
  }
  static Result<void> insert(Sql& sql, std::int64_t n) {
    TRY(sql.run("INSERT INTO t (n) VALUES ($1)", {n}));
    return {};
  }
  base::SystemClock clock_;
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<Store> store_;
};

TEST_F(WriterTest, AFailingRequestUndoesOnlyItself) {
  std::vector<std::jthread> threads;
  std::atomic<int> failures = 0;
  for (int i = 0; i < 40; ++i) {
    threads.emplace_back([&, i] {
      const auto result = store_->write([&](Sql& sql) -> Result<void> {
        TRY(insert(sql, i));
        if (i % 4 == 0) return fail(Code::kInvalidArgument, "no", "refused");
        return {};
      });
      if (!result) ++failures;
    });
  }
  threads.clear();
  EXPECT_EQ(failures, 10);
  EXPECT_EQ(rows(), 30);
}

TEST_F(WriterTest, CommittedRunsAfterTheCommitAndBeforeTheAnswer) {
  std::int64_t seen = -1;
  ASSERT_TRUE(store_->write([&](Sql& sql) { return insert(sql, 1); }, [&] { seen = rows(); }));
  EXPECT_EQ(seen, 1);
  seen = -1;
  EXPECT_FALSE(store_->write([&](Sql& sql) { return insert(sql, 1); }, [&] { seen = 0; }));
  EXPECT_EQ(seen, -1);
}

TEST_F(WriterTest, WhatWasAcknowledgedIsThereAfterReopening) {
  ASSERT_TRUE(store_->write([&](Sql& sql) { return insert(sql, 5); }));
  const std::string timeline = store_->timeline();
  store_.reset();
  store_ = Store::open(folder_, clock_).value();
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(store_->timeline(), timeline);
}

TEST_F(WriterTest, ReadersCannotWriteAndALaterSchemaIsRefused) {
  EXPECT_FALSE(store_->read([&](Sql& sql) { return insert(sql, 1); }));
  ASSERT_TRUE(store_->write([](Sql& sql) -> Result<void> {
    TRY(sql.run("PRAGMA user_version=999"));
    TRY(sql.run("DELETE FROM meta WHERE name = 'schema_since'"));  // nothing says that we may
    return {};
  }));
  store_.reset();
  EXPECT_EQ(Store::open(folder_, clock_).error().reason, "database_too_new");
}

}  // namespace
}  // namespace alexandria::store
