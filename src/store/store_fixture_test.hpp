#pragma once
// A store with one collection, one document and its arriving version, for tests.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>

#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/check.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/store/known_vectors.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/store/store.hpp"
#include "alexandria/store/test_database.hpp"

namespace alexandria::store {

class HandClock final : public base::Clock {
 public:
  std::int64_t now_ms() const override { return now_; }
  void set(std::int64_t now) { now_ = now; }

 private:
  std::atomic<std::int64_t> now_ = 1;
};

class StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    store_ = opened();
    blobs_ = opened_blobs();
    write([&](Sql& sql) -> Result<void> {
      collection_ = TRY(create_collection(sql, "c", "m", "v1", 2, 1));
      return {};
    });
    version_ = add_version("bytes");
  }

  std::unique_ptr<Blobs> opened_blobs() {
    return Blobs::open(
               {.url = "file:" + (folder_ / "blobs").string(), .incoming = folder_ / "incoming"},
               *store_)
        .value();
  }
  KeptBlob kept(const std::string& bytes) {
    std::ofstream(blobs_->incoming() / "x", std::ios::trunc) << bytes;
    return blobs_->keep(blobs_->incoming() / "x", platform::sha256_of(bytes)).value();
  }
  std::filesystem::path file_of(const KeptBlob& blob) { return folder_ / "blobs" / blob.key; }
  std::unique_ptr<Store> opened() {
    PostgresOptions postgres = database_.options();
    postgres.clock = &clock_;
    auto store = Store::open(folder_, clock_, {}, postgres);
    if (!store) ADD_FAILURE() << store.error().message;
    return std::move(store).value();
  }
  void write(const std::function<Result<void>(Sql&)>& request) {
    const auto result = store_->write(request);
    ASSERT_TRUE(result) << result.error().message;
  }
  std::int64_t add_version(const std::string& bytes) {
    const std::string sha256 = platform::sha256_of(bytes);
    const KeptBlob blob = kept(bytes);
    std::int64_t version = 0;
    write([&](Sql& sql) -> Result<void> {
      TRY(Blobs::reference(sql, blob));
      document_ = TRY(insert_document(sql, {.document_id = "d" + bytes,
                                            .collection_id = collection_.collection_id,
                                            .title = "t",
                                            .source = bytes,
                                            .status = "processing"}));
      version = TRY(insert_version(sql, document_, sha256, 1)).version_id;
      return insert_job(sql, {.job_id = "ingest " + bytes,
                              .kind = "ingest",
                              .collection_id = collection_.collection_id,
                              .document_no = document_,
                              .version_id = version});
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
      for (const RecordRow& row : TRY(read_changes(sql, collection_, position, 1000)))
        out.emplace_back(row.row_no, row.deleted);
      return {};
    }));
    return out;
  }

  Result<void> make_current(Sql& sql) {
    TRY(put_part(sql, version_, 0, {.number = 0, .text = "text\n"}));
    TRY(set_version_state(sql, version_, "current"));
    DocumentRow document = TRY(find_document(sql, document_));
    document.current_version = version_;
    document.status = "searchable";
    TRY(update_document(sql, document));
    TRY(sql.run("UPDATE jobs SET state = 'done'"));
    return {};
  }

  HandClock clock_;
  TestDatabase database_;
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<Store> store_;
  std::unique_ptr<Blobs> blobs_;
  CollectionRow collection_;
  std::int64_t document_ = 0;
  std::int64_t version_ = 0;
};

}  // namespace alexandria::store
