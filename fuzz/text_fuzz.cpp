// Any bytes through the module text: nothing may crash, ranges stay inside the text and on code
// points, chunks lose nothing but white space.
#include <algorithm>

#include "alexandria/base/assert.hpp"
#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/bidi.hpp"
#include "alexandria/text/chunker.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  namespace text = alexandria::text;
  namespace model = alexandria::model;
  const std::string utf8 =
      text::to_valid_utf8(std::string_view(reinterpret_cast<const char*>(data), size));
  ALEX_ASSERT(text::is_valid_utf8(utf8));
  ALEX_ASSERT(text::is_valid_utf8(text::fold(utf8)));
  ALEX_ASSERT(text::is_valid_utf8(text::squeeze(utf8)));
  (void)text::detect_language(utf8);
  std::u32string letters;
  for (std::size_t i = 0; i + 1 < size; i += 2)
    letters += static_cast<char32_t>(data[i] << 8 | data[i + 1]);
  auto order = text::reading_order(letters);
  std::ranges::sort(order);
  for (std::size_t i = 0; i < letters.size(); ++i)
    ALEX_ASSERT(order[i] == i);
  for (const char* language : {"en", "de", "th", ""}) {
    text::Analyzer analyzer(language);
    std::vector<text::Token> tokens;
    analyzer.analyze(utf8, tokens);
    for (const text::Token& token : tokens)
      ALEX_ASSERT(token.begin < token.end && token.end <= utf8.size());
  }
  std::uint32_t last = 0;
  for (const auto& [begin, end] : text::split_sentences(utf8)) {
    ALEX_ASSERT(begin >= last && begin < end && end <= utf8.size());
    last = end;
  }
  model::ParsedPart part;
  part.text = utf8;
  if (!utf8.empty())
    part.blocks.push_back(
        {model::BlockKind::kParagraph, 0, 0, static_cast<std::uint32_t>(utf8.size()), ""});
  text::HeadingPath path;
  last = 0;
  for (const model::Chunk& chunk : text::cut_into_chunks(
           part, [](std::string_view piece) { return piece.size() / 4 + 1; }, {20, 40}, path)) {
    ALEX_ASSERT(chunk.begin >= last && chunk.begin < chunk.end && chunk.end <= utf8.size());
    ALEX_ASSERT(utf8.substr(chunk.begin, chunk.end - chunk.begin) == chunk.text);
    ALEX_ASSERT(text::trim(utf8.substr(last, chunk.begin - last)).empty());
    last = chunk.end;
  }
  ALEX_ASSERT(text::trim(utf8.substr(last)).empty());
  return 0;
}
