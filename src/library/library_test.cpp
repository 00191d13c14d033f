#include "alexandria/library/library.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "alexandria/base/log.hpp"
#include "alexandria/ingest/parse.hpp"
#include "alexandria/platform/file.hpp"
#include "core.hpp"

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
    Options options;
    options.data_folder = folder_;
    options.models_folder = ALEXANDRIA_MODELS;
#ifdef ALEXANDRIA_NO_MODEL_RUNTIME
    options.default_model = "none";
#else
    options.default_model = "all-MiniLM-L6-v2";
#endif
    library_ = Library::open(options, "the test").value();
  }
  Upload add(const std::string& source, const std::string& content) {
    const auto file = library_->incoming_folder() / "upload";
    std::ofstream(file, std::ios::binary) << content;
    return library_->add("library", file, source, "").value();
  }
  std::string wait(const std::string& job_id) {
    for (;;) {
      const auto job = library_->find_job(job_id).value();
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
    for (const SearchHit& hit : library_->search(request).value().hits)
      titles.push_back(hit.title);
    return titles;
  }
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<Library> library_;
};

using Titles = std::vector<std::string>;
const std::string kPumps =
    "# Pumps\n\nThe pump must be primed before the first start.\n\nClose the discharge valve "
    "first.\n";

TEST_F(LibraryTest, WhatIsAddedIsFoundWithItsPlace) {
  const Upload upload = add("manual.md", kPumps);
  ASSERT_EQ(upload.status, "queued");
  ASSERT_EQ(wait(upload.job_id), "done");
  const auto response = library_->search({.query = "priming a pump"}).value();
  ASSERT_EQ(response.hits.size(), 1U);
  const SearchHit& hit = response.hits[0];
  EXPECT_EQ(hit.title, "Pumps");
  const std::string text = library_->document_text(upload.document_id).value();
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
  const auto german =
      library_->search({.query = "Reinigung der Pumpe", .mode = index::Mode::kKeyword}).value();
  ASSERT_EQ(german.hits.size(), 1U);
  EXPECT_EQ(german.hits[0].passage.language, "de");
  EXPECT_FALSE(german.hits[0].passage.highlights.empty());
  EXPECT_EQ(library_->search({.query = "valves of the stations", .mode = index::Mode::kKeyword})
                .value()
                .hits.at(0)
                .passage.language,
            "en");
}

TEST_F(LibraryTest, TheSameBytesAreADuplicateOtherBytesANewVersion) {
  const Upload first = add("a.md", kPumps);
  wait(first.job_id);
  const Upload again = add("b.md", kPumps);
  EXPECT_EQ(again.status, "duplicate");
  EXPECT_EQ(again.document_id, first.document_id);
  const Upload second = add("a.md", "# Valves\n\nOnly about taps.\n");
  EXPECT_EQ(second.document_id, first.document_id);
  ASSERT_EQ(wait(second.job_id), "done");
  EXPECT_TRUE(found("primed").empty());
  EXPECT_EQ(found("taps"), Titles{"Valves"});
  EXPECT_EQ(library_->list_versions(first.document_id).value().size(), 2U);
  EXPECT_TRUE(library_->check(false).value().ok);
}

TEST_F(LibraryTest, DeletedIsGoneAtOnceAndFromFilesAfterMaintenance) {
  const Upload upload = add("a.md", kPumps);
  wait(upload.job_id);
  ASSERT_TRUE(library_->delete_document(upload.document_id));
  EXPECT_TRUE(found("pump").empty());
  EXPECT_EQ(library_->find_document(upload.document_id).error().code, Code::kNotFound);
  Maintenance::run_once(library_->core(), true);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "index"))
    if (entry.is_regular_file()) {
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(in), {});
      EXPECT_EQ(bytes.find("discharg"), std::string::npos) << entry.path();
    }
  EXPECT_TRUE(library_->check(false).value().ok);
}

TEST_F(LibraryTest, AFailedFileSaysWhyAndCanBeRetried) {
  const Upload upload = add("a.pdf", "%PDF-1.4 rubbish");
  EXPECT_EQ(wait(upload.job_id), "failed");
  const auto document = library_->find_document(upload.document_id).value();
  EXPECT_EQ(document.status, "failed");
  EXPECT_NE(document.reason.find("a.pdf"), std::string::npos);
  ASSERT_TRUE(library_->retry_job(upload.job_id));
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
  EXPECT_TRUE(library_->check(false).value().ok);
}

TEST_F(LibraryTest, DamagedIndexFilesAreFoundAndRepaired) {
  wait(add("a.md", kPumps).job_id);
  library_.reset();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "index"))
    if (entry.path().filename().string().starts_with("segment"))
      std::filesystem::resize_file(entry.path(), 20);
  open();
  EXPECT_EQ(found("primed"), Titles{"Pumps"});
  EXPECT_FALSE(library_->check(false).value().ok);
  EXPECT_EQ(library_->check(true).value().repaired.size(), 1U);
  EXPECT_TRUE(library_->check(false).value().ok);
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
  const Answer answer =
      library_->ask("library", "Within how many working days are refunds paid?").value();
  ASSERT_TRUE(answer.answered);
  EXPECT_EQ(answer.citations.at(0).quote, "Refunds are paid within five working days.");
  EXPECT_EQ(answer.citations.at(0).supported, "supported");
  const Answer refusal =
      library_->ask("library", "Who won the chess championship in 1972?").value();
  EXPECT_FALSE(refusal.answered);
  EXPECT_TRUE(refusal.citations.empty());
}

TEST_F(LibraryTest, AskQuotesWholeSentencesOfHardWrappedText) {
  std::string text = "Refunds of everything that was paid are made within five working\n"
                     "days after the pump has arrived at our warehouse in Hamburg.\n";
  const std::string sentence = text.substr(0, text.size() - 1);
  for (int i = 0; i < 60; ++i)  // long enough to be cut into chunks, at lines
    text += "The pump of row " + std::to_string(i) +
            " is red, which is why nobody\nhas ever asked for another colour. ";
  wait(add("wrapped.txt", text).job_id);
  const Answer answer =
      library_->ask("library", "Within how many working days are refunds made?").value();
  ASSERT_TRUE(answer.answered);
  EXPECT_EQ(answer.citations.at(0).quote, sentence);
  EXPECT_EQ(answer.citations.at(0).supported, "supported");
  EXPECT_EQ(answer.sentences.at(0).text.find('\n'), std::string::npos);
  const Answer other = library_->ask("library", "Has anybody asked for another colour?").value();
  ASSERT_TRUE(other.answered);
  for (const Citation& citation : other.citations) {
    EXPECT_TRUE(citation.quote.starts_with("The pump of row") || citation.quote == sentence)
        << citation.quote;
    EXPECT_TRUE(citation.quote.ends_with("."));
  }
}

TEST_F(LibraryTest, BadRequestsNameTheLimit) {
  EXPECT_EQ(library_->search({.query = " "}).error().reason, "empty_query");
  EXPECT_EQ(library_->search({.query = "x", .limit = 0}).error().reason, "invalid_limit");
  EXPECT_EQ(library_->search({.query = std::string(20000, 'x')}).error().reason, "query_too_long");
  EXPECT_EQ(library_->search({.collection = "none", .query = "x"}).error().reason,
            "collection_not_found");
  EXPECT_EQ(library_->create_collection("a b", "").error().reason, "invalid_collection_name");
  EXPECT_EQ(library_->create_collection("library", "").error().reason, "collection_exists");
}

}  // namespace
}  // namespace alexandria::library

// The library parses in a child of the running program, which here is the test.
int main(int argc, char** argv) {
  if (argc == 5 && std::string_view(argv[1]) == "parse-child")
    return alexandria::ingest::run_parse_child(argv[2], argv[3],
                                               static_cast<std::uint32_t>(std::atoi(argv[4])));
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
