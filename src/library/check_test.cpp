#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "alexandria/base/crc32c.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/library/library.hpp"
#include "alexandria/platform/file.hpp"
#include "library_fixture_test.hpp"

namespace alexandria::library {
namespace {

// A long text of many sections: three parts and some records.
std::string long_text() {
  std::string out = "# Stations\n";
  for (int i = 0; i < 600; ++i) {
    if (i % 40 == 0) out += "\n## Station " + std::to_string(i) + "\n";
    out += "\nThe valve number " + std::to_string(i) +
           " of the station is opened by hand before the winter begins, and closed in spring.\n";
  }
  return out;
}

/// What breaks the library, and words of the finding that must name it.
struct Fault {
  std::string statements;
  std::string finding;
};

class CheckTest : public testing::Test {
 protected:
  void SetUp() override {
    log::set_level(log::Level::kOff);
    open(true);
    add("a.md", "# Pumps\n\nThe pump must be primed before the first start.\n");
    add("b.md", long_text());
    ASSERT_EQ(problems(), std::vector<std::string>{});
    library_.reset();
    open(false);  // nothing works in the background from here on
    library_.reset();
    std::filesystem::copy_file(database(), folder_ / "sound.db");
  }

  std::filesystem::path database() const { return folder_ / "library.db"; }
  bool open(bool background) {
    Options options = options_in(folder_);
    options.background = background;
    auto opened = Library::open(options, "the test");
    if (opened) library_ = std::move(*opened);
    error_ = opened ? "" : opened.error().message;
    return opened.has_value();
  }
  void add(const std::string& source, const std::string& content) {
    NewUpload upload{.collection = "library", .name = source, .source = source};
    upload.file = library_->uploads().incoming_folder() / "upload";
    std::ofstream(upload.file, std::ios::binary) << content;
    const std::string job = library_->uploads().add(upload).value().job_id;
    while (library_->jobs().find(job).value().state != "done")
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  std::vector<std::string> problems() {
    const auto report = library_->upkeep().check(false);
    EXPECT_TRUE(report) << report.error().message;
    if (!report) return {};
    EXPECT_EQ(report->ok, report->problems.empty());
    return report->problems;
  }
  void restore() {
    library_.reset();
    for (const char* beside : {"library.db-wal", "library.db-shm"})
      std::filesystem::remove(folder_ / beside);
    std::filesystem::copy_file(folder_ / "sound.db", database(),
                               std::filesystem::copy_options::overwrite_existing);
  }
  // Runs statements on the file itself; gives the first number of their last row.
  std::int64_t run(const std::string& statements) {
    sqlite3* handle = nullptr;
    std::int64_t out = 0;
    EXPECT_EQ(sqlite3_open(database().c_str(), &handle), SQLITE_OK);
    const auto take = [](void* to, int, char** values, char**) {
      *static_cast<std::int64_t*>(to) = values[0] == nullptr ? 0 : std::atoll(values[0]);
      return 0;
    };
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(handle, statements.c_str(), take, &out, &error), SQLITE_OK)
        << statements << ": " << (error == nullptr ? "" : error);
    sqlite3_free(error);
    sqlite3_close(handle);
    return out;
  }
  void expect_found(const std::vector<Fault>& faults) {
    for (const Fault& fault : faults) {
      run(fault.statements);
      ASSERT_TRUE(open(false)) << fault.statements << ": " << error_;
      const auto found = problems();
      EXPECT_TRUE(std::ranges::any_of(
          found,
          [&](const std::string& one) { return one.find(fault.finding) != std::string::npos; }))
          << fault.statements << "\n"
          << testing::PrintToString(found);
      restore();
    }
  }

  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<Library> library_;
  std::string error_;
};

TEST_F(CheckTest, FindsPartsAndRecordsThatAJobWroteAndAreMissing) {
  ASSERT_EQ(run("SELECT COUNT(*) FROM parts WHERE version_id = 2"), 3);
  const std::string last = "(SELECT MAX(row_no) FROM records)";
  const std::string gone =
      "DELETE FROM vectors WHERE row_no = {0}; DELETE FROM records "
      "WHERE row_no = {0}; DELETE FROM bodies WHERE body_id = {0}";
  const auto without = [](std::string statements, const std::string& row) {
    for (auto at = statements.find("{0}"); at != std::string::npos; at = statements.find("{0}"))
      statements.replace(at, 3, row);
    return statements;
  };
  expect_found({
      {"DELETE FROM parts WHERE version_id = 2 AND number = 2", "stands in part 2, which is miss"},
      {"DELETE FROM parts WHERE version_id = 2 AND number = 2", "the job that read it wrote 3 of"},
      {"UPDATE jobs SET checkpoint = 'x' WHERE version_id = 2", "does not say how far it came"},
      {without(gone, "3"), "records 1 to 1 of"},
      {without(gone, "3"), "no record has the text of part 0 of"},
      {without(gone, std::to_string(run("SELECT " + last))), "records; the job that read it wrote"},
  });
}

TEST_F(CheckTest, FindsRecordsWithAnothersTextPlaceOrOrder) {
  const std::string text = "Another text.";
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(database().c_str(), &handle), SQLITE_OK);
  std::string metadata;
  sqlite3_exec(
      handle, "SELECT metadata FROM bodies WHERE body_id = 2",
      [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) = values[0];
        return 0;
      },
      &metadata, nullptr);
  sqlite3_close(handle);
  const std::string crc = std::to_string(base::crc32c(metadata, base::crc32c(text)));
  expect_found({
      {"UPDATE records SET body_id = 5 - body_id WHERE row_no IN (2, 3)", "the text of another"},
      {"UPDATE bodies SET (text, metadata, crc) = (SELECT text, metadata, crc FROM bodies "
       "WHERE body_id = 1) WHERE body_id = 2",
       "has the text of another: that of"},
      {"UPDATE bodies SET text = '" + text + "', crc = " + crc + " WHERE body_id = 2",
       "does not stand at its place in part 0"},
      {"UPDATE records SET position = position + 1000 WHERE row_no = 2",
       "is not in the order of its document"},
      {"UPDATE records SET id = 'x' WHERE row_no = 2", "record x has the text of another"},
      {"UPDATE documents SET kind = 'pdf' WHERE document_no = 1", "is said to be of kind 'pdf'"},
      {"INSERT INTO record_history SELECT collection_id, row_no, 'x', 1, 1, 2, body_id, 1, 1, 0, 1 "
       "FROM records WHERE row_no = 1",
       "the history of record x has another's text"},
#ifndef ALEXANDRIA_NO_MODEL_RUNTIME
      {"UPDATE vectors SET text_hash = (SELECT text_hash FROM vectors WHERE row_no = 1) "
       "WHERE row_no = 2",
       "is that of another text"},
      {"UPDATE vector_spaces SET model = 'nobody'", "made with the model nobody, which cannot be"},
      {"UPDATE vector_spaces SET model_version = 'v0'", "version v0 of 384 numbers"},
#endif
  });
}

TEST_F(CheckTest, FindsOriginalsOfOtherDocuments) {
  open(true);
  add("c.txt", "A text about taps.\n");
  add("d.txt", "A text about seals.\n");
  ASSERT_EQ(problems(), std::vector<std::string>{});
  library_.reset();
  std::filesystem::copy_file(database(), folder_ / "sound.db",
                             std::filesystem::copy_options::overwrite_existing);
  const std::string other = "(SELECT sha256 FROM versions WHERE version_id = ";
  // The last ones leave originals that nobody names, and they are tidied away.
  expect_found({
      {"UPDATE documents SET kind = 'pdf' WHERE document_no = 3", "is not what its text"},
      {"UPDATE versions SET sha256 = " + other + "4) WHERE version_id = 3", "is not what its text"},
      {"UPDATE versions SET sha256 = " + other + "3) WHERE version_id = 2", "holds fewer bytes"},
  });
}

// Every page but the first, one after the other: a problem and never an error, in no words of SQL.
TEST_F(CheckTest, FindsADamagedPageAndGoesOn) {
  constexpr std::uintmax_t kPageBytes = 4096;
  auto free_pages = run("PRAGMA freelist_count");
  const std::uintmax_t pages = std::filesystem::file_size(database()) / kPageBytes;
  std::uintmax_t checked = 0;
  for (std::uintmax_t page = 1; page < pages; ++page, restore()) {
    {
      std::fstream file(database(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(page * kPageBytes));
      file << std::string(kPageBytes, '\xAA');
    }
    if (!open(false)) {
      EXPECT_EQ(error_.find("SELECT"), std::string::npos) << error_;
      continue;
    }
    ++checked;
    const auto found = problems();
    if (found.empty()) --free_pages;  // what stands in most of these nobody will ever read
    for (const std::string& problem : found)
      EXPECT_EQ(problem.find("SELECT"), std::string::npos) << problem;
  }
  EXPECT_GE(free_pages, 0);
  EXPECT_GT(checked, pages * 9 / 10);
}

}  // namespace
}  // namespace alexandria::library
