#include "alexandria/text/cited_sentences.hpp"

#include <gtest/gtest.h>

#include "alexandria/text/markup.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

std::vector<CitedSentence> read(const std::string& text, std::size_t piece) {
  CitedSentenceStream stream("en");
  std::vector<CitedSentence> out;
  for (std::size_t at = 0; at < text.size(); at += piece)
    for (CitedSentence& sentence : stream.add(text.substr(at, piece)))
      out.push_back(std::move(sentence));
  for (CitedSentence& sentence : stream.end())
    out.push_back(std::move(sentence));
  return out;
}

std::string shown(const std::vector<CitedSentence>& sentences) {
  std::string out;
  for (const CitedSentence& sentence : sentences) {
    out += sentence.text;
    for (const std::size_t number : sentence.passages)
      out += " " + std::to_string(number);
    out += "|";
  }
  return out;
}

TEST(CitedSentences, NumbersBelongToTheSentenceTheyStandBehind) {
  EXPECT_EQ(shown(read("It weighs 42 kg [1]. It is red. [2] [3, 1] It is new [2][3].", 1000)),
            "It weighs 42 kg. 1|It is red. 2 3 1|It is new. 2 3|");
  EXPECT_EQ(shown(read("Is it [see]? [x] is [0].", 1000)), "Is it [see]?|[x] is.|");
}

TEST(CitedSentences, AreTheSameHoweverTheTextIsCut) {
  const std::string text =
      "Dr. Smith (b. 1950) wrote Fig. 3 of it. [1] It has 3.5 m, i.e. The half!\n- One\n"
      "- Two [2]\n\nA is one. B | C is two. D\n\nEtc. 5 (or so) of ![a picture](http://x/y.png) "
      "them. [A link](http://z). Été. "
      "水泵重42公斤。它是红色的。[3]";
  const std::string whole = shown(read(text, text.size()));
  for (std::size_t piece = 1; piece < 40; ++piece)
    EXPECT_EQ(shown(read(text, piece)), whole) << piece;
  EXPECT_NE(whole.find("Fig. 3 of it. 1|"), std::string::npos) << whole;
}

// What comes later changes how wide a paragraph looks, whether words begin with capitals, and what
// is a link; a sentence that was given stays what it was.
TEST(CitedSentences, AreTheSameWhateverComesLater) {
  const std::string unknown = "\xEF\xBF\xBD";
  for (const std::string& text :
       {"\n\n\n" + unknown + "\n\n" + unknown + unknown + "~\n\n1\n\n" + unknown + "\n" + unknown +
            unknown + "\n\n" + unknown + "z" + unknown + unknown + "z" + unknown + " ",
        std::string("it has grown longer. and so it stays there. Then Capitals Come And Stay."),
        std::string("A Capital One. it has grown longer. and so it stays there, as it is and was."),
        std::string("Six of them\n42\nand a line that is a good deal wider than the others."),
        std::string("It is [one](for two. Three). <b Four. Five> Six. [1] 12. Foo. [2, 3"),
        std::string("<a Is open. And it stays. So it is! [But (here it ends. Does it?"),
        std::string("[1] It is red. [2] 3. Of them. ![An image. Of one](x. Y) Is. It.")}) {
    const std::string whole = shown(read(text, text.size()));
    for (std::size_t piece = 1; piece < 40; ++piece)
      EXPECT_EQ(shown(read(text, piece)), whole) << piece << " of " << text;
  }
}

TEST(CitedSentences, ALineEndEndsASentence) {
  EXPECT_EQ(shown(read("Pumps, by their number and their weight\n42\nand a line of words.", 1000)),
            "Pumps, by their number and their weight|42|and a line of words.|");
}

TEST(CitedSentences, AreGivenAsSoonAsTheNextHasBegun) {
  CitedSentenceStream stream("en");
  EXPECT_TRUE(stream.add("It is red. ").empty());
  EXPECT_TRUE(stream.add("[1] ").empty());
  EXPECT_EQ(shown(stream.add("It is ")), "It is red. 1|");
}

TEST(CitedSentences, AnEndlessOneIsCut) {
  CitedSentenceStream stream("en");
  std::size_t given = 0;
  for (int i = 0; i < 1000; ++i)
    given += stream.add("and and and and and and and and and and ").size();
  EXPECT_GE(given, 4U);
}

TEST(Markup, WhatIsPutTogetherByTakingASpaceWithoutWidthAwayIsNoTag) {
  for (const char* input : {"r<\uFEFF/b>/!", "a <\uFEFF\uFEFFscript>b", "[a]\uFEFF(http://b.c)"}) {
    const std::string shown = squeeze(neutralise(input));
    EXPECT_EQ(neutralise(shown), shown) << input;
  }
}

TEST(Markup, NothingThatActsIsLeft) {
  EXPECT_EQ(neutralise("See [the page](http://x) and ![img](http://y/z.png) <b>now</b>"),
            "See the page and  now");
  EXPECT_EQ(neutralise("<<b>script>alert(1)<</b>/script>"), " script>alert(1) /script>");
  EXPECT_EQ(neutralise("[[a](b)](http://x)"), neutralise(neutralise("[[a](b)](http://x)")));
  EXPECT_EQ(neutralise("a < b and 3 > 2 [1]"), "a < b and 3 > 2 [1]");
  EXPECT_EQ(neutralise("a\x1b[31m\xC2\x9B"
                       "31m\xE2\x80\xAE z"),
            "a [31m 31m  z");
}

}  // namespace
}  // namespace alexandria::text
