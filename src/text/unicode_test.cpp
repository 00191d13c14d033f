#include <set>

#include <gtest/gtest.h>

#include "alexandria/text/bidi.hpp"
#include "alexandria/text/edit_distance.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

TEST(Unicode, IllFormedBytesBecomeReplacementCharacters) {
  EXPECT_EQ(to_valid_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(to_valid_utf8(std::string_view("a\0b", 3)), "a b");
  EXPECT_TRUE(is_valid_utf8("Grüße 東京"));
  EXPECT_FALSE(is_valid_utf8("\xC3"));
  EXPECT_TRUE(is_valid_utf8(to_valid_utf8("\xE6\x9D\xC3\x28\xF0\x9F")));
}

// Long ASCII is read eight bytes at a time: whatever stands at which place among them counts once.
TEST(Unicode, PlacesAmongAsciiDoNotMatter) {
  for (std::size_t before = 0; before < 20; ++before)
    for (std::size_t behind = 0; behind < 20; ++behind) {
      const std::string a(before, 'x');
      const std::string b(behind, 'y');
      EXPECT_EQ(count_visible(a + "é\u00A0 \u3000東\x7F\t" + b), before + behind + 2);
      EXPECT_EQ(to_valid_utf8(a + "\xC3" + b), a + "\uFFFD" + b);
      EXPECT_EQ(to_valid_utf8(a + std::string(1, '\0') + "é" + b), a + " é" + b);
      EXPECT_TRUE(is_valid_utf8(a + "𝛼" + b));
      EXPECT_FALSE(is_valid_utf8(a + "\xF0\x9D\x9B" + b));
      EXPECT_EQ(squeeze(a + "é\uFEFF \u00A0\n" + b + " "), a + (behind > 0 ? "é " : "é") + b);
    }
}

TEST(Bidi, LettersOnThePageComeIntoReadingOrder) {
  const auto read = [](const std::u32string& visual) {
    std::u32string out;
    for (const std::size_t i : reading_order(visual))
      out += visual[i];
    return out;
  };
  EXPECT_EQ(read(U"גבא"), U"אבג");
  EXPECT_EQ(read(U"ג 2021 בא"), U"אב 2021 ג");
  EXPECT_EQ(read(U"ג Alpha Pump א"), U"א Alpha Pump ג");
  EXPECT_EQ(read(U""), U"");
  EXPECT_TRUE(is_right_to_left(U'ع'));
  EXPECT_FALSE(is_right_to_left(U'7'));
}

TEST(Unicode, CodePointsAndBytesAgree) {
  const std::string text = "aü東🙂z";
  EXPECT_EQ(count_code_points(text), 5U);
  EXPECT_EQ(byte_of_code_point(text, 0), 0U);
  EXPECT_EQ(byte_of_code_point(text, 3), 6U);
  EXPECT_EQ(byte_of_code_point(text, 5), text.size());
}

TEST(Unicode, FoldingDropsCaseWidthAndAccents) {
  EXPECT_EQ(fold("ＣAFÉ"), "cafe");
  EXPECT_EQ(fold("Straße"), "strasse");
  EXPECT_EQ(fold("हिन्दी"), "हिन्दी");
}

TEST(Unicode, SqueezeAndTrim) {
  EXPECT_EQ(squeeze(" a \n\t b\xC2\xA0 c "), "a b c");
  EXPECT_EQ(squeeze("\uFEFF a\uFEFFb"), "ab");
  EXPECT_EQ(trim("\xEF\xBB\xBF x \xC2\xA0"), "x");
}

TEST(Language, IsSaidOnlyWhenSure) {
  EXPECT_EQ(
      detect_language("The quick brown fox jumps over the lazy dog and runs into the forest."),
      "en");
  EXPECT_EQ(detect_language(
                "Der schnelle braune Fuchs springt über den faulen Hund und läuft in den Wald."),
            "de");
  EXPECT_EQ(detect_language("12345"), "");
}

TEST(Sentences, AbbreviationsAndBlankLines) {
  const std::string text = "Dr. Smith met J. Doe. They left!  Heading\n\nNext one.";
  std::vector<std::string> found;
  for (const auto& [begin, end] : split_sentences(text))
    found.push_back(text.substr(begin, end - begin));
  EXPECT_EQ(found, (std::vector<std::string>{"Dr. Smith met J. Doe.", "They left!", "Heading",
                                             "Next one."}));
}

TEST(EditDistance, KnowsSwapsAndItsLimit) {
  EXPECT_EQ(edit_distance("library", "libary", 2), 1U);
  EXPECT_EQ(edit_distance("form", "from", 2), 1U);
  EXPECT_EQ(edit_distance("abc", "xyz", 2), 3U);
  EXPECT_EQ(edit_distance("a", "abcd", 2), 3U);
}

TEST(ShownName, DifferentNamesStayDifferent) {
  const std::vector<std::string> names = {
      "k\x01",   "k\x02",   "k\n",     "k\x7f", "k\xff", "k\\xFF", "k\\xff", "k\\x5CxFF", "k\\x5c",
      "k\u0085", "k\u202E", "k\uFFFD", "k\\",   "k\\x",  "k",      "ké",     "C:\\Temp"};
  std::set<std::string> shown;
  for (const std::string& name : names) {
    shown.insert(shown_name(name));
    EXPECT_TRUE(is_valid_utf8(shown_name(name)));
  }
  EXPECT_EQ(shown.size(), names.size());
  EXPECT_EQ(shown_name("k\n"), "k\\x0A");
  EXPECT_EQ(shown_name("C:\\Temp"), "C:\\Temp");
  EXPECT_EQ(shown_name("ké"), "ké");
}

}  // namespace
}  // namespace alexandria::text
