#include <gtest/gtest.h>

#include <fstream>

#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::store {
namespace {

class StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    store_ = Store::open(folder_, clock_).value();
    blobs_ = std::make_unique<Blobs>(Blobs::open(folder_ / "blobs").value());
    write([&](Sql& sql) -> Result<void> {
      collection_ = TRY(create_collection(sql, "c", "m", "v1", 2, 1));
      return {};
    });
    version_ = add_version("bytes");
  }

  void write(const std::function<Result<void>(Sql&)>& request) {
    const auto result = store_->write(request);
    ASSERT_TRUE(result) << result.error().message;
  }
  std::int64_t add_version(const std::string& bytes) {
    const std::string sha256 = platform::sha256_of(bytes);
    std::ofstream(blobs_->incoming() / "x") << bytes;
    EXPECT_TRUE(blobs_->keep(blobs_->incoming() / "x", sha256));
    std::int64_t version = 0;
    write([&](Sql& sql) -> Result<void> {
      TRY(blobs_->reference(sql, sha256, bytes.size()));
      document_ = TRY(insert_document(sql, {.document_id = "d" + bytes,
                                            .collection_id = collection_.collection_id,
                                            .title = "t",
                                            .source = bytes,
                                            .status = "processing"}));
      version = TRY(insert_version(sql, document_, sha256, 1));
      return {};
    });
    return version;
  }
  std::vector<RecordRow> add(int count, const std::string& prefix) {
    std::vector<RecordRow> rows;
    write([&](Sql& sql) -> Result<void> {
      std::vector<NewRecord> records;
      for (int i = 0; i < count; ++i)
        records.push_back({prefix + std::to_string(i),
                           "text",
                           "{}",
                           document_,
                           version_,
                           0,
                           {1, static_cast<float>(i)}});
      CommitRow commit;
      rows = TRY(insert_records(sql, collection_, records, 5, commit));
      EXPECT_EQ(commit.last - commit.first + 1, static_cast<std::uint64_t>(count));
      return {};
    });
    return rows;
  }
  std::vector<std::pair<std::uint64_t, bool>> changes(std::uint64_t position) {
    std::vector<std::pair<std::uint64_t, bool>> out;
    EXPECT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
      collection_ = TRY(find_collection(sql, "c"));
      return read_changes(sql, collection_, position,
                          [&](const RecordRow& row) { out.emplace_back(row.row_no, row.deleted); });
    }));
    return out;
  }

  base::SystemClock clock_;
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<Store> store_;
  std::unique_ptr<Blobs> blobs_;
  CollectionRow collection_;
  std::int64_t document_ = 0;
  std::int64_t version_ = 0;
};

using Changes = std::vector<std::pair<std::uint64_t, bool>>;

TEST_F(StoreTest, TheFeedGivesEveryChangeOnceInOrder) {
  add(2, "a");
  add(1, "b");
  EXPECT_EQ(changes(0), (Changes{{1, false}, {2, false}, {3, false}}));
  EXPECT_EQ(changes(2), (Changes{{3, false}}));
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    TRY(delete_records_of_version(sql, collection_, version_, 9, commit));
    EXPECT_EQ(commit.first, 4U);
    return {};
  });
  EXPECT_EQ(changes(3), (Changes{{1, true}, {2, true}, {3, true}}));
  EXPECT_EQ(collection_.position, 6U);
}

TEST_F(StoreTest, RowNumbersAreNeverUsedAgain) {
  add(2, "a");
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    TRY(delete_records_of_version(sql, collection_, version_, 9, commit));
    return {};
  });
  EXPECT_EQ(add(1, "a").front().row_no, 3U);
}

TEST_F(StoreTest, PurgedTombstonesMakeOldFollowersStale) {
  add(2, "a");
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    TRY(delete_records_of_version(sql, collection_, version_, 9, commit));
    return purge(sql, 100, 50);
  });
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    const auto collection = TRY(find_collection(sql, "c"));
    EXPECT_EQ(read_changes(sql, collection, 2, [](const RecordRow&) {}).error().reason,
              "stale_position");
    EXPECT_TRUE(read_changes(sql, collection, 4, [](const RecordRow&) {}));
    EXPECT_TRUE(read_changes(sql, collection, 0, [](const RecordRow&) {}));
    return {};
  }));
}

TEST_F(StoreTest, DeletedTextIsGoneUnlessTheCollectionKeepsHistory) {
  const auto bodies = [&] {
    std::int64_t count = 0;
    EXPECT_TRUE(store_->read([&](Sql& sql) {
      return sql.query("SELECT COUNT(*) FROM bodies", {}, [&](const SqlRow& row) {
        count = row.integer(0);
        return false;
      });
    }));
    return count;
  };
  const auto remove = [&] {
    write([&](Sql& sql) -> Result<void> {
      CommitRow commit;
      TRY(delete_records_of_version(sql, collection_, version_, 10, commit));
      return {};
    });
  };
  add(3, "a");
  remove();
  EXPECT_EQ(bodies(), 0);
  write([&](Sql& sql) -> Result<void> {
    TRY(sql.run("UPDATE collections SET retention_ms = 1000"));
    collection_ = TRY(find_collection(sql, "c"));
    return {};
  });
  add(3, "a");
  remove();
  EXPECT_EQ(bodies(), 3);
  write([&](Sql& sql) { return purge(sql, 2000, 0); });
  EXPECT_EQ(bodies(), 0);
}

TEST_F(StoreTest, ADamagedBodyIsFoundByReadingAndByCheck) {
  add(1, "a");
  write([](Sql& sql) -> Result<void> {
    TRY(sql.run("UPDATE bodies SET text = 'other'"));
    return {};
  });
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    EXPECT_EQ(read_records(sql, collection_, {1}).error().reason, "checksum_mismatch");
    const auto problems = TRY(check_records(sql));
    EXPECT_EQ(problems.size(), 1U);
    return {};
  }));
}

TEST_F(StoreTest, CheckFindsNothingInASoundStore) {
  add(3, "a");
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    EXPECT_TRUE(TRY(check_records(sql)).empty());
    EXPECT_TRUE(TRY(blobs_->check(sql, true)).empty());
    return {};
  }));
}

TEST_F(StoreTest, AnUnreferencedBlobGoesAfterItsGraceAndAnAddRevivesIt) {
  const std::string sha256 = platform::sha256_of("bytes");
  const auto condemn = [&](std::int64_t now) {
    std::vector<std::string> gone;
    write([&](Sql& sql) -> Result<void> {
      gone = TRY(Blobs::condemn(sql, now, 100));
      return {};
    });
    return gone;
  };
  EXPECT_TRUE(condemn(1000).empty());
  write([&](Sql& sql) { return erase_document(sql, document_); });
  EXPECT_TRUE(condemn(2000).empty());
  write([&](Sql& sql) { return blobs_->reference(sql, sha256, 5); });
  EXPECT_TRUE(condemn(5000).empty());
  EXPECT_EQ(condemn(5200), std::vector<std::string>{sha256});
}

TEST_F(StoreTest, AJobsLeaseIsFencedAndCancelIsSeen) {
  JobRow job{.job_id = "j",
             .kind = "ingest",
             .collection_id = 1,
             .document_no = document_,
             .version_id = version_};
  write([&](Sql& sql) { return insert_job(sql, job); });
  JobRow first;
  write([&](Sql& sql) -> Result<void> {
    first = *TRY(take_job(sql, 10, 100));
    TRY(hold_job(sql, first, 11, 100));
    TRY(requeue_running_jobs(sql, 12));
    const JobRow second = *TRY(take_job(sql, 13, 100));
    EXPECT_EQ(second.attempt, 2);
    EXPECT_EQ(hold_job(sql, first, 14, 100).error().reason, "lease_lost");
    TRY(hold_job(sql, second, 14, 100));
    EXPECT_EQ(TRY(cancel_job(sql, "j", 15)), "running");
    EXPECT_EQ(hold_job(sql, second, 16, 100).error().code, Code::kCancelled);
    EXPECT_EQ(retry_job(sql, "j", 17).error().reason, "job_not_failed");
    TRY(end_job(sql, second, "cancelled", "", 17));
    return retry_job(sql, "j", 18);
  });
}

TEST_F(StoreTest, PartsSurviveWithTheirPlaces) {
  const model::ParsedPart part{.number = 0,
                               .page = 1,
                               .text = "Grüße\n",
                               .blocks = {{model::BlockKind::kParagraph, 0, 0, 7, ""}}};
  write([&](Sql& sql) -> Result<void> {
    TRY(put_part(sql, version_, 100, part));
    return put_part(sql, version_, 100, part);
  });
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    const auto parts = TRY(read_parts(sql, version_));
    EXPECT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].part, part);
    EXPECT_EQ(parts[0].first_code_point, 100U);
    EXPECT_EQ(parts[0].code_points, 6U);
    return {};
  }));
}

}  // namespace
}  // namespace alexandria::store
