#include "alexandria/library/library.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/ingest/parse.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/records.hpp"
#include "histories_child.hpp"
#include "index_set.hpp"
#include "library_fixture_test.hpp"

namespace alexandria::library {
namespace {

class LibraryTest : public testing::Test {
 protected:
  void SetUp() override {
    log::set_level(log::Level::kOff);
    open();
  }
  void TearDown() override { library_.reset(); }
  void open() {
    Options options = options_in(folder_);
    options.postgres = database_.options();
    library_ = Library::open(options, "the test").value();
  }
  Upload add(const std::string& source, const std::string& content) {
    return add(NewUpload{.name = source, .source = source}, content);
  }
  Upload add(NewUpload upload, const std::string& content) {
    upload.collection = "library";
    upload.file = library_->uploads().incoming_folder() / "upload";
    std::ofstream(upload.file, std::ios::binary) << content;
    return library_->uploads().add(upload).value();
  }
  std::string wait(const std::string& job_id) {
    for (;;) {
      const auto job = library_->jobs().find(job_id).value();
      if (job.state != "queued" && job.state != "running") return job.state;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  std::vector<std::string> found(const std::string& query,
                                 index::Mode mode = index::Mode::kKeyword) {
    SearchRequest request;
    request.query = query;
    request.mode = mode;
    std::vector<std::string> titles;
    for (const SearchHit& hit : library_->search().find(request).value().hits)
      titles.push_back(hit.title);
    return titles;
  }
  void wait_for_all() {
    for (const char* state : {"queued", "running"})
      while (library_->jobs().list(state, 1, 0).value().total > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  void expect_sound() {
    EXPECT_EQ(library_->upkeep().check(false).value().problems, std::vector<std::string>{});
  }
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  store::TestDatabase database_;
  std::unique_ptr<Library> library_;
};

using Titles = std::vector<std::string>;
const std::string kPumps =
    "# Pumps\n\nThe pump must be primed before the first start.\n\nClose the discharge valve "
    "first.\n";

const std::string kTaps = "# Valves\n\nOnly about taps.\n";

TEST_F(LibraryTest, WhatIsAddedIsFoundWithItsPlace) {
  const Upload upload = add("manual.md", kPumps);
  ASSERT_EQ(upload.status, "queued");
  ASSERT_EQ(wait(upload.job_id), "done");
  const auto response = library_->search().find({.query = "priming a pump"}).value();
  ASSERT_EQ(response.hits.size(), 1U);
  const SearchHit& hit = response.hits[0];
  EXPECT_EQ(hit.title, "Pumps");
  const std::string text = library_->documents().text(upload.document_id).value();
  ASSERT_EQ(hit.passage.anchors.size(), 1U);
  EXPECT_EQ(text.substr(hit.passage.anchors[0].start,
                        hit.passage.anchors[0].end - hit.passage.anchors[0].start),
            hit.passage.text);
  EXPECT_FALSE(hit.passage.highlights.empty());
}

TEST_F(LibraryTest, PassagesHaveTheirOwnLanguage) {
  std::string text = "# Manual\n\n";
  for (int i = 0; i < 60; ++i)
    text += "The valve of the station is opened by hand before the winter begins. ";
  text += "\n\n# Handbuch\n\n";
  for (int i = 0; i < 60; ++i)
    text += "Die Pumpen der Anlage werden vor dem Winter von Hand entleert und gereinigt. ";
  wait(add("a.md", text).job_id);
  const auto german = library_->search()
                          .find({.query = "Reinigung der Pumpe", .mode = index::Mode::kKeyword})
                          .value();
  ASSERT_EQ(german.hits.size(), 1U);
  EXPECT_EQ(german.hits[0].passage.language, "de");
  EXPECT_FALSE(german.hits[0].passage.highlights.empty());
  EXPECT_EQ(library_->search()
                .find({.query = "valves of the stations", .mode = index::Mode::kKeyword})
                .value()
                .hits.at(0)
                .passage.language,
            "en");
}

TEST_F(LibraryTest, TheSameBytesAreADuplicateOtherBytesANewVersion) {
  const Upload first = add("a.md", kPumps);
  EXPECT_EQ(first.version, 1);
  wait(first.job_id);
  const Upload again = add(NewUpload{.name = "b.md"}, kPumps);
  EXPECT_EQ(again.status, "duplicate");
  EXPECT_EQ(again.document_id, first.document_id);
  const Upload second = add("a.md", kTaps);
  EXPECT_EQ(second.document_id, first.document_id);
  EXPECT_EQ(second.version, 2);
  ASSERT_EQ(wait(second.job_id), "done");
  EXPECT_TRUE(found("primed").empty());
  EXPECT_EQ(found("taps"), Titles{"Valves"});
  EXPECT_EQ(library_->documents().versions(first.document_id).value().size(), 2U);
  expect_sound();
}

TEST_F(LibraryTest, ASourceThatComesToEqualAnotherDocumentIsNotLeftStale) {
  wait(add("a.md", kPumps).job_id);
  wait(add("c.md", kTaps).job_id);
  wait(add("a.md", kTaps).job_id);
  EXPECT_TRUE(found("primed").empty());
  wait(add("c.md", kPumps).job_id);  // the two exchanged their contents
  const auto documents = library_->documents().list("library", "", 10, 0).value().documents;
  ASSERT_EQ(documents.size(), 2U);
  for (const auto& document : documents)
    EXPECT_EQ(document.title, document.source == "a.md" ? "Valves" : "Pumps");
  expect_sound();
}

TEST_F(LibraryTest, SourcesThatShareADocumentLoseNothingWhenOneChanges) {
  const Upload first = add("a.md", kPumps);
  wait(first.job_id);
  EXPECT_EQ(add("b.md", kPumps).status, "duplicate");
  const Upload changed = add("a.md", kTaps);
  EXPECT_EQ(changed.document_id, first.document_id);
  wait_for_all();
  EXPECT_EQ(found("primed"), Titles{"Pumps"});  // what b.md says
  EXPECT_EQ(found("taps"), Titles{"Valves"});
  const Upload other = add("b.md", kTaps);
  EXPECT_EQ(other.status, "queued");
  wait_for_all();
  EXPECT_TRUE(found("primed").empty());
  expect_sound();
}

TEST_F(LibraryTest, AVersionOfANamedDocumentLeavesOtherSourcesTheirBytes) {
  const Upload first = add("a.md", kPumps);
  wait(first.job_id);
  EXPECT_EQ(add("b.md", kPumps).status, "duplicate");
  const NewUpload named{.name = "a.md", .source = "a.md", .document_id = first.document_id};
  EXPECT_EQ(add(named, kTaps).document_id, first.document_id);
  wait_for_all();
  EXPECT_EQ(found("primed"), Titles{"Pumps"});  // what b.md says
  EXPECT_EQ(found("taps"), Titles{"Valves"});
  EXPECT_EQ(add("b.md", kPumps).status, "duplicate");
  expect_sound();
}

TEST_F(LibraryTest, ASourceThatComesWithANamedDocumentIsTheDocuments) {
  const Upload first = add("a.md", kPumps);
  wait(first.job_id);
  const NewUpload named{.name = "c.md", .source = "c.md", .document_id = first.document_id};
  EXPECT_EQ(add(named, kTaps).version, 2);
  wait_for_all();
  EXPECT_EQ(add("c.md", "# Third\n\nOnly thirds.\n").document_id, first.document_id);
  wait_for_all();
  EXPECT_EQ(found("thirds"), Titles{"Third"});
  expect_sound();
}

TEST_F(LibraryTest, WhatEqualsAVersionThatIsCancelledIsNotLost) {
  wait(add("a.md", kPumps).job_id);
  std::string content = kTaps;
  for (int i = 0; i < 400; ++i)
    content += "Paragraph " + std::to_string(i) + " about zebras and rivers.\n\n";
  const Upload arriving = add("a.md", content);
  const Upload same = add("b.md", content);
  EXPECT_NE(same.document_id, arriving.document_id);
  ASSERT_TRUE(library_->jobs().cancel(arriving.job_id));
  wait_for_all();
  if (library_->jobs().find(arriving.job_id).value().state == "done")
    GTEST_SKIP() << "the job was done before it could be cancelled";
  EXPECT_EQ(found("taps"), Titles{"Valves"});  // b.md
  expect_sound();
}

TEST_F(LibraryTest, ABareNameIsNoSource) {
  const Upload first = add(NewUpload{.name = "notes.md"}, kPumps);
  const Upload second = add(NewUpload{.name = "notes.md"}, kTaps);
  EXPECT_NE(first.document_id, second.document_id);
  EXPECT_EQ(second.version, 1);
  const Upload third =
      add(NewUpload{.name = "x", .document_id = first.document_id}, "# Third\n\nOnly thirds.\n");
  EXPECT_EQ(third.document_id, first.document_id);
  EXPECT_EQ(third.version, 2);
  wait_for_all();
  EXPECT_TRUE(found("primed").empty());
  EXPECT_EQ(found("taps"), Titles{"Valves"});
  EXPECT_EQ(found("thirds"), Titles{"Third"});
  expect_sound();
}

TEST_F(LibraryTest, ANameThatIsNotUtf8IsText) {
  const Upload upload = add("r\xE9sum\xE9.md", kPumps);
  wait(upload.job_id);
  const auto document = library_->documents().find(upload.document_id).value();
  EXPECT_EQ(document.source, "r\\xE9sum\\xE9.md");
  EXPECT_EQ(add("r\xE9sum\xE9.md", kTaps).document_id, upload.document_id);
  EXPECT_NE(add("r\xE8sum\xE9.md", kPumps + "more").document_id, upload.document_id);
}

// The newer of two versions in flight becomes current, whichever way they are taken.
TEST_F(LibraryTest, TheNewestOfManyVersionsInFlightIsCurrent) {
  Upload last;
  for (int i = 0; i < 8; ++i)
    last = add("a.md", "# Version\n\nThis is number" + std::to_string(i) + " of all.\n");
  wait_for_all();
  EXPECT_EQ(last.version, 8);
  const auto text = library_->documents().text(last.document_id).value();
  EXPECT_NE(text.find("number7"), std::string::npos);
  EXPECT_EQ(found("number7"), Titles{"Version"});
  for (int i = 0; i < 7; ++i)
    EXPECT_TRUE(found("number" + std::to_string(i)).empty());
  expect_sound();
}

TEST_F(LibraryTest, AnOldVersionIsNotBroughtBackOverANewerOne) {
  const Upload broken = add("a.pdf", "%PDF-1.4 rubbish");
  EXPECT_EQ(wait(broken.job_id), "failed");
  wait(add("a.pdf", kTaps).job_id);
  EXPECT_EQ(library_->jobs().retry(broken.job_id).error().reason, "superseded");
  EXPECT_EQ(found("taps").size(), 1U);
  expect_sound();
}

// A document that is deleted while it is read leaves nothing, and takes nothing with it.
TEST_F(LibraryTest, DeletingWhileItIsReadTakesNothingElse) {
  std::string large;
  for (int i = 0; i < 30'000; ++i)
    large += "Paragraph " + std::to_string(i) + " about quinces and other fruit.\n\n";
  for (int round = 0; round < 5; ++round) {
    const Upload scan = add("scan.txt", large + std::to_string(round));
    while (library_->jobs().find(scan.job_id).value().state == "queued")
      std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(20 * round));
    ASSERT_TRUE(library_->documents().remove(scan.document_id));
    const Upload good =
        add("good.md", "# Good\n\nRound" + std::to_string(round) + " stays here.\n");
    EXPECT_EQ(wait(good.job_id), "done");
    EXPECT_EQ(found("round" + std::to_string(round)), Titles{"Good"});
    EXPECT_TRUE(found("quinces").empty());
  }
  wait_for_all();
  expect_sound();
}

// Text, folded text and vectors, in every byte of every file of the data folder.
TEST_F(LibraryTest, DeletedIsGoneAtOnceAndFromEveryFileAfterMaintenance) {
  const std::string marked = "# Quincunx\n\nThe unmistakable word is zwetschgendatschi.\n";
  const auto files_with = [&](const std::string& bytes) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      if (!entry.is_regular_file()) continue;
      const auto content = platform::read_file(entry.path(), 1U << 30);
      if (content && content->find(bytes) != std::string::npos)
        names.push_back(entry.path().filename());
    }
    return names;
  };
  wait(add("other.md", kPumps).job_id);
  const Upload upload = add("a.md", marked);
  wait(upload.job_id);
  library_->upkeep().tidy(false);
  ASSERT_FALSE(files_with("zwetschgendatschi").empty());
  ASSERT_TRUE(library_->documents().remove(upload.document_id));
  EXPECT_TRUE(found("zwetschgendatschi").empty());
  EXPECT_EQ(library_->documents().find(upload.document_id).error().code, Code::kNotFound);
  if (!store::TestDatabase::is_on_postgres())  // whose files are not ours to tidy
    EXPECT_FALSE(library_->upkeep().check(false).value().waiting.empty());
  library_->upkeep().tidy(true, std::chrono::milliseconds(0));
  library_->upkeep().tidy(true, std::chrono::milliseconds(0));
  for (const char* form : {"zwetschgendatschi", "zwetschgendatsch", "Quincunx", "quincunx"})
    EXPECT_EQ(files_with(form), std::vector<std::string>{}) << form;
  EXPECT_EQ(library_->upkeep().check(false).value().waiting, std::vector<std::string>{});
  expect_sound();
}

TEST_F(LibraryTest, WhatWasErasedBeforeAnIndexWasOpenedLeavesItsFilesToo) {
  const Upload upload = add("a.md", kPumps);
  wait(upload.job_id);
  library_.reset();
  open();
  ASSERT_TRUE(library_->documents().remove(upload.document_id));
  library_->upkeep().tidy(true);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "index")) {
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(platform::read_file(entry.path(), 1U << 30).value().find("discharg"),
              std::string::npos)
        << entry.path();
  }
}

TEST_F(LibraryTest, TheIndexOfADroppedCollectionLeavesNoFiles) {
  ASSERT_TRUE(library_->collections().create("other", "none"));
  NewUpload upload{.collection = "other", .name = "a.md"};
  upload.file = library_->uploads().incoming_folder() / "upload";
  std::ofstream(upload.file) << kPumps;
  wait(library_->uploads().add(upload).value().job_id);
  library_->upkeep().tidy(false);
  ASSERT_TRUE(library_->collections().drop("other"));
  library_->upkeep().tidy(false);
  std::size_t folders = 0;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "index", none))
    folders += entry.is_directory() ? 1U : 0U;
  EXPECT_EQ(folders, 0U);
}

TEST_F(LibraryTest, ASearchWaitsForTheDatabaseThreeTimes) {
  if (!store::TestDatabase::is_on_postgres()) GTEST_SKIP() << "SQLite has no server";
  for (int i = 0; i < 10; ++i)
    wait(add("t" + std::to_string(i) + ".md", "# Taps\n\nTaps number " + std::to_string(i) + ".\n")
             .job_id);
  metrics::Counter& trips = metrics::counter("alexandria_database_round_trips_total",
                                             "Answers of the database that were waited for.");
  std::uint64_t least = 100;
  for (int i = 0; i < 20; ++i) {  // heartbeats and jobs of the library count too
    const std::uint64_t before = trips.value();
    EXPECT_EQ(found("taps").size(), 10U);
    least = std::min(least, trips.value() - before);
  }
  EXPECT_LE(least, 3U);
}

TEST_F(LibraryTest, AFailedFileSaysWhyAndCanBeRetried) {
  const Upload upload = add("a.pdf", "%PDF-1.4 rubbish");
  EXPECT_EQ(wait(upload.job_id), "failed");
  const auto document = library_->documents().find(upload.document_id).value();
  EXPECT_EQ(document.status, "failed");
  EXPECT_NE(document.reason.find("a.pdf"), std::string::npos);
  ASSERT_TRUE(library_->jobs().retry(upload.job_id));
  EXPECT_EQ(wait(upload.job_id), "failed");
}

TEST_F(LibraryTest, EverythingIsThereAfterARestartWithAndWithoutIndexFiles) {
  wait(add("a.md", kPumps).job_id);
  library_.reset();
  open();
  EXPECT_EQ(found("primed"), Titles{"Pumps"});
#ifndef ALEXANDRIA_NO_MODEL_RUNTIME
  EXPECT_EQ(found("how to start it", index::Mode::kDense), Titles{"Pumps"});
#endif
  library_.reset();
  std::filesystem::remove_all(folder_ / "index");
  open();
  EXPECT_EQ(found("primed"), Titles{"Pumps"});
  EXPECT_TRUE(library_->upkeep().check(false).value().ok);
}

TEST_F(LibraryTest, DamagedIndexFilesAreFoundAndRepaired) {
  wait(add("a.md", kPumps).job_id);
  library_.reset();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "index"))
    if (entry.path().filename().string().starts_with("segment"))
      std::filesystem::resize_file(entry.path(), 20);
  open();
  EXPECT_EQ(found("primed"), Titles{"Pumps"});
  EXPECT_FALSE(library_->upkeep().check(false).value().ok);
  EXPECT_EQ(library_->upkeep().check(true).value().repaired.size(), 1U);
  EXPECT_TRUE(library_->upkeep().check(false).value().ok);
}

TEST_F(LibraryTest, ASecondProcessIsRefused) {
  Options options;
  options.data_folder = folder_;
  const auto second = Library::open(options, "another");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, "data_folder_in_use");
  EXPECT_NE(second.error().message.find("the test"), std::string::npos);
}

TEST_F(LibraryTest, AskQuotesOrRefuses) {
  wait(add("manual.md", kPumps + "\n## Refunds\n\nRefunds are paid within five working days.\n")
           .job_id);
  const Answer answer = library_->answers()
                            .ask({.question = "Within how many working days are refunds paid?"})
                            .value();
  ASSERT_TRUE(answer.answered);
  EXPECT_EQ(answer.citations.at(0).quote, "Refunds are paid within five working days.");
  EXPECT_EQ(answer.citations.at(0).supported, "supported");
  const Answer refusal =
      library_->answers().ask({.question = "Who won the chess championship in 1972?"}).value();
  EXPECT_FALSE(refusal.answered);
  EXPECT_TRUE(refusal.citations.empty());
}

TEST_F(LibraryTest, AskQuotesWholeSentencesOfHardWrappedText) {
  std::string text =
      "Refunds of everything that was paid are made within five working\n"
      "days after the pump has arrived at our warehouse in Hamburg.\n";
  const std::string sentence = text.substr(0, text.size() - 1);
  for (int i = 0; i < 60; ++i)  // long enough to be cut into chunks, at lines
    text += "The pump of row " + std::to_string(i) +
            " is red, which is why nobody\nhas ever asked for another colour. ";
  wait(add("wrapped.txt", text).job_id);
  const Answer answer = library_->answers()
                            .ask({.question = "Within how many working days are refunds made?"})
                            .value();
  ASSERT_TRUE(answer.answered);
  EXPECT_EQ(answer.citations.at(0).quote, sentence);
  EXPECT_EQ(answer.citations.at(0).supported, "supported");
  EXPECT_EQ(answer.sentences.at(0).text.find('\n'), std::string::npos);
#ifndef ALEXANDRIA_NO_MODEL_RUNTIME
  const Answer other =
      library_->answers().ask({.question = "Has anybody asked for another colour?"}).value();
  ASSERT_TRUE(other.answered);
  for (const Citation& citation : other.citations) {
    EXPECT_TRUE(citation.quote.starts_with("The pump of row") || citation.quote == sentence)
        << citation.quote;
    EXPECT_TRUE(citation.quote.ends_with("."));
  }
#endif
}

TEST_F(LibraryTest, BadRequestsNameTheLimit) {
  EXPECT_EQ(library_->search().find({.query = " "}).error().reason, "empty_query");
  EXPECT_EQ(library_->search().find({.query = "x", .limit = 0}).error().reason, "invalid_limit");
  EXPECT_EQ(library_->search().find({.query = std::string(20000, 'x')}).error().reason,
            "query_too_long");
  EXPECT_EQ(library_->search().find({.collection = "none", .query = "x"}).error().reason,
            "collection_not_found");
  EXPECT_EQ(library_->collections().create("a b", "").error().reason, "invalid_collection_name");
  EXPECT_EQ(library_->collections().create("library", "").error().reason, "collection_exists");
}

TEST_F(LibraryTest, OriginalsWithoutTheirDatabaseAreNoEmptyLibrary) {
  add("a.txt", "quinces");
  const std::filesystem::path folder = folder_;
  for (const bool gone : {true, false}) {
    library_.reset();
    for (const char* name : {"library.db", "library.db-wal", "library.db-shm"})
      std::filesystem::remove(folder / name);
    if (!gone) std::ofstream(folder / "library.db");
    const auto opened = Library::open(options_in(folder_), "the test");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, "database_missing");
  }
}

}  // namespace
}  // namespace alexandria::library

// The library parses in a child of the running program, which here is the test.
int main(int argc, char** argv) {
  if (const auto status = alexandria::ingest::run_as_child(argc, argv)) return *status;
  if (argc == 3 && std::string_view(argv[1]) == "histories-child")
    return alexandria::library::run_histories_child(argv[2]);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
