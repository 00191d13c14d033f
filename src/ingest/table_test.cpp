#include <gtest/gtest.h>

#include "alexandria/text/unicode.hpp"
#include "table.hpp"

namespace alexandria::ingest {
namespace {

struct Made {
  std::string text;
  std::uint32_t rows = 1, columns = 1;
  bool is_header = false;
};

Table table_of(const std::vector<std::vector<Made>>& rows) {
  TableBuilder builder;
  for (const auto& row : rows) {
    builder.begin_row();
    for (const Made& cell : row)
      builder.add_cell({cell.text, 0}, cell.rows, cell.columns, cell.is_header);
  }
  return builder.take();
}

TEST(Table, EveryRowNamesItsColumns) {
  const Table table = table_of({{{.text = "Country", .is_header = true},
                                 {.text = "Weight:", .is_header = true},
                                 {.text = "", .is_header = true}},
                                {{.text = "Iceland", .rows = 2}, {.text = "5 kg"}, {.text = "27"}},
                                {{.text = "10  kg"}, {.text = ""}}});
  EXPECT_EQ(table.header_rows, 1U);
  const TableText written = write_table(table);
  EXPECT_EQ(written.header.text.text, "Country | Weight: |\n");
  EXPECT_EQ(written.rows.text.text,
            "Country: Iceland | Weight: 5 kg | 27\nCountry: Iceland | Weight: 10 kg |\n");
  const auto& cells = written.rows.cells;
  ASSERT_EQ(cells.size(), 5U);
  for (const model::Cell& cell : cells)
    EXPECT_LT(cell.begin, cell.end);
  EXPECT_EQ(written.rows.text.text.substr(cells[1].begin, cells[1].end - cells[1].begin), "5 kg");
  EXPECT_EQ(cells[3].row, 2U);
  EXPECT_TRUE(cells[3].is_repeated);
  EXPECT_EQ(cells[4].column, 1U);
}

TEST(Table, WhatIsWrittenIsCounted) {
  const Table table =
      table_of({{{.text = "Board", .is_header = true}, {.text = "Flash", .is_header = true}},
                {{.text = "Kestrel", .rows = 2}, {.text = "512"}},
                {{.text = "1024"}}});
  const TableText written = write_table(table);
  const auto in_source = [](const TableLines& lines) {
    return text::count_visible(lines.text.text) - lines.text.characters;
  };
  EXPECT_EQ(in_source(written.header), 10U);
  EXPECT_EQ(in_source(written.rows), 14U);
}

TEST(Table, NamesOverSeveralColumnsAndRows) {
  const Table table =
      table_of({{{.text = "Country", .rows = 2, .is_header = true},
                 {.text = "Price", .columns = 2, .is_header = true}},
                {{.text = "2020", .is_header = true}, {.text = "2021", .is_header = true}},
                {{.text = "Spain"}, {.text = "5"}, {.text = "6"}},
                {{.text = "Free of charge", .columns = 3}},
                {{.text = "Peru"}, {.text = "7", .columns = 2}}});
  EXPECT_EQ(table.header_rows, 2U);
  EXPECT_EQ(write_table(table).rows.text.text,
            "Country: Spain | Price / 2020: 5 | Price / 2021: 6\n"
            "Free of charge\n"
            "Country: Peru | Price / 2020, Price / 2021: 7\n");
}

TEST(Table, LongNamesAreShortenedBehindAWordAndStayDifferent) {
  const std::string stem =
      "How satisfied are you with each of the following aspects of the service we offer - ";
  const Table table = table_of(
      {{{.text = "Taking everything into account that happened since spring, are you glad?",
         .is_header = true},
        {.text = stem + "its speed", .is_header = true},
        {.text = stem + "its price", .is_header = true}},
       {{.text = "Yes"}, {.text = "4"}, {.text = "5"}}});
  const TableText written = write_table(table);
  EXPECT_EQ(written.rows.text.text,
            "Taking everything into account that happened since spring…: Yes"
            " | How satisfied are you with… service we offer - its speed: 4"
            " | How satisfied are you with… service we offer - its price: 5\n");
  EXPECT_TRUE(written.header.text.text.contains(stem + "its speed | " + stem)) << "it is whole";
  EXPECT_FALSE(written.is_header_told()) << "only the header has all words";
}

TEST(Table, ManyLongNamesDoNotBuryTheRow) {
  std::vector<std::vector<Made>> rows(2);
  for (int i = 0; i < 200; ++i) {
    const std::string number = std::to_string(1000 + i);
    rows[0].push_back({.text = "Question " + number +
                               " about the usual delivery of the parcels: " + std::string(200, 'x'),
                       .is_header = true});
    rows[1].push_back({"no"});
  }
  const std::string row = write_table(table_of(rows)).rows.text.text;
  EXPECT_LT(row.size(), 200U * 40);
  EXPECT_TRUE(row.contains("Question 1000 about the…: no | Question 1001")) << row.substr(0, 99);
}

TEST(Table, ASecondRowOfNamesIsSeenByGroupsAndNumbers) {
  const std::string rows =
      "Region: North | 2023 / Plan: 10 | 2023 / Actual: 12 | 2024 / Plan: 11 | 2024 / Actual: 9\n"
      "Region: South | 2023 / Plan: 20 | 2023 / Actual: 22 | 2024 / Plan: 21 | 2024 / Actual: 19\n";
  const std::vector<Made> names = {{""}, {"Plan"}, {"Actual"}, {"Plan"}, {"Actual"}};
  const std::vector<Made> north = {{"North"}, {"10"}, {"12"}, {"11"}, {"9"}};
  const std::vector<Made> south = {{"South"}, {"20"}, {"22"}, {"21"}, {"19"}};
  const std::vector<Made> spans = {
      {"Region"}, {.text = "2023", .columns = 2}, {.text = "2024", .columns = 2}};
  const std::vector<Made> gaps = {{"Region"}, {"2023"}, {""}, {"2024"}, {""}};
  const Table spanned = table_of({spans, names, north, south});
  EXPECT_EQ(spanned.header_rows, 2U);
  EXPECT_EQ(write_table(spanned).rows.text.text, rows);
  EXPECT_EQ(write_table(table_of({gaps, names, north, south})).rows.text.text, rows);
  const std::vector<Made> reaching = {{.text = "Region", .rows = 2},
                                      {.text = "2023", .columns = 2},
                                      {.text = "2024", .columns = 2}};
  const std::vector<Made> rest = {{"Plan"}, {"Actual"}, {"Plan"}, {"Actual"}};
  EXPECT_EQ(write_table(table_of({reaching, rest, north, south})).rows.text.text, rows);
  std::vector<Made> marked = spans;
  for (Made& cell : marked)
    cell.is_header = true;
  EXPECT_EQ(write_table(table_of({marked, names, north, south})).rows.text.text, rows);
  EXPECT_EQ(table_of({spans, {{"all"}, {"a"}, {"b"}, {"c"}, {"d"}}, {{"x"}, {"e"}, {"f"}, {"g"}}})
                .header_rows,
            0U)
      << "no numbers";
}

TEST(Table, ARowThatNamesAGroupIsNoHeader) {
  const Table table =
      table_of({{{.text = "Part", .is_header = true}, {.text = "Price", .is_header = true}},
                {{.text = "Pumps", .columns = 2, .is_header = true}},
                {{"P-10"}, {"400"}},
                {{.text = "Valves", .columns = 2, .is_header = true}},
                {{"V-10"}, {"40"}}});
  EXPECT_EQ(table.header_rows, 1U);
  EXPECT_EQ(write_table(table).rows.text.text,
            "Pumps\nPart: P-10 | Price: 400\nValves\nPart: V-10 | Price: 40\n");
}

TEST(Table, SectionsEndWhatReachesDown) {
  TableBuilder builder;
  builder.begin_row();
  builder.add_cell({"Part", 0}, 1, 1, true);
  builder.add_cell({"Price", 0}, 1, 1, true);
  builder.end_head();
  builder.begin_row();
  builder.add_cell({"Pump", 0}, 1'000, 1, true);
  builder.add_cell({"EUR", 0}, 1, 1, true);
  builder.begin_row();
  builder.add_cell({"40", 0}, 1, 1, false);
  builder.end_section();
  builder.begin_row();
  builder.add_cell({"Valve", 0}, 1, 1, false);
  builder.add_cell({"5", 0}, 1, 1, false);
  const Table table = builder.take();
  EXPECT_EQ(table.header_rows, 1U) << "names stand in the head";
  EXPECT_EQ(write_table(table).rows.text.text,
            "Part: Pump | Price: EUR\nPart: Pump | Price: 40\nPart: Valve | Price: 5\n");
}

TEST(Table, KeysAndValues) {
  const Table table = table_of({{{.text = "Capital", .is_header = true}, {.text = "Paris"}},
                                {{.text = "Area", .is_header = true}, {.text = "5 km²"}}});
  EXPECT_EQ(table.header_rows, 0U);
  EXPECT_EQ(write_table(table).rows.text.text, "Capital: Paris\nArea: 5 km²\n");
}

TEST(Table, AHeaderWithoutMarksIsSeenByWhatStandsBelow) {
  EXPECT_EQ(
      table_of({{{"Name"}, {"Weight"}}, {{"Bolt"}, {"5 kg"}}, {{"Nut"}, {"-6 kg"}}}).header_rows,
      1U);
  EXPECT_EQ(table_of({{{"Bolt"}, {"5 kg"}}, {{"Nut"}, {"6 kg"}}}).header_rows, 0U);
  EXPECT_EQ(table_of({{{"yes"}, {"no"}}, {{"no"}, {"yes"}}}).header_rows, 0U);
  EXPECT_EQ(table_of({{{.text = "A", .is_header = true}}}).header_rows, 0U) << "a header alone";
}

TEST(Table, SpansWithoutEndAreBounded) {
  std::vector<std::vector<Made>> rows(200);
  rows[0] = {{.text = std::string(150, 'x'), .rows = 65'534, .columns = 60'000}};
  for (auto& row : rows)
    row.push_back({.text = "y", .rows = 1'000, .columns = 900});
  const TableText written = write_table(table_of(rows));
  EXPECT_LT(written.rows.text.text.size(), 3U << 20U);
}

}  // namespace
}  // namespace alexandria::ingest
