#include "alexandria/text/unicode.hpp"
#include "parse_fixture.hpp"

namespace alexandria::ingest {
namespace {

TEST_F(ParseTest, HtmlSetsNavigationAsideAndLeavesOutScripts) {
  ASSERT_TRUE(parse("a.html",
                    "<html lang=en><head><title>The &amp; title</title><script>var "
                    "x</script></head><body><nav>Home About</nav><h1>Head</h1>"
                    "<p>Some <b>bold</b> text.</p><div "
                    "class='sidebar'>Links</div><ul><li>one<li>two</ul><table><tr><td>1<td>2</"
                    "table><footer>(c)</footer>"));
  EXPECT_EQ(facts_.title, "The & title");
  EXPECT_EQ(facts_.language, "en");
  EXPECT_EQ(blocks(),
            "~P0:Home About\nH1:Head\nP0:Some bold text.\n~P0:Links\nL0:one\ntwo\nT0:1 | 2\n"
            "~P0:(c)\n");
}

TEST_F(ParseTest, HtmlThatIsAllNavigationIsStillRead) {
  ASSERT_TRUE(parse("a.html", "<html><body><nav>Only links here</nav></body></html>"));
  EXPECT_EQ(blocks(), "P0:Only links here\n");
}

TEST_F(ParseTest, HtmlTablesKeepTheirCellsInPlace) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><table><tr><th><th>Early<th>Late<tr><td rowspan=2>Iceland<td>"
                    "2 kg<td><pre>18 euro</pre><tr><td>5 kg<td>27<br>euro</table>"));
  EXPECT_EQ(blocks(),
            "~T0:| Early | Late\n"
            "T0:Iceland | Early: 2 kg | Late: 18 euro\nIceland | Early: 5 kg | Late: 27 euro\n");
  ASSERT_TRUE(parse("a.html", "<html><body><table><tr><td colspan=2>a<td>b<tr><td>1<td>2<td>3"));
  EXPECT_EQ(blocks(), "~T0:a | b\nT0:a: 1 | a: 2 | b: 3\n");
}

TEST_F(ParseTest, HtmlRaisedNumbersDoNotRunIntoWhatStandsBefore) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><p>10<sup>7</sup> cells, 5 m<sup>2</sup>, the chamber<sup>3</sup> "
                    "of H<sub>2</sub>O on the 1<sup>st</sup>, earthquake<sup>[12]</sup>.</p>"));
  EXPECT_EQ(blocks(),
            "P0:10^7 cells, 5 m^2, the chamber [3] of H2O on the 1st, earthquake [12].\n");
}

TEST_F(ParseTest, HtmlBreaksAndBlocksNeverGlueWords) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><p>one<br>two</p>three<div>four<div>five</div>six</div>"
                    "<ul><li>a<ul><li>b<br>c</ul><li>d</ul><pre>x\n  y</pre>"));
  EXPECT_EQ(blocks(),
            "P0:one two\nP0:three\nP0:four\nP0:five\nP0:six\nL0:a\n  b c\nd\nC0:x\n  y\n");
}

TEST_F(ParseTest, HtmlLinksFromFootnotesBackAreNotSeen) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><p>Text<sup>1</sup>.</p><ol><li>Note.<a href=#r1 "
                    "class=footnote-back role=doc-backlink>\u21A9</a></ol>"));
  EXPECT_EQ(blocks(), "P0:Text [1].\nL0:1. Note.\n");
}

TEST_F(ParseTest, HtmlThatIsHiddenIsNotSeen) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><p>seen</p><p hidden>a</p><p style='color:red; DISPLAY : none'>b"
                    "</p><div style='visibility:hidden'><p>c</p></div><noscript>d</noscript>"));
  EXPECT_EQ(blocks(), "P0:seen\n");
  EXPECT_EQ(facts_.accounting.seen, 4U);
}

TEST_F(ParseTest, HtmlDeepNestingIsRead) {
  std::string page = "<html><body>";
  for (int i = 0; i < 3000; ++i)
    page += "<div><ul><li>";
  ASSERT_TRUE(parse("a.html", page + "deep"));
  EXPECT_NE(blocks().find("deep"), std::string::npos);
}

TEST_F(ParseTest, CsvRowsNameTheirColumnsAndCells) {
  ASSERT_TRUE(parse("a.csv", "name;age\n\"Smith; J\";40\nDoe;\n"));
  EXPECT_EQ(blocks(), "~T0:name | age\nT0:name: Smith; J | age: 40\nname: Doe | age:\n");
  EXPECT_EQ(parts_[0].blocks[1].range, "A2:B3");
  ASSERT_EQ(parts_[0].cells.size(), 5U);
  EXPECT_EQ(parts_[0].cells[3].row, 1U);
  EXPECT_EQ(parts_[0].cells[3].column, 1U);
}

TEST_F(ParseTest, TextParagraphsAndCode) {
  ASSERT_TRUE(parse("a.txt", "one\ntwo\n\nthree\n"));
  EXPECT_EQ(blocks(), "P0:one\ntwo\nP0:three\n");
  ASSERT_TRUE(parse("a.py", "def f():\n  pass\n\ndef g():\n  pass\n"));
  EXPECT_EQ(blocks(), "C0:def f():\n  pass\nC0:def g():\n  pass\n");
}

TEST_F(ParseTest, TextForTerminalsIsReadAsItLooks) {
  ASSERT_TRUE(parse("a.log",
                    "\x1b[31mERROR\x1b[0m pump \x1b[1;38;5;9mP-200\x1b(B\x1b[m stopped\x1b[K\n"
                    "\x1b]0;title\aready\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\ [31m"));
  EXPECT_EQ(blocks(), "P0:ERROR pump P-200 stopped\nreadylink [31m\n");
  ASSERT_TRUE(parse("a.txt",
                    "N\bNA\bAM\bME\bE\n  _\bf_\bi_\bl_\be \xC3\xA4\b\xC3\xA4 "
                    "b\b_o\b_ +\bo x\b\bx c\b\nd\b"));
  EXPECT_EQ(blocks(), "P0:NAME\n  file ä bo o x c\nd\n");
  EXPECT_TRUE(parse("a.txt", "\x1b[ \x1b]0;never ended\nthe end \x1b").has_value());
  EXPECT_NE(blocks().find("the end"), std::string::npos);
}

TEST_F(ParseTest, LargeTextComesInPartsAndResumesAtAnyOfThem) {
  std::string text;
  for (int i = 0; i < 20000; ++i)
    text += "Paragraph number " + std::to_string(i) + ".\n\n";
  ASSERT_TRUE(parse("a.txt", text));
  const auto all = parts_;
  ASSERT_GT(all.size(), 3U);
  ASSERT_TRUE(parse("a.txt", text, 2));
  ASSERT_EQ(parts_.size(), all.size() - 2);
  EXPECT_EQ(parts_.front(), all[2]);
}

TEST_F(ParseTest, AnEndlessLineIsCutBetweenLetters) {
  std::string line = "x";
  for (int i = 0; i < 40'000; ++i)
    line += "\u00e9";
  ASSERT_TRUE(parse("a.txt", line));
  std::string joined;
  for (const model::ParsedPart& part : parts_) {
    for (const model::Block& block : part.blocks) {
      const std::string piece = part.text.substr(block.begin, block.end - block.begin);
      EXPECT_TRUE(text::is_valid_utf8(piece));
      joined += piece;
    }
  }
  EXPECT_EQ(joined, line);
}

TEST_F(ParseTest, ErrorsNameTheFileAndTheReason) {
  EXPECT_EQ(parse("a.pdf", "%PDF-1.4\nrubbish").error().reason, "damaged_file");
  EXPECT_EQ(parse("a.docx", "PK\x03\x04 word/ rubbish").error().reason, "damaged_file");
  EXPECT_EQ(parse("a.png", "\x89PNG\r\n\x1a\n").error().reason, "unsupported_kind");
}

TEST_F(ParseTest, ItemsOfOrderedListsHaveTheNumbersThatAPageShows) {
  ASSERT_TRUE(parse("a.html",
                    "<body><ol start=4><li>Tighten<li value=9>Test<ul><li>slowly</ul><li><p>Stop"
                    "</ol><ol type=a reversed><li>x<li>y</ol><ol type=I><li><pre>z</pre></ol>"
                    "<ol style='list-style: none'><li>w</ol>"
                    "<table><tr><th>Step<th>n<tr><td><ol><li>p<li>q</ol><td>2</table></body>"));
  EXPECT_EQ(blocks(),
            "L0:4. Tighten\n9. Test\n  slowly\n10. Stop\nL0:b. x\na. y\nL0:I.\nC0:z\nL0:w\n"
            "~T0:Step | n\nT0:Step: 1. p 2. q | n: 2\n");
}

TEST_F(ParseTest, AnEmptyFileIsADocumentThatSaysSo) {
  for (const char* name : {"a.txt", "a.md", "a.csv", "a.pdf", "a.docx", "a"}) {
    ASSERT_TRUE(parse(name, "")) << name;
    EXPECT_EQ(parts_.size(), 1U);
    EXPECT_EQ(facts_.warning, "The file is empty");
  }
}

TEST_F(ParseTest, BytesThatAreNoCharacterAreCounted) {
  const std::string text = "naïve caf\xC3\xA9 ещё текст \xFF and \xC3( again";
  for (const std::string name : {"a.txt", "a.md", "a.csv", "a.py"}) {
    ASSERT_TRUE(parse(name, "x = 1\n" + text + "\n"));
    EXPECT_EQ(facts_.warning, "Not read: bytes that are no character (2)") << name;
  }
  ASSERT_TRUE(parse("a.txt", "a sign \xEF\xBF\xBD of its own"));
  EXPECT_EQ(facts_.warning, "");
}

TEST_F(ParseTest, ADocumentWithoutTextSaysSo) {
  ASSERT_TRUE(parse("a.txt", "  \n "));
  EXPECT_EQ(blocks(), "");
  EXPECT_EQ(parts_.size(), 1U);
  EXPECT_EQ(facts_.warning, "No text was found in it");
}

TEST_F(ParseTest, EveryCharacterIsAccountedForOnce) {
  ASSERT_TRUE(parse("a.txt", "one\u3000two\n\nthree\u00a0"));
  EXPECT_EQ(facts_.accounting, (model::Accounting{.seen = 11, .text = 11}));
  ASSERT_TRUE(parse("a.csv", "name,age,unused\nAnn,40,\nBob,41,\n"));
  EXPECT_EQ(facts_.accounting, (model::Accounting{.seen = 23, .text = 10, .set_aside = 13}));
  EXPECT_EQ(blocks(),
            "~T0:name | age | unused\nT0:name: Ann | age: 40 | unused:\n"
            "name: Bob | age: 41 | unused:\n");
  ASSERT_TRUE(parse("a.csv", "alone,row\n"));
  EXPECT_EQ(facts_.accounting, (model::Accounting{.seen = 8, .text = 8}));
}

// A one-page PDF written by hand: the text at (72, 720) from the bottom left of a page of 612 x 792
// points.
std::string small_pdf(const std::string& extra) {
  const std::string content = "BT /F1 12 Tf 72 720 Td (Hello pump) Tj ET";
  std::string out = "%PDF-1.4\n";
  std::vector<std::size_t> offsets;
  const auto object = [&](const std::string& body) {
    offsets.push_back(out.size());
    out += std::to_string(offsets.size()) + " 0 obj\n" + body + "\nendobj\n";
  };
  object("<</Type/Catalog/Pages 2 0 R>>");
  object("<</Type/Pages/Kids[3 0 R]/Count 1>>");
  object(
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 "
      "R>>>>" +
      extra + ">>");
  object("<</Length " + std::to_string(content.size()) + ">>\nstream\n" + content + "\nendstream");
  object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
  const std::size_t table = out.size();
  out += "xref\n0 6\n0000000000 65535 f \n";
  for (const std::size_t offset : offsets)
    out += fmt::format("{:010} 00000 n \n", offset);
  out += "trailer<</Size 6/Root 1 0 R>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
  return out;
}

TEST_F(ParseTest, PdfWordsHaveBoxesOfTheVisiblePage) {
  ASSERT_TRUE(parse("a.pdf", small_pdf("")));
  ASSERT_EQ(parts_.size(), 1U);
  EXPECT_EQ(parts_[0].text, "Hello pump\n");
  ASSERT_EQ(parts_[0].words.size(), 2U);
  EXPECT_NEAR(parts_[0].words[0].x0 / 8.0, 73, 1.5);
  EXPECT_NEAR(parts_[0].words[0].y1 / 8.0, 792 - 720, 1.5);
  EXPECT_EQ(facts_.pages, 1U);
}

TEST_F(ParseTest, PdfBoxesFollowRotationAndCrop) {
  ASSERT_TRUE(parse("a.pdf", small_pdf("/Rotate 90")));
  EXPECT_NEAR(parts_[0].words[0].x0 / 8.0, 720, 1.5);  // the base line runs down the page
  EXPECT_NEAR(parts_[0].words[0].y0 / 8.0, 73, 1.5);
  ASSERT_TRUE(parse("b.pdf", small_pdf("/CropBox[50 100 612 742]")));
  EXPECT_NEAR(parts_[0].words[0].x0 / 8.0, 73 - 50, 1.5);
  EXPECT_NEAR(parts_[0].words[0].y1 / 8.0, 742 - 720, 1.5);
}

}  // namespace
}  // namespace alexandria::ingest
