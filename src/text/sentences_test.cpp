#include "alexandria/text/sentences.hpp"

#include <gtest/gtest.h>

#include "alexandria/text/lines.hpp"

namespace alexandria::text {
namespace {

using Strings = std::vector<std::string>;

Strings sentences(const std::string& text, const std::string& language = "en") {
  Strings out;
  for (const auto& [begin, end] : split_sentences(text, language))
    out.push_back(text.substr(begin, end - begin));
  return out;
}

TEST(Sentences, GoOnOverTheLinesOfAParagraph) {
  EXPECT_EQ(sentences("The pump was built by Hansen in the town of\nHamburg and weighs 42 kg. It\n"
                      "must not be started dry.\n"),
            (Strings{"The pump was built by Hansen in the town of\nHamburg and weighs 42 kg.",
                     "It\nmust not be started dry."}));
  EXPECT_EQ(sentences("A pressure of at least 5.\r5 bar"),
            (Strings{"A pressure of at least 5.", "5 bar"}));
}

TEST(Sentences, BlankLinesHeadingsItemsAndRowsStandApart) {
  EXPECT_EQ(sentences("# The pump\nIt weighs 42 kg\n\nNext one"),
            (Strings{"# The pump", "It weighs 42 kg", "Next one"}));
  EXPECT_EQ(sentences("Take with you:\n- a hose of the length that the manual says\n"
                      "  and a clamp\n- a key\n1. Open it\n2. Close it"),
            (Strings{"Take with you:", "- a hose of the length that the manual says\n  and a clamp",
                     "- a key", "1. Open it", "2. Close it"}));
  EXPECT_EQ(sentences("| a | b |\n| 1 | 2 |"), (Strings{"| a | b |", "| 1 | 2 |"}));
  EXPECT_EQ(sentences("Introduction\nThe pump moves water from one place to another and back."),
            (Strings{"Introduction", "The pump moves water from one place to another and back."}));
  EXPECT_EQ(sentences("> The pump is\n> red."), (Strings{"The pump is\n> red."}));
}

TEST(Sentences, ARowOfATableIsOne) {
  EXPECT_EQ(sentences("Valve: Harrier | Note: Closed. Open it by hand. | Torque: 118 Nm\n"
                      "Valve: Merlin | Torque: 140 Nm"),
            (Strings{"Valve: Harrier | Note: Closed. Open it by hand. | Torque: 118 Nm",
                     "Valve: Merlin | Torque: 140 Nm"}));
  EXPECT_EQ(sentences("Question: Is it open? | Answer: No. Come back. | By: Ann"),
            (Strings{"Question: Is it open? | Answer: No. Come back. | By: Ann"}));
  EXPECT_EQ(sentences("Capital: Paris\nArea: 5 km²\nRuled by: nobody"),
            (Strings{"Capital: Paris", "Area: 5 km²", "Ruled by: nobody"}));
}

TEST(Sentences, ANumberAtTheBeginningOfALineMakesNoItem) {
  EXPECT_EQ(sentences("The second pump of this kind was built in the year\n1998. It weighs more "
                      "than the\nfirst."),
            (Strings{"The second pump of this kind was built in the year\n1998.",
                     "It weighs more than the\nfirst."}));
}

TEST(Sentences, AbbreviationsEndNone) {
  EXPECT_EQ(sentences("Dr. Smith met J. Doe. They left!"),
            (Strings{"Dr. Smith met J. Doe.", "They left!"}));
  EXPECT_EQ(sentences("See Fig. 3 and No. 5 (e.g. The first). Is it? No. 5 is."),
            (Strings{"See Fig. 3 and No. 5 (e.g. The first).", "Is it?", "No. 5 is."}));
  EXPECT_EQ(sentences("Is it red? No. It is blue."), (Strings{"Is it red?", "No.", "It is blue."}));
  const std::vector<std::pair<std::string, std::string>> whole = {
      {"de", "Das gilt z. B. Montags und lt. Abb. 3 bzw. Nr. 5 immer."},
      {"de", "Am 5. Mai 1998 begann das 19. Kapitel."},
      {"fr", "Cf. Mme. Dupont, p. ex. Lundi, fig. 3."},
      {"es", "El Sr. Pérez vive en EE. UU. Desde la pág. 5."},
      {"it", "Il Sig. Rossi e la Dott. Bianchi, fig. 3."},
      {"pt", "O Sr. Silva, p. ex. Maria, fig. 3."},
      {"nl", "Het is bijv. Maandag, zie nr. 5."},
      {"sv", "Det är t.ex. Måndag, se nr. 5."},
      {"pl", "To jest np. Warszawa, por. rys. 3."},
      {"ro", "Este de ex. București, vezi nr. 5."},
      {"ru", "Это напр. Москва, см. рис. 3."},
      {"el", "Είναι π.χ. Αθήνα, βλ. σελ. 5."},
      {"tr", "Bu örn. Ankara, bkz. No. 5."},
      {"vi", "Ở TP. Hồ Chí Minh, tr. 5."},
      {"hi", "यह डॉ. शर्मा का घर है।"},
      {"ar", "قال د. أحمد ذلك."},
      {"th", "เกิดเมื่อ พ.ศ. 2500"},
      {"zh", "这台水泵重42公斤。"},
      {"ja", "このポンプは42キロです。"}};
  for (const auto& [language, text] : whole)
    EXPECT_EQ(sentences(text, language), Strings{text}) << language;
}

TEST(Sentences, EndBeforeSmallLettersWhereThereAreNoCapitals) {
  EXPECT_EQ(sentences("four-A is there. four-A is here.  it must be\nprimed first. ok"),
            (Strings{"four-A is there.", "four-A is here.", "it must be\nprimed first.", "ok"}));
  EXPECT_EQ(sentences("größe zählt mehr. ölstand prüfen.", "de"),
            (Strings{"größe zählt mehr.", "ölstand prüfen."}));
  for (const char* whole : {"it weighs approx. five kilos, i.e. the usual.",
                            "see the site example.com about it", "it has a temp.5 sensor",
                            "turn it on. the lamp", "The pump weighs some approx. five kilos.",
                            "The Pump By Hansen was built. in small letters it goes on"})
    EXPECT_EQ(sentences(whole), Strings{whole});
}

TEST(Sentences, OfScriptsWithoutSpacesJoinWithoutOne) {
  const std::string text = "这台水泵是在汉堡制造\n的。它重42公斤。";
  EXPECT_EQ(sentences(text, "zh"), (Strings{"这台水泵是在汉堡制造\n的。", "它重42公斤。"}));
  EXPECT_EQ(on_one_line("这台水泵是在汉堡制造\n的。"), "这台水泵是在汉堡制造的。");
}

TEST(Lines, AHyphenAtALineEndGoesUnlessItIsPartOfTheWord) {
  EXPECT_EQ(on_one_line("the pro-\ncedure works"), "the procedure works");
  EXPECT_EQ(on_one_line("the pro\xC2\xAD\ncedure works"), "the procedure works");
  EXPECT_EQ(on_one_line("a well-\nknown and well-known man"), "a well-known and well-known man");
  EXPECT_EQ(on_one_line("Marie-\nLouise in 1998-\n2004"), "Marie-Louise in 1998- 2004");
  EXPECT_EQ(on_one_line("die Ein-\nund Ausgabe"), "die Ein- und Ausgabe");
}

TEST(Lines, EveryByteKnowsWhereItStood) {
  const std::string text = "The pro-\ncedure\nworks.\n\n> So does\n> this.";
  const JoinedText joined = join_lines(text);
  EXPECT_EQ(joined.text, "The procedure works.\nSo does this.");
  ASSERT_EQ(joined.text.size(), joined.origins.size());
  for (std::size_t i = 0; i < joined.text.size(); ++i)
    if (joined.text[i] != ' ' && joined.text[i] != '\n')
      EXPECT_EQ(joined.text[i], text[joined.origins[i]]) << i;
}

TEST(Sentences, ARangeIsWidenedToWholeOnes) {
  const std::string text = "Other.\n\nThe pump was built\nin Hamburg. It weighs\n42 kg.\n\nMore.";
  const auto begin = static_cast<std::uint32_t>(text.find("in Hamburg"));
  const auto end = static_cast<std::uint32_t>(text.find("\n42"));
  const auto [from, to] = whole_sentences(text, {begin, end}, "en");
  EXPECT_EQ(text.substr(from, to - from), "The pump was built\nin Hamburg. It weighs\n42 kg.");
}

TEST(Sentences, TheChunkerStillCutsAtLines) {
  const std::string text = "The pump was\nbuilt. Dr. Smith";
  EXPECT_EQ(split_lines_and_sentences(text), (std::vector<ByteRange>{{0, 12}, {13, 19}, {20, 29}}));
}

}  // namespace
}  // namespace alexandria::text
