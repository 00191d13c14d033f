#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "alexandria/model/codec.hpp"
#include "alexandria/model/filter.hpp"

namespace alexandria::model {
namespace {

Metadata sample() {
  return metadata_from_json(R"({"n":1,"x":2.5,"s":"1","b":true,"tags":["a","b"],"nums":[1,2]})")
      .value();
}
bool holds(std::string_view filter) { return matches(filter_from_json(filter).value(), sample()); }

TEST(Filter, ComparesNumbersAcrossTypesAndNothingElse) {
  EXPECT_TRUE(holds(R"({"n":1.0})"));
  EXPECT_FALSE(holds(R"({"s":1})"));
  EXPECT_FALSE(holds(R"({"b":1})"));
  EXPECT_TRUE(holds(R"({"x":{"$gte":2}})"));
  EXPECT_FALSE(holds(R"({"s":{"$lt":5}})"));
}

TEST(Filter, NegationsAreFullComplements) {
  EXPECT_TRUE(holds(R"({"missing":{"$ne":1}})"));
  EXPECT_TRUE(holds(R"({"n":{"$nin":[2,3]}})"));
  EXPECT_TRUE(holds(R"({"missing":{"$not_contains":"a"}})"));
  EXPECT_FALSE(holds(R"({"tags":{"$not_contains":"a"}})"));
  EXPECT_FALSE(holds(R"({"nums":{"$contains":1.0}})"));
}

TEST(Filter, JoinsAndRefusesNonsense) {
  EXPECT_TRUE(holds(R"({"$and":[{"n":1},{"$or":[{"s":"x"},{"b":true}]}]})"));
  for (const char* bad : {"{}", "[]", "1", R"({"a":1,"b":2})", R"({"$and":[]})",
                          R"({"a":{"$foo":1}})", R"({"a":{"$gt":"x"}})", R"({"a":null})",
                          R"({"#id":1})", R"({"a":{"$in":[1,"x"]}})", "{", R"({"a":{"$in":[]}})"})
    EXPECT_EQ(filter_from_json(bad).error().reason, "invalid_filter") << bad;
  std::string deep = R"({"a":1})";
  for (int i = 0; i < 40; ++i)
    deep = R"({"$and":[)" + deep + "]}";
  EXPECT_FALSE(filter_from_json(deep));
}

TEST(Metadata, KeepsIntegersAndFloatsApart) {
  EXPECT_EQ(metadata_from_json(metadata_to_json(sample())).value(), sample());
  EXPECT_NE(metadata_to_json({{"a", 1.0}}).find("1E0"), std::string::npos);
}

TEST(Anchors, EveryKindSurvivesJson) {
  const std::string text = R"([{"kind":"page","page":3,"boxes":[[1,2.5,3,4]]},)"
                           R"({"kind":"text","start":5,"end":9},)"
                           R"({"kind":"cells","sheet":"S","range":"B2:D9"},)"
                           R"({"kind":"slide","slide":2,"boxes":[]},)"
                           R"({"kind":"time","start_ms":10,"end_ms":20},)"
                           R"({"kind":"part","path":"a/b"}])";
  const auto anchors = anchors_from_text(text).value();
  EXPECT_EQ(anchors_from_text(boost::json::serialize(anchors_to_json(anchors))).value(), anchors);
  EXPECT_FALSE(anchors_from_text(R"([{"kind":"page"}])"));
}

TEST(ParsedCodec, RoundTripAndEveryTruncationRefused) {
  const ParsedPart part{
      .number = 3,
      .page = 4,
      .text = "Grüße\nhier\n",
      .blocks = {{BlockKind::kHeading, 1, 0, 7, ""}, {BlockKind::kTable, 0, 8, 12, "A1:B2", true}},
      .words = {{0, 7, 0, 1, 2, 3, 4}, {8, 4, 1, 5, 6, 7, 8}},
      .cells = {{8, 9, 0, 0, 2, true, false}, {10, 12, 1, 1, 1, false, true}},
      .sheet = "S",
      .page_breaks = {{10, 5}}};
  const std::string bytes = encode_part(part);
  EXPECT_EQ(decode_part(bytes).value(), part);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(decode_part(std::string_view(bytes).substr(0, length))) << length;
}

TEST(ParsedCodec, FactsKeepTheirProperties) {
  DocumentFacts facts;
  facts.kind = "markdown";
  facts.accounting.add_not_understood("picture", 2);
  facts.properties = {{"author", "Ann \"A.\" Lee"}, {"keywords", "a, b"}};
  const std::string bytes = encode_facts(facts);
  EXPECT_EQ(decode_facts(bytes).value(), facts);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_facts(std::string_view(bytes).substr(0, size))) << size;
  EXPECT_EQ(facts.property("keywords"), "a, b");
  EXPECT_EQ(facts.property("date"), "");
  EXPECT_EQ(properties_from_json(properties_to_json(facts.properties)), facts.properties);
  EXPECT_EQ(properties_to_json({}), "");
  EXPECT_TRUE(properties_from_json("[1").empty());
}

TEST(ParsedCodec, CellsAndPageBreaksOutsideOfTheirBlockAreRefused) {
  ParsedPart part{.text = "abcd",
                  .blocks = {{BlockKind::kTable, 0, 0, 2, ""}},
                  .cells = {{0, 1, 0, 0, 1, false, false}},
                  .page_breaks = {{1, 2}}};
  const std::string bytes = encode_part(part);
  EXPECT_EQ(decode_part(bytes).value(), part);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] + 1);
    const auto read = decode_part(damaged);
    if (read) EXPECT_EQ(decode_part(encode_part(*read)).value(), *read) << i;
  }
}

TEST(ParsedCodec, BlocksInsideACharacterAreRefused) {
  const ParsedPart part{.text = "ü", .blocks = {{BlockKind::kParagraph, 0, 0, 1, ""}}};
  EXPECT_FALSE(decode_part(encode_part(part)));
}

}  // namespace
}  // namespace alexandria::model
