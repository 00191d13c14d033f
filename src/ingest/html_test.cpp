#include <ctime>

#include "html_style.hpp"
#include "html_xml.hpp"
#include "parse_fixture.hpp"

namespace alexandria::ingest {
namespace {

class HtmlTest : public ParseTest {};

TEST_F(HtmlTest, MetasOfKnownNamesAreProperties) {
  ASSERT_TRUE(parse("a.html",
                    "<!doctype html><meta name=Author content=' Ann  Lee '><meta name=robots "
                    "content=all><meta property='article:tag' content=a><meta "
                    "name='dc.subject' content=b><meta name=keywords content=a><p>Text.</p>"));
  EXPECT_EQ(facts_.properties,
            (std::vector<model::Property>{{"author", "Ann Lee"}, {"keywords", "a, b"}}));
}

TEST_F(HtmlTest, AGroupOfRowsIsNoNameOfAColumn) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><table><thead><tr><th>Part<th>Price<tbody><tr><th colspan=2>Pumps"
                    "<tr><td>P-10<td>400<tr><th colspan=2>Valves<tr><td>V-10<td>40</table>"));
  EXPECT_EQ(blocks(),
            "~T0:Part | Price\nT0:Pumps\nPart: P-10 | Price: 400\nValves\n"
            "Part: V-10 | Price: 40\n");
}

TEST_F(HtmlTest, RowsOverAllThatFollowEndWithTheirSection) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><table><thead><tr><th>Class<th>Fee<tbody><tr><th rowspan=0>B<td>3"
                    "<tr><td>4<tbody><tr><td>C<td>5</table>"));
  EXPECT_EQ(blocks(),
            "~T0:Class | Fee\nT0:Class: B | Fee: 3\nClass: B | Fee: 4\nClass: C | Fee: 5\n");
}

TEST_F(HtmlTest, AFirstRowOfAnotherKindNamesTheColumns) {
  const auto table = [&](const std::vector<std::vector<std::string>>& rows) {
    std::string html = "<p>Above.</p><table>";
    for (const auto& row : rows) {
      html += "<tr>";
      for (const std::string& cell : row)
        html += "<td>" + cell + "</td>";
      html += "</tr>";
    }
    EXPECT_TRUE(parse("a.html", "<html><body>" + html + "</table>"));
    return blocks();
  };
  EXPECT_TRUE(table({{"", "2022", "2023"}, {"Rotors", "310", "320"}, {"Stators", "410", "415"}})
                  .contains("Rotors | 2022: 310 | 2023: 320"));
  EXPECT_TRUE(table({{"Part", "Pieces"}, {"Rotor", "40"}, {"Stator", "n/a"}})
                  .contains("Part: Rotor | Pieces: 40"));
  EXPECT_TRUE(table({{"Role", "Holder", "Deputy"},
                     {"Treasurer", "Ms Ito", "Mr Obi"},
                     {"Secretary", "Mr Falk", "Ms Roux"}})
                  .contains("Role: Treasurer | Holder: Ms Ito | Deputy: Mr Obi"));
  // Without such evidence all are rows.
  EXPECT_TRUE(
      table({{"1990", "2000"}, {"1991", "2001"}, {"1992", "2002"}}).contains("1991 | 2001"));
  EXPECT_TRUE(
      table({{"red", "green"}, {"blue", "black"}, {"white", "grey"}}).contains("blue | black"));
  EXPECT_TRUE(table({{"Ann Lee", "Oslo"}, {"Bo Dahl", "Bergen"}, {"Cy Roe", "Moss"}})
                  .contains("Bo Dahl | Bergen"));
}

TEST_F(HtmlTest, PlacesOfAMapAreTextAndADrawingIsNamed) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><p>The floor.</p><p><img usemap=#m src=x alt=Plan><map name=m>"
                    "<area alt='Hall Zebra' href=z><area alt='Hall Yak' href=y></map></p>"
                    "<p>Below.</p><canvas>no</canvas><p>The end.</p>"));
  EXPECT_EQ(blocks(), "P0:The floor.\nP0:Plan Hall Zebra Hall Yak\nP0:Below.\nP0:The end.\n");
  EXPECT_TRUE(facts_.warning.contains("drawing")) << facts_.warning;
}

TEST_F(HtmlTest, TablesMadeOfRolesAreTables) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><div role=table><div role=row><span role=columnheader>City</span>"
                    "<span role=columnheader>People</span></div><div role=row><span role=cell>Oslo"
                    "</span><span role=cell>700000</span></div></div><p>40 <span style='display:"
                    "block'>EUR</span><span style='display:block'>net</span>"));
  EXPECT_EQ(blocks(), "~T0:City | People\nT0:City: Oslo | People: 700000\nP0:40\nP0:EUR\nP0:net\n");
}

TEST_F(HtmlTest, EmptyElementsOfXmlHideNothing) {
  ASSERT_TRUE(parse("a.xhtml",
                    "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/>"
                    "<script src='a>b.js'/></head><body><p>One <a id='p'/>two.</p><textarea/>"
                    "<p><![CDATA[a < b]]></p><iframe src='x'/><br/><p>Last.</p></body></html>"));
  EXPECT_EQ(blocks(), "P0:One two.\nP0:a < b\nP0:Last.\n");
}

TEST(HtmlXml, OnlyWhatIsEmptyIsClosed) {
  EXPECT_FALSE(is_written_as_xml("<!DOCTYPE html><p>"));
  EXPECT_TRUE(is_written_as_xml("\xEF\xBB\xBF <?xml version='1.0'?><html>"));
  EXPECT_TRUE(is_written_as_xml("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'>"));
  EXPECT_EQ(xml_as_html("<!-- <a/> --><br/><a b='/>'>x</a><script>'<i/>'</script><q c=\"/\"/>"),
            "<!-- <a/> --><br/><a b='/>'>x</a><script>'<i/>'</script><q c=\"/\"></q>");
  for (const std::string page : {"<", "<a", "<a/", "<a b='", "<![CDATA[x", "<!-- <a/>", "<script>"})
    EXPECT_EQ(xml_as_html(page), page == "<![CDATA[x" ? "x" : page);
}

TEST(HtmlXml, EndlessBeginningsTakeNoTime) {
  std::string page = "<?xml version='1.0'?>";
  for (int i = 0; i < 1'000'000; ++i)
    page += "<a ";
  const std::clock_t begin = std::clock();
  EXPECT_EQ(xml_as_html(page), page);
  EXPECT_LT(std::clock() - begin, CLOCKS_PER_SEC);
  EXPECT_EQ(xml_as_html("<p it's><i/>don't</p>"), "<p it's><i></i>don't</p>");
}

TEST_F(HtmlTest, ALinkedPictureBetweenTextIsRead) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><a href=/><img alt=Logo></a><h1>Pump</h1><p>One two.</p><div><a "
                    "href=b><img alt='Wiring of K3'></a></div><p>Three.</p>"));
  EXPECT_EQ(blocks(), "~P0:Logo\nH1:Pump\nP0:One two.\nP0:Wiring of K3\nP0:Three.\n");
}

TEST_F(HtmlTest, EquationsAreLines) {
  ASSERT_TRUE(parse(
      "a.html",
      "<html><body><p>Area <math><mfrac><mn>1</mn><mn>2</mn></mfrac><mi>a</mi><msup><mi>b</mi>"
      "<mn>2</mn></msup></math>, sum "
      "<math><msubsup><mo>∑</mo><mn>1</mn><mn>10</mn></msubsup><msqrt>"
      "<mi>x</mi></msqrt></math>, <math><mroot><mi>y</mi><mn>3</mn></mroot><mo>=</mo><mfrac><mrow>"
      "<mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac></math>.</p><math display=block>"
      "<semantics><mrow><mn>3</mn><mo>×</mo><msup><mn>10</mn><mn>8</mn></msup></mrow><annotation>"
      "3\\times 10^8</annotation></semantics></math><table><tr><td>M<td><math><mtable><mtr><mtd>"
      "<mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd>"
      "</mtr></mtable></math></table>"));
  EXPECT_EQ(blocks(),
            "P0:Area 1/2 ab^2, sum ∑_1^10 √(x), √[3](y)=(a+1)/2.\nP0:3×10^8\n"
            "T0:M | [1, 2; 3, 4]\n");
}

TEST_F(HtmlTest, TextThatIsOutOfPlaceInAnEquationIsRead) {
  ASSERT_TRUE(
      parse("a.html",
            "<html><body><p><math><mtable>a<mtr>b<mtd>c</mtd></mtr><mi>d</mi></mtable><mfrac>"
            "e<mi>f</mi>g</mfrac><mmultiscripts><mi>h</mi><mprescripts>i</mprescripts><mi>j"
            "</mi></mmultiscripts><msup>k</msup></math>"));
  EXPECT_EQ(facts_.accounting.seen, 11U);
}

TEST_F(HtmlTest, EquationsDoNotRunIntoNumbers) {
  ASSERT_TRUE(
      parse("a.html",
            "<html><body><p>3<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> cups, <math>"
            "<mi>x</mi></math><math><mi>y</mi></math>, <math><mn>7</mn></math>5 and <math>"
            "<mi>n</mi></math>th; <math><mi>sin</mi><mi>x</mi><mo>+</mo><mn>2</mn><mi>a</mi>"
            "<msup><mi>b</mi><mn>2</mn></msup><mn>3</mn></math>"));
  EXPECT_EQ(blocks(), "P0:3 1/2 cups, x y, 7 5 and nth; sin x+2ab^2 3\n");
}

TEST_F(HtmlTest, AWordAloneSetsNothingAsideOnAShortPage) {
  ASSERT_TRUE(
      parse("a.html",
            "<html><body><nav><a href=/>Home</a></nav><div id=top><h1>Hours</h1><p>Monday to"
            " Friday 9 to 17</p></div><div class=card><p>Emergency: 0800 555 0199</p></div>"
            "<div class=header><a href=/a>About</a></div><div><button>When is pay day?"
            "</button><p>On the 25th.</p></div><button>Send</button>"));
  EXPECT_EQ(blocks(),
            "~P0:Home\nH1:Hours\nP0:Monday to Friday 9 to 17\nP0:Emergency: 0800 555 0199\n"
            "~P0:About\nP0:When is pay day?\nP0:On the 25th.\n~P0:Send\n");
}

const std::string kProse =
    "The service answers at most 600 requests a minute for each key, and more requests are "
    "answered "
    "with a status that says when to try again. The limits below hold for all plans unless your "
    "contract says something else, and they are counted by the minute, from the first request on, "
    "without regard to where the requests come from.";

TEST_F(HtmlTest, CommentsOnAPageWithoutLinksAreRead) {
  ASSERT_TRUE(parse("a.html", "<html><body><h1>Trips</h1><p>" + kProse +
                                  "</p><div class=comment><span class=author>Ann</span><p>Cause: "
                                  "30 uF instead of 45 uF.</p></div>"));
  EXPECT_EQ(blocks(), "H1:Trips\nP0:" + kProse + "\nP0:Ann\nP0:Cause: 30 uF instead of 45 uF.\n");
}

TEST_F(HtmlTest, AsidesThatAreNotesAreRead) {
  ASSERT_TRUE(parse("a.html",
                    "<html><body><header><a href=/>All of the documentation</a></header><main><h1>"
                    "Limits</h1><p>" +
                        kProse +
                        "</p><aside class='admonition warning'><p>Keys are "
                        "blocked for a day.</p></aside><p>" +
                        kProse +
                        "</p><aside class=footnote "
                        "role=doc-footnote><p>Or 400 on ARM.</p></aside></main>"));
  EXPECT_NE(blocks().find("\nP0:Keys are blocked for a day.\n"), std::string::npos) << blocks();
  EXPECT_NE(blocks().find("\nP0:Or 400 on ARM.\n"), std::string::npos) << blocks();
}

TEST_F(HtmlTest, TextOfPicturesDrawingsAndInputsIsRead) {
  ASSERT_TRUE(
      parse("a.html",
            "<html><body><h1>Sales</h1><p>By region.</p><svg><title>x</title><style>y</style>"
            "<text>North <tspan>412</tspan></text><text>South 377</text></svg><p>See <img "
            "src=a alt='Relay K3'>there<img alt=b role=presentation></p><input "
            "value='SN-90210'><input type=hidden value=z><input type=submit value=Order>"));
  EXPECT_EQ(blocks(),
            "H1:Sales\nP0:By region.\nP0:North 412 South 377\nP0:See Relay K3 there\nP0:SN-90210\n"
            "~P0:Order\n");
}

TEST_F(HtmlTest, FramesAreNamed) {
  ASSERT_TRUE(parse("a.html", "<html><frameset><frame src=a><frame src=b></frameset></html>"));
  ASSERT_EQ(facts_.accounting.not_understood.size(), 1U);
  EXPECT_EQ(facts_.accounting.not_understood[0].first, "embedded page");
  EXPECT_EQ(facts_.accounting.not_understood[0].second, 2U);
}

TEST(HtmlStyle, TheLastDeclarationWins) {
  EXPECT_EQ(read_style("display:none;display:block").display, HtmlDisplay::kBlock);
  EXPECT_EQ(read_style("DISPLAY : none !important; display:block").display, HtmlDisplay::kNone);
  EXPECT_EQ(read_style("background:url('x;display:none')").display, HtmlDisplay::kUnsaid);
  EXPECT_EQ(read_style("background:url(x;display:none)").display, HtmlDisplay::kUnsaid);
  EXPECT_EQ(read_style("/*display:none*/ color:red").display, HtmlDisplay::kUnsaid);
  EXPECT_EQ(read_style("display:none;display:nonsense").display, HtmlDisplay::kNone);
  EXPECT_EQ(read_style("visibility:hidden").visibility, HtmlVisibility::kHidden);
  for (const char* cut : {"/*", "/", "'", "'\\", "a:", ":", ";", "display:none/*"})
    read_style(cut);
}

TEST_F(HtmlTest, WhatIsVisibleInsideOfWhatIsHiddenIsSeen) {
  ASSERT_TRUE(
      parse("a.html",
            "<html><body><p style='visibility:hidden'>gone<b style='visibility:visible'>back"
            "</b></p><p style='display:none'>gone<b style='display:inline'>too</b></p>"));
  EXPECT_EQ(blocks(), "P0:back\n");
}

TEST_F(HtmlTest, DeepNestingTakesLittleTime) {
  std::string page = "<html><body>";
  for (int i = 0; i < 60'000; ++i)
    page += "<div>x";
  const std::clock_t begin = std::clock();
  ASSERT_TRUE(parse("a.html", page));
  EXPECT_LT(std::clock() - begin, 4 * CLOCKS_PER_SEC);
  EXPECT_EQ(facts_.accounting.seen, 60'000U);
}

}  // namespace
}  // namespace alexandria::ingest
