// Pairs that a hostile reader chose, by kind.
#include <gtest/gtest.h>

#include "alexandria/text/claim_check.hpp"

namespace alexandria::text {
namespace {

struct Case {
  std::string language;
  std::string passage;
  std::string claim;
};

void expect(bool supported, const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const ClaimCheck check = check_claim(c.claim, c.passage, c.language);
    EXPECT_EQ(check.support == Support::kSupported, supported)
        << c.language << ": " << c.claim << " / " << c.passage;
    if (supported) EXPECT_TRUE(check.failed.empty()) << c.claim << ": " << check.failed.front();
    EXPECT_EQ(check_claim(c.passage, c.passage, c.language).support, Support::kSupported)
        << c.passage;
  }
}

TEST(ClaimAttacks, WhoDoesItInThePassiveIsNotWhomItIsDoneTo) {
  expect(false,
         {
             {"en", "Rome was defeated by Carthage.", "Rome defeated Carthage."},
             {"en", "The cat was chased by the dog.", "The cat chased the dog."},
             {"fr", "Rome a été vaincue par Carthage.", "Rome a vaincu Carthage."},
             {"es", "La empresa fue comprada por Nordbank.", "La empresa compró Nordbank."},
             {"de", "Die Firma wurde von der Nordbank übernommen.",
              "Die Firma übernahm die Nordbank."},
             {"nl", "Het bedrijf werd door Nordbank gekocht.", "Het bedrijf kocht Nordbank."},
             {"sv", "Bolaget köptes av Nordbank.", "Bolaget köpte Nordbank."},
             {"ja", "会社は銀行に買収された。", "会社は銀行を買収した。"},
         });
}

TEST(ClaimAttacks, ThePassiveIsTheSame) {
  expect(true, {
                   {"en", "Rome was defeated by Carthage.", "Carthage defeated Rome."},
                   {"en", "The mill of Tilbury rose by 5 metres.",
                    "The mill of Tilbury rose by 5 metres."},
               });
}

TEST(ClaimAttacks, TimesUnitsAndMoneyAreReadToTheLetter) {
  expect(false,
         {
             {"en", "The winner finished in 2:05:20.", "The winner finished in 2:05:30."},
             {"de", "Der Läufer brauchte 2:05:20 Stunden.", "Der Läufer brauchte 2:05:30 Stunden."},
             {"en", "The backup starts at 12:00:50.", "The backup starts at 12:00:05."},
             {"en", "The car costs HK$5,000.", "The car costs $5,000."},
             {"en", "The car costs A$5,000.", "The car costs US$5,000."},
             {"en", "The ticket costs C$20.", "The ticket costs $20."},
             {"en", "The noise is 60 Hz.", "The noise is 60 dB."},
             {"en", "The pressure is 5 Pa.", "The pressure is 5 psi."},
             {"en", "The wind blew at 20 km/h.", "The wind blew at 20 knots."},
             {"en", "The force is 5 mW.", "The force is 5 MW."},
             {"de", "Die Leistung beträgt 5 mW.", "Die Leistung beträgt 5 MW."},
             {"en", "The index is 5.", "The index is .5."},
             {"en", "The dose is 5 sachets.", "The dose is 5 blisters."},
         });
}

TEST(ClaimAttacks, WhatRoseByIsNotWhatItRoseTo) {
  expect(false, {
                    {"en", "The price rose by 5 euros.", "The price rose to 5 euros."},
                    {"de", "Der Preis stieg auf 5 Euro.", "Der Preis stieg um 5 Euro."},
                    {"fr", "Le prix a augmenté de 5 euros.", "Le prix a augmenté à 5 euros."},
                    {"it", "Il prezzo è salito di 5 euro.", "Il prezzo è salito a 5 euro."},
                    {"nl", "De prijs steeg met 5 euro.", "De prijs steeg naar 5 euro."},
                    {"sv", "Priset steg med 5 euro.", "Priset steg till 5 euro."},
                });
}

TEST(ClaimAttacks, DecadesAndWhatIsBeforeAYearAreNotTheYear) {
  expect(false,
         {
             {"en", "The club was founded in the 1980s.", "The club was founded in 1980."},
             {"de", "Das Haus wurde in den 1980er Jahren gebaut.", "Das Haus wurde 1980 gebaut."},
             {"fr", "La loi date des années 1980.", "La loi date de 1980."},
             {"es", "Nació en la década de 1980.", "Nació en 1980."},
             {"it", "È nato negli anni 1980.", "È nato nel 1980."},
             {"sv", "Huset byggdes på 1980-talet.", "Huset byggdes 1980."},
             {"ru", "Дом построен в 1980-х годах.", "Дом построен в 1980 году."},
             {"zh", "他出生于1980年代。", "他出生于1980年。"},
             {"en", "The law was passed before 2004.", "The law was passed in 2004."},
             {"en", "The law was passed by 2004.", "The law was passed in 2004."},
             {"en", "The law was passed around 2004.", "The law was passed in 2004."},
             {"en", "The law was passed c. 2004.", "The law was passed in 2004."},
             {"de", "Das Gesetz gilt seit 2004.", "Das Gesetz gilt 2004."},
             {"de", "Das Haus wurde um 1900 gebaut.", "Das Haus wurde 1900 gebaut."},
             {"fr", "La loi a été votée avant 2004.", "La loi a été votée en 2004."},
             {"es", "La ley se aprobó antes de 2004.", "La ley se aprobó en 2004."},
             {"nl", "De wet werd vóór 2004 aangenomen.", "De wet werd in 2004 aangenomen."},
         });
}

TEST(ClaimAttacks, DecadesAndDatesInOtherWordsAreTheSame) {
  expect(true,
         {
             {"en", "The club was founded in the 1980s.", "The club was founded in the 1980s."},
             {"en", "The law was passed in 2004.", "In 2004 the law was passed."},
             {"de", "Das Haus wurde in den 1980er Jahren gebaut.",
              "In den 1980er Jahren wurde das Haus gebaut."},
             {"en", "Some 2,000 people came to Tilbury.", "About 2,000 people came to Tilbury."},
         });
}

TEST(ClaimAttacks, WordsOfOneStemAreNotOneWord) {
  expect(false,
         {
             {"en", "The compound contains nitrate.", "The compound contains nitrite."},
             {"en", "The compound contains sulfate.", "The compound contains sulfite."},
             {"en", "The patient was given prednisolone.", "The patient was given prednisone."},
             {"en", "The patient suffered from hyperglycemia.",
              "The patient suffered from hypoglycemia."},
             {"en", "The gas is ethene.", "The gas is ethane."},
             {"en", "The drug inhabits cell growth.", "The drug inhibits cell growth."},
             {"en", "The employee pays the tax.", "The employer pays the tax."},
             {"fr", "Les employés paient la taxe.", "Les employeurs paient la taxe."},
             {"es", "El empleado paga el impuesto.", "El empleador paga el impuesto."},
             {"de", "Der Antrag wurde abgelehnt.", "Der Antrag wurde angenommen."},
             {"en", "The WTO published the list.", "The WHO published the list."},
         });
}

TEST(ClaimAttacks, FormsAndSpellingsOfOneWordAre) {
  expect(true,
         {
             {"en", "The color of the center is gray.", "The colour of the centre is grey."},
             {"en", "They organised the labelled boxes.", "They organized the labeled boxes."},
             {"pl", "Firma została kupiona w Krakowie.", "Firma została kupiona w Krakowie."},
             {"de", "Die Pumpen wurden in Aalen geprüft.", "Die Pumpe wurde in Aalen geprüft."},
         });
}

TEST(ClaimAttacks, NegationsOfSeveralWordsAreNotLeftOut) {
  expect(false,
         {
             {"de", "Das Haus wird nicht mehr gebaut.", "Das Haus wird gebaut."},
             {"nl", "De winkel is niet langer open.", "De winkel is open."},
             {"ro", "Magazinul nu mai este deschis.", "Magazinul este deschis."},
             {"en", "The defect has yet to be corrected.", "The defect was corrected."},
             {"en", "The work is far from finished.", "The work is finished."},
             {"en", "The work is anything but easy.", "The work is easy."},
             {"en", "The pump works neither by day nor by night.", "The pump works."},
             {"en", "The rule applies to non-EU citizens.", "The rule applies to EU citizens."},
             {"en", "The factory is to be built in Leeds.", "The factory was built in Leeds."},
             {"en", "The alarm sounds unless the door is closed.",
              "The alarm sounds if the door is closed."},
             {"en", "The wall was painted blue instead of red.", "The wall was painted red."},
             {"sv", "Butiken är inte längre öppen.", "Butiken är öppen."},
             {"it", "Il negozio non è più aperto.", "Il negozio è aperto."},
         });
}

TEST(ClaimAttacks, WhatNarrowsIsNotLeftOut) {
  expect(
      false,
      {
          {"en", "Only members may enter.", "Members may enter."},
          {"en", "The dam is nearly 45 metres high.", "The dam is 45 metres high."},
          {"de", "Der Turm ist knapp 45 m hoch.", "Der Turm ist 45 m hoch."},
          {"es", "El billete cuesta casi 5 euros.", "El billete cuesta 5 euros."},
          {"fr", "La tour mesure près de 45 mètres.", "La tour mesure 45 mètres."},
          {"it", "Costa quasi 5 euro.", "Costa 5 euro."},
          {"en", "The bridge is the second longest in Europe.",
           "The bridge is the longest in Europe."},
          {"en", "It is the fourth-largest city in Texas.", "It is the largest city in Texas."},
          {"en", "The lake is one of the deepest in the country.",
           "The lake is the deepest in the country."},
          {"fr", "Le pont est le deuxième plus long du pays.", "Le pont est le plus long du pays."},
          {"es", "El puente es el segundo más largo del país.",
           "El puente es el más largo del país."},
          {"it", "Il ponte è il secondo più lungo del paese.",
           "Il ponte è il più lungo del paese."},
          {"nl", "De brug is de op een na langste van het land.",
           "De brug is de langste van het land."},
          {"sv", "Bron är den näst längsta i landet.", "Bron är den längsta i landet."},
          {"pl", "Most jest drugim najdłuższym w kraju.", "Most jest najdłuższy w kraju."},
          {"ru", "Мост второй самый длинный в стране.", "Мост самый длинный в стране."},
          {"en", "Smith, the former mayor of Derby, opened the hall.",
           "Smith, the mayor of Derby, opened the hall."},
          {"en", "The alleged thief was arrested on Monday.", "The thief was arrested on Monday."},
          {"en", "Jones is the acting director of the museum.",
           "Jones is the director of the museum."},
          {"de", "Der ehemalige Bürgermeister eröffnete die Halle.",
           "Der Bürgermeister eröffnete die Halle."},
          {"fr", "L'ancien maire a ouvert la salle.", "Le maire a ouvert la salle."},
          {"ru", "Бывший мэр открыл зал.", "Мэр открыл зал."},
      });
}

TEST(ClaimAttacks, OttosBrotherIsNotOtto) {
  expect(false,
         {
             {"en", "Otto's brother built the castle.", "Otto built the castle."},
             {"en", "The widow of Otto built the castle.", "Otto built the castle."},
             {"en", "The castle was built by Otto's father.", "The castle was built by Otto."},
             {"en", "The museum was opened by the son of the king in 1900.",
              "The museum was opened by the king in 1900."},
             {"de", "Ottos Bruder erbte das Schloss.", "Otto erbte das Schloss."},
             {"de", "Der Bruder von Otto erbte das Schloss.", "Otto erbte das Schloss."},
             {"fr", "Le frère d'Otto a construit le château.", "Otto a construit le château."},
             {"es", "El hermano de Otto construyó el castillo.", "Otto construyó el castillo."},
             {"ru", "Брат Карла построил замок.", "Карл построил замок."},
         });
}

TEST(ClaimAttacks, KarlIsHisBrother) {
  expect(true,
         {
             {"en", "Otto's brother Karl built the castle.", "Karl built the castle."},
             {"en", "Anna, the daughter of Otto, became queen.", "Anna became queen."},
             {"en", "A number of people in Tilbury died.", "A number of people died in Tilbury."},
         });
}

TEST(ClaimAttacks, TheSameInOtherForms) {
  expect(true,
         {
             {"en", "The pump doesn't work.", "The pump does not work."},
             {"en", "The pump does not work.", "The pump doesn't work."},
             {"en", "The abbey dates from the twelfth century.",
              "The abbey dates from the 12th century."},
             {"en", "The shop opens at eight o'clock.", "The shop opens at 8:00."},
             {"de", "Der Laden öffnet um acht Uhr.", "Der Laden öffnet um 8:00 Uhr."},
             {"en", "The meeting is at 12:00.", "The meeting is at noon."},
             {"en", "The speed is 100 kilometres per hour.", "The speed is 100 km/h."},
             {"de", "Das Tempo beträgt 100 Kilometer pro Stunde.", "Das Tempo beträgt 100 km/h."},
             {"en", "The film lasts one and a half hours.", "The film lasts 90 minutes."},
             {"en", "The film lasts 1 h 30 min.", "The film lasts 1.5 hours."},
             {"de", "Der Film dauert eineinhalb Stunden.", "Der Film dauert 90 Minuten."},
             {"en", "Refunds take 14 days.", "1. Refunds take 14 days."},
             {"de", "Die Pumpe wiegt 42 kg.", "2. Die Pumpe wiegt 42 kg."},
             {"en", "The law was passed on the third of May 2004.",
              "The law was passed on May 3, 2004."},
             {"en", "The set has a spoon, a fork and a knife.",
              "The set has a knife, a fork, and a spoon."},
             {"ru", "Аббатство построено в двенадцатом веке.", "Аббатство построено в 12-м веке."},
         });
}

TEST(ClaimAttacks, WhatIsPlannedTriedOrSaidIsNotDone) {
  expect(
      false,
      {
          {"en", "Alder plans to open a mill in Lindau.", "Alder opened a mill in Lindau."},
          {"ru", "Alder пытался покорить башню в Lindau.", "Alder покорил башню в Lindau."},
          {"it", "Alder cercò di scalare la torre di Lindau.", "Alder scalò la torre di Lindau."},
          {"en", "According to critics, Alder took the money of Lindau.",
           "Alder took the money of Lindau."},
          {"es", "Según los críticos, Alder tomó el dinero de Lindau.",
           "Alder tomó el dinero de Lindau."},
          {"en", "The tower of Lindau is open in May or June.",
           "The tower of Lindau is open in May and June."},
      });
}

TEST(ClaimAttacks, FiguresKeepTheirNamesAndShares) {
  expect(false,
         {
             {"en", "Half of the 42 boats in Lindau sank.", "The 42 boats in Lindau sank."},
             {"de", "Die Hälfte der 42 Boote in Lindau sank.", "Die 42 Boote in Lindau sanken."},
             {"pt", "Metade dos 42 barcos de Lindau afundou.", "Os 42 barcos de Lindau afundaram."},
             {"de", "Lindau hat 26 Schulen, Tarvik 39 und Solberg 40.", "Tarvik hat 40 Schulen."},
             {"fr", "Lindau a 26 écoles, Tarvik 39 et Solberg 40.", "Tarvik a 40 écoles."},
             {"en", "Version 2.10 of the program runs in Lindau.",
              "Version 2.1 of the program runs in Lindau."},
             {"en", "The address is 10.0.0.2.", "The address is 10.0.0.1."},
             {"en", "The film lasts 1 h 30 min 20 s.", "The film lasts 1 h 30 min 40 s."},
         });
}

TEST(ClaimAttacks, VerbsAndTheirSubjectsMayChangePlaces) {
  expect(
      true,
      {
          {"de", "Im Jahr 1837 baute Kessler die Brücke von Malden.",
           "Kessler baute die Brücke von Malden im Jahr 1837."},
          {"nl", "In 1969 bouwde Brandt de brug van Tarvik.",
           "Brandt bouwde de brug van Tarvik in 1969."},
          {"sv", "År 1944 byggde Kessler bron i Tarvik.", "Kessler byggde bron i Tarvik år 1944."},
          {"de", "Die Mühle von Brenta wurde von Hollis gekauft.",
           "Hollis kaufte die Mühle von Brenta."},
          {"pl", "Młyn w Lindau został kupiony przez Alder.", "Alder kupił młyn w Lindau."},
          {"en", "The film lasts 1 h 30 min 36 s.", "The film lasts 90.6 minutes."},
      });
}

}  // namespace
}  // namespace alexandria::text
