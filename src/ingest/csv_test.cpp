#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "alexandria/ingest/parse.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/platform/file.hpp"
#include "csv_cells.hpp"
#include "csv_dialect.hpp"

namespace alexandria::ingest {
namespace {

using Fields = std::vector<std::string>;

// All records, with the text given in pieces of so many bytes.
std::vector<Fields> records(const std::string& text, CsvDialect dialect, std::size_t piece = 1000) {
  std::size_t at = 0;
  CsvReader reader(dialect, [&] {
    const std::string out = text.substr(std::min(at, text.size()), piece);
    at += piece;
    return out;
  });
  std::vector<Fields> out;
  while (const auto record = reader.next())
    out.push_back(record->fields);
  return out;
}

TEST(CsvReader, ReadsQuotesLineEndsAndBackslashes) {
  const std::string text = "a;\"b;\nc\";\"say \"\"no\"\"\"\n;5\" pipe\n\nlast; \"x\" ;'y'";
  const std::vector<Fields> wanted = {
      {"a", "b;\nc", "say \"no\""}, {"", "5\" pipe"}, {""}, {"last", "x", "'y'"}};
  for (std::size_t piece = 1; piece <= text.size(); ++piece)
    EXPECT_EQ(records(text, {.separator = ';'}, piece), wanted) << piece;
  EXPECT_EQ(records(R"(1,"a \"b\", c")", {.escapes = true}),
            (std::vector<Fields>{{"1", "a \"b\", c"}}));
  EXPECT_EQ(records("'a,b',c", {.quote = '\''}), (std::vector<Fields>{{"a,b", "c"}}));
}

TEST(CsvReader, AQuoteThatIsNeverClosedCostsItsOwnRowAtMost) {
  const std::vector<Fields> wanted = {{"a", "\"5 inch", "1"}, {"b", "6 inch", "2"}};
  EXPECT_EQ(records("a,\"5 inch,1\nb,6 inch,2\n", {.width = 3}), wanted);
  EXPECT_EQ(records("a,\"5 inch,1\nb,\"6 inch,2\n", {.width = 3}),
            (std::vector<Fields>{{"a", "\"5 inch", "1"}, {"b", "\"6 inch", "2"}}))
      << "the next one opens a field";
  EXPECT_EQ(records("a,\"5 inch,1\nb,6\",2\n", {.width = 3}),
            (std::vector<Fields>{{"a", "\"5 inch", "1"}, {"b", "6\"", "2"}}))
      << "the lines are rows as they stand";
  EXPECT_EQ(records("a,\"two\nlines\",1\n", {.width = 3}),
            (std::vector<Fields>{{"a", "two\nlines", "1"}}));
  const std::string far = "a,\"b\n" + std::string(300'000, 'x') + "\nc,d\n";
  EXPECT_EQ(records(far, {.width = 2}).back(), (Fields{"c", "d"})) << "in bounded memory";
  std::string many;
  for (int i = 0; i < 100'000; ++i)
    many += "\"a\\\"\n";
  EXPECT_EQ(records(many, {.escapes = true}, 1 << 20).size(), 100'000U) << "and time";
}

TEST(CsvReader, AFieldInQuotesGoesOverLinesThatAreNoRows) {
  EXPECT_EQ(records("id,comment\n1,\"Seal replaced\nby Ann, on site\"\n2,none\n", {.width = 2}),
            (std::vector<Fields>{
                {"id", "comment"}, {"1", "Seal replaced\nby Ann, on site"}, {"2", "none"}}))
      << "a name is no number";
  EXPECT_EQ(records("\"May I?\";\"Yes\nwithin 14 days; keep it\"\n\"Where?\";\"Here\"\n",
                    {.separator = ';', .width = 2}),
            (std::vector<Fields>{{"May I?", "Yes\nwithin 14 days; keep it"}, {"Where?", "Here"}}))
      << "nothing speaks for rows";
  EXPECT_EQ(records("3,\"Order\n4, open\"\n", {.width = 2}),
            (std::vector<Fields>{{"3", "Order\n4, open"}}))
      << "a sentence has a space behind its comma";
  EXPECT_EQ(records("3,\"Order\n4,open\"\n", {.width = 2, .quotes_by_need = true}),
            (std::vector<Fields>{{"3", "Order\n4,open"}}));
  EXPECT_EQ(records("3,\"5 inch\n4,6\"\n", {.width = 2}),
            (std::vector<Fields>{{"3", "\"5 inch"}, {"4", "6\""}}));
  EXPECT_EQ(records("A3,\"5 inch\nB4,6\"\n", {.width = 2}),
            (std::vector<Fields>{{"A3", "\"5 inch"}, {"B4", "6\""}}));
  EXPECT_TRUE(find_csv_dialect("a,b\n1,\"x, y\"\n").quotes_by_need);
  EXPECT_FALSE(find_csv_dialect("a,b\n1,\"x\"\n").quotes_by_need);
}

TEST(CsvDialect, IsToldByTheWholeNotByTheFirstLine) {
  const auto dialect = [](std::string_view text) { return find_csv_dialect(text); };
  EXPECT_EQ(dialect("a,b\n1,2\n").separator, ',');
  EXPECT_EQ(dialect("name;price\nAnn;1,50\nBob;2,75\n").separator, ';');
  EXPECT_EQ(dialect("last, first, title;age\nSmith;4\nJones;5\nPope;6\n").separator, ';');
  EXPECT_EQ(dialect("a\tb, c\n1\tx, y\n2\tz\n").separator, '\t');
  EXPECT_EQ(dialect("id|text\n1|a, b; c\n2|d, e; f\n").separator, '|');
  EXPECT_EQ(dialect("'a,b',c\n'd,e',f\n").quote, '\'');
  EXPECT_EQ(dialect("it's,a\ndon't,b\n").quote, '"');
  EXPECT_EQ(dialect("\"a\nb;c;d\nd\";1,2\n\"x\";3,4\n").separator, ';') << "quotes are counted";
  EXPECT_EQ(dialect("One line, with a comma.\nAnother\nAnd one\nMore\nText\n").width, 1U);
  EXPECT_EQ(dialect("10:30\n11:45\n").separator == ':', false);
  EXPECT_EQ(dialect("Report\n\nfrom: x\na;b;c\n1;2;3\n4;5;6\n").width, 3U);
  EXPECT_EQ(declared_separator("sep=;\na;b"), ';');
  EXPECT_EQ(declared_separator("separate"), '\0');
}

TEST(CsvShape, AHeaderIsToldByWhatStandsBelowIt) {
  const auto has_header = [](const std::vector<Fields>& rows) {
    std::vector<CsvRecord> first;
    for (const Fields& row : rows)
      first.push_back({row});
    return find_csv_shape(first, rows.back().size()).has_header;
  };
  EXPECT_TRUE(has_header({{"name", "age"}, {"Ann", "40"}, {"Bob", "41"}}));
  EXPECT_TRUE(has_header({{"name", "city"}, {"Ann", "Rome"}, {"Bob", "Oslo"}}));
  EXPECT_TRUE(has_header({{"region", "2019", "2020"}, {"North", "14", "15"}, {"South", "9", "8"}}));
  EXPECT_FALSE(has_header({{"Ann", "40"}, {"Bob", "41"}, {"Cid", "42"}}));
  EXPECT_FALSE(has_header({{"Ines Duarte", "Coimbra"}, {"Tom Reyes", "Toledo"}, {"Ma Li", "Ulm"}}));
  EXPECT_FALSE(has_header({{"x@y.de", "Ann"}, {"z@y.de", "Bob"}}));
  EXPECT_FALSE(has_header({{"open", "A100"}, {"open", "A101"}, {"closed", "A102"}}));
  EXPECT_FALSE(has_header({{"apples"}, {"pears"}, {"plums"}})) << "a list";
}

TEST(CsvCells, HaveKinds) {
  for (const char* number : {"1", "-1,250.50", "12 %", "€ 5", "1e-5", "(30)", "3.5 EUR"})
    EXPECT_EQ(cell_kind(number), CellKind::kNumber) << number;
  for (const char* date : {"1985-04-12", "12.4.1985", "4/12/85", "10:30", "2020-01-01T10:00:00Z"})
    EXPECT_EQ(cell_kind(date), CellKind::kDate) << date;
  for (const char* text : {"A100", "5 inch", "e", "-", "v1.2", "EUR"})
    EXPECT_EQ(cell_kind(text), CellKind::kText) << text;
  EXPECT_EQ(cell_kind(" "), CellKind::kEmpty);
  EXPECT_EQ(cell_pattern("Ines Duarte-9 été"), "Aa Aa-9 a");
}

class ParseCsvTest : public testing::Test {
 protected:
  std::string blocks(const std::string& content, const std::string& header = "") {
    std::ofstream(folder_ / "a.csv", std::ios::binary) << content;
    std::string out;
    const Sink sink{[&](const model::DocumentFacts& facts) { facts_ = facts; },
                    [&](const model::ParsedPart& part) {
                      for (const auto& block : part.blocks)
                        out += fmt::format("{}{}{}:{}\n", block.set_aside ? "~" : "",
                                           block.kind == model::BlockKind::kTable ? "T" : "P",
                                           block.range,
                                           part.text.substr(block.begin, block.end - block.begin));
                      return true;
                    }};
    EXPECT_TRUE(parse_file(folder_ / "a.csv", "a.csv", {.header = header}, sink));
    EXPECT_TRUE(facts_.accounting.balanced()) << model::accounting_to_json(facts_.accounting);
    return out;
  }
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  model::DocumentFacts facts_;
};

TEST_F(ParseCsvTest, ItsUserKnowsBetterWhetherThereIsAHeader) {
  const std::string people = "Ines,Coimbra\nTom,Toledo\nMa,Ulm\n";
  EXPECT_NE(blocks(people, "first_row").find("Ines: Tom | Coimbra: Toledo"), std::string::npos);
  EXPECT_NE(blocks(people, "none").find("Ines | Coimbra"), std::string::npos);
  EXPECT_TRUE(facts_.warning.empty()) << "the user knows";
  const std::string prices = "name,price\nBolt,4\nNut,5\n";
  EXPECT_NE(blocks(prices).find("name: Bolt"), std::string::npos);
  EXPECT_NE(blocks(prices, "none").find("name | price"), std::string::npos);
}

TEST_F(ParseCsvTest, WithoutAHeaderEveryRowIsARowAndTheUserIsTold) {
  EXPECT_EQ(blocks("Ann Lee,1985-04-12\nBo Dahl,1979-11-30\n"),
            "TA1:B2:Ann Lee | 1985-04-12\nBo Dahl | 1979-11-30\n");
  EXPECT_NE(facts_.warning.find("No row of column names"), std::string::npos);
  blocks("name,born\nAnn Lee,1985-04-12\n");
  EXPECT_EQ(facts_.warning, "");
}

TEST_F(ParseCsvTest, WhatStandsBeforeAndBehindTheTableIsText) {
  EXPECT_EQ(blocks("Sales of the north\nas of May; draft\n\nmonth;sum;note\nMay;10;x\nJune;12;\n\n"
                   "Source: ledger\n"),
            "P:Sales of the north\nP:as of May | draft\n~TA4:C4:month | sum | note\n"
            "TA5:C6:month: May | sum: 10 | note: x\nmonth: June | sum: 12 | note:\n"
            "P:Source: ledger\n");
  EXPECT_EQ(blocks("Sales,,\nmonth,sum,n\nMay,10,1\nJune\nJuly,12,2\n"),
            "P:Sales\n~TA2:C2:month | sum | n\nTA3:C5:month: May | sum: 10 | n: 1\n"
            "month: June | sum: | n:\nmonth: July | sum: 12 | n: 2\n")
      << "a short row is a row";
  EXPECT_EQ(blocks("a,b,c\nx,1,2\ny,,\nSource: ledger,,\n"),
            "~TA1:C1:a | b | c\nTA2:C3:a: x | b: 1 | c: 2\na: y | b: | c:\nP:Source: ledger\n");
}

TEST_F(ParseCsvTest, ASentenceThatTheDelimiterCutsIsNoRow) {
  EXPECT_EQ(blocks("Quarter,North,South\nQ1,10,20\nQ2,11,21\nNote: revised figures, see memo 77\n"
                   "Source: Statistics Office, Oslo\n"),
            "~TA1:C1:Quarter | North | South\n"
            "TA2:C3:Quarter: Q1 | North: 10 | South: 20\nQuarter: Q2 | North: 11 | South: 21\n"
            "P:Note: revised figures | see memo 77\nP:Source: Statistics Office | Oslo\n");
  EXPECT_EQ(blocks("a,b,c\nx,1,2\nNote: y, 3\nz,4,5\n"),
            "~TA1:C1:a | b | c\nTA2:C4:a: x | b: 1 | c: 2\na: Note: y | b: 3 | c:\n"
            "a: z | b: 4 | c: 5\n")
      << "rows follow";
}

TEST_F(ParseCsvTest, MendedRowsAreTold) {
  EXPECT_EQ(blocks("part,size,stock\nA1,\"5 inch,12\nA2,6 inch,9\n"),
            "~TA1:C1:part | size | stock\n"
            "TA2:C3:part: A1 | size: \"5 inch | stock: 12\npart: A2 | size: 6 inch | stock: 9\n");
  EXPECT_EQ(facts_.warning,
            "1 row with a quotation mark that is never closed: read to the end of the line");
}

TEST_F(ParseCsvTest, TwoRowsOfNamesNameColumnsTogether) {
  EXPECT_EQ(blocks(",2023,,2024,\nRegion,Plan,Actual,Plan,Actual\nNorth,1,2,3,4\nSouth,5,6,7,8\n"),
            "~TA1:E2:| 2023 | 2024\nRegion | Plan | Actual | Plan | Actual\n"
            "TA3:E4:Region: North | 2023 / Plan: 1 | 2023 / Actual: 2 | 2024 / Plan: 3 | "
            "2024 / Actual: 4\nRegion: South | 2023 / Plan: 5 | 2023 / Actual: 6 | "
            "2024 / Plan: 7 | 2024 / Actual: 8\n");
  EXPECT_EQ(blocks("Product,2023,2023,2024\n,Plan,Actual,Plan\nPump,10,12,11\n"),
            "~TA1:D2:Product | 2023 | 2023 | 2024\n| Plan | Actual | Plan\n"
            "TA3:D3:Product: Pump | 2023 / Plan: 10 | 2023 / Actual: 12 | 2024 / Plan: 11\n");
  EXPECT_NE(blocks("item,,note\nBolt,n/a,x\nNut,4,y\nNail,5,z\n").find("item: Bolt"),
            std::string::npos)
      << "a row of values is none";
}

TEST_F(ParseCsvTest, ANarrowerTableBeforeTheTableHasItsOwnNames) {
  const std::string wide = "cid,name,city,phone\n7,Ann,Rome,123\n8,Bo,Oslo,456\n9,Cy,Ulm,789\n";
  EXPECT_EQ(blocks("Orders\nid,qty\n1,5\n2,6\n\nCustomers\n" + wide),
            "P:Orders\n~TA2:D2:id | qty\nTA3:D4:id: 1 | qty: 5\nid: 2 | qty: 6\nP:Customers\n"
            "~TA7:D7:cid | name | city | phone\n"
            "TA8:D10:cid: 7 | name: Ann | city: Rome | phone: 123\n"
            "cid: 8 | name: Bo | city: Oslo | phone: 456\n"
            "cid: 9 | name: Cy | city: Ulm | phone: 789\n");
  EXPECT_NE(blocks("Client,ACME\nInvoice,1001\nSum,250\n\n" + wide).find("P:Client | ACME\n"),
            std::string::npos)
      << "pairs are no table";
}

TEST_F(ParseCsvTest, ATableBelowAnEmptyLineHasItsOwnNames) {
  EXPECT_EQ(
      blocks("Region,Plan,Actual\nNorth,10,12\nSouth,20,19\n\nBy product\nProduct,Units,Price,"
             "Stock\nPump,5,9.5,1\nValve,7,3.5,0\n\nSource: books\n"),
      "~TA1:C1:Region | Plan | Actual\nTA2:C3:Region: North | Plan: 10 | Actual: 12\n"
      "Region: South | Plan: 20 | Actual: 19\nP:By product\n"
      "~TA6:D6:Product | Units | Price | Stock\n"
      "TA7:D8:Product: Pump | Units: 5 | Price: 9.5 | Stock: 1\n"
      "Product: Valve | Units: 7 | Price: 3.5 | Stock: 0\nP:Source: books\n");
  EXPECT_EQ(blocks("Part,Stock\nA,1\nB,2\n\nC,n/a\nD,4\nE,5\n\nF,6\n"),
            "~TA1:B1:Part | Stock\nTA2:B9:Part: A | Stock: 1\nPart: B | Stock: 2\n"
            "Part: C | Stock: n/a\nPart: D | Stock: 4\nPart: E | Stock: 5\nPart: F | Stock: 6\n")
      << "groups of rows are one table";
}

TEST_F(ParseCsvTest, RowsOfTwoLinesEachAreWhole) {
  std::string text = "id,text\n", wanted = "~TA1:B1:id | text\n";
  for (int i = 0; i < 20; ++i) {
    text += fmt::format("{0},\"row {0}\nline, two\"\n", i);
    wanted += fmt::format("{1}id: {0} | text: row {0} line, two\n", i, i == 0 ? "TA2:B21:" : "");
  }
  EXPECT_EQ(blocks(text), wanted);
  EXPECT_EQ(facts_.warning, "");
}

TEST_F(ParseCsvTest, TheFirstLineMayNameTheSeparator) {
  EXPECT_EQ(blocks("sep=|\nname|age, years\nAnn|40\n"),
            "~TA1:B1:name | age, years\nTA2:B2:name: Ann | age, years: 40\n");
}

TEST_F(ParseCsvTest, WhateverStandsThereIsAccountedFor) {
  constexpr std::string_view kSigns = "ab1-.,,;\"\"\n\n\\' \t";
  std::minstd_rand source(7);
  for (int i = 0; i < 300; ++i) {
    std::string text = "x";
    for (std::size_t length = source() % 80; length > 0; --length)
      text += kSigns[source() % kSigns.size()];
    blocks(text);
    EXPECT_FALSE(HasFailure()) << text;
  }
}

TEST_F(ParseCsvTest, WideAndLongTablesAreReadInPieces) {
  std::string text;
  for (int row = 0; row < 300; ++row)
    for (int column = 0; column < 1200; ++column)
      text += (row == 0 ? "name" : "") + std::to_string((row + 1) * column) +
              (column < 1199 ? "," : "\n");
  const std::string read = blocks(text);
  EXPECT_NE(read.find("name1199: " + std::to_string(300 * 1199)), std::string::npos);
  EXPECT_NE(read.find("TA300:ATD300:"), std::string::npos) << "few wide rows together";
}

}  // namespace
}  // namespace alexandria::ingest
