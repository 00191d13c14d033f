#include "alexandria/text/claim_check.hpp"

#include <chrono>

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

TEST(ClaimCheck, PercentagePointsAreNotPercent) {
  struct Case {
    const char* language;
    const char* passage;
    const char* claim;
  };
  constexpr Case kCases[] = {
      {"en", "The share of the Tilbury mill rose by 34% in 2019.",
       "The share of the Tilbury mill rose by 34 percentage points in 2019."},
      {"de", "Der Anteil der Mühle stieg im Jahr 2019 um 3,5 Prozent.",
       "Der Anteil der Mühle stieg im Jahr 2019 um 3,5 Prozentpunkte."},
      {"fr", "La part du moulin a augmenté de 3,5 pour cent en 2019.",
       "La part du moulin a augmenté de 3,5 points de pourcentage en 2019."},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(check_claim(c.passage, c.passage, c.language).support, Support::kSupported);
    EXPECT_NE(check_claim(c.claim, c.passage, c.language).support, Support::kSupported) << c.claim;
    EXPECT_EQ(check_claim(c.claim, c.claim, c.language).support, Support::kSupported);
  }
}

TEST(ClaimCheck, WhatOnlySomebodySaysOrWouldHaveBeenIsNotBorneOut) {
  struct Case {
    const char* language;
    const char* passage;
    const char* claim;
  };
  constexpr Case kCases[] = {
      {"en", "Critics claim that the mayor of Aalen took 5,000 euros in 2012.",
       "The mayor of Aalen took 5,000 euros in 2012."},
      {"en", "Without the new pump the Tilbury cellar would have flooded within 3 hours.",
       "The Tilbury cellar flooded within 3 hours."},
      {"de", "Kritiker behaupten, dass der Bürgermeister von Aalen 5000 Euro nahm.",
       "Der Bürgermeister von Aalen nahm 5000 Euro."},
      {"es", "Los críticos afirman que el alcalde de Burgos robó 300 euros.",
       "El alcalde de Burgos robó 300 euros."},
      {"it", "I critici sostengono che il sindaco di Pavia ha preso 5000 euro.",
       "Il sindaco di Pavia ha preso 5000 euro."},
  };
  for (const Case& c : kCases) {
    EXPECT_NE(check_claim(c.claim, c.passage, c.language).support, Support::kSupported) << c.claim;
    EXPECT_EQ(check_claim(c.passage, c.passage, c.language).support, Support::kSupported);
    EXPECT_EQ(check_claim(c.claim, c.claim, c.language).support, Support::kSupported);
  }
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

void expect(bool supported, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const ClaimCheck check = check_claim(one.claim, one.passage, one.language);
    EXPECT_EQ(check.support == Support::kSupported, supported)
        << one.claim << " / " << one.passage << testing::PrintToString(check.failed);
  }
}

TEST(ClaimCheck, SaysNoInManyLanguages) {
  expect(false,
         {
             {"en", "The dose is 5 mg/kg.", "The dose is 5 mg."},
             {"en", "It opened in the 1990s.", "It opened in 1998."},
             {"en", "The loss was 10.5 million.", "The loss was 10 million."},
             {"en", "The tower is 1,500 m high.", "The tower is 15 km high."},
             {"en", "Temperatures reached −5 °C.", "Temperatures reached 5 °C."},
             {"en", "Temperatures fell to 10 above.", "Temperatures fell to 10 below."},
             {"en", "He was born on May 3, 1951.", "He was born on 3 May 1950."},
             {"fr", "La pompe n'est pas rouge.", "La pompe est rouge."},
             {"es", "La bomba no es roja.", "La bomba es roja."},
             {"it", "La pompa non è rossa.", "La pompa è rossa."},
             {"pt", "A bomba não é vermelha.", "A bomba é vermelha."},
             {"nl", "De pomp is niet rood.", "De pomp is rood."},
             {"sv", "Pumpen är inte röd.", "Pumpen är röd."},
             {"pl", "Pompa nie jest czerwona.", "Pompa jest czerwona."},
             {"ro", "Pompa nu este roșie.", "Pompa este roșie."},
             {"el", "Η αντλία δεν είναι κόκκινη.", "Η αντλία είναι κόκκινη."},
             {"tr", "Pompa kırmızı değildir.", "Pompa kırmızıdır."},
             {"vi", "Máy bơm không phải màu đỏ.", "Máy bơm màu đỏ."},
             {"ar", "المضخة ليست حمراء.", "المضخة حمراء."},
             {"hi", "पंप लाल नहीं है।", "पंप लाल है।"},
             {"th", "ปั๊มนี้ไม่เป็นสีแดง", "ปั๊มนี้เป็นสีแดง"},
             {"zh", "水泵不是红色的。", "水泵是红色的。"},
             {"ja", "ポンプは赤くない。", "ポンプは赤い。"},
             {"ja", "ポンプは赤いというのは事実ではない。", "ポンプは赤いです。"},
             {"en", "The claim that vaccines cause autism is false.", "Vaccines cause autism."},
             {"en", "Critics denied that vaccines cause autism.", "Vaccines cause autism."},
             {"en", "Brazil beat Germany in 2002.", "Germany beat Brazil in 2014."},
             {"en", "Germany lost to Brazil.", "Brazil lost to Germany."},
             {"en", "Germany beat Brazil 7-1.", "Germany beat Brazil 1-7."},
             {"de", "Jensen besiegte Hansen.", "Hansen besiegte Jensen."},
             {"zh", "巴西队击败了德国队。", "德国队击败了巴西队。"},
             {"ar", "هزمت البرازيل ألمانيا.", "هزمت ألمانيا البرازيل."},
             {"hi", "ब्राज़ील ने जर्मनी को हराया।", "जर्मनी ने ब्राज़ील को हराया।"},
             {"th", "บราซิลชนะเยอรมนี", "เยอรมนีชนะบราซิล"},
             {"ru", "Бразилия победила Германию.", "Германия победила Бразилию."},
             {"tr", "Brezilya Almanya'yı yendi.", "Almanya Brezilya'yı yendi."},
             {"ja", "ブラジルはドイツに勝った。", "ドイツはブラジルに勝った。"},
             {"en", "5% of the pumps failed.", "Half of the pumps failed."},
             {"en", "The train leaves at 14:30.", "The train leaves at 2:30 am."},
             {"en", "It sold 3,000,000 copies.", "It sold three billion copies."},
             {"en", "The value is 3×10⁵ units.", "The value is 3×10⁴ units."},
             {"en", "Adults may use the pump.", "Only adults may use the pump."},
             {"en", "At most 5 people died.", "At least 5 people died."},
             {"en", "The pump was built in Denmark. The motor comes from Germany.",
              "The pump was built in Germany."},
         });
}

TEST(ClaimCheck, SaysYesInManyWays) {
  expect(true,
         {
             {"en", "The loss was 10.5 million dollars.", "The loss was $10.5m."},
             {"en", "The tower is 1,500 m high.", "The tower is 1.5 km high."},
             {"de", "Der Turm ist 1.500 m hoch.", "Der Turm ist 1,5 km hoch."},
             {"en", "The meeting took 1.5 hours.", "The meeting took 90 minutes."},
             {"en", "He was born on May 3, 1950.", "He was born on 3 May 1950."},
             {"fr", "Il est né le 03/05/1950.", "Il est né le 3 mai 1950."},
             {"en", "In the semi-final, Germany beat Brazil 7–1 in Belo Horizonte.",
              "Germany beat Brazil 7-1."},
             {"en", "The pump weighs 42 kg.", "The pump weighs forty-two kilograms."},
             {"en", "50% of the pumps failed.", "Half of the pumps failed."},
             {"en", "1/3 of the pumps failed.", "A third of the pumps failed."},
             {"en", "The train leaves at 14:30.", "The train leaves at 2:30 pm."},
             {"en", "World War II ended in 1945.", "World War 2 ended in 1945."},
             {"en", "It sold 3,000,000 copies.", "It sold three million copies."},
             {"hi", "यह 1234567 है।", "यह 12,34,567 है।"},
             {"ar", "يبلغ الوزن ٤٢ كيلوغرام.", "يبلغ الوزن 42 كيلوغرام."},
             {"en", "The value is 3×10⁵ units.", "The value is 3 x 10^5 units."},
             {"en",
              "Refunds are paid within five working\ndays after the pump has\narrived in Hamburg.",
              "Refunds are paid within 5 working days."},
             {"en", "Refunds are paid after the pump has arrived.",
              "After the pump has arrived, refunds are paid."},
             {"en", "More than five people died in the fire.", "More than 5 people died."},
             {"en", "The pump is not red but blue.", "The pump is not red."},
             {"en", "The pump is not red.", "The pump isn't red."},
             {"en", "The U.S. pump costs US$5,000.", "The U.S. pump costs 5,000 dollars."},
             {"en", "Dr. Smith built it in Hamburg.", "Dr. Smith built it."},
             {"en", "As described, Fig. 3 shows the pump.", "Fig. 3 shows the pump."},
         });
}

TEST(ClaimCheck, LimitsAreNotLeftOutOrTurnedRound) {
  expect(false, {
                    {"en", "No more than 15 people may enter the tower.",
                     "15 people may enter the tower."},
                    {"en", "The tower takes 15 people or fewer.", "The tower takes 15 people."},
                    {"en", "The mill of Tilbury sold up to 300 sacks a day.",
                     "The mill of Tilbury sold at least 300 sacks a day."},
                    {"de", "Der Turm von Aalen fasst höchstens 15 Personen.",
                     "Der Turm von Aalen fasst mindestens 15 Personen."},
                    {"es", "La torre de Burgos tiene más de 40 metros.",
                     "La torre de Burgos tiene menos de 40 metros."},
                    {"fr", "La tour de Laon compte au moins 40 marches.",
                     "La tour de Laon compte au plus 40 marches."},
                    {"ru", "Башня в Казани не выше 40 метров и вмещает не более 15 человек.",
                     "Башня в Казани не выше 40 метров и вмещает не менее 15 человек."},
                    {"zh", "该塔最多可容纳15人。", "该塔至少可容纳15人。"},
                });
  expect(true, {
                   {"en", "No more than 15 people may enter the tower.",
                    "At most 15 people may enter the tower."},
                   {"de", "Der Turm von Aalen fasst mindestens 15 Personen.",
                    "Der Turm von Aalen fasst wenigstens 15 Personen."},
               });
}

TEST(ClaimCheck, OppositesAreTold) {
  expect(
      false,
      {
          {"de", "Die Pumpe wurde vor dem Krieg gebaut.", "Die Pumpe wurde nach dem Krieg gebaut."},
          {"es", "La bomba gasta más agua que el motor.",
           "La bomba gasta menos agua que el motor."},
          {"en", "The mayor of Aalen voted against the new bridge.",
           "The mayor of Aalen voted for the new bridge."},
          {"en", "The valve sits above the pump.", "The valve sits below the pump."},
          {"pl", "Pompa stoi przed młynem.", "Pompa stoi za młynem."},
          {"tr", "Pompa savaştan önce yapıldı.", "Pompa savaştan sonra yapıldı."},
          {"ar", "بنيت المضخة قبل الحرب.", "بنيت المضخة بعد الحرب."},
          {"vi", "Máy bơm được xây trước chiến tranh.", "Máy bơm được xây sau chiến tranh."},
      });
}

TEST(ClaimCheck, WhatMayBeIsNotWhatIs) {
  expect(false, {
                    {"en", "The new valve may leak in winter.", "The new valve leaks in winter."},
                    {"en", "Only the north tower of Tilbury was burnt in 1940.",
                     "The north tower of Tilbury was burnt in 1940."},
                    {"en", "Few members voted in Tilbury.", "Members voted in Tilbury."},
                    {"de", "Das neue Ventil leckt möglicherweise im Winter.",
                     "Das neue Ventil leckt im Winter."},
                    {"it", "La nuova valvola perde forse in inverno.",
                     "La nuova valvola perde in inverno."},
                });
  expect(true,
         {
             {"en", "The new valve may leak in winter.", "The new valve might leak in winter."},
             {"en", "The mill closed in May 1940.", "The mill closed in May 1940."},
         });
}

TEST(ClaimCheck, FiguresStayWithWhatTheyBelongTo) {
  const std::string grew = "The Tilbury mill grew from 310 tonnes in 1990 to 455 in 1995.";
  expect(false,
         {
             {"en", grew, "The Tilbury mill had 310 tonnes in 1995."},
             {"en", "It had a bore of 39 inches (991 mm) and a stroke of 30 inches (762 mm).",
              "It had a bore of 39 inches (762 mm) and a stroke of 30 inches (991 mm)."},
             {"en", "Of the 4,488 ORFs, 990 are known.", "Of the 990 ORFs, 4,488 are known."},
             {"en", "The rates were 48.5, 54.7 and 34.7 for ash, elm and oak, respectively.",
              "The rates were 34.7, 54.7 and 48.5 for ash, elm and oak, respectively."},
         });
  expect(true, {{"en", grew, "The Tilbury mill grew to 455 tonnes in 1995."},
                {"en", "Pumps 3, 5 and 7 were sold.", "Pumps 5, 3 and 7 were sold."}});
}

TEST(ClaimCheck, WhatJoinsSentencesSaysNothing) {
  expect(true,
         {
             {"en", "The mill of Tilbury was sold in 1868.",
              "However, the mill of Tilbury was sold in 1868."},
             {"de", "Die Mühle von Aalen wurde 1868 verkauft.",
              "Außerdem wurde die Mühle von Aalen 1868 verkauft."},
             {"zh", "这台水泵由汉森制造。", "因此，这台水泵由汉森制造。"},
             {"ar", "بيعت المطحنة في عام 1868.", "وبيعت المطحنة في عام 1868."},
             {"en", "The mill of Tilbury was sold by its owner, who had left the coun-\n247\ntry.",
              "The mill of Tilbury was sold by its owner, who had left the country."},
         });
  expect(false, {
                    {"ru", "Мельница была продана в 1868 году.",
                     "Мельница была продана в марте 1868 года."},
                    {"en", "A mill has 3 wheels, 12 rooms in the tower and 40 windows of oak.",
                     "A mill has 12 wheels, 40 rooms in the tower and 3 windows of oak."},
                });
}

TEST(ClaimCheck, ConditionsAreNotCutOff) {
  expect(false, {
                    {"en", "If the dam breaks, 4,000 people will lose their homes.",
                     "4,000 people will lose their homes."},
                    {"en", "Unless the fee is paid by 1 May, the licence expires.",
                     "The licence expires on 1 May."},
                    {"de", "Wenn der Damm bricht, verlieren 4000 Menschen ihre Wohnung.",
                     "4000 Menschen verlieren ihre Wohnung."},
                    {"fr", "Si le barrage cède, 4000 personnes perdront leur maison.",
                     "4000 personnes perdront leur maison."},
                    {"es", "Si la presa se rompe, 4000 personas perderán su casa.",
                     "4000 personas perderán su casa."},
                });
  expect(true, {{"en", "If the dam breaks, 4,000 people will lose their homes.",
                 "4,000 people will lose their homes if the dam breaks."}});
}

TEST(ClaimCheck, WhatIsExceptedIsNotSaid) {
  expect(false,
         {
             {"en", "The treaty was signed by every country except Norway.",
              "The treaty was signed by Norway."},
             {"en", "Rome, unlike Athens, has a metro line to the sea.",
              "Athens has a metro line to the sea."},
             {"de", "Alle Länder außer Norwegen haben den Vertrag unterschrieben.",
              "Norwegen hat den Vertrag unterschrieben."},
             {"ru", "Договор подписали все страны, кроме Норвегии.", "Договор подписала Норвегия."},
             {"zh", "除挪威外，所有国家都签署了条约。", "挪威签署了条约。"},
         });
  expect(true, {{"en", "The treaty was signed by every country except Norway.",
                 "Every country except Norway signed the treaty."}});
}

TEST(ClaimCheck, ClausesKeepTheirConjunctions) {
  expect(false, {
                    {"en", "The valve is closed before the pump is started.",
                     "The pump is started before the valve is closed."},
                    {"de", "Das Ventil wird geschlossen, bevor die Pumpe startet.",
                     "Die Pumpe startet, bevor das Ventil geschlossen wird."},
                });
  expect(true,
         {
             {"en", "The valve is closed before the pump is started.",
              "Before the pump is started, the valve is closed."},
             {"de", "Die Stadt baute 1990 eine Brücke.", "1990 baute die Stadt eine Brücke."},
             {"de", "Die Stadt baute im Winter eine Brücke.",
              "Im Winter baute die Stadt eine Brücke."},
             {"sv", "Staden byggde 1990 en bro.", "1990 byggde staden en bro."},
             {"en", "Some 50 mills were sold in Tilbury.", "About 50 mills were sold in Tilbury."},
         });
}

TEST(ClaimCheck, TextsWithoutEndAreNotCompared) {
  std::string claim;
  std::string passage;
  for (int i = 0; i < 5000; ++i) {
    claim += "½";
    passage += "¼";
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(check_claim(claim, passage, "en").support, Support::kNotSupported);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST(ClaimCheck, HalvesOfTwoSentencesAreNoSentence) {
  expect(
      false,
      {
          {"en",
           "The tower of Tilbury was drastically changed by Hansen in 1868. In the winter of 1940 "
           "the old mill by the river was burnt by soldiers.",
           "The tower of Tilbury was drastically burnt by soldiers."},
          {"en",
           "Soldiers of the north burnt the old mill by the river. The tower of Tilbury was sold "
           "to a rich merchant from Hamburg.",
           "The tower of Tilbury was burnt the old mill by the river."},
      });
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
