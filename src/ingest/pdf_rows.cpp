#include "pdf_rows.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <numeric>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "alexandria/text/bidi.hpp"
#include "pdf_marks.hpp"
#include "pdf_raised.hpp"

namespace alexandria::ingest {
namespace {

// A gap of .9 of the font size parts fragments: justified text stretches its spaces (.25) to some
// .7, gutters of columns begin at 1.
constexpr float kGapInSizes = .9F;
constexpr float kSameBaseShare = .1F;  // of the size
constexpr float kGapOfNumbers = .5F;   // they seldom follow each other in text, but in tables
// Of the size: no space is as narrow, beside letters, which may overhang, and punctuation.
constexpr float kGlueShare = .05F;
constexpr float kGlueBesideShare = .27F;
constexpr float kReadableSize = 4;  // points: files that scale their text by a matrix say 1 or less

int overlap(int a0, int a1, int b0, int b1) { return std::min(a1, b1) - std::max(a0, b0); }

bool same_height(const PdfBox& a, const PdfBox& b) {
  return overlap(a.y0, a.y1, b.y0, b.y1) * 2 > std::min(a.height(), b.height());
}

bool is_number(const PdfWord& word) {
  return !word.text.empty() && word.text.find_first_not_of("0123456789.,%") == std::string::npos;
}

// Commas, dots and dashes are not as high as the letters beside them.
bool same_base(const PdfLine& line, const PdfWord& word) {
  const PdfWord& first = line.words.front();
  return first.size > 0 && std::abs(first.size - word.size) < first.size * kSameBaseShare &&
         static_cast<float>(std::abs(first.base - word.base)) <
             first.size * static_cast<float>(kUnitsAPoint) * kSameBaseShare;
}

// Whether a word goes on where a fragment ends: right of it, or on either side where text runs from
// right to left.
bool follows(const PdfLine& line, const PdfWord& word) {
  const float size = std::max(word.size, kReadableSize);
  const bool are_numbers = is_number(line.words.back()) && is_number(word);
  const float gap_share = are_numbers ? kGapOfNumbers : kGapInSizes;
  const int gap_max = static_cast<int>(size * kUnitsAPoint * gap_share);
  const bool is_raised = is_off_base(line.words.back(), word);
  const bool is_level = is_raised || same_height(line.box, word.box) || same_base(line, word);
  if (!is_level) return false;
  if (word.rtl || line.words.back().rtl)
    return word.box.x0 - line.box.x1 < gap_max && line.box.x0 - word.box.x1 < gap_max;
  return word.box.x0 >= line.words.back().box.x0 && word.box.x0 - line.box.x1 < gap_max;
}

bool are_parted(const PdfWord& one, const PdfWord& other, const std::vector<PdfUpright>& uprights) {
  const PdfWord& left = one.box.x0 <= other.box.x0 ? one : other;
  const PdfWord& right = &left == &one ? other : one;
  const int middle = (one.box.y0 + one.box.y1) / 2;
  for (auto line = std::ranges::lower_bound(uprights, left.box.x1, {}, &PdfUpright::x);
       line != uprights.end() && line->x <= right.box.x0; ++line)
    if (line->y0 < middle && line->y1 > middle) return true;
  return false;
}

// The font size that most letters have.
float usual_size(const std::vector<PdfWord>& words) {
  std::map<float, std::size_t> letters;
  for (const PdfWord& word : words)
    letters[word.size] += word.text.size();
  const auto count = [](const auto& entry) { return entry.second; };
  return std::ranges::max_element(letters, {}, count)->first;
}

// Fragments: words that follow each other on a base line, nearer than twice a space.
std::vector<PdfLine> fragments_of(std::vector<PdfWord> words,
                                  const std::vector<PdfUpright>& uprights) {
  std::vector<PdfLine> out;
  for (PdfWord& word : words) {
    const bool goes_on = !out.empty() && follows(out.back(), word) &&
                         !are_parted(out.back().words.back(), word, uprights);
    if (!goes_on) out.emplace_back();
    out.back().box.add(word.box);
    out.back().words.push_back(std::move(word));
  }
  for (PdfLine& line : out) {
    line.size = usual_size(line.words);
    line.bold = std::ranges::all_of(line.words, &PdfWord::bold);
  }
  return out;
}

}  // namespace

namespace {

bool is_punctuation(const PdfWord& word) {
  UChar32 c = 0;
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(word.text.size());) {
    U8_NEXT(word.text.data(), at, static_cast<std::int32_t>(word.text.size()), c);
    if (c < 0 || u_ispunct(c) == 0) return false;
  }
  return true;
}

// Spaces in right-to-left text arrive out of order: two words are one where none is seen between.
void glue(std::vector<PdfWord>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool was_glued = std::exchange(words[i].is_glued, false);
    if (i == 0) continue;
    const PdfWord& before = words[i - 1];
    const bool is_open = before.rtl || words[i].rtl || is_punctuation(before) ||
                         is_punctuation(words[i]) || was_glued;
    const int gap = std::max(before.box.x0 - words[i].box.x1, words[i].box.x0 - before.box.x1);
    const bool beside = is_punctuation(before) != is_punctuation(words[i]);
    const float room = std::max(words[i].size, kReadableSize) * kUnitsAPoint *
                       (beside ? kGlueBesideShare : kGlueShare);
    words[i].is_glued = is_open && static_cast<float>(gap) < room;
  }
}

constexpr std::array<std::pair<char, char>, 3> kBrackets = {
    std::pair('(', ')'), std::pair('[', ']'), std::pair('{', '}')};

// Brackets are mirrored in right-to-left text: before a word they open, behind it they close.
void face(char& sign, bool is_opening) {
  for (const auto& [open, close] : kBrackets)
    if (sign == open || sign == close) sign = is_opening ? open : close;
}

// The letters of words without spaces between them, and which of them are punctuation.
struct Chain {
  std::vector<char*> letters;  // the first byte of each
  std::vector<bool> is_punctuation;

  void add(std::string& text) {
    for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
      letters.push_back(text.data() + at);
      UChar32 c = 0;
      U8_NEXT(text.data(), at, static_cast<std::int32_t>(text.size()), c);
      is_punctuation.push_back(c >= 0 && u_ispunct(c) != 0);
    }
  }
};

bool is_bracket(char sign) {
  return std::ranges::any_of(
      kBrackets, [&](const auto& pair) { return sign == pair.first || sign == pair.second; });
}

// Brackets at one edge of a chain, if they all are of one shape: "()" is both.
void face_edge(const std::vector<char*>& edge, bool is_opening) {
  std::vector<char*> brackets;
  std::ranges::copy_if(edge, std::back_inserter(brackets),
                       [](char* at) { return is_bracket(*at); });
  const auto same = [&](char* at) { return *at == *brackets.front(); };
  if (brackets.empty() || !std::ranges::all_of(brackets, same)) return;
  for (char* at : brackets)
    face(*at, is_opening);
}

void face_brackets(std::vector<PdfWord>& words) {
  for (std::size_t first = 0; first < words.size();) {
    Chain chain;
    std::size_t i = first;
    for (; i < words.size() && (i == first || words[i].is_glued); ++i)
      chain.add(words[i].text);
    first = i;
    const auto core = std::ranges::find(chain.is_punctuation, false) - chain.is_punctuation.begin();
    if (core == std::ssize(chain.letters)) continue;
    std::ptrdiff_t end = std::ssize(chain.letters);
    while (chain.is_punctuation[static_cast<std::size_t>(end - 1)])
      --end;
    face_edge({chain.letters.begin(), chain.letters.begin() + core}, true);
    face_edge({chain.letters.begin() + end, chain.letters.end()}, false);
  }
}

void put_right_to_left(PdfLine& line) {
  std::vector<std::size_t> by_place(line.words.size());
  std::iota(by_place.begin(), by_place.end(), 0U);
  std::ranges::stable_sort(
      by_place, {}, [&](std::size_t i) { return line.words[i].box.x0 + line.words[i].box.x1; });
  std::u32string visual;  // a word counts as one letter of its direction
  for (const std::size_t i : by_place) {
    const PdfWord& word = line.words[i];
    visual += visual.empty() ? U"" : U" ";
    const char32_t other = is_punctuation(word) ? U'!' : U'1';
    visual += word.rtl ? U'\u05D0' : word.ltr() ? U'a' : other;
  }
  std::vector<PdfWord> ordered;
  for (const std::size_t i : text::reading_order(visual))
    if (i % 2 == 0) ordered.push_back(line.words[by_place[i / 2]]);
  line.words = std::move(ordered);
  glue(line.words);
  face_brackets(line.words);
}

}  // namespace

void put_in_order(PdfLine& line) {
  if (line.rtl()) put_right_to_left(line);
  mark_raised(line);
}

bool runs_to_left(const PdfRow& row) {
  return std::ranges::count_if(row, &PdfLine::rtl) * 2 > static_cast<std::ptrdiff_t>(row.size());
}

std::vector<PdfRow> rows_of(std::vector<PdfWord> words, const std::vector<PdfUpright>& uprights) {
  join_drop_caps(words);
  attach_marks(words);
  std::vector<PdfLine> fragments = fragments_of(std::move(words), uprights);
  std::ranges::sort(fragments, {}, [](const PdfLine& line) {
    return std::pair(line.box.y0 + line.box.y1, line.box.x0);
  });
  std::vector<PdfRow> rows;
  for (PdfLine& fragment : fragments) {
    const bool joins = !rows.empty() && same_height(rows.back().front().box, fragment.box);
    if (!joins) rows.emplace_back();
    rows.back().push_back(std::move(fragment));
  }
  for (PdfRow& row : rows)
    std::ranges::sort(row, {}, [](const PdfLine& line) { return line.box.x0; });
  return rows;
}

}  // namespace alexandria::ingest
