#include "alexandria/store/record_writes.hpp"

#include <thread>

#include "alexandria/store/record_intake.hpp"
#include "store_fixture_test.hpp"

namespace alexandria::store {
namespace {

class RecordWritesTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    write([&](Sql& sql) -> Result<void> {
      RecordCollectionRow wanted;
      wanted.name = "things";
      wanted.database = TRY(find_database(sql, "default_tenant", "default_database"));
      wanted.metric = "ip";
      things_ = TRY(create_record_collection(sql, wanted, 1));
      return {};
    });
  }
  Result<WrittenRecords> change(WriteKind kind, std::vector<RecordChange> changes) {
    WrittenRecords out;
    TRY(store_->write([&](Sql& sql) -> Result<void> {
      out = TRY(write_records(sql, things_.row.collection_id, {kind, std::move(changes)}, 7));
      return {};
    }));
    return out;
  }
  std::vector<RecordRow> all() {
    std::vector<RecordRow> out;
    EXPECT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
      things_ = TRY(find_record_collection(sql, things_.uuid));
      const auto rows = TRY(list_rows(sql, things_.row.collection_id, 100, 0));
      out = TRY(read_records(sql, things_.row, rows));
      return {};
    }));
    return out;
  }
  void expect_sound() { EXPECT_EQ(check_database(*store_).value(), std::vector<std::string>{}); }
  RecordCollectionRow things_;
};

using Floats = std::vector<float>;

TEST_F(RecordWritesTest, AnIdThatIsThereIsNotAddedAgainAndTheFirstOfTwoWins) {
  ASSERT_TRUE(change(WriteKind::kAdd, {{.id = "a", .text = "one", .vector = {1, 2}},
                                       {.id = "a", .text = "two", .vector = {3, 4}}}));
  const auto again =
      change(WriteKind::kAdd, {{.id = "a", .vector = {5, 6}}, {.id = "b", .vector = {7, 8}}});
  ASSERT_TRUE(again);
  ASSERT_EQ(again->rows.size(), 1);
  EXPECT_EQ(again->rows.front().id, "b");
  const auto rows = all();
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows[0].text, "one");
  EXPECT_EQ(rows[0].vector, (Floats{1, 2}));
  EXPECT_FALSE(rows[1].has_text);
  EXPECT_EQ(things_.row.dimension, 2);
  EXPECT_EQ(things_.row.position, 2);
  expect_sound();
}

TEST_F(RecordWritesTest, AnUpdateMergesMetadataAndKeepsWhatIsNotGiven) {
  ASSERT_TRUE(change(WriteKind::kAdd, {{.id = "a",
                                        .text = "text",
                                        .uri = "u:a",
                                        .metadata = {{"k", std::int64_t{1}}, {"d", 1.0}},
                                        .vector = {1, 2}}}));
  const auto done = change(
      WriteKind::kUpdate,
      {{.id = "a", .metadata = {{"k", std::nullopt}, {"new", true}}}, {.id = "x", .text = "none"}});
  ASSERT_TRUE(done);
  ASSERT_EQ(done->rows.size(), 1);
  EXPECT_EQ(done->rows[0].vector, (Floats{1, 2})) << "followers see the vector that stayed";
  ASSERT_TRUE(change(WriteKind::kUpsert, {{.id = "a", .vector = {9, 9}},
                                          {.id = "b", .text = "first", .vector = {3, 4}},
                                          {.id = "b", .uri = "u:b", .vector = {5, 6}}}));
  const auto rows = all();
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows[0].text, "text");
  EXPECT_EQ(rows[0].uri, "u:a");
  EXPECT_EQ(rows[0].metadata, R"({"d":1E0,"new":true})");
  EXPECT_EQ(rows[0].vector, (Floats{9, 9}));
  EXPECT_EQ(rows[1].text, "first");
  EXPECT_EQ(rows[1].uri, "u:b");
  EXPECT_EQ(rows[1].vector, (Floats{5, 6}));
  expect_sound();
}

TEST_F(RecordWritesTest, AVectorOfAnotherDimensionLeavesNothingBehind) {
  ASSERT_TRUE(change(WriteKind::kAdd, {{.id = "a", .vector = {1, 2}}}));
  const auto refused =
      change(WriteKind::kAdd, {{.id = "b", .vector = {1, 2}}, {.id = "c", .vector = {1, 2, 3}}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "Collection expecting embedding with dimension of 2, got 3");
  EXPECT_EQ(all().size(), 1);
}

TEST_F(RecordWritesTest, AnyUnicodeIsAnIdAndComesBack) {
  using namespace std::string_literals;
  const std::vector<std::string> ids = {"\0"s, "\x1A"s, "\x1A\0Z"s, "line\nbreak"s, "\xC3\xA9"s};
  std::vector<RecordChange> changes;
  for (const std::string& id : ids)
    changes.push_back({.id = id, .text = "text " + id, .uri = id, .vector = {1}});
  ASSERT_TRUE(change(WriteKind::kAdd, changes));
  const auto rows = all();
  ASSERT_EQ(rows.size(), ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    EXPECT_EQ(rows[i].id, ids[i]);
    EXPECT_EQ(rows[i].text, "text " + ids[i]);
    EXPECT_EQ(rows[i].uri, ids[i]);
  }
  EXPECT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    EXPECT_EQ(TRY(find_rows(sql, things_.row.collection_id, {"\0"s, "none", "\0"s})),
              std::vector{rows[0].row_no});
    return {};
  }));
  expect_sound();
}

TEST_F(RecordWritesTest, WhatIsDeletedLeavesATombstoneAndItsIdMayComeAgain) {
  std::vector<RecordChange> changes;
  for (int i = 0; i < 150; ++i)
    changes.push_back({.id = std::to_string(i), .text = "t", .vector = {static_cast<float>(i)}});
  ASSERT_TRUE(change(WriteKind::kAdd, changes));
  const auto rows = all();
  std::vector<std::uint64_t> row_nos;
  for (const RecordRow& row : rows)
    row_nos.push_back(row.row_no);
  WrittenRecords gone;
  write([&](Sql& sql) -> Result<void> {
    gone = TRY(delete_records(
        sql, things_.row.collection_id, row_nos,
        [](const RecordRow& record) { return record.id.size() < 3; }, 90, 8));
    return {};
  });
  EXPECT_EQ(gone.rows.size(), 90);
  EXPECT_TRUE(gone.rows.front().deleted);
  ASSERT_TRUE(change(WriteKind::kAdd, {{.id = "0", .vector = {1}}}));
  EXPECT_EQ(all().back().id, "0") << "in its new place";
  EXPECT_EQ(things_.row.position, 150 + 90 + 1);
  expect_sound();
}

TEST_F(RecordWritesTest, NamesAreUniqueInTheirDatabaseAndPassagesAreTheLibrarys) {
  write([&](Sql& sql) -> Result<void> {
    TRY(create_tenant(sql, "other"));
    RecordCollectionRow wanted;
    wanted.name = "things";
    wanted.database = TRY(create_database(sql, "other", "db"));
    const auto made = TRY(create_record_collection(sql, wanted, 1));
    EXPECT_EQ(made.name, "things");
    EXPECT_EQ(TRY(find_record_collection(sql, made.database, "things")).uuid, made.uuid);
    EXPECT_EQ(create_record_collection(sql, wanted, 1).error().reason, "collection_exists");
    EXPECT_EQ(find_collection(sql, "things").value().collection_id, things_.row.collection_id);
    auto renamed = made;
    renamed.name = "others";
    TRY(update_record_collection(sql, renamed, 1));
    EXPECT_EQ(TRY(find_record_collection(sql, made.uuid)).name, "others");
    const auto refused =
        write_records(sql, collection_.collection_id, {WriteKind::kAdd, {{.id = "a"}}}, 1);
    EXPECT_EQ(refused.error().reason, "managed_by_library");
    return {};
  });
  expect_sound();
}

TEST_F(RecordWritesTest, WritesThatWaitShareACommitAndFailAlone) {
  std::atomic<int> told = 0;
  RecordIntake intake(*store_,
                      [&](const CollectionRow&, const std::vector<RecordRow>&, const CommitRow&) {
                        ++told;
                        std::this_thread::sleep_for(std::chrono::milliseconds(5));
                      });
  ASSERT_TRUE(intake.write(things_.row, {WriteKind::kAdd, {{.id = "first", .vector = {1, 2}}}}));
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 8; ++caller)
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 5; ++i) {
        const std::string id = std::to_string(caller) + "/" + std::to_string(i);
        const Floats vector = caller == 0 ? Floats{1} : Floats{1, 2};
        const WriteKind kind = caller == 1 ? WriteKind::kUpsert : WriteKind::kAdd;
        const auto done = intake.write(things_.row, {kind, {{.id = id, .vector = vector}}});
        EXPECT_EQ(done.has_value(), caller != 0);
      }
    });
  callers.clear();
  EXPECT_EQ(all().size(), 1 + 7 * 5);
  EXPECT_LT(told, 36);
  expect_sound();
}

}  // namespace
}  // namespace alexandria::store
