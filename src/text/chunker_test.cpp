#include "alexandria/text/chunker.hpp"

#include <gtest/gtest.h>

#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n';
    words += !space && !inside ? 1U : 0U;
    inside = !space;
  }
  return words;
}

struct PartBuilder {
  model::ParsedPart part;
  void add(model::BlockKind kind, const std::string& text, std::uint8_t level = 0) {
    const auto begin = static_cast<std::uint32_t>(part.text.size());
    part.text += text + "\n\n";
    part.blocks.push_back(
        {kind, level, begin, static_cast<std::uint32_t>(begin + text.size()), ""});
  }
};

std::string sentences(int count, const std::string& word) {
  std::string out;
  for (int i = 0; i < count; ++i)
    out += (i > 0 ? " " : "") + std::string("The ") + word + " number " + std::to_string(i) +
           " is here now.";
  return out;
}

TEST(Chunker, WhatIsSetAsideIsInNoChunkAndBreaksNoSection) {
  PartBuilder builder;
  builder.add(model::BlockKind::kHeading, "Pumps", 1);
  builder.add(model::BlockKind::kParagraph, "Prime it first.");
  builder.add(model::BlockKind::kHeading, "Menu", 1);
  builder.part.blocks.back().set_aside = true;
  builder.add(model::BlockKind::kParagraph, "Then open the valve.");
  for (const std::size_t whole : {500, 0}) {
    HeadingPath path;
    const auto chunks = cut_into_chunks(builder.part, count_words, {160, whole}, path);
    ASSERT_EQ(chunks.size(), 2U);
    EXPECT_EQ(chunks[0].text, "Pumps\n\nPrime it first.");
    EXPECT_EQ(chunks[1].text, "Then open the valve.");
    EXPECT_EQ(chunks[1].heading_path, "Pumps");
    EXPECT_EQ(path.text(), "Pumps");
  }
}

TEST(Chunker, AShortPartStaysWhole) {
  PartBuilder builder;
  builder.add(model::BlockKind::kHeading, "Title", 1);
  builder.add(model::BlockKind::kParagraph, sentences(3, "cat"));
  HeadingPath path;
  const auto chunks =
      cut_into_chunks(builder.part, count_words, {.target_tokens = 10, .whole_tokens = 100}, path);
  ASSERT_EQ(chunks.size(), 1U);
  EXPECT_EQ(chunks[0].heading_path, "Title");
}

TEST(Chunker, ChunksKeepSentencesWholeAndCoverEverything) {
  PartBuilder builder;
  builder.add(model::BlockKind::kHeading, "One", 1);
  builder.add(model::BlockKind::kParagraph, sentences(20, "cat"));
  builder.add(model::BlockKind::kHeading, "Two", 2);
  builder.add(model::BlockKind::kParagraph, sentences(9, "dog"));
  builder.add(model::BlockKind::kTable, "a | b\nc | d");
  HeadingPath path;
  const auto chunks =
      cut_into_chunks(builder.part, count_words, {.target_tokens = 30, .whole_tokens = 40}, path);
  std::string joined;
  for (const auto& chunk : chunks) {
    EXPECT_LE(count_words(chunk.text), 30U);
    EXPECT_EQ(builder.part.text.substr(chunk.begin, chunk.end - chunk.begin), chunk.text);
    joined += chunk.text + " ";
  }
  EXPECT_EQ(squeeze(joined), squeeze(builder.part.text));
  EXPECT_EQ(chunks.front().heading_path, "One");
  EXPECT_EQ(chunks.back().heading_path, "One > Two");
}

TEST(Chunker, ASentenceOverTheTargetIsSplit) {
  PartBuilder builder;
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += "word" + std::to_string(i) + " ";
  builder.add(model::BlockKind::kParagraph, text);
  builder.add(model::BlockKind::kParagraph, std::string(500, 'x'));
  HeadingPath path;
  const auto by_bytes = [](std::string_view t) { return t.size(); };
  std::size_t total = 0;
  for (const auto& chunk :
       cut_into_chunks(builder.part, by_bytes, {.target_tokens = 50, .whole_tokens = 50}, path)) {
    EXPECT_LE(chunk.text.size(), 70U);
    total += chunk.text.size();
  }
  EXPECT_GE(total, 500U + 600U);
}

TEST(HeadingPath, AHigherHeadingEndsTheLowerOnes) {
  HeadingPath path;
  path.enter(1, "A");
  path.enter(3, "B");
  EXPECT_EQ(path.text(), "A > B");
  path.enter(2, "C");
  EXPECT_EQ(path.text(), "A > C");
  path.enter(9, std::string(119, 'x') + "ü");
  EXPECT_TRUE(is_valid_utf8(path.text()));
}

}  // namespace
}  // namespace alexandria::text
