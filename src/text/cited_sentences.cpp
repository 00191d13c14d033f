#include "alexandria/text/cited_sentences.hpp"

#include <algorithm>

#include "alexandria/text/ascii.hpp"
#include "alexandria/text/markup.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

constexpr std::size_t kNumbersBytesMax = 40;
constexpr std::size_t kPassageNumberMax = 100'000;
// A model that ends no sentence is cut off here, so that the work for each piece stays bounded.
constexpr std::size_t kOpenBytesMax = 8000;

// Bytes of "[1, 3]" at the beginning of `rest`; 0 if it is none.
std::size_t numbers_length(std::string_view rest) {
  if (!rest.starts_with('[')) return 0;
  const std::size_t close = rest.substr(0, kNumbersBytesMax + 2).find(']');
  if (close == std::string_view::npos || close < 2) return 0;
  const bool numbers = std::ranges::all_of(rest.substr(1, close - 1), [](char c) {
    return (c >= '0' && c <= '9') || c == ',' || c == ' ';
  });
  return numbers ? close + 1 : 0;
}

void add_numbers(std::string_view inside, std::vector<std::size_t>& out) {
  std::size_t number = 0;
  const auto keep = [&] {
    if (number > 0 && std::ranges::find(out, number) == out.end()) out.push_back(number);
    number = 0;
  };
  for (const char c : inside) {
    if (c >= '0' && c <= '9')
      number = std::min(number * 10 + static_cast<std::size_t>(c - '0'), kPassageNumberMax);
    else
      keep();
  }
  keep();
}

// Behind the passage numbers, and the white space before them, that stand at `at`.
std::size_t behind_numbers(std::string_view text, std::size_t at) {
  while (true) {
    std::size_t next = at;
    while (next < text.size() && (text[next] == ' ' || text[next] == '\n'))
      ++next;
    const std::size_t length = numbers_length(text.substr(next));
    if (length == 0) return at;
    at = next + length;
  }
}

// Whether so much of a sentence stands there that what follows cannot change where it begins: a
// word with its end.
bool has_begun(std::string_view rest) {
  bool letter = false;
  for (std::size_t at = 0; at < rest.size();) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(rest.data(), at, rest.size(), c);
    if (letter && !u_isalnum(c)) return true;
    letter = letter || u_isalpha(c) != 0;
    if (letter && is_unspaced(c) && at < rest.size()) return true;
  }
  return false;
}

// No sentence goes on in the next line, whatever the lines around it look like.
std::vector<ByteRange> split_each_line(std::string_view text, std::string_view language) {
  std::vector<ByteRange> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto line = static_cast<std::uint32_t>(at);
    for (const auto& [from, to] :
         split_sentences(text.substr(at, end - at), language, Rows::kInSentences))
      out.emplace_back(line + from, line + to);
    at = end + 1;
  }
  return out;
}

// How many bytes of the text are whole characters: all but the first bytes of one at its end.
std::size_t whole_characters(std::string_view text) {
  std::size_t begin = text.size();
  const std::size_t first = text.size() - std::min<std::size_t>(text.size(), 4);
  while (begin > first && (static_cast<unsigned char>(text[begin - 1]) & 0xC0) == 0x80)
    --begin;
  if (begin == first || begin == 0) return text.size();
  const auto lead = static_cast<unsigned char>(text[begin - 1]);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  return begin - 1 + length > text.size() ? begin - 1 : text.size();
}

}  // namespace

std::vector<std::size_t> take_passage_numbers(std::string& sentence) {
  std::vector<std::size_t> out;
  std::string kept;
  for (std::size_t at = 0; at < sentence.size();) {
    const std::size_t length = numbers_length(std::string_view(sentence).substr(at));
    if (length == 0) {
      kept += sentence[at++];
      continue;
    }
    add_numbers(std::string_view(sentence).substr(at + 1, length - 2), out);
    while (kept.ends_with(' '))
      kept.pop_back();
    at += length;
  }
  sentence = kept;
  return out;
}

// Where a sentence ends may be seen otherwise once more of the text is there. So all that decides
// is looked at behind the same bytes, whatever the pieces: those that may end a word.
std::vector<CitedSentence> CitedSentenceStream::add(std::string_view piece) {
  std::vector<CitedSentence> out;
  for (const char c : piece) {
    raw_ += c;
    if (is_digit(c) || is_lower(c) || is_upper(c)) continue;
    const std::size_t bytes = std::min(open_markup(raw_), whole_characters(raw_));
    if (bytes == 0) continue;
    clean(bytes);
    flush(false, out);
  }
  return out;
}

std::vector<CitedSentence> CitedSentenceStream::end() {
  std::vector<CitedSentence> out;
  clean(raw_.size());
  flush(true, out);
  return out;
}

// Markup goes before sentences are looked for: the exclamation mark of an image ends none. A model
// sets no lines, so every line end is the end of a paragraph.
void CitedSentenceStream::clean(std::size_t bytes) {
  for (const char c : neutralise(to_valid_utf8(std::string_view(raw_).substr(0, bytes))))
    open_.append(c == '\n' ? 2 : 1, c);
  raw_.erase(0, bytes);
}

void CitedSentenceStream::flush(bool last, std::vector<CitedSentence>& out) {
  std::size_t begin = 0;
  const auto give = [&](std::size_t end) {
    CitedSentence sentence;
    std::string text = open_.substr(begin, end - begin);
    sentence.passages = take_passage_numbers(text);
    sentence.text = squeeze(neutralise(text));
    begin = end;
    if (!sentence.text.empty()) out.push_back(std::move(sentence));
  };
  for (const auto& [from, to] : split_each_line(open_, language_)) {
    if (from < begin) continue;
    const std::size_t behind = behind_numbers(open_, from);
    const bool numbers_alone = behind > from && trim(open_.substr(behind, to - behind)).empty();
    if (!last && (numbers_alone || !has_begun(std::string_view(open_).substr(behind)))) break;
    if (from > begin || behind > from) give(behind);
  }
  if (last || open_.size() - begin > kOpenBytesMax) give(open_.size());
  open_.erase(0, begin);
}

}  // namespace alexandria::text
