#include <gtest/gtest.h>

#include <chrono>

#include "alexandria/index/collection_index.hpp"

namespace alexandria::index {
namespace {

class SpellingTest : public testing::Test {
 protected:
  CollectionIndex index_{VectorSpace{4}};
  std::uint64_t position_ = 0;

  void add(const std::vector<std::string>& texts, const std::string& language = "en") {
    std::vector<Row> rows;
    for (const std::string& text : texts) {
      Row& row = rows.emplace_back();
      row.row_no = row.document_no = ++position_;
      row.text = text;
      row.language = language;
    }
    index_.apply(rows, {"t", position_, "c"});
  }

  // The query as it is read.
  std::string read(
      const std::string& query,
      const WordTest& is_word = [](const std::string&) { return false; }) const {
    std::string out = query;
    const auto repairs = index_.find_repairs(Query{.text = query}, is_word);
    for (auto repair = repairs.rbegin(); repair != repairs.rend(); ++repair) {
      EXPECT_EQ(query.substr(repair->begin, repair->end - repair->begin), repair->written);
      out.replace(repair->begin, repair->end - repair->begin, repair->word);
    }
    return out;
  }

  std::vector<std::uint64_t> found(const std::string& text) const {
    Query query{.text = text, .mode = Mode::kKeyword};
    query.repairs = index_.find_repairs(query, [](const std::string&) { return false; });
    std::vector<std::uint64_t> out;
    for (const Hit& hit : index_.search(query, nullptr).hits)
      out.push_back(hit.row_no);
    return out;
  }
};

TEST_F(SpellingTest, ASlipIsReadAsTheWordThatIsThere) {
  add({"the treatment of burns", "a turbine in the wind", "new valves"});
  EXPECT_EQ(read("treatmint of burns"), "treatment of burns");
  EXPECT_EQ(read("the tubrine and its wind"), "the turbine and its wind");
  EXPECT_EQ(read("new vvalve"), "new valves") << "the form of it that stands there";
  EXPECT_EQ(found("treatmint").front(), 1U);
  EXPECT_EQ(found("burns treament"), std::vector<std::uint64_t>{1});
}

TEST_F(SpellingTest, WhatIsKnownQuotedACodeOrAnAbbreviationStaysAsItIs) {
  add({"the treatment of burns in part AX300", "the SAM of the navy", "wolves"});
  EXPECT_EQ(read("treatment burns"), "treatment burns");
  EXPECT_EQ(read("\"treatmint\" of burns"), "\"treatmint\" of burns");
  EXPECT_EQ(read("part AX301"), "part AX301");
  EXPECT_EQ(read("the SIAM navy"), "the SIAM navy");
  EXPECT_EQ(read("NAVI"), "NAVI");
  EXPECT_EQ(read("TREATMINT"), "treatment");
  EXPECT_EQ(read("bums in part"), "bums in part") << "rn is no m, and two letters are not one";
  EXPECT_EQ(read("burps burns"), "burns burns");
  EXPECT_EQ(read("burps burns", [](const std::string& word) { return word == "burps"; }),
            "burps burns");
  EXPECT_EQ(read("bur burns"), "bur burns") << "too short";
}

TEST_F(SpellingTest, ShortWordsKeepTheirFirstLetterAndCompoundsAreNoWords) {
  add({"the aims of the study", "para-aortic nodes", "the turbine"});
  EXPECT_EQ(read("Feuerstein Mims"), "Feuerstein Mims");
  EXPECT_EQ(read("paracortical nodes"), "paracortical nodes");
  EXPECT_EQ(read("the surbine"), "the turbine");
}

TEST_F(SpellingTest, TheCompanyDecidesAmongSeveral) {
  add({"the marching band", "the marching men", "a machine tool", "a mocking bird"});
  EXPECT_EQ(read("a maching tool"), "a machine tool");
  EXPECT_EQ(read("the maching band"), "the marching band");
}

TEST_F(SpellingTest, AQueryInAnotherLanguageIsNotPutRightByChance) {
  add({"the lesser opera house", "an albeit short note", "her rank was high", "points of the war"});
  EXPECT_EQ(read("Wie nannte der Papst die Messe anstelle von Opfern in seiner Arbeit"),
            "Wie nannte der Papst die Messe anstelle von Opfern in seiner Arbeit");
}

TEST_F(SpellingTest, EveryLanguageOfTheQueryIsTried) {
  for (int i = 0; i < 6; ++i)
    add({"Die Temperatur der Anlage " + std::to_string(i)}, "de");
  add({"температура и давление"}, "ru");
  add({"l'architecture de l'hôpital"}, "fr");
  EXPECT_EQ(read("Темпиратура"), "температура");
  EXPECT_EQ(read("Temparatur"), "temperatur");
  EXPECT_EQ(found("hôpitol").size(), 1U);
}

TEST_F(SpellingTest, RowsOfNoKnownLanguageAreFoundToo) {
  add({"Η άμυνα των Καρολίνα Πάνθερς παρέδωσε"}, "");
  add({"Η σύνοδος της επιτροπής"}, "el");
  EXPECT_EQ(found("παρέδωσε η άμυνα των Πάνθερς").front(), 1U);
}

TEST_F(SpellingTest, ASlipBesideAnUnknownWordIsPutRight) {
  add({"losartin lowers the pressure", "the dose of it"});
  EXPECT_EQ(read("Losarten dosage"), "losartin dosage");
  EXPECT_EQ(found("Losarten dosage"), std::vector<std::uint64_t>{1});
}

TEST_F(SpellingTest, TheWorkForOneQueryIsBounded) {
  add({"giá cả và thị trường"}, "vi");
  std::string query = "giá";
  for (int i = 0; i < 500; ++i) {
    query += ' ';
    for (int j = 0; j < 31; ++j)
      query += std::vector<std::string>{"ă", "đ", "ơ", "ư", "k"}[(i * 7 + j * j) % 5];
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(read(query), query);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(15))
      << "under a sanitizer; it would be ten minutes";
}

TEST_F(SpellingTest, OtherAlphabetsHaveTheirOwnLetters) {
  add({"собака лает", "кошка спит"}, "ru");
  EXPECT_EQ(read("собкаа лает"), "собака лает");
}

TEST_F(SpellingTest, QuestionWordsDoNotDecideUnlessThereIsNothingElse) {
  add({"how many were they and who did what where", "the defense surrendered few points",
       "a band named The Who"});
  EXPECT_EQ(found("How many points did who surrender?"), std::vector<std::uint64_t>{2});
  EXPECT_EQ(found("who").size(), 2U);
  EXPECT_EQ(found("THE WHO").size(), 2U) << "nothing has the other word";
  EXPECT_EQ(found("WHO").size(), 2U);
  EXPECT_EQ(found("The Who band").front(), 3U);
  EXPECT_EQ(found("\"who\" surrendered").size(), 3U) << "what is quoted is asked for";
}

TEST_F(SpellingTest, AVectorOfWhatTheModelDoesNotReadCountsLittle) {
  std::vector<Row> rows(2);
  for (std::size_t i = 0; i < 2; ++i) {
    rows[i].row_no = rows[i].document_no = i + 1;
    rows[i].language = "en";
  }
  rows[0].text = "pumps and valves";
  rows[0].vector = {0, 1, 0, 0};
  rows[1].text = "pumps alone, with all their many parts and more to say of them";
  rows[1].vector = {1, 0, 0, 0};
  index_.apply(rows, {"t", 9, "c"});
  Query query{.text = "pumps valves"};
  query.vector = {1, 0, 0, 0};
  query.dense_weight = .6;
  EXPECT_EQ(index_.search(query, nullptr).hits.front().row_no, 2U);
  query.is_read_by_model = false;
  EXPECT_EQ(index_.search(query, nullptr).hits.front().row_no, 1U);
}

}  // namespace
}  // namespace alexandria::index
