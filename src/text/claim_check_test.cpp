#include "alexandria/text/claim_check.hpp"

#include <gtest/gtest.h>

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

struct Case {
  std::string language;
  std::string passage;
  std::string claim;
};

TEST(ClaimCheck, WhatAReaderFoundIsFlagged) {
  const std::vector<Case> cases = {
      {"en", "It weighs 42.5 kg.", "It weighs 42 kg."},
      {"en", "It cost 1,000,000 dollars.", "It cost 1,000 dollars."},
      {"en", "The loss was 5%.", "The loss was 5"},
      {"en", "It was -5 degrees in Hamburg.", "It was 5 degrees in Hamburg."},
      {"en", "The value is 1234.567 here.", "The value is 1234567 here."},
      {"de", "Die Pumpe wurde von Hansen gebaut.", "Die Pumpe wurde von Jensen gebaut."},
      {"en", "It is not true that the pump is red.", "The pump is red."},
      {"en", "He falsely claimed that the pump is red.", "The pump is red."},
      {"en", "If the pump is red, it is old.", "The pump is red."},
      {"en", "Is the pump red?", "The pump is red."},
      {"de", "Es stimmt nicht, dass die Pumpe rot ist.", "Die Pumpe ist rot."},
      {"fr", "Il est faux que la pompe est rouge.", "La pompe est rouge."},
      {"es", "No es cierto que la bomba es roja.", "La bomba es roja."},
      {"ru", "Неправда, что насос красный.", "Насос красный."},
      {"zh", "水泵是红色的，这并不是真的。", "水泵不是红色的。"},
      {"zh", "他谎称水泵是红色的。", "水泵是红色的。"},
      {"en", "Alpha beats Beta in every test.", "Beta beats Alpha in every test."},
      {"en", "The Denver Broncos beat the Carolina Panthers in 2016.",
       "The Carolina Panthers beat the Denver Broncos in 2016."},
      {"en", "The pump drives the motor.", "The motor drives the pump."},
      {"en", "Hansen built the pump.", "Hansen was built by the pump."},
      {"ar", "بنى هانسن المضخة في هامبورغ.", "بنى جنسن المضخة في هامبورغ."},
      {"hi", "हैनसेन ने पंप बनाया।", "जेनसन ने पंप बनाया।"},
      {"th", "ปั๊มนี้สร้างโดยแฮนเซน", "ปั๊มนี้สร้างโดยเจนเซน"},
      {"zh", "这台水泵由汉森制造。", "这台水泵由詹森制造。"},
      {"tr", "Pompa 1998 yılında Hamburg'da yapıldı.", "Pompa 1998 yılında Hamburg'da yapılmadı."},
      {"en", "The P-200 was built by Hansen. The P-300 weighs 42 kg.", "The P-200 weighs 42 kg."}};
  for (const Case& one : cases)
    EXPECT_NE(check_claim(one.claim, one.passage, one.language).support, Support::kSupported)
        << one.claim;
}

TEST(ClaimCheck, WhatIsTrueIsSupported) {
  const std::vector<Case> cases = {
      {"en", "It cost 10 bucks.", "It cost $10."},
      {"en", "It weighs 42.5\nkg and is\nred.", "It weighs 42.5 kg and is red."},
      {"en", "The pump was built by Hansen in the pro-\ncedure of 1998.",
       "The pump was built by Hansen in the procedure of 1998."},
      {"en", "The meeting began at 14:30 on 5 March 2024.",
       "On March 5, 2024 the meeting began at 2:30 pm."},
      {"en", "Paris and London are cities.", "London and Paris are cities."},
      {"en", "Hansen built the pump in Hamburg.", "The pump was built by Hansen in Hamburg."},
      {"en", "It is not true that the pump is red.", "It is not true that the pump is red."},
      {"en", "The P-200 was built by Hansen. It weighs 42 kg.", "The P-200 weighs 42 kg."},
      {"de", "Die Pumpe wiegt 1.234,5 kg.", "Die Pumpe wiegt 1234,5 kg."},
      {"en", "Three dozen pumps were sold.", "36 pumps were sold."},
      {"en", "The pump is well-\nknown in Hamburg.", "The pump is well-known in Hamburg."}};
  for (const Case& one : cases) {
    const ClaimCheck check = check_claim(one.claim, one.passage, one.language);
    EXPECT_EQ(check.support, Support::kSupported)
        << one.claim << testing::PrintToString(check.failed);
  }
}

TEST(ClaimCheck, ThePlaceIsWholeSentencesOfTheSource) {
  const std::string passage = "Other things. The pump\nweighs 42 kg and\nis red. More.";
  const ClaimCheck check = check_claim("The pump weighs 42 kg.", passage, "en");
  EXPECT_EQ(passage.substr(check.begin, check.end - check.begin),
            "The pump\nweighs 42 kg and\nis red.");
}

TEST(FindQuote, ForgivesLineEndsAndQuotationMarks) {
  const std::string text = "He said \"the pro-\ncedure works\" twice.";
  const auto [begin, end] = find_quote("the procedure works", text);
  EXPECT_EQ(text.substr(begin, end - begin), "the pro-\ncedure works");
  EXPECT_EQ(find_quote("another thing", text), (std::pair<std::size_t, std::size_t>{0, 0}));
}

}  // namespace
}  // namespace alexandria::text
