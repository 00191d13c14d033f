#include "alexandria/text/near_words.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "alexandria/text/analyzer.hpp"

namespace alexandria::text {
namespace {

bool is_near(const std::string& word, const std::string& other, const std::string& language) {
  return std::ranges::binary_search(words_one_edit_away(word, language), other);
}

TEST(NearWords, AreOneSlipOfTheHandAway) {
  EXPECT_TRUE(is_near("treatmint", "treatment", "en"));
  EXPECT_TRUE(is_near("treament", "treatment", "en"));
  EXPECT_TRUE(is_near("treattment", "treatment", "en"));
  EXPECT_TRUE(is_near("treatmetn", "treatment", "en"));
  EXPECT_FALSE(is_near("treetmint", "treatment", "en"));
  EXPECT_FALSE(is_near("treatment", "treatment", "en"));
  EXPECT_TRUE(is_near("schön", "schon", "de"));
  EXPECT_TRUE(is_near("schon", "schön", "de"));
  EXPECT_TRUE(is_near("собаки", "собака", "ru"));
  EXPECT_TRUE(is_near("كتاب", "كتب", "ar"));
}

TEST(NearWords, OfCodesLongWordsAndScriptsWithoutSpacesThereAreNone) {
  EXPECT_TRUE(words_one_edit_away("ax300s", "en").empty());
  EXPECT_TRUE(words_one_edit_away("", "en").empty());
  EXPECT_TRUE(words_one_edit_away(std::string(33, 'a'), "en").empty());
  EXPECT_FALSE(words_one_edit_away(std::string(32, 'a'), "en").empty());
  EXPECT_FALSE(is_near("東京", "東北", "ja"));
  EXPECT_TRUE(is_near("wordd", "word", "xx-no-such-language"));
}

std::string asking(std::string_view query, std::string_view language) {
  std::string out;
  for (const auto& [begin, end] : find_question_words(query, language))
    out += std::string(query.substr(begin, end - begin)) + "|";
  return out;
}

TEST(QuestionWords, AreFoundInEveryLanguage) {
  EXPECT_EQ(asking("How many points did the Panthers surrender?", "en"), "How|many|did|");
  EXPECT_EQ(asking("What's WHO policy on who pays?", "en"), "What's|who|");
  EXPECT_EQ(asking("WHO MADE IT", "en"), "WHO|");
  EXPECT_EQ(asking("Wie viele Punkte gab die Verteidigung ab?", "de"), "Wie|viele|gab|");
  EXPECT_EQ(asking("Où est-il né, et comment ?", "fr"), "Où|comment|");
  EXPECT_EQ(asking("¿Quién ganó?", "es"), "Quién|");
  EXPECT_EQ(asking("黑豹队的防守丢了多少分?", "zh"), "多少|");
  EXPECT_EQ(asking("Кто написал роман?", "ru"), "Кто|");
  EXPECT_EQ(asking("कितने अंक दिए?", "hi"), "कितने|");
  EXPECT_EQ(asking("", "en"), "");
  for (const auto& [query, language] :
       std::vector<std::pair<const char*, const char*>>{{"Würde des Menschen", "de"},
                                                        {"Waren im Hafen", "de"},
                                                        {"vitamina C", "it"},
                                                        {"vitamina E", "ro"},
                                                        {"витамин С", "ru"},
                                                        {"обновление ПО", "ru"},
                                                        {"får hår", "sv"},
                                                        {"vacances été", "fr"},
                                                        {"zaman makinesi", "tr"},
                                                        {"động vật khỉ", "vi"},
                                                        {"us navy", "en"},
                                                        {"Paris may", "en"},
                                                        {"a concert of The Who", "en"},
                                                        {"ぶどう", "ja"}})
    EXPECT_EQ(asking(query, language), "") << query;
  EXPECT_EQ(asking("who \xff", "xx"), "") << "no list, no bytes lost";
}

}  // namespace
}  // namespace alexandria::text
