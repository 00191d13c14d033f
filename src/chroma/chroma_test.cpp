#include <gtest/gtest.h>

#include "base64.hpp"
#include "configuration.hpp"
#include "filters.hpp"
#include "json_out.hpp"
#include "names.hpp"
#include "schema.hpp"

namespace alexandria::chroma {
namespace {

Result<std::optional<library::RecordFilter>> filter_of(const std::string& body) {
  return read_filter(json::parse(body).as_object(), "");
}

bool passes(const std::string& where, const model::Metadata& metadata) {
  const auto filter = filter_of(R"({"where":)" + where + "}");
  EXPECT_TRUE(filter) << where;
  return library::RecordTest::of(**filter)->passes(metadata, std::nullopt);
}

TEST(ChromaTest, FloatsStayFloats) {
  JsonOut out;
  for (const float one : {1.0F, 0.1F, -2.5F, 0.99999994F}) {
    out.number(one);
    out.raw(" ");
  }
  out.number(std::int64_t{7});
  EXPECT_EQ(out.take(), "1.0 0.1 -2.5 0.99999994 7");
  JsonOut metadata;
  metadata.metadata({{"a", 1.0}, {"b", std::int64_t{1}}, {"c", "x\n\""}});
  EXPECT_EQ(metadata.take(), R"({"a":1.0,"b":1,"c":"x\n\""})");
}

TEST(ChromaTest, VectorsComeInAsBase64) {
  EXPECT_EQ(decode_vector("AACAPwAAAAAAAAAA").value(), (std::vector<float>{1, 0, 0}));
  EXPECT_EQ(decode_vector("").value(), std::vector<float>{});
  EXPECT_EQ(decode_vector("AAAA").error().message,
            "Invalid byte length: 3 bytes cannot be converted to f32 values (must be divisible by "
            "4)");
  for (const char* bad : {"A", "AA=A", "####", "AB==CD==", "=", "=="})
    EXPECT_FALSE(decode_base64(bad)) << bad;
}

TEST(ChromaTest, NamesAreThoseOfTheContract) {
  for (const char* good : {"abc", "a.b-c_d", "pre+name", "1.2.3"})
    EXPECT_TRUE(check_name(good)) << good;
  for (const char* bad : {"ab", "-abc", "a b c", "a..b", "192.168.0.1", "a+bcd", "abc+", "a+b+c"})
    EXPECT_FALSE(check_name(bad)) << bad;
}

TEST(ChromaTest, FiltersMeanWhatTheContractSays) {
  const model::Metadata row{{"n", std::int64_t{1}},
                            {"x", 1.5},
                            {"b", true},
                            {"s", "one"},
                            {"list", std::vector<model::Scalar>{std::int64_t{1}, std::int64_t{2}}}};
  for (const char* where :
       {R"({"n":1})", R"({"n":1.0})", R"({"n":{"$ne":2}})", R"({"none":{"$ne":2}})",
        R"({"s":{"$ne":1}})", R"({"x":{"$gt":1}})", R"({"n":{"$in":[1,5]}})",
        R"({"n":{"$in":[1.0,5]}})", R"({"none":{"$nin":[1]}})", R"({"list":{"$contains":2}})",
        R"({"list":{"$not_contains":1.0}})", R"({"s":{"$not_contains":"one"}})", R"({"$and":[]})",
        R"({"#document":{"$not_contains":"a"}})"})
    EXPECT_TRUE(passes(where, row)) << where;
  for (const char* where : {R"({"b":1})", R"({"s":1})", R"({"n":"1"})", R"({"list":1})",
                            R"({"$or":[]})", R"({"":1})", R"({"list":{"$contains":1.0}})",
                            R"({"s":{"$contains":"one"}})", R"({"#document":{"$contains":""}})"})
    EXPECT_FALSE(passes(where, row)) << where;
  for (const char* where :
       {"{}", "[]", "\"x\"", R"({"a":1,"b":2})", R"({"a":null})", R"({"a":{"$regex":"x"}})",
        R"({"a":{"$gt":"x"}})", R"({"a":{"$in":[]}})", R"({"a":{"$in":[1,2.5]}})",
        R"({"a":{"$in":[1,"x"]}})", R"({"$not":[]})", R"({"a":18446744073709551615})",
        R"({"#document":"text"})", R"({"#document":{"$eq":"text"}})", R"({"a":{}})"})
    EXPECT_FALSE(filter_of(std::string(R"({"where":)") + where + "}")) << where;
}

TEST(ChromaTest, PatternsAreRusts) {
  const auto finds = [](const std::string& pattern, std::string_view text) {
    library::RecordFilter filter{library::RecordFilter::Op::kMatches};
    filter.pattern = pattern;
    return library::RecordTest::of(filter)->passes({}, text);
  };
  EXPECT_TRUE(finds("^\\w+$", "\xC3\xA9t\xC3\xA9"));
  EXPECT_TRUE(finds("\\d", "\xD9\xA3"));
  EXPECT_FALSE(finds("\\W", "\xC3\xA9"));
  EXPECT_TRUE(finds("[\\d_]x", "_x"));
  EXPECT_TRUE(finds("(?i)\xC3\x89", "\xC3\xA9"));
  EXPECT_TRUE(finds("\\u{e9}", "\xC3\xA9"));
  library::RecordFilter bad{library::RecordFilter::Op::kMatches};
  bad.pattern = "a(?=b)";
  EXPECT_FALSE(library::RecordTest::of(bad));
}

TEST(ChromaTest, AConfigurationComesBackAsItWasGiven) {
  const json::value wanted = json::parse(
      R"({"hnsw":{"space":"cosine","ef_search":77},"embedding_function":{"type":"known","name":"n",
          "config":{"x":[1,2.0]}}})");
  const auto read = read_configuration(&wanted, nullptr);
  ASSERT_TRUE(read);
  const auto back = from_text(to_text(*read), "cosine");
  EXPECT_EQ(to_answer(back).at("embedding_function"), wanted.at("embedding_function"));
  EXPECT_EQ(back.hnsw.ef_search, 77);
  const json::value unknown = json::parse(R"({"hnsw":{"space":"cosine","x":1}})");
  EXPECT_FALSE(read_configuration(&unknown, nullptr));
  const json::object legacy{{"hnsw:space", "ip"}, {"hnsw:M", 5}};
  EXPECT_EQ(read_configuration(nullptr, &legacy)->hnsw.max_neighbors, 5);
}

}  // namespace
}  // namespace alexandria::chroma
