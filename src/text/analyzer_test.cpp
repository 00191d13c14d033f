#include "alexandria/text/analyzer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

std::string terms(std::string_view language, std::string_view text) {
  Analyzer analyzer(language);
  std::vector<Token> tokens;
  analyzer.analyze(text, tokens);
  std::string out;
  for (const Token& token : tokens)
    out += (out.empty() ? "" : " ") + token.term + "@" + std::to_string(token.position);
  return out;
}

TEST(Analyzer, EnglishWordsAreStemmedAndStopWordsLeaveGaps) {
  EXPECT_EQ(terms("en", "The cats are running"), "cat@1 run@3");
  EXPECT_EQ(terms("", "Relational"), "relat@0");
}

TEST(Analyzer, PossessivesAndApostrophes) {
  EXPECT_EQ(terms("en", "the author's book"), "author@1 book@2");
  EXPECT_EQ(terms("en", "author\xE2\x80\x99s 'quoted'"), "author@0 quot@1");
}

TEST(Analyzer, OtherLanguagesHaveTheirOwnStemsAndStopWords) {
  EXPECT_EQ(terms("de", "die Häuser der Stadt"), "haus@1 stadt@3");
  EXPECT_EQ(terms("xx", "Running"), "running@0");
}

TEST(Analyzer, ScriptsWithoutSpacesGiveBigrams) {
  EXPECT_EQ(terms("zh", "東京都 x"), "東京@0 京都@1 x@3");
  EXPECT_EQ(terms("zh", "東"), "東@0");
  EXPECT_EQ(terms("ja", "a東京b"), "a@0 東京@1 b@3");
}

TEST(Analyzer, RangesNameTheBytesOfTheWord) {
  Analyzer analyzer("en");
  std::vector<Token> tokens;
  EXPECT_EQ(analyzer.analyze("  Grüße, cats", tokens, 10), 12U);
  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_EQ(tokens[0].begin, 2U);
  EXPECT_EQ(tokens[0].end, 9U);
  EXPECT_EQ(tokens[1].begin, 11U);
  EXPECT_EQ(tokens[1].position, 11U);
}

TEST(Analyzer, TokensOfAnyBytesAreOrderedPiecesOfThem) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i)
    bytes += static_cast<char>((i * 7919) >> 3);
  Analyzer analyzer("en");
  std::vector<Token> tokens;
  analyzer.analyze(bytes, tokens);
  ASSERT_GT(tokens.size(), 100U);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    EXPECT_LT(tokens[i].begin, tokens[i].end);
    EXPECT_LE(tokens[i].end, bytes.size());
    EXPECT_TRUE(is_valid_utf8(tokens[i].term)) << i;
    if (i > 0) {
      EXPECT_LE(tokens[i - 1].begin, tokens[i].begin);
      EXPECT_LE(tokens[i - 1].position, tokens[i].position);
    }
  }
}

TEST(Analyzer, AVeryLongWordIsCut) {
  EXPECT_EQ(terms("en", std::string(200, 'a')).size(), 64U + 2);
}

std::vector<std::string> forms(std::string_view language, std::string_view text, TokenForm form) {
  Analyzer analyzer(language);
  std::vector<Token> tokens;
  analyzer.analyze(text, tokens, 0, Forms::kAll);
  std::vector<std::string> out;
  for (const Token& token : tokens)
    if (token.form == form) out.push_back(token.term);
  return out;
}

using Terms = std::vector<std::string>;

TEST(Analyzer, CodesStandAsTheyAreWritten) {
  const auto exact = [](std::string_view text) { return forms("en", text, TokenForm::kExact); };
  EXPECT_EQ(exact("The (E619-1609), C++ and C# or .NET; a@b.org."),
            (Terms{"=e619-1609", "=c++", "=c#", "=.net", "=a@b.org"}));
  EXPECT_EQ(exact("version 2.10, 2024-03-15 \"C:\\Temp\\x_1.txt\""),
            (Terms{"=2.10", "=2024-03-15", "=c:\\temp\\x_1.txt", "=x_1.txt"}));
  EXPECT_EQ(exact("a well-known word, AX300 and the end."), Terms{});
  EXPECT_EQ(exact("the IT department"), Terms{"=^it"});
  EXPECT_EQ(forms("en", "E619-1609", TokenForm::kPart), (Terms{"e619", "1609"}));
  EXPECT_EQ(forms("ko", "E619-1609번", TokenForm::kExact), Terms{"=e619-1609"});
}

TEST(Analyzer, TheLastPartOfACodeIsOneToo) {
  const auto exact = [](std::string_view text) { return forms("en", text, TokenForm::kExact); };
  EXPECT_EQ(exact("/etc/nginx/nginx.conf"), (Terms{"=/etc/nginx/nginx.conf", "=nginx.conf"}));
  EXPECT_EQ(exact("obj->run_all();"), (Terms{"=obj->run_all", "=run_all"}));
  EXPECT_EQ(exact("v2.1"), (Terms{"=v2.1", "=2.1"}));
  EXPECT_EQ(exact("Foo::bar()"), Terms{"=foo::bar"});
}

TEST(Analyzer, CodesStandInEveryWriting) {
  const auto exact = [](std::string_view text) { return forms("tr", text, TokenForm::kExact); };
  EXPECT_EQ(exact("TR-90'ın"), Terms{"=tr-90"});
  EXPECT_EQ(exact("M8×40"), exact("M8x40"));
  EXPECT_EQ(exact("८७६५.४०"), Terms{"=8765.40"});
  EXPECT_EQ(exact("20°C"), Terms{"=20°c"});
  EXPECT_EQ(exact("-20°C"), Terms{"=-20°c"});
  EXPECT_EQ(exact("--no-cache"), Terms{"=--no-cache"});
  EXPECT_EQ(exact("well-known"), Terms{});
}

TEST(Analyzer, ShortNamesOfSignsAndLetters) {
  const auto exact = [](std::string_view text) { return forms("en", text, TokenForm::kExact); };
  EXPECT_EQ(exact("the I/O bus, (TCP/IP)."), (Terms{"=i/o", "=tcp/ip"}));
  EXPECT_EQ(exact("i/o or a/b"), (Terms{"=i/o", "=a/b"}));
  EXPECT_EQ(exact("and/or his/her /usr"), Terms{});
  EXPECT_EQ(exact("finds a way by A*."), Terms{"=a*"});
  EXPECT_EQ(exact("*A* and **B**"), Terms{});
}

TEST(Analyzer, WaysToWriteOneThingMeet) {
  const auto joined = [](std::string_view text) { return forms("en", text, TokenForm::kJoined); };
  const auto value = [](std::string_view text) { return forms("en", text, TokenForm::kValue); };
  const auto exact = [](std::string_view text) { return forms("en", text, TokenForm::kExact); };
  EXPECT_EQ(exact("16 GB of memory"), Terms{"16gb"});
  EXPECT_EQ(exact("16\u00A0GB,"), Terms{"16gb"});
  EXPECT_EQ(forms("en", "16GB", TokenForm::kWord), Terms{"16gb"});
  EXPECT_EQ(exact("at 2.5 GHz").back(), exact("2.5GHz").front());
  EXPECT_EQ(exact("16 gbx, 16  GB, 5 a day, 7 in town"), Terms{});
  EXPECT_EQ(joined("the U.S.A. and a Ph.D."), (Terms{"usa", "phd"}));
  EXPECT_EQ(joined("see www.example.org"), Terms{});
  EXPECT_EQ(exact("DE44 5001 0517 5407 3249 31"), Terms{"de44500105175407324931"});
  EXPECT_EQ(forms("en", "DE44500105175407324931", TokenForm::kWord),
            Terms{"de44500105175407324931"});
  EXPECT_EQ(exact("GB29 NWBK 6016 1331 9268 19"), Terms{"gb29nwbk60161331926819"});
  for (const std::string_view text :
       {"+49 30 1234 5678", "+493012345678", "+49-30-12345678", "+49 (30) 1234-5678"})
    EXPECT_EQ(value(text).front(), "#493012345678") << text;
  EXPECT_EQ(value("in 1990 and 1995, 12 men"), (Terms{"#1990", "#1995"}));
  EXPECT_EQ(exact("1990\u20131995"), exact("1990-1995"));
  EXPECT_EQ(joined("on\u2011line Paris\u2013London"), Terms{"onlin"});
}

TEST(Analyzer, MoreWaysToWriteOneThing) {
  const auto joined = [](std::string_view text) { return forms("en", text, TokenForm::kJoined); };
  const auto value = [](std::string_view text) { return forms("de", text, TokenForm::kValue); };
  const auto exact = [](std::string_view text) { return forms("en", text, TokenForm::kExact); };
  const auto word = [](std::string_view language, std::string_view text) {
    return forms(language, text, TokenForm::kWord);
  };
  const auto has = [](const Terms& terms, std::string_view wanted) {
    return std::ranges::find(terms, wanted) != terms.end();
  };
  EXPECT_EQ(word("hi", "५००"), Terms{"500"});
  EXPECT_EQ(word("th", "๘๒๐"), Terms{"820"});
  EXPECT_EQ(word("fa", "۹۴۰"), Terms{"940"});
  EXPECT_EQ(word("ja", "合計٥٠٠円"), (Terms{"合計", "500"}));
  for (const std::string_view text : {"(16 GB)", "“16 GB”", ">16 GB", "8/16 GB", "~16 GB,"})
    EXPECT_TRUE(has(exact(text), "16gb")) << text;
  EXPECT_TRUE(has(exact("±0.7 mm"), "=0.7mm"));
  for (const std::string_view text : {"USD4200", "4200EUR", "CHF 4’200.00", "4'200,00"})
    EXPECT_TRUE(has(value(text), "#4200")) << text;
  EXPECT_TRUE(has(value("0171 / 99 88 77 6"), "#01719988776"));
  EXPECT_TRUE(has(value("+49 (0)30 901820-12"), "#493090182012"));
  EXPECT_TRUE(has(value("+49(0)3090182012"), "#493090182012"));
  EXPECT_EQ(joined("COVID-19 and RJ-45"), (Terms{"covid19", "rj45"}));
  EXPECT_EQ(joined("10-4 and up-to-date 3"), Terms{"uptod"});
}

TEST(Analyzer, OnlyWhatHasSpacesInItHasGroups) {
  const auto has_groups = [](std::string_view text) {
    std::vector<Token> tokens;
    Analyzer("en").analyze(text, tokens, 0, Forms::kAll);
    return std::ranges::any_of(tokens, &Token::has_groups);
  };
  for (const std::string_view text :
       {"16 GB", "2.5\u00A0GHz", "12 345.67", "+49 30 1234 5678", "DE44 5001 0517 5407 3249 31"})
    EXPECT_TRUE(has_groups(text)) << text;
  for (const std::string_view text : {"20°C", "£1,250", "16GB", "Hepatitis A", "1990\u20131995"})
    EXPECT_FALSE(has_groups(text)) << text;
}

TEST(Analyzer, PersianWordsStandWithoutTheirEndingsToo) {
  EXPECT_EQ(forms("fa", "کتاب\u200Cها", TokenForm::kJoined), Terms{"كتاب"})
      << "the ending has two letters";
  EXPECT_EQ(forms("fa", "کتاب ها", TokenForm::kWord).front(), "كتاب");
}

TEST(Analyzer, ALetterBehindAWordTellsWhichOne) {
  const auto exact = [](std::string_view text) { return forms("en", text, TokenForm::kExact); };
  EXPECT_EQ(exact("Hepatitis A is a disease"), Terms{"=hepatitis a"});
  EXPECT_EQ(exact("vitamin a"), Terms{"=vitamin a"});
  EXPECT_EQ(exact("take a break"), Terms{});
}

TEST(Analyzer, AmountsHaveValues) {
  const auto value = [](std::string_view text) { return forms("en", text, TokenForm::kValue); };
  EXPECT_EQ(value("US$4,321.00"), Terms{"#4321"});
  EXPECT_EQ(value("-1,750.25"), Terms{"#-1750.25"});
  EXPECT_EQ(value("978-3-16-148410-0"), value("9783161484100"));
  EXPECT_EQ(value("2024-03-15"), Terms{});
  EXPECT_EQ(value("Total: 12 345.67 and"), Terms{"#12345.67"});
  EXPECT_EQ(value("12\u202F345\u202F678"), Terms{"#12345678"});
}

TEST(Analyzer, NumbersHaveValuesInTheirLanguage) {
  EXPECT_EQ(forms("en", "1,250.50", TokenForm::kValue), Terms{"#1250.5"});
  EXPECT_EQ(forms("de", "1.250,50 €", TokenForm::kValue), Terms{"#1250.5"});
  EXPECT_EQ(forms("en", "$1250.5", TokenForm::kValue), Terms{"#1250.5"});
  EXPECT_EQ(forms("en", "50 1.2.3", TokenForm::kValue), Terms{});
}

TEST(Analyzer, CompoundsAreJoined) {
  const auto joined = [](std::string_view text) { return forms("en", text, TokenForm::kJoined); };
  EXPECT_EQ(joined("on-line e-mail"), (Terms{"onlin", "email"}));
  EXPECT_EQ(joined("FrameTimer frame_timer"), (Terms{"frametim", "frametim"}));
  EXPECT_EQ(joined("O'Brien O\u2019Brien"), (Terms{"obrien", "obrien"}));
  EXPECT_EQ(joined("iPhone don't 1-2"), Terms{});
  EXPECT_EQ(forms("en", "FrameTimer", TokenForm::kWord), (Terms{"frame", "timer"}));
}

TEST(Analyzer, ApostrophesElisionsAndUnseenLetters) {
  EXPECT_EQ(terms("fr", "l'école l\u2019école école"), "ecol@0 ecol@1 ecol@2");
  EXPECT_EQ(terms("en", "so\u00ADft co\u200Bld"), "soft@0 cold@1");
  EXPECT_EQ(terms("xx", "Łódź smørrebrød"), "lodz@0 smorrebrod@1");
  EXPECT_EQ(terms("en", "AX300S 1990s"), "ax300s@0 1990@1");
}

TEST(Analyzer, WordsCutAtALineEndStandWholeToo) {
  const auto joined = [](std::string_view text) { return forms("en", text, TokenForm::kJoined); };
  for (const std::string_view text : {"infor-\nmation", "infor-  \n  mation", "infor\u2010\nmation",
                                      "infor\u00AD\nmation", "(infor-\nmation)."}) {
    EXPECT_EQ(joined(text), Terms{"inform"}) << text;
    EXPECT_EQ(forms("en", text, TokenForm::kWord), (Terms{"infor", "mation"})) << text;
  }
  EXPECT_EQ(joined("well-\nknown"), joined("well-known"));
  EXPECT_EQ(joined("pre- war and post-\n\nwar, Ann-\nMarie, 12-\nfold - x, a -\nb"), Terms{});
  EXPECT_EQ(forms("de", "Wasser-\npumpe, Ein-\nund Ausgabe", TokenForm::kJoined),
            Terms{"wasserpump"});
  EXPECT_EQ(forms("ru", "инфор-\nмация", TokenForm::kJoined), Terms{"информац"});
  Analyzer analyzer("en");
  std::vector<Token> tokens;
  analyzer.analyze("an infor-\nmation", tokens, 0, Forms::kAll);
  EXPECT_EQ(tokens[0].begin, 3U);
  EXPECT_EQ(tokens[0].end, 16U);
}

TEST(Analyzer, WhatIsNotSeenNeitherSplitsNorHides) {
  for (const std::string_view unseen :
       {"\u00AD", "\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF", "\u200E"}) {
    const auto with = [&](std::string text) {
      for (std::size_t at = text.find('~'); at != std::string::npos; at = text.find('~'))
        text.replace(at, 1, unseen);
      return text;
    };
    EXPECT_EQ(terms("en", with("~so~ft~ cold~")), terms("en", "soft cold"));
    EXPECT_EQ(terms("fa", with("می~خواهم")), terms("fa", "میخواهم"));
    EXPECT_EQ(terms("hi", with("क्~षेत्र")), terms("hi", "क्षेत्र"));
    EXPECT_EQ(terms("th", with("ภาษา~ไทย")), terms("th", "ภาษาไทย"));
    EXPECT_EQ(terms("ja", with("東~京都~")), terms("ja", "東京都"));
    EXPECT_EQ(forms("en", with("~E619~-1609~."), TokenForm::kExact), Terms{"=e619-1609"});
    EXPECT_EQ(forms("en", with("on~-li~ne"), TokenForm::kJoined), Terms{"onlin"});
    EXPECT_EQ(forms("en", with("1,2~50.50"), TokenForm::kValue), Terms{"#1250.5"});
  }
}

TEST(Analyzer, LigaturesAreLettersAndRaisedNumbersStandApart) {
  EXPECT_EQ(terms("en", "e\uFB03cient \uFB01nds"), terms("en", "efficient finds"));
  EXPECT_EQ(terms("en", "10\u2077 earthquake\u00B9\u00B2 H\u2082O 3\u00BD"),
            "10@0 7@1 earthquak@2 12@3 h2o@4 3@5 1\u20442@6");
  for (const std::string_view text : {"10\u2077", "10^7"})
    EXPECT_EQ(forms("en", text, TokenForm::kExact), Terms{"=10^7"});
  EXPECT_EQ(forms("en", "5 m\u00B2 or km\u00B2", TokenForm::kExact), (Terms{"=m^2", "=km^2"}));
  EXPECT_EQ(forms("en", "chamber\u00B3", TokenForm::kExact), Terms{});
}

TEST(Analyzer, LettersWithoutSpacesKeepTheirSigns) {
  EXPECT_EQ(terms("ja", "ｻｰﾋﾞｽ"), terms("ja", "サービス"));
  EXPECT_EQ(forms("ja", "黒い猫", TokenForm::kLastLetter), Terms{"猫"});
}

TEST(Analyzer, StopWordsHaveTermsInPairs) {
  EXPECT_EQ(forms("en", "to be or not to be", TokenForm::kStopPair),
            (Terms{"~to be", "~be or", "~or not", "~not to", "~to be"}));
}

}  // namespace
}  // namespace alexandria::text
