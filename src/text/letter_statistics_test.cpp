#include <gtest/gtest.h>

#include <algorithm>

#include "alexandria/text/letter_statistics.hpp"

namespace alexandria::text {
namespace {

double cost(std::string_view language, std::u32string_view text) {
  const auto all = letter_statistics();
  return std::ranges::find(all, language, &LetterStatistics::language)->cost(written_signs(text));
}

TEST(LetterStatistics, TextIsLikeliestInItsOwnLanguage) {
  const std::u32string_view german = U"Größere Lieferungen kosten zusätzlich";
  const std::u32string_view turkish = U"Yönetim muhasebesi ders kitabının yazarı";
  EXPECT_LT(cost("de", german), cost("tr", german));
  EXPECT_LT(cost("tr", turkish), cost("de", turkish));
  EXPECT_LT(cost("ru", U"склад находится"), cost("bg", U"ыъэё"));
}

TEST(LetterStatistics, WrongReadingsOfTheSameBytesCostMore) {
  EXPECT_LT(cost("de", U"Größe"), cost("de", U"GrӧЯe"));
  EXPECT_LT(cost("fr", U"cœur"), cost("fr", U"c½ur")) << "no symbols inside of words";
  EXPECT_LT(cost("en", U"café"), cost("en", U"cafŽ")) << "no capital behind a small letter";
  EXPECT_LT(cost("zh", U"仓库位于"), cost("zh", U"緯踱弇衾")) << "usual characters";
  EXPECT_LT(cost("fr", U"cœur"), cost("fr", U"c\u0081ur"));
}

TEST(LetterStatistics, WordsOfEnglishAreNoSurpriseInAnyScript) {
  const double native = cost("ru", U"программа");
  EXPECT_LT(cost("ru", U"программа Windows Server update") - native, 110);
  EXPECT_GT(cost("ru", U"проgrамма"), native + 15) << "but inside of words they are";
}

TEST(LetterStatistics, RomanianLettersOfEitherFormAreTheSame) {
  EXPECT_EQ(cost("ro", U"și ție"), cost("ro", U"şi ţie"));
}

}  // namespace
}  // namespace alexandria::text
