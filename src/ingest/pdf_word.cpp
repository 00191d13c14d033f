#include "pdf_word.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <set>
#include <utility>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "alexandria/text/bidi.hpp"
#include "alexandria/text/unicode.hpp"
#include "pdf_rows.hpp"

namespace alexandria::ingest {
namespace {

bool is_mark(char32_t c) {
  const int kind = u_charType(static_cast<UChar32>(c));
  return kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK;
}

// Latin ligatures, and the presentation forms of Hebrew and Arabic.
bool is_presentation_form(char32_t c) {
  return (c >= 0xFB00 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC);
}

std::u32string decomposition(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  icu::UnicodeString parts;
  std::u32string out;
  if (U_FAILURE(status)) return out;
  nfkc->normalize(icu::UnicodeString(static_cast<UChar32>(c)), parts, status);
  for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1))
    if (parts.char32At(i) != ' ') out += static_cast<char32_t>(parts.char32At(i));
  return out;
}

// What the ligatures of Unicode stand for, in reading order.
const std::set<std::u32string>& ligatures() {
  static const std::set<std::u32string> all = [] {
    std::set<std::u32string> out;
    for (char32_t c = 0xFB00; c <= 0xFEFC; ++c) {
      if (!is_presentation_form(c)) continue;
      std::u32string letters = decomposition(c);
      if (letters.size() > 1) out.insert(std::move(letters));
    }
    return out;
  }();
  return all;
}

// Letters of one glyph arrive in reading order from some fonts and turned round from others.
void put_in_order(std::u32string& letters) {
  const bool is_known = ligatures().contains(letters);
  std::u32string reversed(letters.rbegin(), letters.rend());
  const bool begins_with_mark = is_mark(letters.front());
  if (!is_known && (begins_with_mark || ligatures().contains(reversed)))
    letters = std::move(reversed);
}

// Of the size: the least space between words, and beside punctuation, whose spaces PDFium
// misplaces. Letters that are not joined may stand almost as far apart.
constexpr float kSpaceShare = .32F;
constexpr float kSpaceBesideShare = .27F;

constexpr std::size_t kUsualLetters = 12;

bool same_place(const PdfBox& a, const PdfBox& b) {
  return a.x0 == b.x0 && a.x1 == b.x1 && a.y0 == b.y0 && a.y1 == b.y1;
}

}  // namespace

std::u32string letters_of(char32_t c) {
  if (!is_presentation_form(c)) return {c};
  std::u32string letters = decomposition(c);
  return letters.empty() ? std::u32string{c} : letters;
}

void PdfOpenWord::begin(float size, bool bold, int turn, const PdfBox& base, bool is_glued) {
  word_.size = size;
  word_.bold = bold;
  word_.is_glued = is_glued;
  turn_ = turn;
  base_ = base;
  letters_.reserve(kUsualLetters);
}

void PdfOpenWord::add(char32_t c, const PdfBox& place) {
  letters_.push_back({c, place});
  word_.rtl = word_.rtl || text::is_right_to_left(c);
  word_.place.add(place);
}

int PdfOpenWord::off_base(const PdfBox& base) const {
  if (turn_ == 0 || turn_ == 2) return std::abs(base.y0 - base_.y0);
  return turn_ < 4 ? std::abs(base.x0 - base_.x0) : 0;
}

// What is set at one place: the letters of a ligature, or a letter with its marks.
struct PdfOpenWord::Cluster {
  std::u32string letters;
  PdfBox box;  // upright
  PdfBox place;
  int middle() const { return box.x0 + box.x1; }
  bool is_punctuation() const { return u_ispunct(static_cast<UChar32>(letters.front())) != 0; }
  bool is_digit() const { return u_isdigit(static_cast<UChar32>(letters.front())) != 0; }
  // Goes on with the number that it stands behind, as "%" (UAX 9, class ET).
  bool ends_number() const {
    return u_charDirection(static_cast<UChar32>(letters.front())) == U_EUROPEAN_NUMBER_TERMINATOR;
  }
};

bool PdfOpenWord::is_all_marks() const {
  return std::ranges::all_of(letters_, [](const Letter& letter) { return is_mark(letter.c); });
}

bool PdfOpenWord::is_left_to_right() const {
  return !word_.rtl && std::ranges::any_of(letters_, [](const Letter& letter) {
    return u_charDirection(static_cast<UChar32>(letter.c)) == U_LEFT_TO_RIGHT;
  });
}

std::vector<PdfOpenWord::Cluster> PdfOpenWord::clusters(const PdfTurn& turn) const {
  std::vector<Cluster> out;
  std::vector<Cluster> marks;
  for (std::size_t i = 0; i < letters_.size();) {
    Cluster cluster{{}, turn.upright(letters_[i].place), letters_[i].place};
    const PdfBox& place = letters_[i].place;
    for (; i < letters_.size() && same_place(letters_[i].place, place); ++i)
      cluster.letters += letters_[i].c;
    put_in_order(cluster.letters);
    (is_mark(cluster.letters.front()) ? marks : out).push_back(std::move(cluster));
  }
  if (out.empty()) return marks;
  for (const Cluster& mark : marks) {
    const auto off = [&](const Cluster& base) { return std::abs(base.middle() - mark.middle()); };
    std::ranges::min_element(out, {}, off)->letters += mark.letters;
  }
  return out;
}

// PDFium turns letters of right-to-left words round in some fonts and not in others: where they
// stand says what their order is.
PdfWord PdfOpenWord::word_of(const std::vector<Cluster>& visual, std::size_t first,
                             std::size_t last) const {
  PdfWord out = word_;
  out.place = {};
  out.box = {};
  out.rtl = false;
  std::u32string bases;
  for (std::size_t i = first; i < last; ++i) {
    bases += visual[i].letters.front();
    out.rtl = out.rtl || text::is_right_to_left(visual[i].letters.front());
    out.place.add(visual[i].place);
    out.box.add(visual[i].box);
  }
  std::vector<std::size_t> order(bases.size());
  std::iota(order.begin(), order.end(), 0U);
  if (out.rtl) order = text::reading_order(bases);
  for (const std::size_t i : order)
    for (const char32_t c : visual[first + i].letters)
      text::append_code_point(out.text, c);
  return out;
}

// Where the letters begin and end that are no punctuation at the edges.
std::pair<std::size_t, std::size_t> PdfOpenWord::core_of(const std::vector<Cluster>& visual) {
  std::size_t first = 0;
  while (first < visual.size() && visual[first].is_punctuation())
    ++first;
  std::size_t last = visual.size();
  while (last > first && visual[last - 1].is_punctuation() &&
         !(last - 1 > first && visual[last - 1].ends_number() && visual[last - 2].is_digit()))
    --last;
  return {first, last};
}

std::vector<PdfWord> PdfOpenWord::end(const PdfTurn& turn, bool is_line_to_left) {
  word_.box = turn.upright(word_.place);
  word_.base = turn.upright(base_).y1;
  if (!word_.rtl && !is_line_to_left) {
    for (const Letter& letter : letters_)
      text::append_code_point(word_.text, letter.c);
    return {std::move(word_)};
  }
  std::vector<Cluster> visual = clusters(turn);
  std::ranges::stable_sort(visual, {}, &Cluster::middle);
  const auto is_space = [&](const Cluster& left, const Cluster& right) {
    const bool beside = left.is_punctuation() != right.is_punctuation();
    return static_cast<float>(right.box.x0 - left.box.x1) >
           word_.size * kUnitsAPoint * (beside ? kSpaceBesideShare : kSpaceShare);
  };
  const auto [core, core_end] = core_of(visual);
  std::vector<PdfWord> out;
  std::size_t first = 0;
  bool is_glued = word_.is_glued;
  for (std::size_t i = 1; i <= visual.size(); ++i) {
    const bool is_apart = i == visual.size() || is_space(visual[i - 1], visual[i]);
    if (!is_apart && (word_.rtl || (i > core && i < core_end))) continue;
    out.push_back(word_of(visual, first, i));
    out.back().is_glued = std::exchange(is_glued, !is_apart);
    first = i;
  }
  return out;
}

}  // namespace alexandria::ingest
