// Records against a trivial store that is right by being simple; random operations, the seed
// printed.
#include "alexandria/library/records.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <thread>

#include "alexandria/library/record_collections.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/check.hpp"
#include "alexandria/store/test_database.hpp"
#include "alexandria/vectors/distance.hpp"
#include "exact_finder.hpp"
#include "index_set.hpp"

namespace alexandria::library {
namespace {

struct Simple {
  std::string id;
  std::optional<std::string> text;
  model::Metadata metadata;
  std::vector<float> vector;
};

RecordFilter number_above(std::int64_t least) {
  RecordFilter filter{RecordFilter::Op::kMetadata};
  filter.metadata = {model::FilterOp::kGt, "n", {least}, {}};
  return filter;
}
RecordFilter text_with(const std::string& bytes, RecordFilter::Op op) {
  RecordFilter filter{op};
  filter.pattern = bytes;
  return filter;
}

class RecordsTest : public testing::Test {
 protected:
  void SetUp() override { things_ = make("things"); }
  store::RecordCollectionRow make(const std::string& name) {
    store::RecordCollectionRow wanted;
    wanted.name = name;
    auto made = collections_.create("default_tenant", "default_database", wanted, false);
    EXPECT_TRUE(made);
    return made.value();
  }
  store::RecordCollectionRow now() {
    return collections_.find("default_tenant", "default_database", "things").value();
  }
  std::vector<std::string> found(const RecordChoice& choice) {
    std::vector<std::string> out;
    const auto records = records_.get(now(), choice, kNoLimit, 0, false);
    EXPECT_TRUE(records) << records.error().message;
    for (const store::RecordRow& record : records.value_or(std::vector<store::RecordRow>{}))
      out.push_back(record.id);
    return out;
  }

  // One random write, to both.
  void step() {
    std::vector<store::RecordChange> changes;
    for (std::uint64_t i = 0; i < 1 + random_() % 4; ++i) {
      store::RecordChange change{.id = std::to_string(random_() % 40)};
      if (random_() % 2 == 0) change.text = random_() % 2 == 0 ? "a bird" : "a fish";
      if (random_() % 2 == 0) change.metadata["n"] = static_cast<std::int64_t>(random_() % 10);
      for (int d = 0; d < 3; ++d)
        change.vector.push_back(static_cast<float>(random_() % 5));
      changes.push_back(change);
    }
    const auto kind = static_cast<store::WriteKind>(random_() % 4);
    if (random_() % 4 == 0) return remove(changes);
    if (kind == store::WriteKind::kUpdate) changes.front().metadata["n"] = std::nullopt;
    const store::WriteKind used = std::min(kind, store::WriteKind::kUpsert);
    ASSERT_TRUE(records_.write(now(), {used, changes}));
    for (const store::RecordChange& change : changes)
      apply(change, used);
  }
  void apply(const store::RecordChange& change, store::WriteKind kind) {
    auto there = std::ranges::find(simple_, change.id, &Simple::id);
    const bool is_there = there != simple_.end();
    if (is_there ? kind == store::WriteKind::kAdd : kind == store::WriteKind::kUpdate) return;
    if (!is_there) there = simple_.insert(simple_.end(), Simple{change.id, {}, {}, {}});
    if (change.text) there->text = change.text;
    for (const auto& [key, value] : change.metadata) {
      there->metadata.erase(key);
      if (value) there->metadata.emplace(key, *value);
    }
    there->vector = change.vector;
  }
  void remove(const std::vector<store::RecordChange>& changes) {
    RecordChoice choice;
    choice.ids.emplace();
    for (const store::RecordChange& change : changes)
      choice.ids->push_back(change.id);
    if (random_() % 2 == 0) choice = {.filter = number_above(7)};
    const auto gone = records_.remove(now(), choice);
    ASSERT_TRUE(gone) << gone.error().message;
    const auto count = std::erase_if(simple_, [&](const Simple& one) {
      if (choice.ids) return std::ranges::find(*choice.ids, one.id) != choice.ids->end();
      return model::matches(choice.filter->metadata, one.metadata);
    });
    EXPECT_EQ(*gone, count);
  }

  void expect_same(const RecordChoice& choice, const std::function<bool(const Simple&)>& test) {
    std::vector<std::string> wanted;
    std::vector<std::pair<float, std::string>> near;
    const std::vector<float> query = {1, 2, 3};
    for (const Simple& one : simple_) {
      if (!test(one)) continue;
      wanted.push_back(one.id);
      near.emplace_back(vectors::distance(vectors::Space::kL2, query, one.vector), one.id);
    }
    EXPECT_EQ(found(choice), wanted);
    std::ranges::stable_sort(near, {}, &std::pair<float, std::string>::first);
    const auto nearest = records_.nearest(now(), choice, {query}, 5, true);
    ASSERT_TRUE(nearest) << nearest.error().message;
    ASSERT_EQ(nearest->front().size(), std::min<std::size_t>(5, near.size()));
    for (std::size_t i = 0; i < nearest->front().size(); ++i) {
      EXPECT_EQ(nearest->front()[i].record.id, near[i].second);
      EXPECT_EQ(nearest->front()[i].distance, near[i].first);
    }
  }

  const std::uint64_t seed_ = std::getenv("ALEXANDRIA_SEED") == nullptr
                                  ? std::random_device{}()
                                  : std::stoull(std::getenv("ALEXANDRIA_SEED"));
  std::mt19937_64 random_{seed_};
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  base::SystemClock clock_;
  store::TestDatabase database_;
  std::unique_ptr<store::Store> store_ =
      store::Store::open(folder_, clock_, {}, database_.options()).value();
  IndexSet indexes_{*store_, folder_ / "index"};
  ExactFinder finder_{*store_, 1ULL << 30};
  RecordCollections collections_{*store_, indexes_, finder_};
  Records records_{*store_, indexes_, finder_};
  store::RecordCollectionRow things_;
  std::vector<Simple> simple_;
};

TEST_F(RecordsTest, RandomOperationsAnswerAsASimpleStoreDoes) {
  SCOPED_TRACE("ALEXANDRIA_SEED=" + std::to_string(seed_));
  ASSERT_TRUE(records_.write(now(), {store::WriteKind::kAdd, {{.id = "x", .vector = {0, 0, 0}}}}));
  simple_.push_back({"x", {}, {}, {0, 0, 0}});
  for (int i = 0; i < 60 && !HasFailure(); ++i) {
    step();
    expect_same({}, [](const Simple&) { return true; });
    expect_same({.filter = number_above(4)}, [](const Simple& one) {
      return model::matches(number_above(4).metadata, one.metadata);
    });
    expect_same({.filter = text_with("bird", RecordFilter::Op::kNotContains)},
                [](const Simple& one) { return !one.text || *one.text != "a bird"; });
    expect_same({.ids = {{"1", "5", "x"}}, .filter = text_with("^a", RecordFilter::Op::kMatches)},
                [](const Simple& one) {
                  return one.text && (one.id == "1" || one.id == "5" || one.id == "x");
                });
  }
  EXPECT_EQ(store::check_database(*store_).value(), std::vector<std::string>{});
}

TEST_F(RecordsTest, WhatTakesTooMuchMemorySaysSoAndIsKept) {
  ExactFinder small(*store_, 10'000);
  Records records(*store_, indexes_, small);
  std::vector<store::RecordChange> changes;
  for (int i = 0; i < 50; ++i)
    changes.push_back({.id = std::to_string(i), .vector = std::vector<float>(100, 1.0F)});
  ASSERT_TRUE(records.write(things_, {store::WriteKind::kAdd, changes}));
  const std::vector<float> query(100, 1.0F);
  const auto refused = records.nearest(now(), {}, {query}, 1, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "collection_too_large");
  EXPECT_NE(refused.error().message.find("10000 bytes"), std::string::npos);
  EXPECT_EQ(records.count(now()), 50);
  EXPECT_EQ(records.get(now(), {}, 3, 1, false)->size(), 3) << "what needs no memory goes on";
}

// Another node writes, so that this one hears of nothing.
TEST_F(RecordsTest, WhatOthersWriteIsFoundAtOnceUnlessItNeedNotBe) {
  ASSERT_TRUE(records_.write(things_, {store::WriteKind::kAdd, {{.id = "a", .vector = {1}}}}));
  const auto near = [&](Freshness freshness) {
    RecordChoice choice;
    choice.freshness = freshness;
    return records_.nearest(now(), choice, {{1.0F}}, 9, false)->front().size();
  };
  EXPECT_EQ(near(Freshness::kIndexed), 1);
  ExactFinder others(*store_, 1ULL << 30);
  Records elsewhere(*store_, indexes_, others);
  ASSERT_TRUE(elsewhere.write(things_, {store::WriteKind::kAdd, {{.id = "b", .vector = {2}}}}));
  EXPECT_EQ(near(Freshness::kIndexed), 1);
  EXPECT_EQ(near(Freshness::kCommitted), 2);
  ASSERT_TRUE(elsewhere.remove(now(), {.ids = {{"a"}}}));
  EXPECT_EQ(near(Freshness::kCommitted), 1);
}

TEST_F(RecordsTest, ReadersAndWritersGoOnTogether) {
  std::vector<std::jthread> threads;
  for (int writer = 0; writer < 4; ++writer)
    threads.emplace_back([&, writer] {
      for (int i = 0; i < 20; ++i) {
        const std::string id = std::to_string(writer) + "/" + std::to_string(i);
        ASSERT_TRUE(
            records_.write(things_, {store::WriteKind::kAdd, {{.id = id, .vector = {1, 2}}}}));
        const auto seen = records_.nearest(now(), {.ids = {{id}}}, {{1.0F, 2.0F}}, 1, false);
        ASSERT_TRUE(seen) << seen.error().message;
        EXPECT_EQ(seen->front().size(), 1) << "whoever wrote sees it";
      }
    });
  threads.clear();
  EXPECT_EQ(records_.nearest(now(), {}, {{1.0F, 2.0F}}, 100, false)->front().size(), 80);
}

}  // namespace
}  // namespace alexandria::library
