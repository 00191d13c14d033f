#include "alexandria/store/record_intake.hpp"

#include <algorithm>
#include <set>
#include <thread>

#include "alexandria/base/metrics.hpp"
#include "store_fixture_test.hpp"

namespace alexandria::store {
namespace {

class RecordIntakeTest : public StoreTest {
 protected:
  std::vector<NewRecord> records(const std::string& prefix, int count) const {
    std::vector<NewRecord> out;
    for (int i = 0; i < count; ++i)
      out.push_back({.id = prefix + std::to_string(i),
                     .text = "text of " + prefix,
                     .metadata = "{}",
                     .document_no = document_,
                     .version_id = version_});
    return out;
  }
  static std::uint64_t commits() {
    return metrics::counter("alexandria_commits_total", "Commits of the database.").value();
  }
  std::uint64_t count() {
    std::uint64_t out = 0;
    EXPECT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
      out = TRY(count_records(sql, collection_.collection_id));
      return {};
    }));
    return out;
  }
};

TEST_F(RecordIntakeTest, CallsThatWaitShareACommitAndEachHasItsOwnRowsInOrder) {
  std::vector<CommitRow> told;
  RecordIntake intake(
      *store_, [&](const CollectionRow&, std::vector<RecordRow> rows, const CommitRow& commit) {
        EXPECT_EQ(rows.size(), commit.last - commit.first + 1);
        told.push_back(commit);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));  // so that others come to wait
      });
  const std::uint64_t before = commits();
  std::mutex mutex;
  std::set<std::uint64_t> positions;
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 16; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 10; ++i) {
        const std::string prefix = std::to_string(caller) + "/" + std::to_string(i) + "/";
        const auto rows = intake.insert(collection_, records(prefix, 3));
        ASSERT_TRUE(rows) << rows.error().message;
        ASSERT_EQ(rows->size(), 3);
        for (std::size_t k = 0; k < 3; ++k) {
          EXPECT_EQ((*rows)[k].id, prefix + std::to_string(k));
          EXPECT_EQ((*rows)[k].position, rows->front().position + k);
        }
        const std::lock_guard lock(mutex);
        for (const RecordRow& row : *rows)
          EXPECT_TRUE(positions.insert(row.position).second);
      }
    });
  }
  callers.clear();
  EXPECT_EQ(count(), 480);
  EXPECT_EQ(*positions.rbegin() - *positions.begin() + 1, 480);
  EXPECT_LT(commits() - before, 100) << "160 calls were to share commits";
  for (std::size_t i = 1; i < told.size(); ++i)
    EXPECT_EQ(told[i].first, told[i - 1].last + 1) << "commits are told in their order";
}

TEST_F(RecordIntakeTest, ACallThatFailsHarmsNoOther) {
  RecordIntake intake(*store_,
                      [](const CollectionRow&, const std::vector<RecordRow>&, const CommitRow&) {
                        std::this_thread::sleep_for(std::chrono::milliseconds(20));
                      });
  ASSERT_TRUE(intake.insert(collection_, records("there", 1)));
  std::atomic<int> refused = 0;
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      auto wanted = records("new" + std::to_string(caller) + "/", 2);
      if (caller % 4 == 0) wanted.push_back(records("there", 1).front());
      const auto done = intake.insert(collection_, wanted);
      if (caller % 4 != 0) {
        EXPECT_TRUE(done) << done.error().message;
      } else {
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, Code::kConflict);
        ++refused;
      }
    });
  }
  callers.clear();
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(count(), 1 + 6 * 2) << "nothing of the refused ones is kept";
  CollectionRow gone = collection_;
  gone.collection_id = 4711;
  const auto done = intake.insert(gone, records("z", 1));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, "collection_not_found");
}

}  // namespace
}  // namespace alexandria::store
