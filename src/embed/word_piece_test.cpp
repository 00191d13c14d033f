#include "alexandria/embed/word_piece.hpp"

#include <gtest/gtest.h>

namespace alexandria::embed {
namespace {

WordPiece small() {
  return WordPiece::make("[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\n!\ncafe\n東\n").value();
}

TEST(WordPiece, LongestMatchFirst) {
  EXPECT_EQ(small().tokens("Unaffable!"), (std::vector<std::int32_t>{4, 5, 6, 7}));
}

TEST(WordPiece, AWordThatCannotBeCoveredIsOneUnknown) {
  EXPECT_EQ(small().tokens("unaffx un"), (std::vector<std::int32_t>{1, 4}));
}

TEST(WordPiece, AccentsControlsAndIdeographs) {
  EXPECT_EQ(small().tokens("Caf\u00e9\u200b\u6771\u6771"), (std::vector<std::int32_t>{8, 9, 9}));
}

TEST(WordPiece, WordsOverAHundredCharactersAreUnknown) {
  EXPECT_EQ(small().tokens(std::string(101, '!')).size(), 101U);
  EXPECT_EQ(small().tokens("un" + std::string(200, 'x')), (std::vector<std::int32_t>{1}));
}

TEST(WordPiece, EncodeCutsAndFrames) {
  EXPECT_EQ(small().encode("un un un", 4), (std::vector<std::int64_t>{2, 4, 4, 3}));
  EXPECT_EQ(small().encode("", 4), (std::vector<std::int64_t>{2, 3}));
}

TEST(WordPiece, AVocabularyWithoutItsFrameIsRefused) {
  EXPECT_EQ(WordPiece::make("a\nb\n").error().reason, "invalid_vocabulary");
}

}  // namespace
}  // namespace alexandria::embed
