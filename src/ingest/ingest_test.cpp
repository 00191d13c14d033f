#include <gtest/gtest.h>

#include <algorithm>

#include "alexandria/ingest/parse.hpp"
#include "child_protocol.hpp"
#include "html_charset.hpp"
#include "parsers.hpp"
#include "pdf_page.hpp"

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

PdfWord word(const std::string& text, int x, int y, float size = 10, bool bold = false) {
  PdfWord out;
  out.text = text;
  out.size = size;
  out.bold = bold;
  out.box = {x * 8, y * 8, (x + static_cast<int>(text.size()) * 5) * 8,
             (y + static_cast<int>(size)) * 8};
  return out;
}

// Words of a line of text from x on, 5 points a letter.
void line(std::vector<PdfWord>& words, const std::string& text, int x, int y, float size = 10,
          bool bold = false) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(
        word(text.substr(begin, end - begin), x + static_cast<int>(begin) * 5, y, size, bold));
    begin = end + 1;
  }
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

TEST(PdfLayout, TurnedPagesAreArrangedUprightAndTheirBoxesPutBack) {
  for (int quarters = 0; quarters < 4; ++quarters) {
    const PdfTurn turn{quarters, 600, 800};
    model::ParsedPart part;
    const PdfBox box = turn.upright({100, 700, 140, 790});
    part.words.push_back({0, 1, 0, static_cast<std::uint16_t>(box.x0),
                          static_cast<std::uint16_t>(box.y0), static_cast<std::uint16_t>(box.x1),
                          static_cast<std::uint16_t>(box.y1)});
    turn.put_back(part);
    EXPECT_EQ(part.words[0].x0, 100) << quarters;
    EXPECT_EQ(part.words[0].y0, 700) << quarters;
    EXPECT_EQ(part.words[0].x1, 140) << quarters;
    EXPECT_EQ(part.words[0].y1, 790) << quarters;
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
