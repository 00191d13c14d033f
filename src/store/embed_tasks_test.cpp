#include "alexandria/store/embed_tasks.hpp"

#include "store_fixture_test.hpp"

namespace alexandria::store {
namespace {

constexpr std::int64_t kLease = 100;

class EmbedTasksTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    write([&](Sql& sql) -> Result<void> {
      TRY(take_job(sql, 1, 1000, "owner"));
      return offer_embed_task(sql, task_);
    });
  }
  std::optional<EmbedTask> take(const std::string& node) {
    std::optional<EmbedTask> out;
    write([&](Sql& sql) -> Result<void> {
      out = TRY(take_embed_task(sql, node, kLease));
      return {};
    });
    return out;
  }
  void finish(const std::string& node, const std::vector<std::vector<float>>& vectors) {
    write([&](Sql& sql) { return finish_embed_task(sql, "t", node, vectors); });
  }
  Result<Claimed> claim() {
    Claimed out{};
    TRY(store_->write([&](Sql& sql) -> Result<void> {
      out = TRY(claim_embed_task(sql, "t", vectors_));
      return {};
    }));
    return out;
  }

  const EmbedTask task_{"t", "ingest bytes", "m", "v1", {"a \"text\"", "ein Text: ä\n"}};
  std::vector<std::vector<float>> vectors_;
};

TEST_F(EmbedTasksTest, AnotherNodeTakesItAndItsVectorsComeBack) {
  EXPECT_FALSE(take("owner")) << "a node does not take its own";
  const auto taken = take("other");
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->texts, task_.texts);
  EXPECT_EQ(taken->model_version, "v1");
  EXPECT_FALSE(take("third"));
  EXPECT_EQ(claim().value(), Claimed::kTaken);
  const std::vector<std::vector<float>> vectors = {{1, 2, 3}, {4, 5, 6.5}};
  finish("third", {{9, 9, 9}, {9, 9, 9}});  // who did not take it is not listened to
  finish("other", vectors);
  EXPECT_EQ(claim().value(), Claimed::kDone);
  EXPECT_EQ(vectors_, vectors);
  EXPECT_EQ(claim().value(), Claimed::kDone) << "it is there until it is written";
  write([&](Sql& sql) { return forget_embed_task(sql, "t"); });
  EXPECT_EQ(claim().value(), Claimed::kMine) << "it is gone";
}

TEST_F(EmbedTasksTest, WhatTheClaimerEmbeddedBeforeItsTurnIsLeftToTheNextAttempt) {
  const std::vector<std::vector<float>> vectors = {{1, 2}, {3, 4}};
  const auto keep = [&] { write([&](Sql& sql) { return keep_embed_task(sql, "t", vectors); }); };
  keep();
  EXPECT_TRUE(take("other")) << "who has not claimed it keeps nothing";
  clock_.set(clock_.now_ms() + kLease + 1);
  EXPECT_EQ(claim().value(), Claimed::kMine);
  EXPECT_FALSE(take("other"));
  keep();
  EXPECT_EQ(claim().value(), Claimed::kDone);
  EXPECT_EQ(vectors_, vectors);
}

TEST_F(EmbedTasksTest, WhatIsGivenBackAnyNodeTakesAtOnce) {
  const auto give_back = [&](const std::string& node) {
    write([&](Sql& sql) { return give_back_embed_task(sql, "t", node); });
  };
  ASSERT_TRUE(take("other"));
  give_back("third");  // which does not have it
  EXPECT_FALSE(take("third"));
  give_back("other");
  write([&](Sql& sql) -> Result<void> {
    EXPECT_FALSE(TRY(take_embed_task(sql, "third", kLease, {"n v1", "m v1"})));
    return {};
  });
  EXPECT_TRUE(take("third"));
  finish("other", {{9, 9}, {9, 9}});
  EXPECT_EQ(claim().value(), Claimed::kTaken) << "by the third, whatever the other says";
}

TEST_F(EmbedTasksTest, WhatNobodyTookOrSomebodyRefusedIsTheClaimers) {
  EXPECT_EQ(claim().value(), Claimed::kMine);
  EXPECT_FALSE(take("other"));
  write([&](Sql& sql) -> Result<void> {
    TRY(forget_embed_task(sql, "t"));
    return offer_embed_task(sql, task_);
  });
  ASSERT_TRUE(take("other"));
  finish("other", {});
  EXPECT_EQ(claim().value(), Claimed::kMine);
}

TEST_F(EmbedTasksTest, ADeadNodesLeaseEnds) {
  ASSERT_TRUE(take("dead"));
  clock_.set(clock_.now_ms() + kLease + 1);
  EXPECT_TRUE(take("other"));
  finish("dead", {{1}, {1}});
  EXPECT_EQ(claim().value(), Claimed::kTaken);
  clock_.set(clock_.now_ms() + kLease + 1);
  EXPECT_EQ(claim().value(), Claimed::kMine);
}

TEST_F(EmbedTasksTest, ItGoesWithItsJobAndDamageIsTold) {
  ASSERT_TRUE(take("other"));
  finish("other", {{1}, {2}});
  write([&](Sql& sql) { return offer_embed_task(sql, task_); });  // stays as it is
  write([](Sql& sql) -> Result<void> {
    TRY(sql.run("UPDATE embed_tasks SET crc = crc + 1"));
    return {};
  });
  EXPECT_EQ(claim().error().reason, "checksum_mismatch");
  write([](Sql& sql) -> Result<void> {
    TRY(sql.run("DELETE FROM jobs"));
    return {};
  });
  EXPECT_EQ(claim().value(), Claimed::kMine);
}

}  // namespace
}  // namespace alexandria::store
