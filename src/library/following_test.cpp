// How indexes follow the feed, and how fresh a read is.
#include <gtest/gtest.h>

#include <optional>
#include <thread>

#include "alexandria/library/freshness.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/store/test_database.hpp"
#include "index_set.hpp"

namespace alexandria::library {
namespace {

class FollowingTest : public testing::Test {
 protected:
  using Rows = std::vector<std::uint64_t>;
  void SetUp() override {
    ASSERT_TRUE(store_->write([&](store::Sql& sql) -> Result<void> {
      collection_ = TRY(store::create_collection(sql, "c", "none", "", 0, 1));
      return {};
    }));
    ASSERT_TRUE(indexes_.get(collection_));
  }
  Changes insert(const std::string& id) {
    Changes changes{collection_.collection_id, {}, {}};
    EXPECT_TRUE(store_->write([&](store::Sql& sql) -> Result<void> {
      changes.rows =
          TRY(store::insert_records(sql, collection_, {{id, "text", "{}"}}, 1, changes.commit));
      return {};
    }));
    return changes;
  }
  Rows fresh() {
    EXPECT_TRUE(store_->read([&](store::Sql& sql) -> Result<void> {
      collection_ = TRY(store::find_collection(sql, collection_.collection_id));
      return {};
    }));
    return indexes_.get(collection_).value()->live_rows();
  }

  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  base::SystemClock clock_;
  store::TestDatabase database_;
  std::unique_ptr<store::Store> store_ =
      store::Store::open(folder_, clock_, {}, database_.options()).value();
  IndexSet indexes_{*store_, folder_ / "index"};
  store::CollectionRow collection_;
};

// Of three commits it hears of the first and the last, and of those in the wrong order.
TEST_F(FollowingTest, ACommitThatItDidNotHearOfIsReadFromTheFeed) {
  Changes first = insert("a");
  insert("b");
  Changes last = insert("c");
  indexes_.note(std::move(last));
  indexes_.note(std::move(first));
  EXPECT_EQ(fresh(), (Rows{1, 2, 3}));
}

TEST_F(FollowingTest, AReadThatNeedNotBeFreshDoesNotWait) {
  insert("a");
  EXPECT_EQ(indexes_.get(collection_, Freshness::kIndexed).value()->live_rows(), Rows{});
  EXPECT_EQ(fresh(), Rows{1});
}

// A database that was put back to an earlier state, and went another way from there.
TEST_F(FollowingTest, AnIndexOfAnotherHistoryIsBuiltAnew) {
  for (const char* id : {"a", "b"})
    insert(id);
  EXPECT_EQ(fresh(), (Rows{1, 2}));
  ASSERT_TRUE(store_->write([&](store::Sql& sql) -> Result<void> {
    TRY(sql.run("DELETE FROM records WHERE row_no = 2"));
    TRY(sql.run("UPDATE commits SET commit_id = 'another' WHERE last = 2"));
    return {};
  }));
  insert("c");
  EXPECT_EQ(fresh(), (Rows{1, 3}));
  ASSERT_TRUE(store_->write([&](store::Sql& sql) -> Result<void> {
    TRY(sql.run("DELETE FROM records WHERE row_no = 3"));
    TRY(sql.run("DELETE FROM commits WHERE last = 3"));
    TRY(sql.run("UPDATE collections SET position = 2"));
    return {};
  }));
  indexes_.hear("");
  for (int i = 0; i < 500 && fresh() != Rows{1}; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(fresh(), Rows{1});
}

// The same, but unseen: no notification, and no poll yet. The first read over a new connection is
// of the new history already.
TEST_F(FollowingTest, WhatIsReadOverANewConnectionIsOfItsHistory) {
  if (store_->dialect() == store::Dialect::kSqlite) GTEST_SKIP() << "it has no connections";
  for (const char* id : {"a", "b"})
    insert(id);
  EXPECT_EQ(fresh(), (Rows{1, 2}));
  const std::uint64_t connections = store_->connections_made();
  const auto other = store::Store::open(folder_, clock_, {}, database_.options()).value();
  ASSERT_TRUE(other->write([&](store::Sql& sql) -> Result<void> {
    TRY(sql.run("DELETE FROM records WHERE row_no = 2"));
    TRY(sql.run("DELETE FROM commits WHERE last = 2"));
    TRY(sql.run("UPDATE collections SET position = 1"));
    return sql.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        {}, [](const store::SqlRow&) { return true; });
  }));
  EXPECT_EQ(fresh(), Rows{1});
  EXPECT_GT(store_->connections_made(), connections);
}

// While the follower looks for what no notification told, and that takes its time, somebody asks
// for a look at the history behind a new connection.
TEST_F(FollowingTest, ALookThatIsAskedForWhileTheFollowerLooksIsNotForgotten) {
  if (store_->dialect() == store::Dialect::kSqlite) GTEST_SKIP() << "it has no connections";
  insert("a");
  EXPECT_EQ(fresh(), Rows{1});
  const auto count_waiting = [&] {
    std::int64_t out = 0;
    EXPECT_TRUE(store_->read([&](store::Sql& sql) -> Result<void> {
      return sql.query(
          "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'collections'::regclass",
          {}, [&](const store::SqlRow& row) {
            out = row.integer(0);
            return false;
          });
    }));
    return out;
  };
  std::optional<std::jthread> reader;
  const std::uint64_t connections = store_->connections_made();
  ASSERT_TRUE(store_->write([&](store::Sql& sql) -> Result<void> {
    TRY(sql.run("LOCK TABLE collections IN ACCESS EXCLUSIVE MODE"));
    while (count_waiting() == 0)  // the follower looks
      std::this_thread::yield();
    EXPECT_GT(store_->connections_made(), connections);
    reader.emplace([&] {
      const auto index = indexes_.get(collection_);
      EXPECT_TRUE(index) << index.error().message;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return {};
  }));
  const auto begin = std::chrono::steady_clock::now();
  reader.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST_F(FollowingTest, AWriteIsToldFromOneOfAHistoryThatIsGone) {
  store::Written write;
  const auto happened = [&](const store::Written& asked) {
    bool out = false;
    EXPECT_TRUE(store_->read([&](store::Sql& sql) -> Result<void> {
      out = TRY(store::has_happened(sql, asked));
      return {};
    }));
    return out;
  };
  const store::CommitRow commit = insert("a").commit;
  ASSERT_TRUE(store_->write([&](store::Sql& sql) -> Result<void> {
    TRY(store::find_collection(sql, collection_.collection_id));
    write = {collection_.collection_id, commit.last, commit.commit_id, sql.transaction_id(),
             sql.now_ms()};
    return {};
  }));
  EXPECT_EQ(write.transaction_id.empty(), store_->dialect() == store::Dialect::kSqlite);
  EXPECT_TRUE(happened(write)) << "also of a transaction that changed nothing";
  store::Written later = write;
  later.position += 1;
  EXPECT_FALSE(happened(later)) << "the history does not reach so far";
  store::Written other = write;
  other.commit_id = "another";
  EXPECT_FALSE(happened(other)) << "it came to this position by another commit";
  store::Written lost = write;
  lost.transaction_id = "lost";
  EXPECT_FALSE(happened(lost)) << "it changed no record";
  lost.at_ms -= 2 * 3600'000;
  EXPECT_TRUE(happened(lost)) << "ids of transactions are not kept so long";
}

TEST(ReadTokenTest, IsReadAsItWasWrittenAndNothingElseIsOne) {
  const ReadToken token{"0123abcd", {7, 12'345'678'901ULL, "c0", "7a", 1'700'000'000'000}};
  const ReadToken again = ReadToken::parse(token.text()).value();
  EXPECT_EQ(again.text(), "0123abcd.7.12345678901.c0.7a.1700000000000");
  EXPECT_EQ(again.timeline, token.timeline);
  EXPECT_EQ(again.write.collection_id, token.write.collection_id);
  EXPECT_EQ(again.write.position, token.write.position);
  EXPECT_EQ(again.write.commit_id, token.write.commit_id);
  EXPECT_EQ(again.write.transaction_id, token.write.transaction_id);
  EXPECT_EQ(again.write.at_ms, token.write.at_ms);
  EXPECT_TRUE(ReadToken::parse("a.1.0...5"));
  for (const char* wrong : {"", "x", "a.b", "a.1.2", "a.1.2.c.t", "a.1.2x.c.t.5", "a.-.2.c.t.5",
                            "a.1.-2.c.t.5", "a.1.2.c.t.", "a.1.2.c.t.5.6"})
    EXPECT_EQ(ReadToken::parse(wrong).error().reason, "invalid_token") << wrong;
}

}  // namespace
}  // namespace alexandria::library
