#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "pdf_made_words.hpp"
#include "pdf_rules.hpp"

namespace alexandria::ingest {
namespace {

// Lines of a page, in points.
struct Drawing {
  std::vector<PdfRule> rules;
  std::vector<PdfUpright> uprights;

  void across(int y, int x0, int x1) { rules.push_back({y * 8, x0 * 8, x1 * 8}); }
  void down(int x, int y0, int y1) { uprights.push_back({x * 8, y0 * 8, y1 * 8}); }
  // All lines of a grid.
  void grid(const std::vector<int>& xs, const std::vector<int>& ys) {
    for (const int y : ys)
      across(y, xs.front(), xs.back());
    for (const int x : xs)
      down(x, ys.front(), ys.back());
  }
};

// Rows 18 points apart, cells 100, with names in bold.
void add_table(std::vector<PdfWord>& words, int y,
               const std::vector<std::vector<std::string>>& rows) {
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < rows[r].size(); ++c)
      line(words, rows[r][c], 56 + static_cast<int>(c) * 100, y + static_cast<int>(r) * 18, 10,
           r == 0);
}

const std::vector<std::vector<std::string>> kStaff = {{"Role", "Holder", "Deputy"},
                                                      {"Treasurer", "Ms Ito", "Mr Obi"},
                                                      {"Secretary", "Mr Kim", "Ms Lopez"},
                                                      {"Captain", "Mr Berg", "Ms Roux"}};
const std::vector<std::vector<std::string>> kTools = {{"Tool", "Owner", "Place"},
                                                      {"Hammer", "Mr Falk", "Cellar room"},
                                                      {"Saw", "Ms Wu", "Attic"},
                                                      {"Drill", "Mr Dube", "Garage"}};

std::string text_of(const std::vector<PdfWord>& words, const Drawing& drawn = {}) {
  std::vector<PdfUpright> uprights = drawn.uprights;
  std::vector<PdfRule> rules = drawn.rules;
  std::ranges::sort(uprights, {}, &PdfUpright::x);
  std::ranges::sort(rules, {}, &PdfRule::y);
  const auto blocks = arrange_rows(rows_of(words, uprights), rules, uprights);
  const auto part = make_part(blocks, {.body_size = 10}, 0, 1);
  EXPECT_EQ(part.words.size(), words.size()) << part.text;
  return part.text;
}

void expect_two_tables(const std::string& text) {
  EXPECT_NE(text.find("Role: Captain | Holder: Mr Berg | Deputy: Ms Roux\n\nTools:\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Tool: Saw | Owner: Ms Wu | Place: Attic\n"), std::string::npos) << text;
}

TEST(PdfTables, ATableEndsWhereItsLinesEnd) {
  std::vector<PdfWord> words;
  Drawing drawn;
  add_table(words, 20, kStaff);
  drawn.grid({50, 150, 250, 350}, {16, 34, 52, 70, 88});
  line(words, "Tools:", 56, 92);
  add_table(words, 110, kTools);
  drawn.grid({50, 150, 250, 350}, {106, 124, 142, 160, 178});
  expect_two_tables(text_of(words, drawn));
}

TEST(PdfTables, ALineBeforeNamesOfColumnsStandsBetweenTables) {
  for (const int x : {56, 10}) {  // below the first column, and left of it
    std::vector<PdfWord> words;
    add_table(words, 20, kStaff);
    line(words, "Tools:", x, 92);
    add_table(words, 110, kTools);
    expect_two_tables(text_of(words));
  }
}

TEST(PdfTables, FullCellsBelowBoldNamesAreNoColumnsOfText) {
  std::vector<PdfWord> words;
  add_table(words, 20,
            {{"Esta", "Uno", "Algunos", "Sus"},
             {"Most of the first", "The government of", "Immunology is the", "Also those of the"},
             {"The second of all", "This part of what", "The movement of a", "Getting proofs of"},
             {"Without any third", "The first of them", "Afterwards what i", "The law of nature"}});
  EXPECT_NE(text_of(words).find("Esta: The second of all | Uno: This part of what | Algunos: The "
                                "movement of a | Sus: Getting proofs of\n"),
            std::string::npos)
      << text_of(words);
}

TEST(PdfTables, CellsAsCloseAsWordsAreKnownByTheirPlacesBelowBoldNames) {
  std::vector<PdfWord> words;
  for (std::size_t r = 0; r < kStaff.size(); ++r)
    for (std::size_t c = 0; c < 3; ++c) {
      const int x = std::vector{50, 100, 140}[c];
      line(words, kStaff[r][c], x + (r == 0 ? 3 : 0), 20 + static_cast<int>(r) * 14, 10, r == 0);
    }
  EXPECT_NE(text_of(words).find("Role: Secretary | Holder: Mr Kim | Deputy: Ms Lopez\n"),
            std::string::npos)
      << text_of(words);
  std::vector<PdfWord> verses;
  line(verses, "A song of the sea", 50, 20, 10, true);
  line(verses, "The wind that blows", 50, 34);
  line(verses, "The wind has gone", 50, 48);
  line(verses, "The wind may come", 50, 62);
  EXPECT_EQ(text_of(verses).find('|'), std::string::npos) << text_of(verses);
}

TEST(PdfTables, ALineWithSpaceAroundItStandsBetweenTables) {
  std::vector<PdfWord> words;
  add_table(words, 20, kStaff);
  line(words, "Tools:", 56, 100);
  add_table(words, 126, kTools);
  for (PdfWord& word : words)
    word.bold = false;
  EXPECT_NE(text_of(words).find("Holder: Mr Berg | Deputy: Ms Roux\n\nTools:\n\nTool | Owner"),
            std::string::npos)
      << text_of(words);
}

TEST(PdfTables, ASumInBoldBelowAGroupIsARow) {
  std::vector<PdfWord> words;
  add_table(words, 20, {{"Item", "Plan", "Actual"}, {"Rent", "10", "12"}, {"Fees", "20", "22"}});
  line(words, "Together", 56, 74);
  add_table(words, 92, {{"Sum", "30", "34"}});
  line(words, "Wages", 56, 110);
  line(words, "40", 156, 110);
  line(words, "44", 256, 110);
  EXPECT_NE(text_of(words).find("Item: Sum | Plan: 30 | Actual: 34\n"), std::string::npos)
      << text_of(words);
}

TEST(PdfTables, ANameIsThatOfAllColumnsBetweenTheLinesOfItsCell) {
  for (const int x : {152, 185, 218}) {  // left, centred, right
    std::vector<PdfWord> words;
    Drawing drawn;
    line(words, "Region", 52, 20, 10, true);
    line(words, "2023", x, 20, 10, true);
    line(words, "2024", x + 100, 20, 10, true);
    for (int c = 0; c < 4; ++c) {
      line(words, c % 2 == 0 ? "Plan" : "Actual", 153 + c * 50, 38, 10, true);
      line(words, std::to_string(10 + c), 155 + c * 50, 56);
      line(words, std::to_string(20 + c), 155 + c * 50, 74);
    }
    line(words, "North", 52, 56);
    line(words, "South", 52, 74);
    for (const int y : {16, 52, 70, 88})
      drawn.across(y, 50, 350);
    drawn.across(34, 150, 350);
    for (const int at : {50, 150, 250, 350})
      drawn.down(at, 16, 88);
    for (const int at : {200, 300})
      drawn.down(at, 34, 88);
    EXPECT_NE(text_of(words, drawn)
                  .find("Region: South | 2023 / Plan: 20 | 2023 / Actual: 21 | 2024 / Plan: 22 | "
                        "2024 / Actual: 23\n"),
              std::string::npos)
        << text_of(words, drawn);
  }
}

// Names of groups at these places above four columns, without a grid.
std::string text_of_groups(int x, int x_other, const Drawing& drawn = {}) {
  std::vector<PdfWord> words;
  line(words, "2023", x, 20, 10, true);
  line(words, "2024", x_other, 20, 10, true);
  const std::vector<std::string> names = {"Plan", "Actual", "Rent", "Fees", "Other"};
  line(words, "Region", 52, 38, 10, true);
  for (int c = 0; c < 5; ++c) {
    line(words, names[static_cast<std::size_t>(c)], 150 + c * 60, 38, 10, true);
    line(words, std::to_string(10 + c), 150 + c * 60, 56);
    line(words, std::to_string(20 + c), 150 + c * 60, 74);
  }
  line(words, "North", 52, 56);
  line(words, "South", 52, 74);
  return text_of(words, drawn);
}

TEST(PdfTables, WithoutAGridANameIsThatOfTheColumnsAboveItsLineOrItsMiddle) {
  const std::string wanted =
      "Region: South | 2023 / Plan: 20 | 2023 / Actual: 21 | 2024 / Rent: 22 | 2024 / Fees: 23 | "
      "2024 / Other: 24\n";
  EXPECT_NE(text_of_groups(184, 332).find(wanted), std::string::npos) << text_of_groups(184, 332);
  Drawing drawn;
  drawn.across(34, 148, 240);
  drawn.across(34, 268, 418);
  const std::string left = text_of_groups(150, 270, drawn);
  EXPECT_NE(left.find(wanted), std::string::npos) << left;
}

TEST(PdfTables, ANameIsThatOfAsManyColumnsAsAnotherWithTheSameNamesBelow) {
  std::vector<PdfWord> words;
  add_table(words, 20, {{"", "Spring", "", "Autumn", ""}});
  add_table(words, 38, {{"Region", "Plan", "Actual", "Plan", "Actual"}});
  for (const int y : {56, 74, 92}) {
    line(words, "Place" + std::to_string(y), 56, y);
    for (int c = 1; c < 5; ++c)
      line(words, std::to_string(y + c), 56 + c * 100, y);
  }
  EXPECT_NE(text_of(words).find("Region: Place74 | Spring / Plan: 75 | Spring / Actual: 76 | "
                                "Autumn / Plan: 77 | Autumn / Actual: 78\n"),
            std::string::npos)
      << text_of(words);
}

TEST(PdfTables, LinesPartCellsHoweverCloseTheyStand) {
  std::vector<PdfWord> words;
  Drawing drawn;
  drawn.grid({50, 99, 148, 200}, {16, 34, 52, 70});
  line(words, "Tool", 52, 20, 10, true);
  line(words, "Owner", 102, 20, 10, true);
  line(words, "Place", 150, 20, 10, true);
  line(words, "Hammer", 52, 38);
  line(words, "Mr Falk", 102, 38);
  line(words, "Hall", 150, 38);
  line(words, "Excavator", 52, 56);
  line(words, "Mr Dube", 102, 56);
  line(words, "Yard", 150, 56);
  const std::string text = text_of(words, drawn);
  EXPECT_NE(text.find("Tool: Excavator | Owner: Mr Dube | Place: Yard\n"), std::string::npos)
      << text;
}

TEST(PdfTables, TintedRowsAreNoGrid) {
  std::vector<PdfWord> words;
  Drawing drawn;
  add_table(words, 20, kStaff);
  for (const int y : {34, 70})
    drawn.grid({50, 150, 250, 350}, {y, y + 18});
  EXPECT_NE(text_of(words, drawn).find("Role: Secretary | Holder: Mr Kim | Deputy: Ms Lopez\n"),
            std::string::npos)
      << text_of(words, drawn);
}

TEST(PdfTables, AFrameAroundColumnsOfTextIsNoTable) {
  std::vector<PdfWord> words;
  Drawing drawn;
  drawn.grid({40, 290, 540}, {10, 30, 200});
  line(words, "The left", 50, 15);
  line(words, "The right", 300, 15);
  for (int i = 0; i < 8; ++i) {
    line(words, "left column text of this line is long " + std::to_string(i), 50, 40 + i * 12);
    line(words, "right column text of this line is long " + std::to_string(i), 300, 40 + i * 12);
  }
  EXPECT_EQ(text_of(words, drawn).find('|'), std::string::npos) << text_of(words, drawn);
}

}  // namespace
}  // namespace alexandria::ingest
