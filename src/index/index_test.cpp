#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "alexandria/index/collection_index.hpp"
#include "fusion.hpp"
#include "segment.hpp"

namespace alexandria::index {
namespace {

Row row(std::uint64_t number, const std::string& text, const std::string& title = "") {
  Row out;
  out.row_no = number;
  out.document_no = number;
  out.text = text;
  out.title = title;
  out.language = "en";
  return out;
}

std::vector<std::uint64_t> found(const CollectionIndex& index, Query query) {
  std::vector<std::uint64_t> out;
  for (const Hit& hit : index.search(query, nullptr).hits)
    out.push_back(hit.row_no);
  return out;
}
using Numbers = std::vector<std::uint64_t>;

Query keywords(const std::string& text) { return Query{.text = text, .mode = Mode::kKeyword}; }

class IndexTest : public testing::Test {
 protected:
  CollectionIndex index_{VectorSpace{4}};
  std::uint64_t position_ = 0;
  void apply(const std::vector<Row>& rows) { index_.apply(rows, {"t", ++position_, "c"}); }
};

TEST_F(IndexTest, RarerWordsAndTitlesRankHigher) {
  apply({row(1, "the pump is old"), row(2, "the pump and the valve"), row(3, "a valve", "Valve")});
  EXPECT_EQ(found(index_, keywords("valves")), (Numbers{3, 2}));
  EXPECT_EQ(found(index_, keywords("pump valve")).front(), 2U);
  EXPECT_EQ(index_.place().position, 1U);
}

TEST_F(IndexTest, Bm25EqualsTheFormula) {
  apply({row(1, "alpha beta beta"), row(2, "alpha gamma delta delta epsilon")});
  const auto hit = index_.search(keywords("beta"), nullptr).hits.at(0);
  const double idf = std::log(1 + (2 - 1 + .5) / (1 + .5));
  EXPECT_NEAR(hit.score, idf * 2 * 2.2 / (2 + 1.2 * (1 - .75 + .75 * 3 / 4)), 1e-5);
}

TEST_F(IndexTest, PhrasesMustOccurAsTheyAre) {
  apply({row(1, "new york city"), row(2, "york is a new city"), row(3, "the state of the union")});
  EXPECT_EQ(found(index_, keywords("\"new york\"")), (Numbers{1}));
  EXPECT_EQ(found(index_, keywords("\"state of the union\"")), (Numbers{3}));
  EXPECT_TRUE(found(index_, keywords("\"union state\"")).empty());
  EXPECT_EQ(found(index_, keywords("city \"new york\"")), (Numbers{1}));
  EXPECT_EQ(found(index_, keywords("state \"union state\"")), (Numbers{3}))
      << "no row has the phrase, and there is another word";
}

TEST_F(IndexTest, WordsThatStandTogetherComeFirstAmongEquals) {
  apply({row(1, "water is lost where the old pump of the north hall stands"),
         row(2, "where the old water pump of the north hall stands lost it is"),
         row(3, "pump and much else of the north hall where old things stand by water")});
  EXPECT_EQ(found(index_, keywords("water pump")).front(), 2U);
  apply({row(4, "pump pump pump, water water water")});
  EXPECT_EQ(found(index_, keywords("water pump")).front(), 4U) << "more of the words counts more";
}

TEST_F(IndexTest, ACodeAsItIsWrittenComesFirst) {
  apply({row(1, "E619 is a room, 1609 a year; E619, 1609, E619, 1609"),
         row(2, "E619-1610 is a pump"),
         row(3, "an order list with the E619-1609 in row four of the upper store by the window"),
         row(4, "it costs 1,250.50 euro"), row(5, "it costs 1,251.50 euro, 250 and 50"),
         row(6, "the IT department"), row(7, "to be or not to be"), row(8, "it is to be seen")});
  EXPECT_EQ(found(index_, keywords("E619-1609")).front(), 3U);
  EXPECT_EQ(found(index_, keywords("\"E619-1609\"")).front(), 3U);
  EXPECT_EQ(found(index_, keywords("1250.5")), Numbers{4});
  EXPECT_EQ(found(index_, keywords("IT")), Numbers{6});
  EXPECT_EQ(found(index_, keywords("to be or not to be")).front(), 7U);
}

TEST_F(IndexTest, ACompoundThatNobodyJoinsIsNoForeignWord) {
  std::vector<Row> rows{row(1, "the line"), row(2, "a valve"), row(3, "a pump")};
  rows[0].vector = {0, 1, 0, 0};
  rows[1].vector = {1, 0, 0, 0};
  rows[2].vector = {0, 0, 1, 0};
  apply(rows);
  Query query{.text = "on-line", .mode = Mode::kHybrid};
  query.vector = {.9F, .1F, 0, 0};
  EXPECT_EQ(found(index_, query).front(), 1U) << "its one word that says something is known";
}

TEST_F(IndexTest, OneIdeographIsAWord) {
  Row cat = row(1, "黒い猫が寝ている");
  Row other = row(2, "犬が寝ている");
  cat.language = other.language = "ja";
  apply({cat, other});
  EXPECT_EQ(found(index_, keywords("猫")), Numbers{1});
  EXPECT_EQ(found(index_, keywords("る")).size(), 2U);
}

// Stems of one letter stand for no other words: "ने" is not the beginning of "नगर".
TEST_F(IndexTest, AStemOfOneLetterIsNotABeginning) {
  Row asked = row(1, "पैंथर्स ने अंक दिए");
  Row other = row(2, "नगर नदी नमक नया दल दिन देश दाम");
  asked.language = other.language = "hi";
  apply({asked, other});
  EXPECT_EQ(found(index_, keywords("ने")), Numbers{1});
  EXPECT_EQ(found(index_, keywords("दिए")), Numbers{1});
}

TEST_F(IndexTest, StopWordsOfAQueryAreNoneOfRowsOfNoLanguage) {
  std::vector<Row> rows;
  for (std::uint64_t i = 1; i <= 6; ++i)
    rows.push_back(row(i, "Los Panthers ganaron el campeonato en la ronda final de la temporada"));
  for (Row& spanish : rows)
    spanish.language = "es";
  rows[0].text = "Los puntos de la defensa de los Panthers en el campeonato de la temporada";
  rows.push_back(row(7, "los el la en de los el la en de"));
  rows.push_back(row(8, "defensa xy"));
  rows[6].language = rows[7].language = "";
  apply(rows);
  const auto hits =
      found(index_, keywords("los puntos en el campeonato y la defensa de los Panthers"));
  EXPECT_EQ(hits.front(), 1U);
  EXPECT_EQ(std::ranges::count(hits, 7U), 0);
  EXPECT_EQ(std::ranges::count(hits, 8U), 1);
}

TEST_F(IndexTest, AQueryInAForeignLanguageIsRankedByMeaning) {
  std::vector<Row> rows{row(1, "the Panthers travelled by bus"),
                        row(2, "the defense gave up few points"), row(3, "a valve")};
  rows[0].vector = {0, 1, 0, 0};
  rows[1].vector = {1, 0, 0, 0};
  rows[2].vector = {0, 0, 1, 0};
  apply(rows);
  Query query{.text = "Wie viele Punkte vergab Panthers Verteidigung", .mode = Mode::kHybrid};
  query.vector = {.9F, .1F, 0, 0};
  EXPECT_EQ(found(index_, query).front(), 2U) << "the one known word is a name that says little";
  query.text = "points of the panthers bus";
  EXPECT_EQ(found(index_, query).front(), 1U)
      << "all words are known, so both rankings count alike";
}

TEST_F(IndexTest, DeletedAndReplacedRowsAreGoneAtOnceAndAfterMerging) {
  for (std::uint64_t i = 1; i <= 40; ++i)
    apply({row(i, "pump number" + std::to_string(i))});
  Row gone = row(7, "");
  gone.deleted = true;
  apply({gone, row(9, "valve")});
  const auto check = [&] {
    EXPECT_EQ(index_.live_rows().size(), 39U);
    Query all = keywords("pump");
    all.documents_max = 100;
    EXPECT_EQ(found(index_, all).size(), 38U);
    EXPECT_TRUE(found(index_, keywords("number7")).empty());
    EXPECT_EQ(found(index_, keywords("valve")), (Numbers{9}));
    EXPECT_EQ(found(index_, keywords("\"pump number12\"")), (Numbers{12}));
  };
  check();
  const auto segments = index_.statistics().segments;
  while (index_.merge()) {}
  EXPECT_LT(index_.statistics().segments, segments);
  check();
}

TEST_F(IndexTest, AccessSetsAreInsideTheSearch) {
  Row secret = row(1, "the secret pump");
  secret.access_set = 5;
  apply({secret, row(2, "a pump")});
  EXPECT_EQ(found(index_, keywords("pump")), (Numbers{2}));
  Query privileged = keywords("pump");
  privileged.access_sets = {0, 5};
  EXPECT_EQ(found(index_, privileged).size(), 2U);
}

TEST_F(IndexTest, DenseSearchIsExactAndFiltersApply) {
  std::vector<Row> rows;
  for (std::uint64_t i = 1; i <= 20; ++i) {
    rows.push_back(row(i, "x"));
    const auto angle = static_cast<float>(i) * .05F;
    rows.back().vector = {std::cos(angle), std::sin(angle), 0, 0};
    rows.back().metadata["n"] = static_cast<std::int64_t>(i);
  }
  apply(rows);
  Query query{.vector = {1, 0, 0, 0}, .mode = Mode::kDense, .documents_max = 3};
  EXPECT_EQ(found(index_, query), (Numbers{1, 2, 3}));
  query.filter = model::filter_from_json(R"({"n":{"$gt":10}})").value();
  EXPECT_EQ(found(index_, query), (Numbers{11, 12, 13}));
  query.vector = {1, 0, 0};
  EXPECT_TRUE(found(index_, query).empty());
}

TEST_F(IndexTest, ExactVectorsDecideTheOrder) {
  std::vector<Row> rows{row(1, "x"), row(2, "x")};
  rows[0].vector = {1, .001F, 0, 0};
  rows[1].vector = {1, .002F, 0, 0};
  apply(rows);
  const VectorSource exact = [](const Numbers& numbers) {
    std::vector<std::vector<float>> out;
    for (const auto number : numbers)
      out.push_back({1, number == 2 ? .002F : .001F, 0, 0});
    return out;
  };
  EXPECT_EQ(
      index_.search({.vector = {1, 1, 0, 0}, .mode = Mode::kDense}, exact).hits.front().row_no, 2U);
}

// 120 rows are nearer than the one with the word, which is told with its exact distance all the
// same.
TEST_F(IndexTest, HitsOfAHybridSearchHaveExactDistances) {
  std::vector<Row> rows;
  for (std::uint64_t i = 1; i <= 121; ++i) {
    rows.push_back(row(i, i == 121 ? "valve" : "x"));
    const auto angle = static_cast<float>(i) * .011F;
    rows.back().vector = {std::cos(angle), std::sin(angle), 0, 0};
  }
  apply(rows);
  const VectorSource exact = [&](const Numbers& numbers) {
    std::vector<std::vector<float>> out;
    for (const auto number : numbers)
      out.push_back(rows[number - 1].vector);
    return out;
  };
  Query query{.text = "valve", .vector = {1, 0, 0, 0}};
  for (const Hit& hit : index_.search(query, exact).hits) {
    EXPECT_EQ(hit.distance, vectors::distance(vectors::Space::kCosine, query.vector,
                                              rows[hit.row_no - 1].vector));
    EXPECT_NEAR(hit.dense, 1 - static_cast<double>(hit.distance), 1e-6);
  }
  EXPECT_EQ(std::ranges::count(found(index_, query), 121U), 1);
}

TEST_F(IndexTest, MetricsAreTheCollections) {
  const std::vector<float> vectors[] = {{3, 0}, {1, 1}, {0, .5F}};
  const auto order = [&](vectors::Space metric) {
    CollectionIndex index({2, metric});
    std::vector<Row> rows;
    for (std::uint64_t i = 0; i < 3; ++i) {
      rows.push_back(row(i + 1, "x"));
      rows.back().vector = vectors[i];
    }
    index.apply(rows, {"t", 1, "c"});
    return found(index, {.vector = {1, .2F}, .mode = Mode::kDense});
  };
  EXPECT_EQ(order(vectors::Space::kL2), (Numbers{2, 3, 1}));
  EXPECT_EQ(order(vectors::Space::kInnerProduct), (Numbers{1, 2, 3}));
  EXPECT_EQ(order(vectors::Space::kCosine), (Numbers{1, 2, 3}));
}

TEST_F(IndexTest, ADimensionThatOverflowedIsOne) {
  constexpr std::size_t kWide = 5000;
  CollectionIndex index({kWide, vectors::Space::kInnerProduct});
  std::vector<Row> rows{row(1, "x"), row(2, "x"), row(3, "x")};
  rows[0].vector.assign(kWide, -1);
  rows[1].vector.assign(kWide, 1);
  rows[2].vector.assign(kWide, .5F);
  index.apply(rows, {"t", 1, "c"});
  Query query{.vector = std::vector<float>(kWide, 1), .mode = Mode::kDense};
  EXPECT_EQ(found(index, query), (Numbers{2, 3, 1}));
  query.vector[7] = std::nanf("");
  EXPECT_TRUE(found(index, query).empty());
}

TEST_F(IndexTest, SpellingHelpOnlyWhenNothingIsFound) {
  apply({row(1, "hydraulic pressure valves")});
  EXPECT_EQ(index_.search(keywords("hydralic presure"), nullptr).suggestion, "hydraulic pressure");
  EXPECT_EQ(index_.search(keywords("hydraulic xyz"), nullptr).suggestion, "");
}

TEST_F(IndexTest, FacetsCountWhatMatched) {
  std::vector<Row> rows{row(1, "pump"), row(2, "pump"), row(3, "valve")};
  rows[0].metadata["kind"] = std::string("pdf");
  rows[1].metadata["kind"] = std::string("html");
  rows[2].metadata["kind"] = std::string("pdf");
  apply(rows);
  Query query = keywords("pump");
  query.facet_keys = {"kind"};
  const auto facets = index_.search(query, nullptr).facets;
  EXPECT_EQ(facets.at("kind").at("pdf"), 1U);
  EXPECT_EQ(facets.at("kind").at("html"), 1U);
}

TEST(Fusion, MinMaxConvexAndGrouping) {
  const std::vector<Candidate> candidates{{0, 0, 1, 10, 8, .9F, .1F, true, true},
                                          {0, 1, 2, 10, 4, .1F, .9F, true, true},
                                          {0, 2, 3, 11, 0, .5F, .5F, false, true}};
  const auto hits = fuse(candidates, Mode::kHybrid, .5);
  EXPECT_NEAR(hits[0].score, 1, 1e-6);
  EXPECT_NEAR(hits[1].score, 0, 1e-6);
  EXPECT_NEAR(hits[2].score, .25, 1e-6);
  const auto grouped = best_hits(hits, 10, true);
  ASSERT_EQ(grouped.size(), 2U);
  EXPECT_EQ(grouped[1].row_no, 3U);
  EXPECT_EQ(best_hits(hits, 10, false).size(), 3U);
}

TEST(Fusion, NeighboursDecideWhichChunkOfADocumentNotWhichDocument) {
  // Document 10: row 1 stands alone, rows 4 and 5 support each other. Document 11 is in between and
  // keeps its place.
  const std::vector<Hit> hits{{1, 10, .80}, {2, 11, .78}, {4, 10, .76}, {5, 10, .70}, {9, 12, 0}};
  const auto rows = [](const std::vector<Hit>& found) {
    std::vector<std::uint64_t> out;
    for (const Hit& hit : found)
      out.push_back(hit.row_no);
    return out;
  };
  const auto all = best_hits(hits, 10, false);
  EXPECT_EQ(rows(all), (std::vector<std::uint64_t>{4, 2, 5, 1, 9}));
  EXPECT_EQ(all.front().score, .80);
  EXPECT_TRUE(std::ranges::is_sorted(all, std::greater<>(), &Hit::score));
  EXPECT_EQ(rows(best_hits(hits, 2, true)), (std::vector<std::uint64_t>{4, 2}));
  // Neighbouring rows of different documents say nothing of each other.
  EXPECT_EQ(rows(best_hits({{1, 10, .80}, {3, 10, .76}, {4, 11, .70}, {9, 12, 0}}, 10, true)),
            (std::vector<std::uint64_t>{1, 4, 9}));
}

}  // namespace
}  // namespace alexandria::index
