#include <ctime>

#include "parse_fixture.hpp"

namespace alexandria::ingest {
namespace {

class HtmlShownTest : public ParseTest {
 protected:
  std::string read(const std::string& body) {
    EXPECT_TRUE(parse("a.html", "<html><body>" + body));
    return blocks();
  }
};

TEST_F(HtmlShownTest, ShadowRootsThatAreDeclaredAreSeen) {
  EXPECT_EQ(read("<p>One.</p><my-card><template shadowrootmode=open><style>p{}</style><h2>Pump</h2>"
                 "<my-part><template shadowrootmode=closed>P-200 <slot></slot></template>spare"
                 "</my-part></template><p>Light.</p></my-card><template><p>no</p></template>"),
            "P0:One.\nH2:Pump\nP0:P-200 spare\nP0:Light.\n");
}

TEST_F(HtmlShownTest, ElementsThatStandApartDoNotRunTogether) {
  EXPECT_EQ(read("<ul><li><span>Weight</span><span>42 kg</span></ul>"), "L0:Weight 42 kg\n");
  EXPECT_EQ(read("<p><span class=k>Weight</span><span class=v>heavy</span></p>"),
            "P0:Weight heavy\n");
  EXPECT_EQ(read("<div style='display: flex'><b>Weight</b><span>heavy</span></div>"),
            "P0:Weight heavy\n");
  EXPECT_EQ(read("<p>See <a href=a>pumps</a><a href=b>valves</a></p>"), "P0:See pumps valves\n");
  EXPECT_EQ(read("<my-name>Ann</my-name><!-- --><my-city>Leeds</my-city>"), "P0:Ann Leeds\n");
  EXPECT_EQ(read("<form><label>Name</label><b>Ann</b></form>"), "P0:Name Ann\n");
  EXPECT_EQ(read("<table><tr><th>a<td><span class=x>Ann</span><span class=y>Lee</span></table>"),
            "T0:a: Ann Lee\n");
}

TEST_F(HtmlShownTest, PartsOfWordsStayTogether) {
  EXPECT_EQ(read("<p><b>W</b>ord H<sub>2</sub>O <i>un</i><b>sure</b></p>"
                 "<p><span>f</span><span>oo</span></p><p>re<span class=a>run</span><span class=b>"
                 "ning</span></p><p><span class=cap>W</span><span class=rest>ord</span></p>"
                 "<p><span>in</span><span>Out</span></p><p><a href=a>wo</a><a href=a>rd</a>"
                 "<p><code><span class=a>get</span><span class=b>Name</span></code></p>"
                 "<p><a href=a>one</a><a href=b>, two</a></p>"),
            "P0:Word H2O unsure\nP0:foo\nP0:rerunning\nP0:Word\nP0:inOut\nP0:word\nP0:getName\n"
            "P0:one, two\n");
}

TEST_F(HtmlShownTest, ManySpansTakeLittleTime) {
  std::string page;
  for (int i = 0; i < 100'000; ++i)
    page += "<span class=a>x</span><span class=b>y</span>";
  const std::clock_t begin = std::clock();
  read(page);
  EXPECT_LT(std::clock() - begin, 4 * CLOCKS_PER_SEC);
}

TEST_F(HtmlShownTest, RowsOfNamesHoldForTheRowsBelow) {
  EXPECT_EQ(read("<table><tr><th>Part<th>Price<tr><td>P-10<td>400<tr><th>City<th>People<tr><td>"
                 "Oslo<td>700000<tr><td>Bergen<td>280000</table>"),
            "~T0:Part | Price\nT0:Part: P-10 | Price: 400\nCity | People\n"
            "City: Oslo | People: 700000\nCity: Bergen | People: 280000\n");
}

TEST_F(HtmlShownTest, TheFootOfATableStandsAtItsEnd) {
  EXPECT_EQ(read("<table><tfoot><tr><td>Sum<td>440</tfoot><tr><th>Part<th>Price<tbody><tr><td>P-10"
                 "<td>400<tr><td>V-10<td>40</table>"),
            "~T0:Part | Price\nT0:Part: P-10 | Price: 400\nPart: V-10 | Price: 40\n"
            "Part: Sum | Price: 440\n");
}

TEST_F(HtmlShownTest, CodeBesideNumbersOfItsLinesIsCode) {
  const std::string code = "for x in y:\n\n    print(<b>x</b>)";
  EXPECT_EQ(read("<table class=highlighttable><tr><td class=linenos><div><pre>1\n2\n3</pre></div>"
                 "<td class=code><pre>" +
                 code + "\n</pre></table>"),
            "~C0:1\n2\n3\nC0:for x in y:\n\n    print(x)\n");
  EXPECT_EQ(read("<table><tr><td><pre>1\n2</pre><td><pre>a\nb\nc</pre></table>"),
            "T0:1 2 | a b c\n");
}

}  // namespace
}  // namespace alexandria::ingest
