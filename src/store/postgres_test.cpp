// What is of PostgreSQL alone.
#include <thread>

#include "postgres.hpp"
#include "postgres_rows.hpp"
#include "store_fixture_test.hpp"

namespace alexandria::store {
namespace {

TEST(PostgresAddressTest, PasswordsStandElsewhereAndStrangersAreProved) {
  EXPECT_EQ(check_postgres_address("postgresql://u:secret@h/d").error().reason,
            "invalid_database_url");
  EXPECT_EQ(check_postgres_address("postgresql://u@h/d?password=x").error().reason,
            "invalid_database_url");
  EXPECT_EQ(check_postgres_address("postgresql://u@h/d?colour=red").error().reason,
            "invalid_database_url");
  EXPECT_TRUE(check_postgres_address("postgresql://u@h1,h2:5433/d?sslmode=require"));
  const auto near = parameters_of({.address = "postgresql://u@127.0.0.1/d"}).value();
  EXPECT_FALSE(near.contains("sslmode"));
  const auto far = parameters_of({.address = "postgresql://u@db1,db2/d", .password = "p"}).value();
  EXPECT_EQ(far.at("sslmode"), "verify-full");
  EXPECT_EQ(far.at("target_session_attrs"), "read-write");
  EXPECT_EQ(far.at("password"), "p");
  const auto chosen = parameters_of({.address = "postgresql://u@db1/d?sslmode=require"}).value();
  EXPECT_EQ(chosen.at("sslmode"), "require");
}

TEST(RowsStatementTest, AnInsertOfOneRowTakesSeveral) {
  const auto rows = RowsStatement::of("INSERT INTO t (a, b, c) VALUES ($1, 7, $2) RETURNING a");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->with_rows(3, 2),
            "INSERT INTO t (a, b, c) VALUES ($1, 7, $2), ($3, 7, $4), ($5, 7, $6) RETURNING a");
  EXPECT_FALSE(RowsStatement::of("INSERT INTO t (a) VALUES ($1) ON CONFLICT DO NOTHING"));
  EXPECT_FALSE(RowsStatement::of("INSERT INTO t (a) VALUES (lower($1))"));
  EXPECT_FALSE(RowsStatement::of("INSERT INTO t (a) SELECT $1"));
  EXPECT_FALSE(RowsStatement::of("UPDATE t SET a = $1"));
}

class PostgresTest : public StoreTest {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_on_postgres()) GTEST_SKIP() << "runs where there is a server";
    StoreTest::SetUp();
  }
};

// Two requests read and write what the other one does, in the wrong order: one is run again.
TEST_F(PostgresTest, ADeadlockIsRunAgain) {
  for (const char* id : {"x", "y"})
    write([&](Sql& sql) { return insert_job(sql, {.job_id = id, .kind = "k"}); });
  std::atomic<int> runs = 0;
  const auto touch = [&](std::string_view first, std::string_view second) {
    const auto done = store_->write([&](Sql& sql) -> Result<void> {
      const bool is_first_run = ++runs <= 2;
      TRY(sql.run("UPDATE jobs SET done = done + 1 WHERE job_id = $1", {first}));
      for (int i = 0; is_first_run && i < 200 && runs < 2; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      TRY(sql.run("UPDATE jobs SET done = done + 1 WHERE job_id = $1", {second}));
      return {};
    });
    EXPECT_TRUE(done) << done.error().message;
  };
  std::jthread other([&] { touch("y", "x"); });
  touch("x", "y");
  other.join();
  EXPECT_GE(runs, 3);
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    EXPECT_EQ(TRY(find_job(sql, "x")).done + TRY(find_job(sql, "y")).done, 4U);
    return {};
  }));
}

TEST_F(PostgresTest, AConnectionThatWasKilledIsReplacedAndTheRequestRunAgain) {
  int runs = 0;
  write([&](Sql& sql) -> Result<void> {
    ++runs;
    TRY(insert_job(sql, {.job_id = "x", .kind = "k"}));
    if (runs == 1)
      TRY(sql.query("SELECT pg_terminate_backend(pg_backend_pid())", {},
                    [](const SqlRow&) { return true; }));
    return {};
  });
  EXPECT_EQ(runs, 2);
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    EXPECT_EQ(TRY(count_jobs(sql, "")), 2U);
    return {};
  }));
}

TEST_F(PostgresTest, AFailedStatementWhoseErrorIsOverlookedCommitsNothing) {
  const auto done = store_->write([&](Sql& sql) -> Result<void> {
    TRY(insert_job(sql, {.job_id = "x", .kind = "k"}));
    (void)sql.run("INSERT INTO no_such_table VALUES (1)");
    return {};
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, "transaction_failed");
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    EXPECT_EQ(find_job(sql, "x").error().reason, "job_not_found");
    return {};
  }));
}

TEST_F(PostgresTest, WhatIsReturnedOfManyRowsIsToldByTheirRuns) {
  std::vector<std::string> texts;
  for (int i = 0; i < 151; ++i)
    texts.push_back(std::string(static_cast<std::size_t>(i * 37 % 900), 'x') + std::to_string(i));
  std::vector<std::int64_t> ids(texts.size());
  write([&](Sql& sql) -> Result<void> {
    std::vector<Values> runs;
    for (const std::string& text : texts)
      runs.push_back({std::string_view(text), std::string_view("{}"), std::int64_t{1}});
    TRY(sql.query_each(
        "INSERT INTO bodies (text, metadata, crc) VALUES ($1, $2, $3) RETURNING body_id", runs,
        [&](std::size_t run, const SqlRow& row) {
          EXPECT_EQ(ids[run], 0) << "a run is told once";
          ids[run] = row.integer(0);
          return true;
        }));
    return {};
  });
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    for (std::size_t i = 0; i < texts.size(); ++i)
      TRY(sql.query("SELECT text FROM bodies WHERE body_id = $1", {ids[i]}, [&](const SqlRow& row) {
        EXPECT_EQ(row.text(0), texts[i]);
        return false;
      }));
    return {};
  }));
}

TEST_F(PostgresTest, WhatFailsLaterIsToldByTheNextStatementOrTheCommit) {
  const Values wrong = {std::string_view("ingest bytes"), std::string_view("k")};  // is there
  constexpr std::string_view kInsert =
      "INSERT INTO jobs (job_id, kind, collection_id, document_no, version_id, state, created_ms, "
      "updated_ms) VALUES ($1, $2, 1, 1, 1, 'queued', 1, 1)";
  for (const bool asks_more : {false, true}) {
    bool reached = false;
    const auto done = store_->write([&](Sql& sql) -> Result<void> {
      TRY(insert_job(sql, {.job_id = "x", .kind = "k"}));
      TRY(sql.run_later(kInsert, {&wrong, 1}));
      reached = true;
      if (asks_more) TRY(sql.run("UPDATE jobs SET done = 1"));
      return {};
    });
    EXPECT_TRUE(reached);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, "constraint");
  }
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    EXPECT_EQ(find_job(sql, "x").error().reason, "job_not_found");
    return {};
  }));
  // A request that gives up with something on its way leaves a connection that works.
  const auto refused = store_->write([&](Sql& sql) -> Result<void> {
    TRY(sql.run_later(kInsert, {&wrong, 1}));
    return fail(Code::kInvalidArgument, "no", "no");
  });
  EXPECT_EQ(refused.error().reason, "no");
  write([&](Sql& sql) { return insert_job(sql, {.job_id = "y", .kind = "k"}); });
}

TEST_F(PostgresTest, NewsReachThoseWhoShareTheDatabase) {
  const auto other = opened();
  std::mutex mutex;
  std::vector<std::string> heard;
  other->hear([&](const std::string& news) {
    const std::lock_guard lock(mutex);
    heard.push_back(news);
  });
  for (int i = 0; i < 500; ++i) {
    store_->tell("feed 7");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const std::lock_guard lock(mutex);
    if (!heard.empty()) break;
  }
  other->hear({});
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(heard.front(), "feed 7");
}

TEST_F(PostgresTest, PositionsCommitInTheirOrder) {
  std::vector<std::jthread> writers;
  std::atomic<int> number = 0;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([&] {
      for (int i = 0; i < 25; ++i)
        EXPECT_TRUE(store_->write([&](Sql& sql) -> Result<void> {
          CommitRow commit;
          TRY(insert_records(sql, collection_,
                             {{"r" + std::to_string(++number), "text", "{}", document_, version_}},
                             1, commit));
          return {};
        }));
    });
  // Whoever sees a position sees all before it.
  for (bool more = true; more;) {
    ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
      const auto now = TRY(find_collection(sql, collection_.collection_id));
      EXPECT_EQ(TRY(count_records(sql, now.collection_id)), now.position);
      more = now.position < 100;
      return {};
    }));
  }
  writers.clear();
}

}  // namespace
}  // namespace alexandria::store
