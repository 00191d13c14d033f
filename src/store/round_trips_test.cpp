// How often the database is waited for: counted by the driver.
#include "alexandria/base/metrics.hpp"
#include "store_fixture_test.hpp"

namespace alexandria::store {
namespace {

class RoundTripsTest : public StoreTest {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_on_postgres()) GTEST_SKIP() << "SQLite has no server";
    StoreTest::SetUp();
  }
  static std::uint64_t trips() {
    return metrics::counter("alexandria_database_round_trips_total",
                            "Answers of the database that were waited for.")
        .value();
  }
  std::vector<NewRecord> records(int count) {
    std::vector<NewRecord> out;
    for (int i = 0; i < count; ++i)
      out.push_back({.id = "r" + std::to_string(i),
                     .text = std::string(2000, 'x'),
                     .metadata = "{}",
                     .document_no = document_,
                     .version_id = version_,
                     .vector = {1, static_cast<float>(i)},
                     .text_hash = platform::sha256_of(std::to_string(i)).substr(0, 32)});
    return out;
  }
};

// What a job writes of a part: its lease, the document, parts, records with vectors, positions.
TEST_F(RoundTripsTest, APartOfFiveHundredChunksTakesTwelveAtMost) {
  write([&](Sql& sql) -> Result<void> {
    TRY(take_job(sql, 10, 100));
    return {};
  });
  const std::vector<NewRecord> chunks = records(500);
  const std::uint64_t before = trips();
  write([&](Sql& sql) -> Result<void> {
    TRY(hold_job(sql, {.job_id = "ingest bytes", .fence = 1}, 20, 100));
    DocumentRow document = TRY(lock_document(sql, document_));
    TRY(find_version(sql, version_));
    TRY(put_parts(sql, version_, {{0, 5, {.number = 0, .text = "text\n"}}}));
    TRY(update_document(sql, document));
    CommitRow commit;
    TRY(insert_records(sql, collection_, chunks, 30, commit));
    return {};
  });
  EXPECT_LE(trips() - before, 9U);
  RecordProperty("round_trips", static_cast<int>(trips() - before));
}

TEST_F(RoundTripsTest, AHundredKnownVectorsTakeOne) {
  CommitRow commit;
  const std::vector<NewRecord> chunks = records(100);
  write([&](Sql& sql) -> Result<void> {
    TRY(insert_records(sql, collection_, chunks, 30, commit));
    return {};
  });
  std::vector<std::string> hashes;
  for (const NewRecord& chunk : chunks)
    hashes.push_back(chunk.text_hash);
  const std::uint64_t before = trips();
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    for (const auto& vector : TRY(find_known_vectors(sql, "v1", hashes)))
      EXPECT_EQ(vector.size(), 2U);
    return {};
  }));
  EXPECT_EQ(trips() - before, 1U);
}

}  // namespace
}  // namespace alexandria::store
