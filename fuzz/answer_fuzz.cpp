// What a model may send, in any pieces: nothing that acts is left in what is shown, the sentences
// are the same however the text is cut, and joined lines know where they come from.
#include <algorithm>

#include "alexandria/base/assert.hpp"
#include "alexandria/text/cited_sentences.hpp"
#include "alexandria/text/lines.hpp"
#include "alexandria/text/markup.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"

namespace {

namespace text = alexandria::text;

void check_neutral(const std::string& shown) {
  for (std::size_t at = 0; at < shown.size(); ++at) {
    const auto c = static_cast<unsigned char>(shown[at]);
    ALEX_ASSERT((c >= 32 || c == '\n') && c != 127);
    const bool tag = c == '<' && at + 1 < shown.size() &&
                     (std::isalpha(static_cast<unsigned char>(shown[at + 1])) != 0 ||
                      shown[at + 1] == '/' || shown[at + 1] == '!');
    ALEX_ASSERT(!tag || shown.find('>', at) == std::string::npos);
  }
  const std::size_t link = shown.find("](");
  ALEX_ASSERT(link == std::string::npos || shown.rfind('[', link) == std::string::npos ||
              shown.find(')', link) == std::string::npos || shown.find(']') < link ||
              text::neutralise(shown) == shown);
}

std::string sentences_of(const std::string& utf8, const char* language, std::size_t first,
                         std::size_t step) {
  text::CitedSentenceStream stream(language);
  std::string out;
  const auto take = [&](const std::vector<text::CitedSentence>& sentences) {
    for (const text::CitedSentence& sentence : sentences) {
      check_neutral(sentence.text);
      ALEX_ASSERT(text::is_valid_utf8(sentence.text));
      out += sentence.text;
      for (const std::size_t number : sentence.passages)
        out += " [" + std::to_string(number) + "]";
      out += '\n';
    }
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t length = at == 0 && first > 0 ? first : step;
    take(stream.add(utf8.substr(at, length)));
    at += length;
  }
  take(stream.end());
  return out;
}

void check_lines(const std::string& utf8) {
  const text::JoinedText joined = text::join_lines(utf8);
  ALEX_ASSERT(joined.text.size() == joined.origins.size());
  ALEX_ASSERT(text::is_valid_utf8(joined.text));
  ALEX_ASSERT(std::ranges::is_sorted(joined.origins));
  for (std::size_t i = 0; i < joined.text.size(); ++i) {
    const char c = joined.text[i];
    ALEX_ASSERT(joined.origins[i] <= utf8.size());
    ALEX_ASSERT(c == ' ' || c == '\n' || utf8[joined.origins[i]] == c);
  }
  for (const auto& [begin, end] : text::split_sentences(utf8, "th"))
    ALEX_ASSERT(begin < end && end <= utf8.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2 || size > 4000) return 0;
  const std::string utf8 =
      text::to_valid_utf8(std::string_view(reinterpret_cast<const char*>(data) + 1, size - 1));
  check_neutral(text::neutralise(utf8));
  check_lines(utf8);
  // English, German (ordinals with a full stop) and Thai (sentences without one).
  for (const char* language : {"en", "de", "th"}) {
    const std::string whole = sentences_of(utf8, language, 0, utf8.size());
    ALEX_ASSERT(whole == sentences_of(utf8, language, data[0] % 16, 1 + data[0] / 16));
  }
  return 0;
}
