#include "alexandria/text/claim_check.hpp"

#include <gtest/gtest.h>

#include "claim_words.hpp"

namespace alexandria::text {
namespace {

const std::string kPassage =
    "The P-200 pump was built by Hansen in 1998. It weighs 42 kg and must not be started dry. "
    "Refunds are paid within five working days after the pump has arrived in Hamburg.";

Support of(const std::string& claim) { return check_claim(claim, kPassage, "en").support; }

TEST(ClaimCheck, VerbatimAndTrimmedAreSupported) {
  EXPECT_EQ(of("It weighs 42 kg and must not be started dry."), Support::kSupported);
  EXPECT_EQ(of("Refunds are paid within five working days."), Support::kSupported);
  EXPECT_EQ(of("The pump was built by Hansen in 1998."), Support::kSupported);
  EXPECT_EQ(of("After the pump has arrived in Hamburg, refunds are paid within 5 working days."),
            Support::kSupported);
  EXPECT_TRUE(check_claim("It  weighs\n42 kg", kPassage, "en").verbatim);
}

TEST(ClaimCheck, AlteredNumbersNamesUnitsAndNegationsAreFlagged) {
  EXPECT_NE(of("It weighs 24 kg and must not be started dry."), Support::kSupported);
  EXPECT_NE(of("It weighs 42 g and must not be started dry."), Support::kSupported);
  EXPECT_NE(of("It weighs 42 kg and must be started dry."), Support::kSupported);
  EXPECT_NE(of("Refunds are not paid within five working days."), Support::kSupported);
  EXPECT_NE(of("Refunds are paid within seven working days."), Support::kSupported);
  EXPECT_NE(of("The P-200 pump was built by Jensen in 1998."), Support::kSupported);
  EXPECT_NE(of("Refunds are paid within five working days after the pump has arrived in Berlin."),
            Support::kSupported);
  const ClaimCheck check =
      check_claim("The P-200 pump was built by Jensen in 1998.", kPassage, "en");
  EXPECT_EQ(check.failed, std::vector<std::string>{"Jensen"});
}

TEST(ClaimCheck, SomethingElseIsNotSupported) {
  EXPECT_EQ(of("The moon is made of green cheese."), Support::kNotSupported);
  EXPECT_EQ(of("It is."), Support::kNotSupported);
  EXPECT_EQ(check_claim("", kPassage, "en").support, Support::kNotSupported);
  EXPECT_EQ(check_claim("A claim", "", "en").support, Support::kNotSupported);
}

TEST(ClaimCheck, APieceOfANumberOrWordIsNoQuote) {
  EXPECT_NE(check_claim("weighs 4", "It weighs 42 kg.", "en").support, Support::kSupported);
}

TEST(ClaimCheck, OtherLanguages) {
  const std::string german = "Die Pumpe darf nicht trocken laufen. Sie wiegt 42 kg.";
  EXPECT_EQ(check_claim("Die Pumpe darf nicht trocken laufen.", german, "de").support,
            Support::kSupported);
  EXPECT_NE(check_claim("Die Pumpe darf trocken laufen.", german, "de").support,
            Support::kSupported);
  EXPECT_EQ(check_claim("水泵重42公斤", "这台水泵重42公斤。", "zh").support, Support::kSupported);
  EXPECT_NE(check_claim("水泵重24公斤", "这台水泵重42公斤。", "zh").support, Support::kSupported);
}

TEST(Numbers, HaveOneNormalForm) {
  EXPECT_EQ(number_of_word("1,000"), "1000");
  EXPECT_EQ(number_of_word("1000"), "1000");
  EXPECT_EQ(number_of_word("1,234,567"), "1234567");
  EXPECT_EQ(number_of_word("4.50"), "4.5");
  EXPECT_EQ(number_of_word("3,14"), "3.14");
  EXPECT_EQ(number_of_word("five"), "5");
  EXPECT_EQ(number_of_word("pump"), "");
}

TEST(FindQuote, ForgivesLineEndsAndQuotationMarks) {
  const std::string text = "He said \"the pro-\ncedure works\" twice.";
  const auto [begin, end] = find_quote("the procedure works", text);
  EXPECT_EQ(text.substr(begin, end - begin), "the pro-\ncedure works");
  EXPECT_EQ(find_quote("another thing", text), (std::pair<std::size_t, std::size_t>{0, 0}));
}

}  // namespace
}  // namespace alexandria::text
