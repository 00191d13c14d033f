#include "alexandria/text/pattern.hpp"

#include <gtest/gtest.h>

namespace alexandria::text {
namespace {

bool finds(const char* pattern, std::string_view text) {
  const auto compiled = Pattern::compile(pattern);
  EXPECT_TRUE(compiled) << pattern << ": " << compiled.error().message;
  return compiled && compiled->is_found_in(text);
}

TEST(Pattern, ClassesAreUnicodes) {
  EXPECT_TRUE(finds("^\\w+$", "Größe"));
  EXPECT_TRUE(finds("^\\w+$", "नमस्ते")) << "vowel signs are of words";
  EXPECT_FALSE(finds("^\\w+$", "a b"));
  EXPECT_TRUE(finds("^\\d{3}$", "१२३"));
  EXPECT_FALSE(finds("(?-u)^\\d+$", "१"));
  EXPECT_TRUE(finds("a\\sb", "a\u00a0b"));
  EXPECT_TRUE(finds("a\\Sb", "a…b"));
  EXPECT_FALSE(finds("^\\W+$", "é"));
  EXPECT_TRUE(finds("^[^\\W]+$", "é"));
  EXPECT_TRUE(finds("^[\\d.]+$", "१.२"));
  EXPECT_FALSE(finds("^\\D$", "१"));
  EXPECT_TRUE(finds("^\\p{Greek}+$", "ωμέγα"));
  EXPECT_TRUE(finds("^\\p{Letter}\\pL\\P{L}$", "äb1"));
  EXPECT_TRUE(finds("^[\\p{Lowercase}]+$", "aβ"));
  EXPECT_TRUE(finds("^\\p{^L}$", "1"));
  EXPECT_TRUE(finds("(?-u:\\d)\\d", "1१"));
  EXPECT_FALSE(finds("(?-u:\\d)\\d", "११"));
}

TEST(Pattern, WritesOfRustAreUnderstood) {
  EXPECT_TRUE(finds("(?<year>[0-9]{4})", "in 1969"));
  EXPECT_TRUE(finds("(?P<year>[0-9]{4})", "in 1969"));
  EXPECT_TRUE(finds("\\u{e9}\\u00e9\\U000000e9\\x{e9}\\xE9", "ééééé"));
  EXPECT_TRUE(finds("(?i)STRASSE|größe", "GRÖSSE GRÖßE"));
  EXPECT_TRUE(finds("(?i-u)abc", "ABC"));
  EXPECT_TRUE(finds("(?u:a)(?:b|c)", "ac"));
  EXPECT_TRUE(finds("a(?u)b", "ab"));
  EXPECT_TRUE(finds("(?s)a.b", "a\nb"));
  EXPECT_FALSE(finds("a.b", "a\nb"));
  EXPECT_TRUE(finds("(?m)^b$", "a\nb\nc"));
  EXPECT_FALSE(finds("^b$", "a\nb"));
  EXPECT_TRUE(finds("[[:alpha:]_]+[]x-]", "ab]"));
  EXPECT_TRUE(finds("(?-u:\\bpump\\b)", "the pump is"));
  EXPECT_TRUE(finds("", ""));
}

TEST(Pattern, WhatCannotBeRunIsRefusedWithItsReason) {
  for (const char* pattern :
       {"(?=a)",        "(?!a)",      "(?<=a)b",     "(?<!a)b",
        "(a)\\1",       "\\bpump\\b", "\\B",         "\\<a",
        "\\b{start}",   "[a[b]]",     "[a-z&&[^b]]", "[a--b]",
        "[a~~b]",       "(?x) a",     "(?R)a",       "a{2000}",
        "a**",          "(",          "a)",          "[a",
        "*a",           "\\",         "\\Qa\\E",     "\\C",
        "\\p{Nothing}", "\\p{L",      "\\u{zz}",     "\\u00",
        "(?)",          "(?z)",       "(?i",         "((((a{100}){100}){100}){100})",
        "[\\b]",        "\\é"}) {
    const auto compiled = Pattern::compile(pattern);
    ASSERT_FALSE(compiled) << pattern;
    EXPECT_EQ(compiled.error().code, Code::kInvalidArgument);
    EXPECT_EQ(compiled.error().reason, "invalid_pattern");
    EXPECT_GT(compiled.error().message.size(), 20U);
  }
}

TEST(Pattern, AtomsAreInEachTextThatIsFound) {
  const auto all = [](const char* pattern, const std::string& text) {
    const Pattern compiled = Pattern::compile(pattern).value();
    EXPECT_TRUE(compiled.is_found_in(text)) << pattern;
    std::vector<int> has;
    for (std::size_t i = 0; i < compiled.atoms().size(); ++i)
      if (lower_for_atoms(text).contains(compiled.atoms()[i])) has.push_back(static_cast<int>(i));
    return compiled.is_possible(has);
  };
  EXPECT_TRUE(all("Pump|valve", "a Pump"));
  EXPECT_TRUE(all("(?i)kelvin", "\u212aELVIN"));
  EXPECT_TRUE(all("(?i)strasse", "\u017ftra\u017fse"));
  EXPECT_TRUE(all("(?i)größe", "GRÖßE"));
  EXPECT_TRUE(all("ÄÖÜabc[xy]def", "ÄÖÜabcxdef"));
  EXPECT_TRUE(all("猫が寝", "黒い猫が寝ている"));
  EXPECT_TRUE(all("a+b.*", "xaab"));
  const Pattern either = Pattern::compile("pump.*valve|motor").value();
  ASSERT_EQ(either.atoms().size(), 3U);
  EXPECT_FALSE(either.is_possible({}));
}

}  // namespace
}  // namespace alexandria::text
