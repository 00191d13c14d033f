#include <gtest/gtest.h>

#include "alexandria/base/crc32c.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/check.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/record_collections.hpp"
#include "alexandria/store/store.hpp"
#include "sqlite.hpp"

namespace alexandria::store {
namespace {

// A library as the program before wrote it: a document with a current version and its record.
constexpr const char* kVersionTwo = R"sql(
INSERT INTO collections (collection_id, name, position, next_row_no, created_ms)
  VALUES (4, 'library', 1, 2, 1);
INSERT INTO commits VALUES (4, 1, 1, 'c', 1);
INSERT INTO vector_spaces VALUES (5, 4, 'default', 'm', 'v1', 2, 'cosine', 'current');
INSERT INTO blobs (sha256, bytes, state) VALUES ('ab', 3, 'live');
INSERT INTO documents (document_no, document_id, collection_id, title, source, status,
                       current_version, created_ms, updated_ms)
  VALUES (7, 'd', 4, 'Title', '/books/a.txt', 'searchable', 9, 1, 1);
INSERT INTO versions VALUES (9, 7, 1, 'ab', 'current', 1);
INSERT INTO bodies VALUES (11, '', '', 0);
INSERT INTO records VALUES (4, 1, 'd-9-0', 1, 1, 11, 7, 9, 0);
INSERT INTO jobs (job_id, kind, collection_id, document_no, version_id, state, created_ms,
                  updated_ms) VALUES ('j', 'ingest', 4, 7, 9, 'done', 1, 1);
INSERT INTO embedding_cache VALUES ('v1', 'hash', x'00', 1);
INSERT INTO judgements VALUES ('x', 4, 'q', 'd', 1, 1);
)sql";

// A part and a vector with the checksums of that time, which did not say whose bytes they are.
Result<void> put_part_and_vector(SqliteConnection& old) {
  const std::string part = model::encode_part({.number = 0, .text = "text\n"});
  TRY(old.run("INSERT INTO parts VALUES (9, 0, 0, 5, 0, $1, $2)",
              {Bytes{part}, static_cast<std::int64_t>(base::crc32c(part))}));
  const std::string vector(8, 'v');
  TRY(old.run("INSERT INTO vectors VALUES (5, 1, $1, $2)",
              {Bytes{vector}, static_cast<std::int64_t>(base::crc32c(vector))}));
  return {};
}

TEST(MigrationsTest, ALibraryOfTheProgramBeforeIsWholeAfterwards) {
  const auto folder = platform::TemporaryFolder::make().value();
  {
    auto old = SqliteConnection::open(folder / "library.db", false).value();
    ASSERT_TRUE(migrate(*old, 2));
    const auto filled = old->script(kVersionTwo);
    ASSERT_TRUE(filled) << filled.error().message;
    ASSERT_TRUE(put_part_and_vector(*old));
  }
  const base::SystemClock clock;
  const auto store = Store::open(folder, clock).value();
  EXPECT_EQ(check_database(*store).value(), std::vector<std::string>{});
  ASSERT_TRUE(store->write([](Sql& sql) -> Result<void> {
    const auto document = TRY(find_document_by_source(sql, 4, "/books/a.txt"));
    EXPECT_TRUE(document && document->document_no == 7 && document->current_version == 9);
    EXPECT_EQ(TRY(insert_version(sql, 7, "ab", 1)).version_id, 10);
    TRY(sql.run("DELETE FROM documents"));  // and what belongs to it, by reference
    TRY(sql.query("SELECT COUNT(*) FROM judgements", {}, [](const SqlRow& row) {
      EXPECT_EQ(row.integer(0), 0);
      return false;
    }));
    EXPECT_EQ(TRY(insert_document(sql, {.document_id = "e", .collection_id = 4})), 8);
    EXPECT_EQ(TRY(create_collection(sql, "other", "none", "", 0, 1)).collection_id, 5);
    return {};
  }));
}

TEST(MigrationsTest, CollectionsOfTheProgramBeforeAreInTheDefaultDatabase) {
  const auto folder = platform::TemporaryFolder::make().value();
  {
    auto old = SqliteConnection::open(folder / "library.db", false).value();
    ASSERT_TRUE(migrate(*old, 9));
    ASSERT_TRUE(old->script("INSERT INTO collections (name, created_ms) VALUES ('library', 1)"));
  }
  const base::SystemClock clock;
  const auto store = Store::open(folder, clock).value();
  ASSERT_TRUE(store->write([](Sql& sql) -> Result<void> {
    EXPECT_EQ(TRY(fill_uuids(sql)), 1);
    const auto database = TRY(find_database(sql, "default_tenant", "default_database"));
    const auto library = TRY(find_record_collection(sql, database, "library"));
    EXPECT_FALSE(library.row.is_of_records);
    EXPECT_EQ(TRY(find_record_collection(sql, library.uuid)).name, "library");
    return {};
  }));
  EXPECT_EQ(check_database(*store).value(), std::vector<std::string>{});
}

TEST(MigrationsTest, WhatWasDamagedBeforeIsDamagedAfterwards) {
  const auto folder = platform::TemporaryFolder::make().value();
  {
    auto old = SqliteConnection::open(folder / "library.db", false).value();
    ASSERT_TRUE(migrate(*old, 2));
    ASSERT_TRUE(old->script(kVersionTwo));
    ASSERT_TRUE(put_part_and_vector(*old));
    ASSERT_TRUE(old->script("UPDATE parts SET crc = crc + 1; UPDATE vectors SET crc = 0"));
  }
  const base::SystemClock clock;
  const auto store = Store::open(folder, clock).value();
  EXPECT_EQ(check_database(*store).value(),
            (std::vector<std::string>{
                "the vector of row 1 in space 5 fails its checksum, or is that of another row",
                "part 0 of d version 1 fails its checksum, or is another part"}));
}

}  // namespace
}  // namespace alexandria::store
