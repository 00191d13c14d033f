#include "docx_test_file.hpp"

namespace alexandria::ingest {
namespace {

const std::string kHeading = R"(<w:pStyle w:val="Heading1"/>)";

TEST_F(DocxTest, PartsAreFoundByRelationshipsWhateverTheirNames) {
  parts_["Word/Main2.XML"] = root("w:document", "<w:body>" + paragraph(run("here")) + "</w:body>");
  parts_["word/document.xml"] =
      root("w:document", "<w:body>" + paragraph(run("not")) + "</w:body>");
  EXPECT_EQ(read_parts("/word/main2.xml"), "P0:here\n");
  EXPECT_EQ(read_parts("word/../word/./main%32.xml"), "P0:here\n");
  EXPECT_EQ(read_parts("nothing.xml"), "error: damaged_file");
}

TEST_F(DocxTest, ElementsAreKnownByNamespaceNotByPrefix) {
  const std::string strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
  parts_["a.xml"] = "<document xmlns='" + strict + "'><body><p><r><t>default</t></r></p>" +
                    "<q:p xmlns:q='" + strict + "'><q:r><q:t>own</q:t></q:r></q:p>" +
                    "<p><r xmlns='urn:other'><t>foreign</t></r></p></body></document>";
  EXPECT_EQ(read_parts("a.xml"), "P0:default\nP0:own\n");
  parts_["a.xml"] = "<x:document xmlns:x='" + strict + "' xmlns:w='urn:other'><x:body>" +
                    "<x:p><x:r><x:t>one</x:t></x:r></x:p><w:p><w:r><w:t>two</w:t></w:r></w:p>" +
                    "</x:body></x:document>";
  EXPECT_EQ(read_parts("a.xml"), "P0:one\n");
}

TEST_F(DocxTest, OtherEncodingsAndFalseCharactersAreRead) {
  EXPECT_EQ(read(paragraph(run("a&#0;b&#xD800;c &#xE9;"))), "P0:a    b        c \u00e9\n");
  std::string wide = "\xFF\xFE";
  for (const char c : root("w:document", "<w:body>" + paragraph(run("wide")) + "</w:body>"))
    wide.append({c, '\0'});
  parts_["a.xml"] = wide;
  EXPECT_EQ(read_parts("a.xml"), "P0:wide\n");
}

TEST_F(DocxTest, ContentControlsAreReadWhereverTheyStand) {
  const auto control = [](const std::string& inside, const std::string& properties = {}) {
    return "<w:sdt><w:sdtPr>" + properties + "</w:sdtPr><w:sdtContent>" + inside +
           "</w:sdtContent></w:sdt>";
  };
  const std::string row = "<w:tr>" + control(cell("a")) + cell("b") + "</w:tr>";
  EXPECT_EQ(read(control(paragraph(run("block"))) +
                 paragraph(run("in ") + control(run("a ") + control(run("line")))) + "<w:tbl>" +
                 row + control("<w:tr>" + cell("c") + control(cell("d")) + "</w:tr>") + "</w:tbl>"),
            "P0:block\nP0:in a line\nT0:a | b\nc | d\n");
  EXPECT_EQ(read(paragraph(run("Name: ") + control(run("Click here"), "<w:showingPlcHdr/>")) +
                 "<w:tbl><w:tr>" + control(cell("Choose"), "<w:showingPlcHdr/>") + cell("b") +
                 "</w:tr></w:tbl>"),
            "P0:Name:\nT0:| b\n");
  EXPECT_EQ(read(paragraph(
                control(run("X"), R"(<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>)") +
                run(" yes ") +
                control("<w:r><w:sym w:font='Wingdings' w:char='F0A8'/></w:r>", "<w14:checkbox/>") +
                run(" no"))),
            "P0:☒ yes ☐ no\n");
}

TEST_F(DocxTest, TrackedChangesAreReadAsAccepted) {
  const std::string deleted_mark = "<w:rPr><w:del w:id='1'/></w:rPr>";
  EXPECT_EQ(read(paragraph("<w:del><w:r><w:delText>900</w:delText></w:r></w:del><w:ins>" +
                           run("1150") + "</w:ins>") +
                 paragraph(run("one "), deleted_mark) + "<w:bookmarkStart/>" +
                 paragraph(run("and "), deleted_mark) + paragraph(run("two"), kHeading) +
                 paragraph("<w:moveFrom>" + run("old") + "</w:moveFrom>") +
                 paragraph("<w:moveTo>" + run("new") + "</w:moveTo>") + "<w:tbl><w:tr><w:trPr>" +
                 "<w:del/></w:trPr>" + cell("gone") + "</w:tr><w:tr>" + cell("a") +
                 cell("gone", "<w:cellDel/>") + cell("b") + "</w:tr></w:tbl>"),
            "P0:1150\nH1:one and two\nP0:new\nT0:a | b\n");
}

TEST_F(DocxTest, HiddenTextIsNotSeen) {
  add_part(
      "s", "styles", "styles.xml",
      root("w:styles",
           R"(<w:style w:type="character" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>)"
           R"(<w:style w:type="character" w:styleId="Quiet"><w:basedOn w:val="Base"/></w:style>)"));
  EXPECT_EQ(
      read(paragraph(run("Hidden ", "<w:vanish/>") + run("by style ", "<w:rStyle w:val='Quiet'/>") +
                     run("seen ", "<w:vanish w:val='0'/>") +
                     run("too", "<w:rStyle w:val='Quiet'/><w:vanish w:val='false'/>"))),
      "P0:seen too\n");
  EXPECT_EQ(facts_.accounting.seen, 7U);
}

TEST_F(DocxTest, FieldsShowTheirResultsAndLinksWhereTheyLead) {
  const auto field = [](const std::string& instruction, const std::string& result) {
    return "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>" + instruction +
           "</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>" + result +
           "<w:r><w:fldChar w:fldCharType='end'/></w:r>";
  };
  relate("l", "hyperlink", "https://example.org/form", true);
  EXPECT_EQ(read(paragraph(run("See ") + field(" REF a \\h ", run("table 3")) + run(", ") +
                           field("HYPERLINK \\l \"here\"", run("here")) + run(" and ") +
                           field("HYPERLINK \"mailto:a@b.org\" \\o \"x\"", run("write")))),
            "P0:See table 3, here and write (a@b.org)\n");
  EXPECT_EQ(
      read(paragraph(
          "<w:hyperlink r:id='l'>" + run("the ") + run("form") + "</w:hyperlink>" + run(" or ") +
          "<w:hyperlink r:id='l'>" + run("www.example.org/form") + "</w:hyperlink>" + run(". ") +
          "<w:fldSimple w:instr='HYPERLINK \"http://x.org/\"'>" + run("x.org") + "</w:fldSimple>")),
      "P0:the form (https://example.org/form) or www.example.org/form. x.org\n");
  EXPECT_EQ(read(paragraph("<w:hyperlink r:id='l'>" + run("Title") + "</w:hyperlink>", kHeading)),
            "H1:Title\n");
  EXPECT_EQ(
      read(paragraph(field("IF " + std::string("</w:instrText></w:r>") +
                               field("DOCPROPERTY x", run("inner")) + "<w:r><w:instrText> = 1",
                           run("outer")))),
      "P0:outer\n");
  EXPECT_EQ(read(paragraph("<w:r><w:fldChar w:fldCharType='begin'/></w:r>" + run("not lost"))),
            "P0:not lost\n");
}

TEST_F(DocxTest, EquationsInFieldsAndSubdocumentsAreNamed) {
  const auto field = [](const std::string& behind) {
    return "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>EQ \\f(a;b)"
           "</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>" +
           behind + "<w:r><w:fldChar w:fldCharType='end'/></w:r>";
  };
  EXPECT_EQ(read(paragraph(run("x = ") + field("") + run("."))), "P0:x = .\n");
  EXPECT_EQ(facts_.warning, "Not read: equation in a field");
  EXPECT_EQ(read(paragraph(field("<w:r><w:t> </w:t></w:r>") + run("y"))), "P0:y\n");
  EXPECT_EQ(facts_.warning, "Not read: equation in a field");
  EXPECT_EQ(read(paragraph(field(run("a/b")))), "P0:a/b\n");
  EXPECT_EQ(facts_.warning, "");
  EXPECT_EQ(read(paragraph(run("one") + "<w:subDoc r:id='x'/>")), "P0:one\n");
  EXPECT_EQ(facts_.warning, "Not read: subdocument");
}

TEST_F(DocxTest, FieldsOfFormsHaveTheirValues) {
  const auto form = [](const std::string& data, const std::string& result) {
    return "<w:r><w:fldChar w:fldCharType='begin'><w:ffData>" + data +
           "</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORM</w:instrText></w:r><w:r>"
           "<w:fldChar w:fldCharType='separate'/></w:r>" +
           result + "<w:r><w:fldChar w:fldCharType='end'/></w:r>";
  };
  EXPECT_EQ(
      read(paragraph(form("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "") +
                     run(" a ") + form("<w:checkBox><w:default w:val='0'/></w:checkBox>", "") +
                     run(" b ") +
                     form("<w:ddList><w:result w:val='1'/><w:listEntry w:val='red'/>"
                          "<w:listEntry w:val='green'/></w:ddList>",
                          run("red")) +
                     run(" ") + form("<w:textInput/>", run("typed")))),
      "P0:☒ a ☐ b green typed\n");
  EXPECT_EQ(
      read(paragraph("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>EQ "
                     "\\f(1,2)</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>")),
      "");
  EXPECT_NE(facts_.warning.find("equation in a field"), std::string::npos) << facts_.warning;
}

TEST_F(DocxTest, CharactersOfRunsAreText) {
  EXPECT_EQ(read(paragraph("<w:r><w:t>on</w:t><w:noBreakHyphen/><w:t>line so</w:t><w:softHyphen/>"
                           "<w:t>ft</w:t><w:tab/><w:t>tab</w:t><w:br/><w:t>line</w:t></w:r>")),
            "P0:on-line soft\ttab\nline\n");
  EXPECT_EQ(read(paragraph("<w:r><w:sym w:font='Symbol' w:char='F061'/><w:t> </w:t>"
                           "<w:sym w:font='Wingdings' w:char='F0FC'/><w:t> </w:t>"
                           "<w:sym w:font='Wingdings' w:char='F0E0'/><w:t> </w:t>"
                           "<w:sym w:font='Arial' w:char='00E9'/></w:r>")),
            "P0:α ✓ → é\n");
  EXPECT_EQ(read(paragraph(run("\uF062=\uF0B7", "<w:rFonts w:ascii='Symbol'/>") +
                           "<w:r><w:sym w:font='Webdings' w:char='F061'/></w:r>")),
            "P0:β=•\n");
  EXPECT_EQ(facts_.accounting.not_read, 1U);
}

TEST_F(DocxTest, RaisedNumbersDoNotRunIntoWords) {
  const std::string raised = "<w:vertAlign w:val='superscript'/>";
  add_part("s", "styles", "styles.xml",
           root("w:styles", "<w:style w:type='character' w:styleId='Up'><w:rPr>" + raised +
                                "</w:rPr></w:style>"));
  EXPECT_EQ(
      read(paragraph(run("10") + run("-", raised) + run("7", raised) + run(" m") +
                     run("2", "<w:rStyle w:val='Up'/>") + run(", earthquake") + run("12", raised) +
                     run(" H") + run("2", "<w:vertAlign w:val='subscript'/>") + run("O, 1") +
                     run("st", raised))),
      "P0:10^-7 m^2, earthquake [12] H2O, 1st\n");
}

TEST_F(DocxTest, ReadingsOfWordsStandBesideTheText) {
  EXPECT_EQ(read(paragraph("<w:r><w:ruby><w:rt>" + run("とう") + "</w:rt><w:rubyBase>" + run("東") +
                           "</w:rubyBase></w:ruby></w:r><w:r><w:ruby><w:rt>" + run("きょう") +
                           "</w:rt><w:rubyBase>" + run("京") + "</w:rubyBase></w:ruby></w:r>" +
                           run("駅"))),
            "P0:東京駅\n~P0:東 (とう) 京 (きょう)\n");
}

TEST_F(DocxTest, LargeFirstLettersBelongToTheirWord) {
  EXPECT_EQ(read(paragraph(run("T"), "<w:framePr w:dropCap='drop'/>") + paragraph(run("he rest"))),
            "P0:The rest\n");
}

TEST_F(DocxTest, WhatIsLeftOutMayBeNestedAsDeepAsItLikes) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i)
    deep += "<w:b>";
  for (int i = 0; i < 200'000; ++i)
    deep += "</w:b>";
  EXPECT_EQ(read(paragraph("<w:del>" + deep + "</w:del><w:ins>" + run("kept") + "</w:ins>" + deep)),
            "P0:kept\n");
}

TEST_F(DocxTest, NothingIsLostHoweverDeepItIsNested) {
  std::string deep;
  for (int i = 0; i < 3000; ++i)
    deep += "<w:tbl><w:tr><w:tc>";
  EXPECT_EQ(read(paragraph(run("top")) + deep + run("deep")), "error: damaged_file");
  for (int i = 0; i < 3000; ++i)
    deep = (i == 0 ? deep + paragraph(run("deep")) : deep) + "</w:tc></w:tr></w:tbl>";
  read(paragraph(run("top")) + deep);
  EXPECT_EQ(facts_.accounting.seen, 7U);
  EXPECT_EQ(facts_.accounting.not_read, 4U);
  EXPECT_NE(facts_.warning.find("nested too deep"), std::string::npos) << facts_.warning;
}

}  // namespace
}  // namespace alexandria::ingest
