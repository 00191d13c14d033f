#include "parse_fixture.hpp"

namespace alexandria::ingest {
namespace {

class MarkdownTest : public ParseTest {
 protected:
  std::string read_once(const std::string& markdown) {
    EXPECT_TRUE(parse("a.md", markdown));
    return blocks();
  }
  // With a comment at its end the same text is read by way of HTML.
  std::string read(const std::string& markdown) {
    const std::string by_html = read_once(markdown + "\n\n<!-- -->\n");
    EXPECT_EQ(read_once(markdown), by_html);
    return blocks();
  }
};

TEST_F(MarkdownTest, KeepsItsStructure) {
  EXPECT_EQ(read("---\ntitle: \"Front\"\n---\n# One\n\nText with *markup* and `code`.\n\n- a\n- "
                 "b\n  1. c\n\n     more\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n"
                 "```\n  int i;\n\n    x\n```\n\n> quoted\n> # Two\n\n***\n\n~~gone~~"),
            "~C0:---\ntitle: \"Front\"\n---\nH1:One\nP0:Text with markup and code.\n"
            "L0:a\nb\n  1. c\n  more\n~T0:x | y\nT0:x: 1 | y: 2\nC0:  int i;\n\n    x\nP0:quoted\n"
            "H1:Two\nP0:gone\n");
  EXPECT_EQ(facts_.title, "Front");
}

TEST_F(MarkdownTest, TitleIsTheFirstHeadingWithText) {
  read("<h1><img src=x></h1>\n\n## *Pump* <b>P-200</b>\n\ntext");
  EXPECT_EQ(facts_.title, "Pump P-200");
  read("text");
  EXPECT_EQ(facts_.title, "a");
}

TEST_F(MarkdownTest, RawHtmlIsReadAsHtml) {
  EXPECT_EQ(read("<p align=\"center\"><b>Needs 3.</b></p>\n\n<table>\n<tr><th>Board</th><th>Flash"
                 "</th></tr>\n\n<tr><td>Kestrel</td><td>512</td></tr>\n</table>\n\n"
                 "<details>\n<summary>How?</summary>\n\nHold the *button*.\n\n</details>\n\n"
                 "<!-- hidden\n\nstill -->\n\n10<sup>7</sup> &amp; H<sub>2</sub>O<br>next\\\nlast"),
            "P0:Needs 3.\n~T0:Board | Flash\nT0:Board: Kestrel | Flash: 512\nP0:How?\n"
            "P0:Hold the button.\nP0:10^7 & H2O\nnext\nlast\n");
  EXPECT_TRUE(facts_.accounting.not_understood.empty());
}

TEST_F(MarkdownTest, BreaksInCellsPartWords) {
  EXPECT_EQ(
      read("| Office | Days |\n|---|---|\n| Lisbon | Monday<br>Friday<br/>a\\|b |\n| | x |\n"),
      "~T0:Office | Days\n"
      "T0:Office: Lisbon | Days: Monday Friday a|b\nOffice: | Days: x\n");
  const std::string wide(3000, 'x');
  EXPECT_EQ(read("| a | b |\n|---|---|\n| 1 | " + wide + " |\n"),
            "~T0:a | b\nT0:a: 1 | b: " + wide + "\n");
}

TEST_F(MarkdownTest, RawHtmlWithoutItsEndHidesNothing) {
  const std::string end = "\n\nthe end";
  for (const std::string open :
       {"use <script> here", "use <title> here", "<template>\nx", "<!-- x", "<div class=\"a>\nx",
        "<style>\na", "<textarea> x", "a <video src=x> b", "<svg>\nx", "<select> x", "<plaintext>",
        "<frameset>", "<body hidden>", "<noscript>\nx", "<iframe src=x>", "<x a='", "<!doctype"})
    EXPECT_NE(read_once(open + end).find("the end"), std::string::npos) << open;
  EXPECT_EQ(read("use <script> here"), "P0:use <script> here\n");
  EXPECT_EQ(read("a <script>let x = '<!--<script>';</script> b"), "P0:a b\n");
  EXPECT_EQ(read_once("<style>\np { }\n\n</style>\n\n<svg><text>x</text></svg> b"), "P0:x b\n");
}

TEST_F(MarkdownTest, WordsInBracketsAreText) {
  EXPECT_EQ(read("ssh <host> -p <port>, then /srv/<customer>/data."),
            "P0:ssh <host> -p <port>, then /srv/<customer>/data.\n");
  EXPECT_EQ(read("Map<String, List<Integer>> if x <y and z> 3"),
            "P0:Map<String, List<Integer>> if x <y and z> 3\n");
  EXPECT_EQ(read("login <your-name> <your-name> at <source> </source> or\n\n<your-host>"),
            "P0:login <your-name> <your-name> at <source> or\nP0:<your-host>\n");
  EXPECT_EQ(read("<config>\n<port>80</port>\n</config>"),
            "P0:<config> <port>80</port> </config>\n");
  EXPECT_EQ(read("a <my-note class=x>b</my-note> <my-icon/> <b>c</b> <wbr>d"), "P0:a b c d\n");
  EXPECT_EQ(read("<my-card>\n\ninside\n\n</my-card>"), "P0:inside\n");
  EXPECT_EQ(read("a <svg><path d=x></path><text>t</text></svg> <math><mi>x</mi></math> <path>"),
            "P0:a t x <path>\n");
}

TEST_F(MarkdownTest, LinesThatCutAWordEndWhereTheyEnd) {
  EXPECT_EQ(
      read("The infor-\n  mation is\nhere - \nand there.\n\n| a | b |\n|---|---|\n| x-<br>y | z |"),
      "P0:The infor-\nmation is here - and there.\n~T0:a | b\nT0:a: x- y | b: z\n");
}

TEST_F(MarkdownTest, PicturesAndTasksAreText) {
  EXPECT_EQ(read("![A pump](p.png)\n\n- [x] done ![](a.png)\n- [ ] open\n\n[![badge](b)](c)"),
            "P0:A pump\nL0:[x] done\n[ ] open\nP0:badge\n");
  EXPECT_EQ(read("<https://a.b/c> [text](https://hidden.org \"title\")"),
            "P0:https://a.b/c text\n");
}

TEST_F(MarkdownTest, EveryElementReadsAsItsHtml) {
  read(
      "1. a\n\n   b\n2. *c* **d** ~~e~~ `f` [g](h) ![i `j`\nk](l)  \nm\n\n> - n\n>\n>   ```\n>   "
      "o\n>\n"
      ">    p\n>   ```\n>\n> | q | r |\n> |---|---|\n> | s | |\n\n- [x] t\n  - [ ] u\n\n    "
      "v\n\nw[^1]"
      " x\n\n- y\n\n---\n\n* z\n\n    code\n\n###### six\n\n[^1]: note\n\n    more\n\nTerm\n: "
      "one\n: two");
}

TEST_F(MarkdownTest, NumbersOfListsAreText) {
  EXPECT_EQ(read("3. Oktober 1990 war ein Mittwoch.\n\nText.\n\n1986. What a season.\n"),
            "L0:3. Oktober 1990 war ein Mittwoch.\nP0:Text.\nL0:1986. What a season.\n");
  EXPECT_EQ(read("14. Lieferung\n15. Montage\n21. Abnahme\n"),
            "L0:14. Lieferung\n15. Montage\n21. Abnahme\n")
      << "as it is written";
  EXPECT_EQ(read("1986. A season.\n\n14. March\n21. March\n"),
            "L0:1986. A season.\n14. March\n21. March\n");
  EXPECT_EQ(read("1. a\n1. b\n1. c\n"), "L0:1. a\n2. b\n3. c\n");
  EXPECT_EQ(read("> - x\n>\n>   2) a\n>\n>      b\n>   3) # c\n>   4) - d\n>   5)\n"),
            "L0:x\n  2) a\n  b\nH1:3) c\nL0:4)\n    d\n  5)\n");
  EXPECT_EQ(read("7. [x] done\n8.     code\n"), "L0:7. [x] done\n8.\nC0:code\n");
}

TEST_F(MarkdownTest, FootnotesStandAtTheEnd) {
  EXPECT_EQ(read("A chamber[^1] and again[^1].\n\n[^1]: The note.\n\nMore."),
            "P0:A chamber [1] and again [1].\nP0:More.\nL0:1. The note.\n");
  EXPECT_EQ(read("Text.\n\n[^lone]: Not referred to.\n\n```\n[^code]: x\n```\n"),
            "P0:Text.\nP0:[^lone]: Not referred to.\nC0:[^code]: x\n");
  EXPECT_EQ(read("Text[^a].\n\n[^a]: One.\n[^A]: Two.\n"),
            "P0:Text [1].\nP0:[^A]: Two.\nL0:1. One.\n");
}

TEST_F(MarkdownTest, DefinitionsThatNothingRefersToAreText) {
  EXPECT_EQ(read("# Log\n[10:32]: deployed\n[10:40]: rolled-back\n\nMore.\n\n- a\n\n  [Anna]: yes\n"
                 "  [Bo]: no\n\n[//]: # (hidden)\n"),
            "H1:Log\nP0:[10:32]: deployed\nP0:[10:40]: rolled-back\nP0:More.\n"
            "L0:a\n[Anna]: yes\n[Bo]: no\n");
  EXPECT_EQ(read("[a], [b c][ D  e ] and [f][].\n\n[A]: x\n[d e]: y\n[f]: z\n[g]: w\n[a]: v\n"
                 "```\n[h]: code\n```\n"),
            "P0:a, b c and f.\nP0:[g]: w\nP0:[a]: v\nC0:[h]: code\n");
}

TEST_F(MarkdownTest, CellsBeyondTheHeaderAreRead) {
  EXPECT_EQ(read("| Part | Stock |\n|---|---|\n| AA-1 | 5 | sold out |\n| AA-2 | 7 |\n\n"
                 "> a|b\n> -|-\n> 1|`x|y`\n> 2|3"),
            "~T0:Part | Stock |\nT0:Part: AA-1 | Stock: 5 | sold out\nPart: AA-2 | Stock: 7 |\n"
            "~T0:a | b |\nT0:a: 1 | b: `x | y`\na: 2 | b: 3 |\n");
  std::string rows = "|a|b|\n|-|-|\n|1|2|3|\n";
  for (int i = 0; i < 3'000; ++i)
    rows += "|x|y|\n";
  read(rows);
  EXPECT_EQ(facts_.accounting.seen, 2U + 3 + 6'000);
}

TEST_F(MarkdownTest, DefinitionsAreLists) {
  EXPECT_EQ(
      read("Apple\n:   A *fruit*\n    of trees.\n:   A firm.\n\nOrange\n\n: Another fruit.\n\n"
           "    Term\n    : code\n\n- a\n  : b\n"),
      "L0:Apple\nA fruit of trees.\nA firm.\nL0:Orange\nAnother fruit.\nC0:Term\n: code\n"
      "L0:a\n  b\n");
  EXPECT_EQ(read(": alone\n\nThis :smile: is\n:no list"),
            "P0:: alone\nP0:This :smile: is :no list\n");
}

TEST_F(MarkdownTest, FrontMatterIsYamlOrText) {
  read(
      "---\ntitle: Pumps\nauthors:\n  - name: Ann Lee\n  - name: Bo\nlang: de-AT\ntags: [a, b]\n"
      "...\nText.");
  EXPECT_EQ(facts_.title, "Pumps");
  EXPECT_EQ(facts_.property("author"), "Ann Lee, Bo");
  EXPECT_EQ(facts_.property("keywords"), "a, b");
  EXPECT_EQ(facts_.language, "de");
  EXPECT_EQ(read("---\n\nA rule above.\n\n---\n\nBelow."), "P0:A rule above.\nP0:Below.\n");
  EXPECT_EQ(read("---\n\nWarning: keep it shut.\n\n---\n\nBelow."),
            "P0:Warning: keep it shut.\nP0:Below.\n");
  EXPECT_EQ(read("---\ntitle: a: b: [\n---\n\nBelow."), "H2:title: a: b: [\nP0:Below.\n");
  EXPECT_EQ(read("---\n- a\n- b\n---\nBelow."), "L0:a\nb\nP0:Below.\n");
  EXPECT_EQ(read("+++\ntitle = \"x\"\n+++\nBelow."), "~C0:+++\ntitle = \"x\"\n+++\nP0:Below.\n");
  EXPECT_EQ(facts_.title, "x");
  read(
      "+++\n# of us\ntitle = 'The \\ sign'\n\"author\" = \"Ann \\\"A\\\" L\\u00e9e\" # who\ndate = "
      "2024-05-01\n"
      "tags = [\n  \"a, b\",  # one\n  'c',\n]\nbroken = \"no end\nx = { y = 1 }\n[extra]\nz = "
      "1\n+++\nText.");
  EXPECT_EQ(facts_.title, "The \\ sign");
  EXPECT_EQ(facts_.properties,
            (std::vector<model::Property>{
                {"author", "Ann \"A\" Lée"}, {"date", "2024-05-01"}, {"keywords", "a, b, c"}}));
  EXPECT_EQ(read("+++\nnot so\n+++\nBelow."), "P0:+++ not so +++ Below.\n");
}

TEST_F(MarkdownTest, NestedFieldsOfFrontMatterAreProperties) {
  read(
      "---\ntitle: Nested\nproject: {code: Zanzibar}\npeople:\n  lead: Wigbert\n"
      "steps:\n  - do: weigh\n  - do: pour\n---\nText.");
  EXPECT_EQ(facts_.property("project.code"), "Zanzibar");
  EXPECT_EQ(facts_.property("people.lead"), "Wigbert");
  EXPECT_EQ(facts_.property("steps.do"), "weigh, pour");
}

TEST_F(MarkdownTest, RowsOfPlainTextReadAsOthersDo) {
  std::string table = "# Parts\n\n| id | name | | key |\n|---|:--|---|---|\n";
  for (int i = 0; i < 4'000; ++i) {
    table +=
        fmt::format("| {} |  part  {} (old!) |{}|snake_case_{} < 5 & a|\n", i, i % 7, i % 3, i);
    if (i % 9 == 0) table += "short | row\n";
    if (i % 100 == 0) table += "| **bold** | `code` | [a](b) | &amp; |\n|  |  | | |\n";
  }
  table += "\nBelow.\n";
  const std::string wanted = read("\x01\n\n" + table);  // with this sign none are taken out
  EXPECT_EQ("P0:\x01\n" + read(table), wanted);
  EXPECT_TRUE(wanted.contains("id: 3999 | name: part 2 (old!) | 0 | key: snake_case_3999 < 5 & a"));
}

TEST_F(MarkdownTest, WhatOnlyLooksLikeALongTableIsAsItIsWritten) {
  std::string rows = "| a | b |\n|---|---|\n";
  for (int i = 0; i < 9'000; ++i)
    rows += "| 1 | 2 |\n";
  EXPECT_TRUE(read("```\n" + rows + "```\n").starts_with("C0:| a | b |\n|---|---|\n| 1 | 2 |\n"));
  EXPECT_NE(read("<div>\n\n" + rows + "\n</div>\n").find("a: 1 | b: 2\n"), std::string::npos);
}

TEST_F(MarkdownTest, DeepNestingIsReadAsText) {
  std::string brackets, lists;
  for (int i = 0; i < 100'000; ++i) {
    brackets += "[";
    lists += "- ";
  }
  for (const std::string& text : {std::string(100'000, '>'), lists, brackets}) {
    ASSERT_TRUE(parse("a.md", text + " deep"));
    EXPECT_NE(blocks().find("deep"), std::string::npos);
  }
  ASSERT_TRUE(parse("a.md", std::string(100'000, '>') + " deep"));
  EXPECT_NE(facts_.warning.find("nested too deeply"), std::string::npos);
}

TEST_F(MarkdownTest, EndlessOpeningsTakeNoTime) {
  for (const std::string open : {"<!-- ", "<video>", "<a =\"x ", "<a ", "a <video>", "<?"}) {
    std::string text = "<div>\n";
    for (int i = 0; i < 100'000; ++i)
      text += open;
    EXPECT_NE(read_once(text + "\n\nthe end").find("the end"), std::string::npos);
  }
}

TEST_F(MarkdownTest, LettersOfManyScriptsAndEntities) {
  EXPECT_EQ(read("# שלום **עולם**\n\nمرحبا &ouml; &#x4E2D;\u00ad\u200b **中文**字"),
            "H1:שלום עולם\nP0:مرحبا ö 中\u00ad\u200b 中文字\n");
}

}  // namespace
}  // namespace alexandria::ingest
