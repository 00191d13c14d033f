#include "pdf_raised.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "alexandria/text/ascii.hpp"
#include "alexandria/text/unicode.hpp"
#include "pdf_rows.hpp"

namespace alexandria::ingest {
namespace {

constexpr float kSmallerShare = .88F;  // of the size of what it belongs to
constexpr float kRaisedShare = .12F;   // of that size, above the base line
constexpr float kLoweredShare = .06F;
constexpr float kNearShare = .25F;          // a space is that wide
constexpr std::size_t kNoteLettersMin = 3;  // "km" has a power, "chamber" a note
constexpr float kDropCapShare = 1.8F;       // an initial over two lines is twice as large

using text::is_digit;
bool is_letter(char c) {
  return (static_cast<unsigned char>(c) & 0x80) != 0 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// Digits with signs, points and commas between them.
bool is_numeric(std::string_view text) {
  bool any = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i]))
      any = true;
    else if (text.substr(i).starts_with("\xE2\x88\x92") ||
             text.substr(i).starts_with("\xE2\x80\x93"))  // a minus, a dash
      i += 2;
    else if (std::string_view("+-,.;*").find(text[i]) == std::string_view::npos)
      return false;
  }
  return any;
}

std::size_t letters_at_end(std::string_view text) {
  std::size_t letters = 0;
  while (letters < text.size() && is_letter(text[text.size() - 1 - letters]))
    ++letters;
  return letters;
}

float units(float points) { return points * static_cast<float>(kUnitsAPoint); }

// How far above the base line of `before`; below is negative.
float rise(const PdfWord& before, const PdfWord& word) {
  return static_cast<float>(before.base - word.base);
}

int distance(const PdfBox& a, const PdfBox& b) { return std::max(b.x0 - a.x1, a.x0 - b.x1); }

bool is_smaller(const PdfWord& before, const PdfWord& word) {
  return word.size <= before.size * kSmallerShare;
}

struct Marks {
  std::string_view open, close;
};

// What is written around `raised` behind `before`.
Marks marks_of(std::string_view before, std::string_view raised) {
  const char last = before.empty() ? ' ' : before.back();
  if (raised[0] == '[' || raised[0] == '(') return {is_letter(last) ? " " : "", ""};
  if (!is_numeric(raised)) {
    const bool is_exponent = is_digit(last) && raised.size() == 1 && is_letter(raised[0]);
    return {is_exponent ? "^" : "", ""};  // 10^n
  }
  if (letters_at_end(before) >= kNoteLettersMin) return {" [", "]"};
  if (is_digit(last) || is_letter(last) || last == ')') return {"^", ""};
  if (std::string_view(".,;:!?\"").find(last) != std::string_view::npos) return {" [", "]"};
  return {"", ""};
}

bool is_initial(const PdfWord& word) {
  return text::count_code_points(word.text) == 1 && is_letter(word.text[0]);
}

// Whether `word` goes on where the initial ends, at its top.
bool goes_on_from(const PdfWord& initial, const PdfWord& word) {
  const float gap = static_cast<float>(word.box.x0 - initial.box.x1);
  return word.size > 0 && initial.size >= word.size * kDropCapShare &&
         initial.box.height() > word.box.height() * 3 / 2 && word.base < initial.base &&
         word.base > initial.box.y0 && is_letter(word.text[0]) &&
         std::abs(gap) < units(word.size) * .7F;
}

}  // namespace

bool is_off_base(const PdfWord& before, const PdfWord& word) {
  if (before.size <= 0 || !is_smaller(before, word)) return false;
  if (static_cast<float>(distance(before.box, word.box)) > units(before.size) * kNearShare)
    return false;
  const float up = rise(before, word);
  const bool is_raised = up > units(before.size) * kRaisedShare && up < units(before.size);
  const bool is_lowered =
      up < -units(before.size) * kLoweredShare && up > -units(before.size) * .5F;
  return is_raised || is_lowered;
}

void mark_raised(PdfLine& line) {
  std::size_t of = 0;  // what the raised words belong to
  for (std::size_t i = 1; i < line.words.size(); ++i) {
    const PdfWord& before = line.words[of];
    PdfWord& word = line.words[i];
    const bool follows = of + 1 == i && is_off_base(before, word);
    if (!follows) {
      of = i;
      continue;
    }
    word.is_glued = true;
    if (rise(before, word) > 0) {
      const Marks marks = marks_of(before.text, word.text);
      word.open = marks.open;
      word.close = marks.close;
    } else if (is_digit(before.text.back()) && is_digit(word.text.front())) {
      word.open = "_";
    }
    of = i;
  }
}

void join_drop_caps(std::vector<PdfWord>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is_initial(words[i])) continue;
    const auto begin = words.begin();
    const auto next = std::find_if(
        begin, words.end(), [&](const PdfWord& word) { return goes_on_from(words[i], word); });
    if (next == words.end()) continue;
    PdfWord initial = words[i];
    const auto at = static_cast<std::size_t>(next - begin);
    initial.box.y0 = next->box.y0;
    initial.box.y1 = next->box.y1;
    initial.box.x1 = std::min(initial.box.x1, next->box.x0);
    initial.size = next->size;
    initial.base = next->base;
    next->is_glued = true;
    words.erase(begin + static_cast<std::ptrdiff_t>(i));
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(at > i ? at - 1 : at),
                 std::move(initial));
  }
}

}  // namespace alexandria::ingest
