#include <tuple>

#include "docx_number_format.hpp"
#include "docx_test_file.hpp"

namespace alexandria::ingest {
namespace {

TEST_F(DocxTest, HeadingsAreKnownByStyleOrOutline) {
  const auto define = [](const std::string& id, const std::string& name,
                         const std::string& more = {}) {
    return "<w:style w:type='paragraph' w:styleId='" + id + "'><w:name w:val='" + name + "'/>" +
           more + "</w:style>";
  };
  add_part(
      "s", "styles", "styles.xml",
      root("w:styles", define("berschrift2", "Heading 2") +
                           define("Own", "My heading", "<w:basedOn w:val='berschrift2'/>") +
                           define("Out", "x", "<w:pPr><w:outlineLvl w:val='2'/></w:pPr>") +
                           define("Ti", "Title") + define("TO", "toc 1") + define("Ca", "caption") +
                           define("Loop", "l", "<w:basedOn w:val='Loop'/>")));
  const auto styled = [](const std::string& style, const std::string& text,
                         const std::string& more = {}) {
    return paragraph(run(text), "<w:pStyle w:val='" + style + "'/>" + more);
  };
  EXPECT_EQ(read(styled("Ti", "Title") + styled("TO", "One\t1") + styled("berschrift2", "Two") +
                 styled("Own", "Own") + styled("Out", "Three") +
                 styled("Own", "body", "<w:outlineLvl w:val='9'/>") + styled("Ca", "Figure 1") +
                 styled("Loop", "loop") + paragraph(run("direct"), "<w:outlineLvl w:val='0'/>")),
            "H1:Title\n~P0:One\t1\nH2:Two\nH2:Own\nH3:Three\nP0:body\nX0:Figure 1\nP0:loop\n"
            "H1:direct\n");
  EXPECT_EQ(facts_.title, "Title");
}

TEST_F(DocxTest, NotesStandBehindWhatRefersToThem) {
  const auto note = [](const std::string& kind, const std::string& id, const std::string& text) {
    return "<w:" + kind + " w:id='" + id + "'>" +
           paragraph("<w:r><w:footnoteRef/></w:r>" + run(text)) + "</w:" + kind + ">";
  };
  add_part(
      "f", "footnotes", "footnotes.xml",
      root("w:footnotes", "<w:footnote w:id='0' w:type='separator'><w:p/></w:footnote>" +
                              note("footnote", "2", " First.") + note("footnote", "3", "Second.") +
                              note("footnote", "4", "Nobody refers to this.")));
  add_part("e", "endnotes", "endnotes.xml", root("w:endnotes", note("endnote", "1", "The end.")));
  add_part(
      "c", "comments", "comments.xml",
      root("w:comments", "<w:comment w:id='7' w:author='Ann Lee' w:date='2024-03-01T10:00:00Z'>" +
                             paragraph(run("Really?")) + "</w:comment>"));
  EXPECT_EQ(read(paragraph(run("A rate") + "<w:r><w:footnoteReference w:id='2'/></w:r>" +
                           run(" holds") + "<w:r><w:endnoteReference w:id='1'/></w:r>" + run(".") +
                           "<w:r><w:commentReference w:id='7'/></w:r>") +
                 "<w:tbl><w:tr>" + cell("a") + "<w:tc>" +
                 paragraph(run("b") + "<w:r><w:footnoteReference w:id='3'/></w:r>") +
                 "</w:tc></w:tr></w:tbl>" + paragraph(run("Last."))),
            "P0:A rate [1] holds [i].\nP0:[1] First.\nP0:[Comment by Ann Lee, 2024-03-01] Really?\n"
            "T0:a | b [2]\nP0:[2] Second.\nP0:Last.\nP0:[i] The end.\n");
}

TEST_F(DocxTest, HeadersAndFootersAreReadOnceWithoutNumbersOfPages) {
  const std::string page =
      paragraph(run("Page ") + "<w:fldSimple w:instr=' PAGE '>" + run("7") + "</w:fldSimple>");
  add_part("h1", "header", "header1.xml", root("w:hdr", paragraph(run("Contract VX-88"))));
  add_part("h2", "header", "header2.xml", root("w:hdr", paragraph(run("Contract VX-88"))));
  add_part("f1", "footer", "footer1.xml", root("w:ftr", page));
  const std::string section =
      "<w:sectPr><w:headerReference r:id='h1'/><w:footerReference r:id='f1'/></w:sectPr>";
  EXPECT_EQ(
      read(paragraph(run("a"), section) + paragraph(run("b")) +
           "<w:sectPr><w:headerReference r:id='h2'/><w:footerReference r:id='f1'/></w:sectPr>"),
      "P0:a\nP0:b\nP0:Contract VX-88\n~P0:Page\n");
}

TEST_F(DocxTest, NumbersOfHeadingsAndListsAreComputed) {
  const auto level = [](int number, const std::string& format, const std::string& text,
                        const std::string& more = {}) {
    return fmt::format(
        "<w:lvl w:ilvl='{}'><w:start w:val='1'/><w:numFmt w:val='{}'/><w:lvlText w:val='{}'/>{}"
        "</w:lvl>",
        number, format, text, more);
  };
  add_part(
      "n", "numbering", "numbering.xml",
      root("w:numbering",
           "<w:abstractNum w:abstractNumId='0'>" +
               level(0, "decimal", "%1.", "<w:pStyle w:val='Heading1'/>") +
               level(1, "decimal", "%1.%2", "<w:pStyle w:val='Heading2'/>") +
               "</w:abstractNum><w:abstractNum w:abstractNumId='1'>" +
               level(0, "lowerLetter", "%1)") + level(1, "lowerRoman", "(%2)") +
               level(2, "bullet", "o") +
               "</w:abstractNum>"
               "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
               "<w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>"
               "<w:num w:numId='3'><w:abstractNumId w:val='1'/>"
               "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"));
  add_part("s", "styles", "styles.xml",
           root("w:styles",
                "<w:style w:styleId='Heading1'><w:name w:val='heading 1'/><w:pPr><w:numPr>"
                "<w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
                "<w:style w:styleId='Heading2'><w:name w:val='heading 2'/><w:pPr><w:numPr>"
                "<w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"));
  const auto heading = [](int number, const std::string& text, const std::string& more = {}) {
    return paragraph(run(text), fmt::format("<w:pStyle w:val='Heading{}'/>", number) + more);
  };
  const auto item = [](int list, int depth, const std::string& text) {
    return paragraph(run(text), fmt::format("<w:numPr><w:ilvl w:val='{}'/><w:numId w:val='{}'/>"
                                            "</w:numPr>",
                                            depth, list));
  };
  EXPECT_EQ(read(heading(1, "One") + heading(2, "Scope") + heading(1, "Two") + heading(2, "A") +
                 heading(2, "B") + heading(2, "None", "<w:numPr><w:numId w:val='0'/></w:numPr>") +
                 item(2, 0, "x") + item(2, 1, "y") + item(2, 1, "z") + item(2, 2, "dot") +
                 item(2, 0, "w") + item(2, 1, "v") + paragraph(run("text")) + item(3, 0, "e") +
                 item(2, 0, "f")),
            "H1:1. One\nH2:1.1 Scope\nH1:2. Two\nH2:2.1 A\nH2:2.2 B\nH2:None\n"
            "L0:a) x\n  (i) y\n  (ii) z\n    dot\nb) w\n  (i) v\nP0:text\nL0:e) e\nf) f\n");
  EXPECT_EQ(facts_.title, "One");
}

TEST(DocxNumber, WritesTheSystemsOfManyLanguages) {
  const std::vector<std::tuple<int, std::string, std::string>> cases = {
      {4, "lowerRoman", "iv"},           {1999, "upperRoman", "MCMXCIX"},
      {28, "lowerLetter", "bb"},         {3, "hebrew1", "ג"},
      {2, "arabicAlpha", "ب"},           {12, "japaneseCounting", "十二"},
      {3, "thaiNumbers", "๓"},           {2, "russianLower", "б"},
      {22, "ordinal", "22nd"},           {3, "cardinalText", "Three"},
      {3, "ordinalText", "Third"},       {7, "decimalZero", "07"},
      {5, "decimalEnclosedCircle", "⑤"}, {9, "bullet", ""},
      {6, "unknownFormat", "6"}};
  for (const auto& [value, format, written] : cases)
    EXPECT_EQ(docx_number(value, format), written) << format;
}

TEST_F(DocxTest, MergedCellsStandInTheRowsAndColumnsTheyCover) {
  const std::string header = "<w:trPr><w:tblHeader/></w:trPr>";
  EXPECT_EQ(read("<w:tbl><w:tr>" + header + cell("Zone", "<w:vMerge w:val='restart'/>") +
                 cell("Price", "<w:gridSpan w:val='2'/>") + "</w:tr><w:tr>" + header +
                 cell("", "<w:vMerge/>") + cell("2 kg") + cell("5 kg") + "</w:tr><w:tr>" +
                 cell("Iceland", "<w:vMerge w:val='restart'/>") + cell("18") + cell("27") +
                 "</w:tr><w:tr>" + cell("", "<w:vMerge w:val='continue'/>") + cell("19") +
                 cell("28") + "</w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" +
                 cell("20") + cell("29") + "</w:tr></w:tbl>"),
            "~T0:Zone | Price\nZone | 2 kg | 5 kg\n"
            "T0:Zone: Iceland | Price / 2 kg: 18 | Price / 5 kg: 27\n"
            "Zone: Iceland | Price / 2 kg: 19 | Price / 5 kg: 28\n"
            "Zone: | Price / 2 kg: 20 | Price / 5 kg: 29\n");
}

TEST_F(DocxTest, TwoRowsOfNamesReachTheColumnsTheyCover) {
  const auto bold = [](const std::string& text, const std::string& properties = {}) {
    return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + paragraph(run(text, "<w:b/>")) + "</w:tc>";
  };
  const std::string values =
      "<w:tr>" + cell("North") + cell("ten") + cell("twelve") + "</w:tr></w:tbl>";
  const std::string wanted = "T0:Zone: North | Price / Low: ten | Price / High: twelve\n";
  EXPECT_EQ(read("<w:tbl><w:tr>" + bold("Zone", "<w:vMerge w:val='restart'/>") +
                 bold("Price", "<w:gridSpan w:val='2'/>") + "</w:tr><w:tr>" +
                 bold("", "<w:vMerge/>") + bold("Low") + bold("High") + "</w:tr>" + values),
            "~T0:Zone | Price\nZone | Low | High\n" + wanted)
      << "both rows are bold";
  EXPECT_EQ(read("<w:tbl><w:tr>" + bold("Zone", "<w:vMerge w:val='restart'/>") +
                 bold("Price", "<w:gridSpan w:val='2'/>") + "</w:tr><w:tr>" +
                 cell("", "<w:vMerge/>") + cell("Low") + cell("High") + "</w:tr>" + values),
            "~T0:Zone | Price\nZone | Low | High\n" + wanted)
      << "a name beside groups reaches down";
  EXPECT_EQ(read("<w:tbl><w:tr>" + cell("") + cell("Price", "<w:gridSpan w:val='2'/>") +
                 "</w:tr><w:tr>" + cell("Zone") + cell("Low") + cell("High") + "</w:tr><w:tr>" +
                 cell("North") + cell("10") + cell("12") + "</w:tr><w:tr>" + cell("South") +
                 cell("11") + cell("13") + "</w:tr></w:tbl>"),
            "~T0:| Price\nZone | Low | High\n"
            "T0:Zone: North | Price / Low: 10 | Price / High: 12\n"
            "Zone: South | Price / Low: 11 | Price / High: 13\n")
      << "nothing is marked";
}

TEST_F(DocxTest, ABoldOrShadedFirstRowNamesColumns) {
  const auto bold = [](const std::string& text) {
    return "<w:tc>" + paragraph(run(text, "<w:b/>")) + "</w:tc>";
  };
  const std::string second = "<w:tr>" + cell("x") + cell("y") + "</w:tr>";
  EXPECT_EQ(read("<w:tbl><w:tr>" + bold("A") + bold("B") + "</w:tr>" + second + "</w:tbl>"),
            "~T0:A | B\nT0:A: x | B: y\n");
  const std::string shade = "<w:shd w:fill='D9D9D9'/>";
  EXPECT_EQ(
      read("<w:tbl><w:tr>" + cell("A", shade) + cell("B", shade) + "</w:tr>" + second + "</w:tbl>"),
      "~T0:A | B\nT0:A: x | B: y\n");
  EXPECT_EQ(read("<w:tbl><w:tr>" + bold("A") + cell("x") + "</w:tr><w:tr>" + bold("B") + cell("y") +
                 "</w:tr></w:tbl>"),
            "T0:A: x\nB: y\n");
}

TEST_F(DocxTest, TablesInsideOfCellsKeepTheirRowsApart) {
  const std::string inner = "<w:tbl><w:tr>" + cell("1") + cell("2") + "</w:tr><w:tr>" + cell("3") +
                            cell("4") + "</w:tr></w:tbl>";
  EXPECT_EQ(read("<w:tbl><w:tr>" + cell("a") + "<w:tc>" + paragraph(run("b")) + inner +
                 "</w:tc></w:tr></w:tbl>"),
            "T0:a | b 1, 2; 3, 4\n");
  EXPECT_EQ(read("<w:tbl><w:tr><w:tc>" + paragraph(run("frame")) + inner + paragraph(run("end")) +
                 "</w:tc></w:tr></w:tbl>"),
            "P0:frame\nT0:1 | 2\n3 | 4\nP0:end\n");
}

TEST_F(DocxTest, TextBoxesAreReadOnceBehindTheirParagraph) {
  const std::string box = "<w:txbxContent>" + paragraph(run("in the box")) + "</w:txbxContent>";
  EXPECT_EQ(read(paragraph(run("bef") +
                           "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
                           "<wp:inline><wps:txbx>" +
                           box +
                           "</wps:txbx></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
                           "<v:textbox>" +
                           box + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>" +
                           run("ore"))),
            "P0:before\nP0:in the box\n");
  EXPECT_EQ(
      read(paragraph("<w:r><mc:AlternateContent><mc:Choice Requires='new'/><mc:Fallback>"
                     "<w:pict><v:textbox>" +
                     box + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>")),
      "P0:in the box\n");
}

TEST_F(DocxTest, PicturesHaveTheirDescriptionsAndObjectsAreNamed) {
  const auto picture = [](const std::string& description) {
    return "<w:r><w:drawing><wp:inline><wp:docPr id='1' name='Picture 1' descr='" + description +
           "'/><a:graphic><pic:pic><pic:cNvPr descr='" + description +
           "'/></pic:pic></a:graphic></wp:inline></w:drawing></w:r>";
  };
  EXPECT_EQ(
      read(paragraph(run("See") + picture("A red pump") + picture("IMG_1.JPG") +
                     "<w:r><w:object><o:OLEObject ProgID='Equation.3'/></w:object></w:r>" +
                     "<w:r><w:object><o:OLEObject ProgID='Excel.Sheet.12'/></w:object></w:r>")),
      "P0:See\nF0:A red pump\n");
  EXPECT_NE(facts_.warning.find("equation as a picture"), std::string::npos) << facts_.warning;
  EXPECT_NE(facts_.warning.find("embedded object"), std::string::npos) << facts_.warning;
}

TEST_F(DocxTest, ChartsAreTablesOfTheirValues) {
  const auto points = [](const std::string& kind, const std::string& a, const std::string& b) {
    return fmt::format(
        "<c:{0}Cache><c:pt idx='0'><c:v>{1}</c:v></c:pt><c:pt idx='1'><c:v>{2}</c:v>"
        "</c:pt></c:{0}Cache>",
        kind, a, b);
  };
  const auto series = [&](const std::string& name, const std::string& a, const std::string& b) {
    return "<c:ser><c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>" + name +
           "</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef>" +
           points("str", "North", "South") + "</c:strRef></c:cat><c:val><c:numRef>" +
           points("num", a, b) + "</c:numRef></c:val></c:ser>";
  };
  add_part("c1", "chart", "charts/chart1.xml",
           root("c:chartSpace",
                "<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:rich>"
                "</c:tx></c:title><c:plotArea><c:barChart>" +
                    series("2023", "4.2999999999999998", "2") + series("2024", "5", "3") +
                    "</c:barChart></c:plotArea></c:chart>"));
  const std::string chart =
      "<w:r><w:drawing><wp:inline><a:graphic><c:chart r:id='c1'/></a:graphic>"
      "</wp:inline></w:drawing></w:r>";
  EXPECT_EQ(read(paragraph(run("Chart:") + chart)),
            "P0:Chart:\nX0:Sales\n~T0:| 2023 | 2024\nT0:North | 2023: 4.3 | 2024: 5\n"
            "South | 2023: 2 | 2024: 3\n");
}

TEST_F(DocxTest, DiagramsAreListsOfTheirPoints) {
  const auto point = [](const std::string& id, const std::string& text) {
    return "<dgm:pt modelId='" + id + "'><dgm:t><a:p><a:r><a:t>" + text +
           "</a:t></a:r></a:p></dgm:t></dgm:pt>";
  };
  const auto edge = [](const std::string& from, const std::string& to, int order) {
    return fmt::format("<dgm:cxn srcId='{}' destId='{}' srcOrd='{}'/>", from, to, order);
  };
  add_part("d", "diagramData", "diagrams/data1.xml",
           root("dgm:dataModel", "<dgm:ptLst>" + point("3", "Second") + point("2", "First") +
                                     point("4", "Below") + "<dgm:pt modelId='1' type='doc'/>" +
                                     "</dgm:ptLst><dgm:cxnLst>" + edge("1", "2", 0) +
                                     edge("1", "3", 1) + edge("2", "4", 0) + "</dgm:cxnLst>"));
  EXPECT_EQ(read(paragraph("<w:r><w:drawing><a:graphic><dgm:relIds r:dm='d'/></a:graphic>"
                           "</w:drawing></w:r>")),
            "L0:First\n  Below\nSecond\n");
}

TEST_F(DocxTest, EquationsAreLinesOfText) {
  const auto text = [](const std::string& letters) {
    return "<m:r><m:t>" + letters + "</m:t></m:r>";
  };
  const std::string fraction =
      "<m:f><m:num>" + text("a+b") + "</m:num><m:den>" + text("2") + "</m:den></m:f>";
  const std::string power =
      "<m:sSup><m:e>" + text("x") + "</m:e><m:sup>" + text("2") + "</m:sup></m:sSup>";
  const std::string root_of = "<m:rad><m:deg/><m:e>" + power + text("+1") + "</m:e></m:rad>";
  const std::string sum = "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>" + text("i=1") +
                          "</m:sub><m:sup>" + text("n") + "</m:sup><m:e>" + text("i") +
                          "</m:e></m:nary>";
  const std::string matrix = "<m:d><m:e><m:m><m:mr><m:e>" + text("a") + "</m:e><m:e>" + text("b") +
                             "</m:e></m:mr><m:mr><m:e>" + text("c") + "</m:e><m:e>" + text("d") +
                             "</m:e></m:mr></m:m></m:e></m:d>";
  EXPECT_EQ(read(paragraph(run("So ") + "<m:oMath>" + fraction + text("=") + root_of +
                           "</m:oMath>" + run(" and ") + "<m:oMath>" + sum + "</m:oMath>") +
                 "<m:oMathPara><m:oMath>" + matrix + "</m:oMath></m:oMathPara>"),
            "P0:So (a+b)/2=√(x^2+1) and ∑_(i=1)^n i\nP0:([a, b; c, d])\n");
}

TEST_F(DocxTest, ImportedTextIsRead) {
  add_part("a1", "aFChunk", "one.html", "<html><body><h1>Head</h1><p>From HTML.</p></body></html>");
  add_part("a2", "aFChunk", "two.txt", "Plain text.");
  add_part("a3", "aFChunk", "three.rtf", "{\\rtf1 x}");
  parts_["[Content_Types].xml"] =
      R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
      R"(<Default Extension="html" ContentType="text/html"/>)"
      R"(<Override PartName="/word/two.txt" ContentType="text/plain"/></Types>)";
  EXPECT_EQ(read(paragraph(run("a")) + "<w:altChunk r:id='a1'/><w:altChunk r:id='a2'/>"
                                       "<w:altChunk r:id='a3'/>"),
            "P0:a\nH1:Head\nP0:From HTML.\nP0:Plain text.\n");
  EXPECT_NE(facts_.warning.find("imported text"), std::string::npos) << facts_.warning;
}

TEST_F(DocxTest, PropertiesNameTitleAndAuthor) {
  parts_["properties.xml"] =
      "<p:coreProperties "
      "xmlns:p='http://schemas.openxmlformats.org/package/2006/metadata/core-properties' "
      "xmlns:d='http://purl.org/dc/elements/1.1/'><d:title> The  title</d:title>"
      "<d:creator>Ann</d:creator></p:coreProperties>";
  properties_ = "properties.xml";
  EXPECT_EQ(read(paragraph(run("x"))), "P0:x\n");
  EXPECT_EQ(facts_.title, "The title");
  EXPECT_EQ(facts_.property("author"), "Ann");
}

}  // namespace
}  // namespace alexandria::ingest
