#include "pdf_marks.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "pdf_rows.hpp"

namespace alexandria::ingest {
namespace {

constexpr float kMarkShare = .25F;        // of the size: no letter with a mark is as narrow
constexpr float kReachShare = .5F;        // of the size, from a mark to the word it belongs to
constexpr std::size_t kMarksMax = 2'000;  // of a page: each is compared with all its words

bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

template <typename Test>
bool any_letter(const std::string& text, Test test) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, c);
    if (test(c)) return true;
  }
  return false;
}

bool is_all_marks(const PdfWord& word) {
  return !word.text.empty() && !any_letter(word.text, [](UChar32 c) { return !is_mark(c); });
}

int reach(const PdfWord& word, float share) {
  return static_cast<int>(word.size * static_cast<float>(kUnitsAPoint) * share);
}

// Nothing but marks, or letters in the place of their mark.
bool is_set_apart(const PdfWord& word) {
  if (is_all_marks(word)) return true;
  return word.rtl && word.box.width() <= reach(word, kMarkShare) && any_letter(word.text, is_mark);
}

// How far a mark is from a word on its line, 0 above or below it.
std::optional<int> distance(const PdfWord& mark, const PdfWord& word) {
  const int high = reach(word, kReachShare);
  const int middle = (mark.box.y0 + mark.box.y1) / 2;
  if (middle < word.box.y0 - high || middle > word.box.y1 + high) return std::nullopt;
  const int apart = std::max({0, word.box.x0 - mark.box.x1, mark.box.x0 - word.box.x1});
  return apart <= reach(word, kReachShare) ? std::optional(apart) : std::nullopt;
}

void attach(const PdfWord& mark, PdfWord& word) {
  const int middle = (mark.box.x0 + mark.box.x1) / 2;
  const bool is_first = middle > (word.box.x0 + word.box.x1) / 2;
  if (!is_first) {
    word.text += mark.text;
  } else if (is_all_marks(mark)) {
    std::int32_t first = 0;
    U8_FWD_1(word.text.data(), first, static_cast<std::int32_t>(word.text.size()));
    word.text.insert(static_cast<std::size_t>(first), mark.text);
  } else {
    word.text.insert(0, mark.text);
  }
  word.place.add(mark.place);
  word.box.add(mark.box);
}

}  // namespace

void attach_marks(std::vector<PdfWord>& words) {
  std::vector<std::size_t> marks;
  for (std::size_t i = 0; i < words.size() && marks.size() < kMarksMax; ++i)
    if (is_set_apart(words[i])) marks.push_back(i);
  std::vector<bool> is_attached(words.size(), false);
  for (const std::size_t m : marks) {
    PdfWord* nearest = nullptr;
    int least = 0;
    for (PdfWord& word : words) {
      if (!word.rtl || is_set_apart(word)) continue;
      const std::optional<int> apart = distance(words[m], word);
      if (!apart || (nearest != nullptr && *apart >= least)) continue;
      nearest = &word;
      least = *apart;
    }
    if (nearest == nullptr) continue;
    attach(words[m], *nearest);
    is_attached[m] = true;
  }
  std::size_t i = 0;
  std::erase_if(words, [&](const PdfWord&) { return is_attached[i++]; });
}

}  // namespace alexandria::ingest
