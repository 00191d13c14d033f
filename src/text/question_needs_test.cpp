#include "alexandria/text/question_needs.hpp"
#include "alexandria/text/question_rivals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace alexandria::text {
namespace {

std::vector<std::string> missing(const std::string& question, const std::string& source,
                                 const std::string& language = "en") {
  std::vector<std::string> out;
  for (const Need& need : QuestionNeeds(question, language).met_by(source).needs)
    if (!need.is_met) out.push_back(question.substr(need.begin, need.end - need.begin));
  return out;
}

std::vector<std::string> of_kind(Need::Kind kind, const std::string& question,
                                 const std::string& language = "en") {
  std::vector<std::string> out;
  for (const Need& need : QuestionNeeds(question, language).met_by("").needs)
    if (need.kind == kind) out.push_back(question.substr(need.begin, need.end - need.begin));
  return out;
}

using Words = std::vector<std::string>;

TEST(QuestionNeeds, HowItIsAskedIsNoNeed) {
  EXPECT_EQ(missing("When did the Panthers win?", "The Panthers won in 2003."), Words{});
  EXPECT_EQ(missing("Wann gewannen die Panthers?", "2003 gewannen die Panthers.", "de"), Words{});
}

TEST(QuestionNeeds, NamesAndFiguresAreThereOrNot) {
  const std::string source = "In 1991 the Broncos beat the Panthers 24-10 in Denver.";
  EXPECT_EQ(missing("Who beat the Panthers in 1991?", source), Words{});
  EXPECT_EQ(missing("Who beat the Dolphins in 1991?", source), Words{"Dolphins"});
  EXPECT_EQ(missing("Who beat the Panthers in 1994?", source), Words{"1994"});
  EXPECT_EQ(of_kind(Need::Kind::kName, "Who beat the Dolphins in 1991?"), Words{"Dolphins"});
  EXPECT_EQ(of_kind(Need::Kind::kQuantity, "Who beat the Dolphins in 1991?"), Words{"1991"});
}

TEST(QuestionNeeds, AFigureMayBeTheEndOfARange) {
  EXPECT_EQ(missing("How much was lost by 1991?", "Between 1991 and 2000 much was lost."), Words{});
  EXPECT_EQ(missing("How much was lost by 1991?", "In 11991 and 1991.5 much was lost."),
            Words{"1991"});
}

TEST(QuestionNeeds, NamesAreWrittenInShort) {
  EXPECT_EQ(missing("Who is an ally of the United States?", "Iran was a US ally."), Words{});
  EXPECT_EQ(missing("What is used in the United States?", "In the USA it is used."), Words{});
  EXPECT_EQ(missing("What is used in the United States?", "In the U.S. it is used."), Words{});
  EXPECT_EQ(missing("What is used in the US?", "It is used in the United States."), Words{});
  EXPECT_EQ(missing("What is used in the UK?", "It is used in the United States."), Words{"UK"});
  EXPECT_EQ(missing("What is used in the United Kingdom?", "In the USA it is used.").size(), 2U);
}

TEST(QuestionNeeds, APartOfANameIsToldApart) {
  const auto needs =
      QuestionNeeds("What did Martin Luther write?", "en").met_by("Luther wrote a Bible.").needs;
  ASSERT_EQ(needs.size(), 3U);
  EXPECT_TRUE(needs[0].is_part_met);
  EXPECT_TRUE(needs[1].is_met);
}

TEST(QuestionNeeds, ATwinIsSomebodyElse) {
  const auto needs =
      QuestionNeeds("Where does Mr. Jansen live?", "en").met_by("Mr. Hansen lives here.").needs;
  EXPECT_TRUE(std::ranges::any_of(needs, &Need::has_twin));
}

TEST(QuestionNeeds, GermanNounsThatAreAlikeAreNoTwins) {
  const auto needs =
      QuestionNeeds("Wohin zogen die Einwohner?", "de").met_by("Die Anwohner blieben.").needs;
  EXPECT_TRUE(std::ranges::none_of(needs, &Need::has_twin));
}

TEST(QuestionNeeds, ALetterWrongInALongNameMayBeASlip) {
  const auto slips = [](const std::string& question, const std::string& source) {
    const auto needs = QuestionNeeds(question, "en").met_by(source).needs;
    return std::ranges::any_of(needs, &Need::may_be_slip);
  };
  EXPECT_TRUE(slips("Where did Sentanta start?", "Setanta started in Ireland."));
  EXPECT_FALSE(slips("Where did Jansenius live?", "Hansenius lived here."));
  EXPECT_FALSE(slips("Where did Hansen live?", "Hanson lived here."));
  EXPECT_FALSE(slips("How often is Noraxin taken?", "Noravin is taken twice daily."));
}

TEST(QuestionNeeds, GermanNamesHaveEndings) {
  EXPECT_EQ(missing("Wer wohnte im Westen Warschaus?", "Im Westen Warschaus wohnte Jan.", "de"),
            Words{});
  EXPECT_EQ(missing("Wie groß ist Warschaus Westen?", "Der Westen von Warschau ist groß.", "de"),
            Words{});
  EXPECT_EQ(missing("Wie groß ist der Warschauer Westen?", "Warschaus Westen ist groß.", "de"),
            Words{});
  EXPECT_EQ(missing("Wie groß ist Victorias Westen?", "Der Westen Viktors ist groß.", "de"),
            Words{"Victorias"});
}

TEST(QuestionNeeds, NounsWithoutDeterminerAreToldApartInGerman) {
  const auto bare = [](const std::string& question) {
    return of_kind(Need::Kind::kBareNoun, question, "de");
  };
  EXPECT_EQ(bare("Wofür wurde Cambridge geschaffen?"), Words{"Cambridge"});
  EXPECT_EQ(bare("Wer lebte in Porter neben der alten Kirche?"), Words{"Porter"});
  EXPECT_EQ(bare("Wo steht das große rote Haus?"), Words{});
}

TEST(QuestionNeeds, AcronymsAreKnownInEveryScript) {
  EXPECT_EQ(missing("Кто союзник Соединенных Штатов?", "Иран был союзник США.", "ru"), Words{});
  EXPECT_EQ(
      missing("Что запрещает ОМЦ?", "Объединённая методистская церковь запрещает азарт.", "ru"),
      Words{});
}

TEST(QuestionNeeds, AUnitIsMetByWhatIsMeasuredInIt) {
  const std::string source = "The inlet temperature of the turbine is 565 °C.";
  EXPECT_EQ(missing("What is the inlet temperature in degrees Celsius?", source), Words{});
  EXPECT_EQ(missing("What is the inlet temperature in degrees Celsius?",
                    "The inlet temperature is 30 m."),
            (Words{"degrees", "Celsius"}));
}

TEST(QuestionNeeds, AFigureWithWordsIsNoCode) {
  const auto codes = [](const std::string& question, const std::string& language) {
    return QuestionNeeds(question, language).met_by("").codes_wanted;
  };
  EXPECT_EQ(codes("Wer war in den 1970er-Jahren dort?", "de"), 0U);
  EXPECT_EQ(codes("Who failed the 2-point conversion?", "en"), 0U);
  EXPECT_EQ(codes("What weighs the AX-300S?", "en"), 1U);
}

TEST(QuestionNeeds, WhatIsCountedIsKnownInEveryLanguage) {
  const auto counted = [](const std::string& question, const std::string& language) {
    return of_kind(Need::Kind::kCounted, question, language);
  };
  EXPECT_EQ(counted("How many quadrangles are there?", "en"), Words{"quadrangles"});
  EXPECT_EQ(counted("Wie viele Ausschüsse gibt es?", "de"), Words{"Ausschüsse"});
  EXPECT_EQ(counted("¿Cuántos estudiantes hay?", "es"), Words{"estudiantes"});
  EXPECT_EQ(counted("Сколько студентов учится?", "ru"), Words{"студентов"});
  EXPECT_EQ(counted("كم عدد الطلاب؟", "ar"), Words{"الطلاب"});
  EXPECT_EQ(counted("大学有多少个学生？", "zh"), Words{"学生"});
}

TEST(QuestionNeeds, ScriptsWithoutSpacesHaveWordsToo) {
  EXPECT_EQ(missing("丹佛野马队在哪个城市？", "丹佛野马队的主场在丹佛市。", "zh"), Words{"城市"});
  EXPECT_FALSE(missing("卡罗来纳黑豹队在丹佛吗？", "丹佛野马队的主场在丹佛。", "zh").empty());
}

using Speaks = QuestionRivals::Speaks;

TEST(QuestionRivals, CodesOfOneKindAreOfAnotherThing) {
  const QuestionRivals rivals("How much does the pump P-400 weigh?", "en");
  EXPECT_EQ(rivals.read("The pump P-200 weighs 42 kg."), Speaks::kOfAnother);
  EXPECT_EQ(rivals.read("The P-400 and the P-200 weigh 42 kg."), Speaks::kOfIt);
  EXPECT_EQ(rivals.read("It weighs 42 kg."), Speaks::kOfNothing);
  EXPECT_EQ(rivals.read("The bolt M8 weighs 4 g."), Speaks::kOfNothing);
}

TEST(QuestionRivals, YearsAreOfAnotherTimeUnlessTheyAreAroundIt) {
  const QuestionRivals rivals("How many people did Acme employ in 2019?", "en");
  EXPECT_EQ(rivals.read("In 2020 Acme employed 310 people."), Speaks::kOfAnother);
  EXPECT_EQ(rivals.read("From 2015 to 2021 Acme employed 310 people."), Speaks::kOfIt);
}

TEST(QuestionRivals, ANameStandsWhereTheOtherWould) {
  const QuestionRivals rivals("Who is the mayor of Bergen?", "en");
  EXPECT_EQ(rivals.read("The mayor of Oslo is Anne Lindboe."), Speaks::kOfAnother);
  EXPECT_EQ(rivals.read("Its mayor is Anne Lindboe."), Speaks::kOfNothing);
  EXPECT_EQ(rivals.read("Bergen has 290,000 inhabitants."), Speaks::kOfIt);
}

}  // namespace
}  // namespace alexandria::text
