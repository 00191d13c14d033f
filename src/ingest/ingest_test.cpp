#include <gtest/gtest.h>

#include <algorithm>

#include "alexandria/ingest/parse.hpp"
#include "child_protocol.hpp"
#include "html_charset.hpp"
#include "parsers.hpp"
#include "pdf_flow.hpp"
#include "pdf_line_numbers.hpp"
#include "pdf_made_words.hpp"
#include "pdf_page.hpp"
#include "pdf_rules.hpp"
#include "pdf_running.hpp"
#include "pdf_word.hpp"

namespace alexandria::ingest {
namespace {

TEST(Detect, KindsAreKnownByTheirContent) {
  EXPECT_EQ(detect_kind("%PDF-1.7\n", "letter.txt"), "pdf");
  EXPECT_EQ(detect_kind("<!DOCTYPE html><html>", "x"), "html");
  EXPECT_EQ(detect_kind("hello", "notes.md"), "markdown");
  EXPECT_EQ(detect_kind("<!-- x -->\n<div>\n\n# A", "README.md"), "markdown");
  EXPECT_EQ(detect_kind("<!DOCTYPE html><html>", "page.md"), "html");
  EXPECT_EQ(detect_kind("a,b\n", "t.csv"), "csv");
  EXPECT_EQ(detect_kind("int main() {}", "a.cpp"), "code");
  EXPECT_EQ(detect_kind("hello", "unknown.bin"), "text");
  EXPECT_EQ(detect_kind("\x89PNG\r\n", "a.txt"), "");
  EXPECT_EQ(detect_kind(std::string(100, '\0') + "abc", "a.txt"), "");
  EXPECT_EQ(detect_kind("PK\x03\x04....word/document.xml", "a.zip"), "docx");
}

TEST(Detect, WhatANameSaysIsNoPageIsOneOnlyIfItSaysSo) {
  EXPECT_EQ(detect_kind("<template>\n  <div>{{ label }}</div>\n</template>", "a.vue"), "code");
  EXPECT_EQ(detect_kind("<?php echo 1; ?>\n<html><body>", "a.php"), "code");
  EXPECT_EQ(detect_kind("<div\nprint(\"<html>\")", "a.py"), "code");
  EXPECT_EQ(detect_kind("<!-- x -->\nconst a = \"<div>\";", "a.js"), "code");
  EXPECT_EQ(detect_kind("<?xml version='1.0'?><book><title/>", "a.xml"), "code");
  EXPECT_EQ(detect_kind("<b>Note</b>: the <div> tag, std::vector<int>", "a.txt"), "text");
  EXPECT_EQ(detect_kind("<b>x</b>,<p>y\n1,2\n", "a.csv"), "csv");
  EXPECT_EQ(detect_kind("<?xml version='1.0'?>\n<!-- x --><HTML lang=en>", "a.xml"), "html");
  EXPECT_EQ(detect_kind("\xEF\xBB\xBF <!DOCTYPE html><p>", "a.txt"), "html");
  EXPECT_EQ(detect_kind("<htmlx><div>", "a.txt"), "text");
  EXPECT_EQ(detect_kind("<div>x</div>", "saved"), "html");
}

TEST(HtmlEncoding, IsFoundAsBrowsersDo) {
  EXPECT_EQ(html_encoding("<meta charset=gb2312>\xC1"), "gb18030");
  EXPECT_EQ(html_encoding("<script src=a charset='utf-8'></script><meta charset=windows-1251>\xC1"),
            "windows-1251");
  EXPECT_EQ(html_encoding("<!-- <meta charset=utf-8> --><META HTTP-EQUIV=Content-Type "
                          "content='text/html; charset=ISO-8859-1'>\xC1"),
            "windows-1252");
  EXPECT_EQ(html_encoding("<?xml version='1.0' encoding=\"Shift_JIS\"?><html>\xC1"), "windows-31j");
  EXPECT_EQ(html_encoding("\xEF\xBB\xBF<meta charset=gbk>"), "UTF-8");
  EXPECT_EQ(html_encoding("<p>no declaration \xC1"), "");
  const std::string page = "<!-- a --><p></p><meta charset = 'gbk' /><!x><?y></";
  for (std::size_t size = 0; size <= page.size(); ++size)
    EXPECT_LE(html_encoding(page.substr(0, size)).size(), 7U) << "any cut is read to its end";
  EXPECT_EQ(html_encoding(page), "gb18030");
  EXPECT_EQ(html_encoding("<meta charset='"), "");
  EXPECT_EQ(html_encoding("<meta charset=nonsense>\xC1"), "") << "guessed, not refused";
}

TEST(ChildProtocol, ErrorsCross) {
  const Error error{Code::kDeadline, "r", "m"};
  EXPECT_EQ(decode_error(encode_error(error)).message, "m");
  EXPECT_EQ(decode_error("xx").reason, "parser_died");
}

TEST(PdfLayout, ColumnsAreReadOneAfterTheOther) {
  std::vector<PdfWord> words;
  line(words, "A heading over both of the columns", 50, 10, 18);
  for (int i = 0; i < 6; ++i) {
    line(words, "left column text of line " + std::to_string(i), 50, 60 + i * 12);
    line(words, "right column text of line " + std::to_string(i), 300, 60 + i * 12);
  }
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_LT(part.text.find("left column text of line 5"),
            part.text.find("right column text of line 0"));
  ASSERT_FALSE(part.blocks.empty());
  EXPECT_EQ(part.blocks[0].kind, model::BlockKind::kHeading);
  EXPECT_EQ(part.words.size(), words.size());
}

TEST(PdfLayout, RightToLeftLinesAreReadFromTheRight) {
  std::vector<PdfWord> words;
  line(words, "ג Alpha Pump 7 ב א", 50, 10);
  for (PdfWord& word : words)
    word.rtl = static_cast<unsigned char>(word.text[0]) >= 0x80;
  std::ranges::reverse(words);  // the order of the content stream does not matter
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_EQ(part.text, "א ב 7 Alpha Pump ג\n");
}

// The words of letters that stand beside each other, 5 points each.
std::vector<PdfWord> words_of_letters(std::u32string_view visual) {
  PdfOpenWord open;
  open.begin(10, false, 0, {800, 240, 800, 240}, false);
  int x = 800;
  for (const char32_t c : visual) {
    open.add(c, {x, 160, x + 40, 240});
    x += 40;
  }
  return open.end({0, 5000, 8000}, true);
}

TEST(PdfLayout, SignsBehindANumberBelongToItInRightToLeftText) {
  ASSERT_EQ(words_of_letters(U"15%").size(), 1U);
  EXPECT_EQ(words_of_letters(U"15%").front().text, "15%");
  const std::vector<PdfWord> before = words_of_letters(U".2024");
  ASSERT_EQ(before.size(), 2U) << "a sign before it belongs to what is read before";
  EXPECT_TRUE(before[1].is_glued);
}

TEST(PdfLayout, BracketsOfRightToLeftTextFaceTheirWords) {
  std::vector<PdfWord> words;
  line(words, ". ב( )א ג", 50, 10);
  for (PdfWord& word : words)
    word.rtl = word.text.size() > 1;
  words[0].box.x1 = words[0].place.x1 = words[1].box.x0;  // no space behind the full stop
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_EQ(part.text, "ג (א ב).\n");
}

TEST(PdfLayout, TurnedTextIsArrangedUpright) {
  const PdfBox box{100, 700, 140, 790};
  for (int quarters = 0; quarters < 4; ++quarters) {
    const bool sideways = quarters % 2 == 1;
    const PdfTurn turn{quarters, 600, 800};
    const PdfTurn rest{(4 - quarters) % 4, sideways ? 800 : 600, sideways ? 600 : 800};
    EXPECT_EQ(rest.upright(turn.upright(box)).x0, 100) << quarters;
    EXPECT_EQ(rest.upright(turn.upright(box)).y1, 790) << quarters;
  }
  EXPECT_EQ((PdfTurn{1, 600, 800}.upright({500, 10, 510, 60}).x0), 10)
      << "text that runs down begins at the top";
}

TEST(PdfLayout, HeadingsHaveLevelsBySizeAndWeight) {
  const auto level = [](float size, bool bold, const std::string& text) {
    std::vector<PdfWord> words;
    line(words, text, 50, 10, size);
    for (PdfWord& word : words)
      word.bold = bold;
    return int{make_part(arrange(words), {.body_size = 10}, 0, 1).blocks.at(0).level};
  };
  EXPECT_EQ(level(16, false, "A title"), 1);
  EXPECT_EQ(level(13, false, "A chapter"), 2);
  EXPECT_EQ(level(11.2F, false, "A section"), 3);
  EXPECT_EQ(level(10, true, "Bold words"), 4);
  EXPECT_EQ(level(10, true, "A bold sentence."), 0);
  EXPECT_EQ(level(11, false, "Text of another font"), 0);
}

TEST(PdfLayout, AlignedCellsAreATable) {
  std::vector<PdfWord> words;
  line(words, "A paragraph of text stands above the table here.", 50, 10);
  for (int i = 0; i < 4; ++i) {
    line(words, "name" + std::to_string(i), 50, 60 + i * 12);
    line(words, std::to_string(i * 10), 200, 60 + i * 12);
    line(words, "x", 300, 60 + i * 12);
  }
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  ASSERT_EQ(part.blocks.size(), 2U);
  EXPECT_EQ(part.blocks[1].kind, model::BlockKind::kTable);
  EXPECT_NE(part.text.find("name2 | 20 | x"), std::string::npos) << part.text;
  ASSERT_EQ(part.cells.size(), 12U);
  EXPECT_EQ(part.text.substr(part.cells[7].begin, 2), "20");
  EXPECT_EQ(part.cells[7].column, 1U);
  EXPECT_EQ(part.words.size(), words.size());
}

TEST(PdfLayout, ColumnsNeedNotBeginOnOneHeight) {
  std::vector<PdfWord> words;
  for (int i = 0; i < 6; ++i) {
    line(words, "left column text of line " + std::to_string(i), 50, 60 + i * 12);
    line(words, "right column text of line " + std::to_string(i), 300, 66 + i * 12);
  }
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_LT(part.text.find("left column text of line 5"),
            part.text.find("right column text of line 0"));
}

TEST(PdfLayout, AParagraphThatBeginsAtTheEndOfTheOtherColumnIsOfItsColumn) {
  std::vector<PdfWord> words;
  for (int i = 0; i < 4; ++i) {
    line(words, "left column text of line " + std::to_string(i), 50, 72 + i * 12);
    line(words, "right column text of line " + std::to_string(i), 300, 60 + i * 12);
  }
  line(words, "right column text that is last", 300, 118);
  line(words, "another paragraph of the left", 50, 130);
  line(words, "column, which ends with this.", 50, 142);
  line(words, "A text below both columns here.", 50, 166);
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_LT(part.text.find("which ends with this"), part.text.find("right column text of line 0"));
  EXPECT_GT(part.text.find("A text below"), part.text.find("text that is last")) << part.text;
}

TEST(PdfLayout, EmptyAndWrappedCellsKeepTheirPlaces) {
  std::vector<PdfWord> words;
  line(words, "Pump", 50, 20, 10, true);
  line(words, "Flow", 200, 20, 10, true);
  line(words, "Remark", 300, 20, 10, true);
  for (int i = 0; i < 3; ++i) {
    const int y = 40 + i * 30;
    line(words, "name" + std::to_string(i), 50, y);
    if (i != 1) line(words, std::to_string(i * 10 + 5), 200, y);
    line(words, "a remark", 300, y);
    line(words, "of two lines", 300, y + 12);
  }
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_NE(part.text.find("Pump: name1 | Flow: | Remark: a remark of two lines\n"),
            std::string::npos)
      << part.text;
  ASSERT_EQ(part.blocks.size(), 2U);
  EXPECT_TRUE(part.blocks[0].set_aside) << "names of columns alone say nothing";
  EXPECT_EQ(part.words.size(), words.size());
}

TEST(PdfLayout, HeadingsAtTheTopsOfColumnsAreApart) {
  std::vector<PdfWord> words;
  line(words, "A right heading", 300, 36, 16);
  line(words, "A left head", 50, 54, 16);
  line(words, "in two lines", 50, 72, 16);
  for (int i = 0; i < 8; ++i) {
    line(words, "left column text that is long of line " + std::to_string(i), 50, 100 + i * 12);
    line(words, "right column text of line number " + std::to_string(i), 300, 70 + i * 12);
  }
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_NE(part.text.find("A left head\nin two lines\n"), std::string::npos) << part.text;
  EXPECT_LT(part.text.find("of line 7"), part.text.find("A right heading")) << part.text;
}

TEST(PdfLayout, ARightToLeftTableIsAlignedAtTheRight) {
  std::vector<PdfWord> words;
  const std::vector<std::string> names = {"אאא", "בבב", "גגג", "דדד"};
  for (int i = 0; i < 5; ++i) {
    words.push_back(word(names[0] + std::string(i == 4 ? "" : "א"), 400, 20 + i * 20));
    words.back().rtl = true;
    for (int column = 1; column < 4; ++column) {
      const std::string number = std::to_string(i % 2 == 1 ? 8120 : 410000 + i * 10 + column);
      const int right = 431 - column * 41;
      words.push_back(word(number, right - static_cast<int>(number.size()) * 5, 20 + i * 20));
    }
  }
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  ASSERT_EQ(part.blocks.size(), 1U);
  EXPECT_EQ(part.blocks[0].kind, model::BlockKind::kTable);
  ASSERT_EQ(part.cells.size(), 20U) << part.text;
  EXPECT_NE(part.text.find("אאאא | 410001 | 410002 | 410003"), std::string::npos) << part.text;
}

TEST(PdfLayout, MarksThatAFileSetsApartBelongToTheirWord) {
  PdfWord first = word("حري", 100, 20);
  first.box = {800, 160, 900, 240};
  PdfWord end = word("قٌ", 90, 16);
  end.box = {750, 140, 762, 165};
  PdfWord next = word("في", 60, 20);
  next.box = {600, 160, 690, 240};
  std::vector<PdfWord> words = {first, next, end};
  for (PdfWord& each : words)
    each.rtl = true;
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_EQ(part.text, "حريقٌ في\n");
}

TEST(PdfLayout, NumbersOfLinesAreNoColumn) {
  const auto rows_with = [](const std::string& text) {
    std::vector<PdfWord> words;
    for (int i = 0; i < 6; ++i) {
      line(words, std::to_string(i + 7), i + 7 < 10 ? 45 : 40, 20 + i * 14);
      line(words, text, 70, 20 + i * 14);
    }
    return rows_of(words);
  };
  std::vector<PdfRow> rows = rows_with("the landlord has agreed to give it under these terms");
  EXPECT_EQ(take_line_numbers(rows).size(), 6U);
  EXPECT_EQ(rows.at(0).size(), 1U);
  std::vector<PdfRow> table = rows_with("Kestrel pump");
  EXPECT_TRUE(take_line_numbers(table).empty()) << "a table of numbered rows";
  std::vector<PdfRow> list = rows_with("the landlord has agreed to give it under these terms.");
  EXPECT_TRUE(take_line_numbers(list).empty()) << "a list of sentences";
}

TEST(PdfLayout, TextBelowATableLeavesItsColumnsAsTheyAre) {
  std::vector<PdfWord> words;
  for (int i = 0; i < 4; ++i) {
    line(words, "name" + std::to_string(i), 50, 20 + i * 14);
    line(words, std::to_string(400 + i), 150, 20 + i * 14);
    line(words, "a remark of it", 300, 20 + i * 14);
  }
  line(words, "In the year after it 3000 were counted", 50, 78);
  line(words, "and 200 of these went home again.", 300, 78);
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_NE(part.text.find("name3 | 403 | a remark of it\n"), std::string::npos) << part.text;
}

TEST(PdfLayout, NamesOfColumnsWithoutARuleBelowAreNoPartOfATintedRow) {
  std::vector<PdfWord> words;
  for (const auto& [name, x] : {std::pair("Pump", 50), {"Flow", 200}, {"Head", 300}})
    line(words, name, x, 20, 10, true);
  std::vector<PdfRule> rules;
  for (int i = 0; i < 4; ++i) {
    line(words, "name" + std::to_string(i), 50, 44 + i * 24);
    if (i > 0) line(words, std::to_string(500 + i), 200, 44 + i * 24);
    line(words, std::to_string(700 + i), 300, 44 + i * 24);
    if (i > 0) rules.push_back({(38 + i * 24) * 8, 40 * 8, 340 * 8});
  }
  const auto part = make_part(arrange_rows(rows_of(words), rules), {.body_size = 10}, 0, 1);
  EXPECT_NE(part.text.find("Pump: name0 | Flow: | Head: 700\n"), std::string::npos) << part.text;
}

TEST(PdfLayout, CellsBesideRulesThatLeaveThemOutReachOverTheirRows) {
  std::vector<PdfWord> words;
  line(words, "Country", 50, 20, 10, true);
  line(words, "Weight", 150, 20, 10, true);
  line(words, "Fee", 250, 20, 10, true);
  for (int i = 0; i < 4; ++i) {
    line(words, std::to_string(5 + i) + " kg", 150, 40 + i * 20);
    line(words, std::to_string(21 + i), 250, 40 + i * 20);
  }
  line(words, "Iceland", 50, 50);
  line(words, "Norway", 50, 90);
  const std::vector<PdfRule> rules = {{35 * 8, 40 * 8, 300 * 8},
                                      {54 * 8, 120 * 8, 300 * 8},
                                      {74 * 8, 40 * 8, 300 * 8},
                                      {94 * 8, 120 * 8, 300 * 8}};
  const auto part = make_part(arrange_rows(rows_of(words), rules), {.body_size = 10}, 0, 1);
  for (const std::string row :
       {"Country: Iceland | Weight: 5 kg | Fee: 21\n",
        "Country: Iceland | Weight: 6 kg | Fee: 22\n", "Country: Norway | Weight: 7 kg | Fee: 23\n",
        "Country: Norway | Weight: 8 kg | Fee: 24\n"})
    EXPECT_NE(part.text.find(row), std::string::npos) << part.text;
  EXPECT_EQ(part.words.size(), words.size());
}

TEST(PdfLayout, UprightRulesPartWordsThatStandClose) {
  std::vector<PdfWord> words;
  line(words, "up to 20 kg 51", 50, 20);
  EXPECT_EQ(rows_of(words).at(0).size(), 1U);
  const std::vector<PdfRow> rows = rows_of(words, {{108 * 8 - 4, 80, 400}});
  ASSERT_EQ(rows.at(0).size(), 2U);
  EXPECT_EQ(rows[0][1].text(), "51");
  EXPECT_EQ(rows_of(words, {{108 * 8 - 4, 300, 400}}).at(0).size(), 1U) << "a line further down";
}

TEST(PdfLayout, RaisedNumbersDoNotRunIntoWhatStandsBefore) {
  std::vector<PdfWord> words;
  line(words, "reached 10", 50, 20);
  PdfWord raised = word("7", 100, 18, 6);
  raised.is_glued = true;
  words.push_back(raised);
  line(words, "cells", 110, 20);
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_EQ(part.text, "reached 10^7 cells\n");
}

TEST(PdfLayout, AnInitialBelongsToItsWord) {
  std::vector<PdfWord> words = {word("T", 50, 10, 26)};
  words[0].box.x1 = words[0].place.x1 = 66 * 8;
  line(words, "he court sits in the customs house", 67, 11);
  line(words, "and its findings are read from it.", 67, 25);
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  EXPECT_EQ(part.text, "The court sits in the customs house\nand its findings are read from it.\n");
}

TEST(PdfLayout, LinesOfNeighbouringPagesRunOrCount) {
  const auto rows_of_page = [](const std::string& head, const std::string& foot) {
    std::vector<PdfWord> words;
    line(words, head, 50, 20);
    line(words, "Text of this page that is only here " + foot, 50, 300);
    line(words, foot, 280, 770);
    return rows_of(words);
  };
  const auto first = rows_of_page("Boiler manual", "Page 3");
  const auto second = rows_of_page("Boiler manual", "Page 4");
  const auto other = rows_of_page("Another head", "Page 9");
  const PdfEdges edges = edges_of(first, 0, 800 * 8);
  const PdfEdges next = edges_of(second, 1, 800 * 8);
  const PdfEdges far = edges_of(other, 1, 800 * 8);
  EXPECT_EQ(running_rows(first, edges, {&next}, 10),
            (std::vector<PdfRunningRow>{{0, "boilermanual\n"}, {2, ""}}));
  EXPECT_TRUE(running_rows(first, edges, {&far}, 10).empty()) << "numbers that do not count";
}

// Whether a line at the top of two pages that follow each other runs over both.
bool runs(const std::string& line_of_first, const std::string& line_of_second, float size = 10) {
  const auto rows_of_page = [&](const std::string& head) {
    std::vector<PdfWord> words;
    line(words, head, 50, 20, size);
    line(words, "Text of this page that is only here " + head, 50, 300);
    return rows_of(words);
  };
  const auto first = rows_of_page(line_of_first);
  const PdfEdges edges = edges_of(first, 0, 800 * 8);
  const PdfEdges next = edges_of(rows_of_page(line_of_second), 1, 800 * 8);
  return !running_rows(first, edges, {&next}, 10).empty();
}

TEST(PdfLayout, OnlyNumbersOfPagesCountWithThem) {
  EXPECT_TRUE(runs("- 12 -", "- 13 -"));
  EXPECT_TRUE(runs("Seite 3 von 12", "Seite 4 von 12"));
  EXPECT_TRUE(runs("A-3", "A-4"));
  EXPECT_TRUE(runs("Boiler manual, page 41", "Boiler manual, page 42"));
  EXPECT_TRUE(runs("Boiler manual | 1", "Boiler manual | 2"));
  EXPECT_TRUE(runs("Version 2.1", "Version 2.1"));
  EXPECT_FALSE(runs("Invoice no. 2024101", "Invoice no. 2024102"));
  EXPECT_FALSE(runs("Invoice no. 20241010001", "Invoice no. 20241010002")) << "too long to count";
  EXPECT_FALSE(runs("Annual report 2021", "Annual report 2022"));
  EXPECT_FALSE(runs("Step 1", "Step 2"));
}

TEST(PdfLayout, LinesOfPrintersCountWithTheNumberOfThePage) {
  const auto rows_of_page = [](const std::string& number) {
    std::vector<PdfWord> words;
    line(words, number, 280, 20);
    line(words, "Text of this page that is only here " + number, 50, 300);
    line(words, "Date 27 Apr 10:56", 50, 770);
    line(words, "Frame 000" + number, 200, 770);
    return rows_of(words);
  };
  const auto first = rows_of_page("81");
  const PdfEdges next = edges_of(rows_of_page("82"), 1, 800 * 8);
  EXPECT_EQ(running_rows(first, edges_of(first, 0, 800 * 8), {&next}, 10).size(), 2U);
}

TEST(PdfLayout, TitlesOfPagesDoNotRun) {
  EXPECT_TRUE(runs("Quarterly results", "Quarterly results"));
  EXPECT_FALSE(runs("Quarterly results", "Quarterly results", 16));
  EXPECT_TRUE(runs("7", "8", 16)) << "a large number of a page";
}

TEST(PdfLayout, ASentenceEndsWhereItBegan) {
  const auto flow_of = [](const std::vector<std::string>& lines) {
    std::vector<PdfWord> words;
    for (std::size_t i = 0; i < lines.size(); ++i)
      line(words, lines[i], 50, 20 + static_cast<int>(i) * 12);
    return arrange(words);
  };
  auto flow = flow_of({"The pump must be primed with exactly"});
  auto next = flow_of({"eleven litres of", "glycol. The valve stays closed."});
  complete_last_sentence(flow, next, {.body_size = 10}, 8);
  const auto part = make_part(flow, {.body_size = 10}, 6, 7);
  EXPECT_EQ(part.text, "The pump must be primed with exactly\neleven litres of\nglycol.\n");
  EXPECT_EQ(make_part(next, {.body_size = 10}, 7, 8).text, "The valve stays closed.\n");
  EXPECT_EQ(part.page_at(0), 7U);
  EXPECT_EQ(part.page_at(static_cast<std::uint32_t>(part.text.find("eleven"))), 8U);
  flow = flow_of({"The pump is primed."});
  next = flow_of({"eleven litres."});
  complete_last_sentence(flow, next, {.body_size = 10}, 8);
  EXPECT_EQ(make_part(flow, {.body_size = 10}, 6, 7).text, "The pump is primed.\n");
}

TEST(PdfLayout, GapsAndFontsEndParagraphs) {
  std::vector<PdfWord> words;
  line(words, "First paragraph line one", 50, 10);
  line(words, "and line two.", 50, 22);
  line(words, "Second paragraph.", 50, 60);
  line(words, "A bold run-in head", 50, 72, 10, true);
  const auto part = make_part(arrange(words), {.body_size = 10}, 0, 1);
  ASSERT_EQ(part.blocks.size(), 3U);
  EXPECT_EQ(part.blocks[2].kind, model::BlockKind::kHeading);
}

}  // namespace
}  // namespace alexandria::ingest
