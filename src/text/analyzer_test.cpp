#include "alexandria/text/analyzer.hpp"

#include <gtest/gtest.h>

#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

std::string terms(std::string_view language, std::string_view text) {
  Analyzer analyzer(language);
  std::vector<Token> tokens;
  analyzer.analyze(text, tokens);
  std::string out;
  for (const Token& token : tokens)
    out += (out.empty() ? "" : " ") + token.term + "@" + std::to_string(token.position);
  return out;
}

TEST(Analyzer, EnglishWordsAreStemmedAndStopWordsLeaveGaps) {
  EXPECT_EQ(terms("en", "The cats are running"), "cat@1 run@3");
  EXPECT_EQ(terms("", "Relational"), "relat@0");
}

TEST(Analyzer, PossessivesAndApostrophes) {
  EXPECT_EQ(terms("en", "the author's book"), "author@1 book@2");
  EXPECT_EQ(terms("en", "author\xE2\x80\x99s 'quoted'"), "author@0 quot@1");
}

TEST(Analyzer, OtherLanguagesHaveTheirOwnStemsAndStopWords) {
  EXPECT_EQ(terms("de", "die Häuser der Stadt"), "haus@1 stadt@3");
  EXPECT_EQ(terms("xx", "Running"), "running@0");
}

TEST(Analyzer, ScriptsWithoutSpacesGiveBigrams) {
  EXPECT_EQ(terms("zh", "東京都 x"), "東京@0 京都@1 x@3");
  EXPECT_EQ(terms("zh", "東"), "東@0");
  EXPECT_EQ(terms("ja", "a東京b"), "a@0 東京@1 b@3");
}

TEST(Analyzer, RangesNameTheBytesOfTheWord) {
  Analyzer analyzer("en");
  std::vector<Token> tokens;
  EXPECT_EQ(analyzer.analyze("  Grüße, cats", tokens, 10), 12U);
  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_EQ(tokens[0].begin, 2U);
  EXPECT_EQ(tokens[0].end, 9U);
  EXPECT_EQ(tokens[1].begin, 11U);
  EXPECT_EQ(tokens[1].position, 11U);
}

TEST(Analyzer, TokensOfAnyBytesAreOrderedPiecesOfThem) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i)
    bytes += static_cast<char>((i * 7919) >> 3);
  Analyzer analyzer("en");
  std::vector<Token> tokens;
  analyzer.analyze(bytes, tokens);
  ASSERT_GT(tokens.size(), 100U);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    EXPECT_LT(tokens[i].begin, tokens[i].end);
    EXPECT_LE(tokens[i].end, bytes.size());
    EXPECT_TRUE(is_valid_utf8(tokens[i].term)) << i;
    if (i > 0) {
      EXPECT_LE(tokens[i - 1].begin, tokens[i].begin);
      EXPECT_LE(tokens[i - 1].position, tokens[i].position);
    }
  }
}

TEST(Analyzer, AVeryLongWordIsCut) {
  EXPECT_EQ(terms("en", std::string(200, 'a')).size(), 64U + 2);
}

}  // namespace
}  // namespace alexandria::text
