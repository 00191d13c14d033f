// Any bytes through the tokeniser, with a small vocabulary of its own.
#include "alexandria/base/assert.hpp"
#include "alexandria/embed/word_piece.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const auto pieces = alexandria::embed::WordPiece::make(
      "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##a\nb\n##b\nthe\n##ing\n.\n\xE4\xB8\xAD\n");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ALEX_ASSERT(pieces->tokens(text).size() == pieces->count(text));
  const auto ids = pieces->encode(text, 16);
  ALEX_ASSERT(ids.size() >= 2 && ids.size() <= 16);
  return 0;
}
