#include <algorithm>

#include "alexandria/store/conversations.hpp"
#include "sqlite.hpp"
#include "store_fixture_test.hpp"

namespace alexandria::store {
namespace {

// What breaks a library, and words of the finding that must name it.
struct Fault {
  const char* statements;
  const char* finding;
};

constexpr Fault kParts[] = {
    {"DELETE FROM parts WHERE version_id = 1 AND number = 0", "part 0 of done version 1 is miss"},
    {"DELETE FROM parts WHERE version_id = 1 AND number = 1", "part 1 of done version 1 is miss"},
    {"DELETE FROM parts WHERE version_id = 1 AND number = 2", "has not the pages that its parts"},
    {"DELETE FROM parts WHERE version_id = 1", "done version 1 has no parts"},
    {"UPDATE parts SET number = 9 WHERE version_id = 1 AND number = 2", "part 2 of done version"},
    {"UPDATE parts SET first_code_point = first_code_point + 1 WHERE version_id = 1 AND number = 1",
     "part 1 of done version 1 begins at character 8 instead of 7"},
    {"UPDATE parts SET code_points = code_points + 1 WHERE version_id = 1 AND number = 2",
     "part 2 of done version 1 has another number, page, length"},
    {"UPDATE parts SET page = 7 WHERE version_id = 1 AND number = 1", "part 1 of done version 1"},
    {"UPDATE parts SET blocks = 7 WHERE version_id = 1 AND number = 1", "part 1 of done version 1"},
    {"UPDATE parts SET payload = x'00' WHERE version_id = 1 AND number = 1", "its checksum"},
    // Whole parts, and each the other document's or the other one's of its own document.
    {"UPDATE parts SET (payload, crc) = (SELECT o.payload, o.crc FROM parts o "
     "WHERE o.version_id = 3 - parts.version_id AND o.number = 1) WHERE number = 1",
     "part 1 of done version 1 fails its checksum, or is another part"},
    {"UPDATE parts SET version_id = 9 WHERE version_id = 1; UPDATE parts SET version_id = 1 "
     "WHERE version_id = 2; UPDATE parts SET version_id = 2 WHERE version_id = 9",
     "part 0 of done version 1 fails its checksum, or is another part"},
    {"UPDATE versions SET state = 'failed' WHERE version_id = 2", "left parts behind: other vers"},
};

constexpr Fault kSources[] = {
    {"DELETE FROM document_sources WHERE document_no = 1", "no source stands for a document that"},
    {"UPDATE document_sources SET document_no = 2 WHERE document_no = 1",
     "the source of one document stands for another: /done, of done, stands for other"},
    {"UPDATE documents SET source = '/else' WHERE document_no = 1", "done, shown as /else"},
    {"UPDATE documents SET source = '/done' WHERE document_no = 2", "/done, of other, stands for"},
};

constexpr Fault kVersions[] = {
    {"UPDATE versions SET state = 'gone' WHERE version_id = 2", "other version 1: gone"},
    {"UPDATE documents SET status = 'fine' WHERE document_no = 1", "done: fine"},
    {"UPDATE blobs SET state = 'condemned', condemned_ms = 5", "the original of done version 1"},
    {"UPDATE blobs SET state = 'odd'", "is neither arriving, nor live"},
    {"UPDATE blobs SET condemned_ms = 5", "is neither arriving, nor live"},
    {"UPDATE jobs SET state = 'queued' WHERE version_id = 1",
     "a job works on a version that is done: job done, version 1 of document done is current"},
    {"UPDATE jobs SET state = 'odd'", "job done: odd"},
    {"UPDATE jobs SET document_no = 99", "job job done names a document that is not in its"},
    {"UPDATE documents SET pages = 4 WHERE document_no = 1", "done: 4 instead of 3"},
};

constexpr Fault kRecords[] = {
    {"UPDATE records SET seq = 7 WHERE row_no = 1", "record done-1-0 has a place in the order"},
    {"UPDATE records SET position = -1 WHERE row_no = 1", "record done-1-0 has a row or a posit"},
    {"INSERT INTO tombstones VALUES (1, 1, 2, 'gone', 1)", "gone at position 1"},
    {"INSERT INTO record_history SELECT collection_id, 1, 'h', 1, 9, 3, body_id, 1, 1, 0, 1 "
     "FROM records WHERE row_no = 1",
     "the history of record h has positions that do not fit"},
    {"INSERT INTO record_history SELECT 7, 1, 'h', 1, 1, 2, body_id, 1, 1, 0, 1 "
     "FROM records WHERE row_no = 1",
     "collection number 7, which is not there"},
    {"PRAGMA foreign_keys=OFF; INSERT INTO record_history VALUES (1, 1, 'h', 1, 1, 2, 77, 1, 1, 0, "
     "1)",
     "of table record_history names something in bodies that is not there"},
    {"UPDATE bodies SET text = CAST(x'ff' AS TEXT), crc = 2910671697 WHERE body_id = 1", "body 1"},
};

constexpr Fault kVectors[] = {
    {"UPDATE vectors SET (vector, crc) = (SELECT o.vector, o.crc FROM vectors o "
     "WHERE o.row_no = 3 - vectors.row_no)",
     "the vector of row 1 in space 1 fails its checksum, or is that of another row"},
    {"UPDATE vectors SET text_hash = 'not one' WHERE row_no = 1", "does not say of which text"},
    {"UPDATE vector_spaces SET dimension = 3", "row 1 in space 1 has 8 bytes, and its space 3"},
    {"UPDATE vector_spaces SET model = ''", "a vector space is not sound: number 1"},
    {"UPDATE vector_spaces SET metric = 'odd'", "a vector space is not sound: number 1"},
    {"INSERT INTO vector_spaces (collection_id, name, model, model_version, dimension, metric, "
     "state) SELECT collection_id, 'b', model, 'v2', 2, metric, state FROM vector_spaces",
     "a vector space is not sound: number 1"},
};

constexpr Fault kCounters[] = {
    {"UPDATE collections SET next_row_no = 2", "collection c would give a row number a second"},
    {"UPDATE collections SET purged_position = position + 1", "is purged beyond its newest pos"},
    {"UPDATE sqlite_sequence SET seq = 1 WHERE name = 'versions'", "counter of the table versions"},
    {"DELETE FROM sqlite_sequence WHERE name = 'bodies'", "counter of the table bodies"},
    {"UPDATE turns SET answer = 'rubbish'", "the answer of turn 1 of conversation talk is not"},
    {"UPDATE documents SET title = CAST(x'61ff' AS TEXT) WHERE document_no = 1", "document done"},
    {"UPDATE turns SET question = CAST(x'ff' AS TEXT)", "turn 1 of conversation talk has a text"},
    {"UPDATE collections SET name = CAST(x'ff' AS TEXT)", "collection number 1 has a text that"},
    {"PRAGMA writable_schema=ON; CREATE TEMPORARY TABLE saved AS SELECT * FROM sqlite_master "
     "WHERE name = 'conversations_by_use'; DELETE FROM sqlite_master WHERE name = "
     "'conversations_by_use'; PRAGMA writable_schema=RESET; UPDATE conversations SET updated_ms = "
     "9;"
     "PRAGMA writable_schema=ON; INSERT INTO sqlite_master SELECT * FROM saved;"
     "PRAGMA writable_schema=RESET",
     "from index conversations_by_use"},
    {"DROP INDEX records_by_version", "the database lacks the index records_by_version"},
    {"DROP TABLE judgements", "the database lacks the table judgements"},
    {"CREATE INDEX strange ON documents (title)", "has the index strange, which this program"},
    {"DROP INDEX records_by_body; CREATE INDEX records_by_body ON records (seq)",
     "the index records_by_body of the database is not made as this program makes it"},
};

// Two documents with pages, sources, records and jobs that are done, and a conversation.
class CheckTest : public StoreTest {
 protected:
  void SetUp() override {
    store_ = Store::open(folder_, clock_).value();
    blobs_ = opened_blobs();
    write([&](Sql& sql) -> Result<void> {
      collection_ = TRY(create_collection(sql, "c", "m", "v1", 2, 1));
      TRY(insert_conversation(sql, {"talk", collection_.collection_id, "t", 1, 1}));
      TRY(add_turn(sql, "talk", {0, "q", "{}", 1}));
      TRY(add_document(sql, "done"));
      return add_document(sql, "other");
    });
    ASSERT_EQ(check_database(*store_).value(), std::vector<std::string>{});
  }

  Result<void> add_document(Sql& sql, const std::string& id) {
    const std::string sha256 = platform::sha256_of(id);
    TRY(sql.run("INSERT INTO blobs (sha256, bytes, state) VALUES ($1, $2, 'live')",
                {std::string_view(sha256), to_sql(id.size())}));
    DocumentRow document{.document_id = id,
                         .collection_id = collection_.collection_id,
                         .title = id,
                         .source = "/" + id,
                         .status = "searchable"};
    document.document_no = TRY(insert_document(sql, document));
    TRY(set_source(sql, collection_.collection_id, document.source, document.document_no));
    document.current_version = TRY(insert_version(sql, document.document_no, sha256, 1)).version_id;
    document.pages = 3;
    TRY(update_document(sql, document));
    TRY(set_version_state(sql, document.current_version, "current"));
    for (std::uint32_t page = 0; page < 3; ++page)
      TRY(put_part(sql, document.current_version, page * 7ULL,
                   {.number = page,
                    .page = page + 1,
                    .text = "page " + std::to_string(page) + "\n",
                    .blocks = {{model::BlockKind::kParagraph, 0, 0, 6, ""}}}));
    NewRecord record{id + "-" + std::to_string(document.current_version) + "-0", "page 0", "{}"};
    record.document_no = document.document_no;
    record.version_id = document.current_version;
    record.vector = {1, static_cast<float>(document.document_no)};
    record.text_hash = platform::sha256_of(id).substr(0, 32);
    CommitRow commit;
    TRY(insert_records(sql, collection_, {record}, 5, commit));
    TRY(insert_job(sql, {.job_id = "job " + id,
                         .kind = "ingest",
                         .collection_id = collection_.collection_id,
                         .document_no = document.document_no,
                         .version_id = document.current_version}));
    TRY(sql.run("UPDATE jobs SET state = 'done'"));
    return {};
  }

  // Each fault alone is found, in its words.
  template <std::size_t kCount>
  void expect_found(const Fault (&faults)[kCount]) {
    const auto path = folder_ / "library.db";
    for (const Fault& fault : faults) {
      store_.reset();
      std::filesystem::copy_file(path, folder_ / "sound.db",
                                 std::filesystem::copy_options::overwrite_existing);
      {
        auto direct = SqliteConnection::open(path, false).value();
        const auto broken =
            direct->script((std::string("PRAGMA foreign_keys=OFF; ") + fault.statements).c_str());
        ASSERT_TRUE(broken) << fault.statements << ": " << broken.error().message;
      }
      store_ = Store::open(folder_, clock_).value();
      const auto problems = check_database(*store_);
      ASSERT_TRUE(problems) << fault.statements << ": " << problems.error().message;
      EXPECT_TRUE(std::ranges::any_of(
          *problems,
          [&](const std::string& one) { return one.find(fault.finding) != std::string::npos; }))
          << fault.statements << "\n"
          << testing::PrintToString(*problems);
      store_.reset();
      std::filesystem::rename(folder_ / "sound.db", path);
      store_ = Store::open(folder_, clock_).value();
    }
  }
};

TEST_F(CheckTest, FindsPartsThatAreMissingMovedOrOthers) { expect_found(kParts); }
TEST_F(CheckTest, FindsSourcesThatStandForNothingOrForAnother) { expect_found(kSources); }
TEST_F(CheckTest, FindsVersionsThatDisagreeWithBlobsJobsAndPages) { expect_found(kVersions); }
TEST_F(CheckTest, FindsRecordsAndHistoryThatDoNotFit) { expect_found(kRecords); }
TEST_F(CheckTest, FindsVectorsOfOtherRowsAndSpacesThatAreNotSound) { expect_found(kVectors); }
TEST_F(CheckTest, FindsCountersTextsAndObjectsOfTheSchema) { expect_found(kCounters); }

// Every page but the first, one after the other: a finding and never an error, in no words of SQL.
TEST_F(CheckTest, FindsADamagedPageAndGoesOn) {
  constexpr std::uintmax_t kPageBytes = 4096;
  const auto path = folder_ / "library.db";
  std::int64_t free_pages = 0;  // what stands in most of them nobody will ever read
  ASSERT_TRUE(store_->read([&](Sql& sql) {
    return sql.query("PRAGMA freelist_count", {}, [&](const SqlRow& row) {
      free_pages = row.integer(0);
      return false;
    });
  }));
  store_.reset();
  std::filesystem::copy_file(path, folder_ / "sound.db");
  const std::uintmax_t pages = std::filesystem::file_size(path) / kPageBytes;
  ASSERT_GT(pages, 20U);
  std::size_t damaged = 0;
  for (std::uintmax_t page = 1; page < pages; ++page) {
    std::filesystem::copy_file(folder_ / "sound.db", path,
                               std::filesystem::copy_options::overwrite_existing);
    {
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(page * kPageBytes));
      file << std::string(kPageBytes, '\xAA');
    }
    auto opened = Store::open(folder_, clock_);
    if (!opened) {  // the settings or the list of tables: there is no library to go on with
      EXPECT_EQ(opened.error().code, Code::kDataLoss) << page;
      EXPECT_EQ(opened.error().message.find("SELECT"), std::string::npos);
      continue;
    }
    const auto problems = check_database(**opened);
    ASSERT_TRUE(problems) << page << ": " << problems.error().message;
    if (problems->empty()) --free_pages;
    for (const std::string& problem : *problems)
      EXPECT_EQ(problem.find("SELECT"), std::string::npos) << problem;
    ++damaged;
  }
  EXPECT_GE(free_pages, 0);
  EXPECT_GT(damaged, pages / 2);
}

}  // namespace
}  // namespace alexandria::store
