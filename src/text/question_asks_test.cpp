#include "alexandria/text/question_asks.hpp"

#include <gtest/gtest.h>

#include <string>

namespace alexandria::text {
namespace {

struct Asked {
  std::string language, question;
  Asks asks;
  std::string has, has_not;
};

TEST(QuestionAsks, IsInWhatHasOneOfTheKind) {
  const Asked kAsked[] = {
      {"en", "When was the mayor of Harlow born?", Asks::kTime, "She was born in 1961.",
       "The mayor of Harlow is Helen Marsh."},
      {"en", "When does the Ament Courier appear?", Asks::kTime, "It appears on Thursdays.",
       "It is printed in Harlow."},
      {"en", "In which year did the 1996 flood reach Corby?", Asks::kTime, "That was in 1997.",
       "The 1996 flood reached Corby."},
      {"en", "Who edits the Ament Courier?", Asks::kPerson,
       "The Ament Courier is edited by John Orde.",
       "The local paper, the Ament Courier, appears on Thursdays."},
      {"en", "How deep is the river?", Asks::kAmount, "It has a depth of 4 metres.",
       "The bridge is 118 metres long."},
      {"en", "How deep is the river?", Asks::kAmount, "There the bed lies 4 m down.",
       "It has 19 islands."},
      {"en", "What does the CX-4 cost?", Asks::kAmount, "It is sold for 1,200 euros.",
       "The CX-4 weighs 46 kg."},
      {"en", "How many arches has the bridge?", Asks::kAmount, "It has seven arches.",
       "The bridge has arches of brick."},
      {"en", "How high is the budget for tests?", Asks::kAmount, "It was raised to 25,000.",
       "It was raised."},
      {"en", "How many people drowned in the lake?", Asks::kAmount, "Nobody drowned in the lake.",
       "People drowned in the lake."},
      {"de", "Wie viele Kabinen hat die Alba?", Asks::kAmount, "Die Alba hat einige Kabinen.",
       "Eine Kabine ist teuer."},
      {"de", "Wie tief ist der Brunnen?", Asks::kAmount, "Er reicht 60 Meter in die Tiefe.",
       "Der Bergfried ist 27 Meter hoch."},
      {"de", "Wer hat die Burg restauriert?", Asks::kPerson,
       "Die Burg wurde von Anna Seifert restauriert.", "Die Burg wurde im Sommer restauriert."},
      {"es", "¿Cuándo se construyó la iglesia?", Asks::kTime, "Se construyó en 1450.",
       "La iglesia conserva un retablo."},
      {"fr", "Quelle est la hauteur de la tour?", Asks::kAmount, "La tour mesure 31 mètres.",
       "La tour emploie 310 personnes."},
      {"ru", "Какова глубина озера?", Asks::kAmount, "Глубина достигает 30 метров.",
       "Длина озера 30 километров."},
      {"tr", "Kulenin yüksekliği nedir?", Asks::kAmount, "Kulenin yüksekliği 31 metre.",
       "Kulede 4 kişi çalışır."},
      {"zh", "湖的深度是多少？", Asks::kAmount, "湖深30米。", "湖边有树。"},
  };
  for (const Asked& each : kAsked) {
    const QuestionAsks question(each.question, each.language);
    EXPECT_EQ(question.asks(), each.asks) << each.question;
    EXPECT_TRUE(question.is_in(each.has)) << each.question << " " << each.has;
    EXPECT_FALSE(question.is_in(each.has_not)) << each.question << " " << each.has_not;
  }
}

TEST(QuestionAsks, IsInAnythingWhereItDoesNotTell) {
  for (const char* question :
       {"Why was the bridge closed?", "What do swifts eat?", "Which company prints the paper?",
        "How did the price fall?", "What happens when the seal is dry?",
        "Which area is the home of those who row?", "What is the last name of the captain?",
        "What were high court cases about?", "The club supports persons who oppose what?"}) {
    const QuestionAsks asks(question, "en");
    EXPECT_TRUE(asks.is_in("Nothing of the kind.")) << question;
  }
}

}  // namespace
}  // namespace alexandria::text
