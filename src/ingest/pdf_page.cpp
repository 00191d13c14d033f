#include "pdf_page.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <unicode/uchar.h>

#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "pdf_map.hpp"
#include "pdf_word.hpp"

namespace alexandria::ingest {
namespace {

constexpr char32_t kPresentationFormsBegin = 0xFB00;
constexpr std::size_t kWordLettersMax = 400;
constexpr int kCharactersMax = 500'000;
constexpr std::size_t kUsualLettersOfWords = 5;
// Another size or base line begins a new word: raised numbers, small capitals.
constexpr float kSameSizeShare = .12F;
constexpr float kSameBaseShare = .12F;  // of the size
// Unmapped glyphs that happen to be letters are known by being no language; fewer are not judged.
constexpr std::size_t kJudgedLettersMin = 20;
constexpr int kBoldWeight = 600;
constexpr std::size_t kFontNameMax = 256;
constexpr int kSameLevel = 8;  // eighths of a point, between base lines of one line

// In points of the page: the size that the font was selected with, times what the text's matrix
// stretches it vertically.
float font_size(FPDF_TEXTPAGE text, int index, const FS_MATRIX& matrix) {
  const auto nominal = static_cast<float>(FPDFText_GetFontSize(text, index));
  const float stretch = std::hypot(matrix.c, matrix.d);
  return stretch > 0 && std::isfinite(stretch) ? nominal * stretch : nominal;
}

// By its weight or its name: a file may say no weight, as of the fonts that every reader has, and
// where it says how thick the stems are, that is no weight of all fonts (DejaVu Sans Bold has 400).
bool is_bold(FPDF_TEXTPAGE text, int index) {
  const int weight = FPDFText_GetFontWeight(text, index);
  if (weight >= kBoldWeight) return true;
  std::array<char, kFontNameMax> name{};
  int flags = 0;
  const unsigned long size =
      FPDFText_GetFontInfo(text, index, name.data(), kFontNameMax - 1, &flags);
  return size < kFontNameMax && std::string_view(name.data()).contains("Bold");
}

bool is_space(unsigned int c) {
  return c <= 0x20 || c == 0x7F || c == 0xFEFF || u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}
bool is_noncharacter(unsigned int c) {
  return c == 0xFFFE || c == 0xFFFF || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF;
}
// Says nothing to a reader: what a font without a character map gives.
bool is_meaningless(unsigned int c) {
  return is_noncharacter(c) || c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) ||
         (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x80 && c < 0xA0);
}

// Which lines of a page run from right to left: those where most words do, or as many as on all of
// the page where the words of the line do not tell.
class LineDirections {
 public:
  explicit LineDirections(const std::vector<PdfOpenWord>& words) {
    for (const PdfOpenWord& word : words) {
      const int direction = word.is_right_to_left() ? 1 : word.is_left_to_right() ? -1 : 0;
      page_ += direction;
      has_any_ = has_any_ || direction > 0;
      if (direction != 0) lines_[word.turn()][word.level()] += direction;
    }
  }

  bool is_to_left(const PdfOpenWord& word) const {
    if (!has_any_) return false;
    const auto turned = lines_.find(word.turn());
    if (turned == lines_.end()) return page_ > 0;
    std::ptrdiff_t sum = 0;
    bool has_words = false;
    const int level = word.level();
    for (auto at = turned->second.lower_bound(level - kSameLevel);
         at != turned->second.end() && at->first <= level + kSameLevel; ++at) {
      sum += at->second;
      has_words = true;
    }
    return has_words && sum != 0 ? sum > 0 : page_ > 0;
  }

 private:
  std::map<int, std::map<int, std::ptrdiff_t>> lines_;  // by turn and level: words to the left
  std::ptrdiff_t page_ = 0;
  bool has_any_ = false;
};

// Words as the page is seen, and how their text runs.
class WordReader {
 public:
  WordReader(FPDF_PAGE page, FPDF_TEXTPAGE text, std::map<int, std::size_t>* size_histogram)
      : map_(page), text_(text), sizes_(size_histogram) {}

  PdfText read() {
    const int all = FPDFText_CountChars(text_);
    const int count = std::min(all, kCharactersMax);
    characters_ = static_cast<std::uint64_t>(all - count);
    words_.reserve(static_cast<std::size_t>(count) / kUsualLettersOfWords + 1);
    for (int i = 0; i < count; ++i)
      add(i);
    close();
    return finish();
  }

 private:
  void add(int i) {
    unsigned int c = FPDFText_GetUnicode(text_, i);
    if (c == 2) c = '-';  // PDFium's mark for a hyphen at the end of a line
    if (is_space(c) && !is_meaningless(c)) return close();
    double left = 0, right = 0, bottom = 0, top = 0;
    const bool has_box = FPDFText_GetCharBox(text_, i, &left, &right, &bottom, &top) != 0;
    if (has_box && !map_.is_visible(left, right, bottom, top)) return close();
    const bool is_plain = c < kPresentationFormsBegin;
    const std::u32string letters = is_plain ? std::u32string() : letters_of(c);
    characters_ += is_plain ? 1 : letters.size();
    meaningless_ += is_meaningless(c) ? 1 : 0;
    if (is_noncharacter(c) || c < 0x20) return close();
    if (!has_box) return;
    const PdfBox place = map_.box(left, right, bottom, top);
    if (is_elsewhere(place) || open_.letters() >= kWordLettersMax) close();
    look_at_object(i);
    if (open_.letters() > 0 && open_.is_all_marks()) open_.set_base(base_of(i));
    if (open_.empty()) is_unmapped_ = FPDFText_HasUnicodeMapError(text_, i) == 1;
    unmapped_ += is_unmapped_ ? 1 : 0;
    if (is_plain) open_.add(c, place);
    for (const char32_t letter : letters)
      open_.add(letter, place);
    if (sizes_ != nullptr) ++(*sizes_)[static_cast<int>(std::lround(open_.word().size * 2))];
  }

  PdfBox base_of(int i) const {
    double x = 0, y = 0;
    FPDFText_GetCharOrigin(text_, i, &x, &y);
    return map_.point(x, y);
  }

  bool is_elsewhere(const PdfBox& place) const {
    if (open_.empty() || open_.turn() == kSlanted) return false;
    const PdfBox& so_far = open_.place();
    return (place.y0 > so_far.y1 || place.y1 < so_far.y0) &&
           (place.x0 > so_far.x1 || place.x1 < so_far.x0);
  }

  // Font and direction are those of a text object: where one ends, a word of another kind may
  // begin, also without a space.
  void look_at_object(int i) {
    const FPDF_PAGEOBJECT object = FPDFText_GetTextObject(text_, i);
    if (!open_.empty() && object == object_ && object != nullptr) return;
    object_ = object;
    FS_MATRIX matrix{1, 0, 0, 1, 0, 0};
    FPDFText_GetMatrix(text_, i, &matrix);
    const float size = font_size(text_, i, matrix);
    const PdfBox base = base_of(i);
    const int turn = map_.turn(matrix.a, matrix.b);
    bool is_glued = false;
    if (!open_.empty()) {
      if (goes_on(size, turn, base)) return;
      is_glued = turn == open_.turn();
      close();
    }
    open_.begin(size, is_bold(text_, i), turn, base, is_glued);
  }

  bool goes_on(float size, int turn, const PdfBox& base) const {
    const PdfWord& word = open_.word();
    if (turn != open_.turn()) return false;
    if (word.rtl) return true;
    if (std::abs(size - word.size) > word.size * kSameSizeShare) return false;
    return static_cast<float>(open_.off_base(base)) <= word.size * 8 * kSameBaseShare;
  }

  void close() {
    if (!open_.empty()) words_.push_back(std::exchange(open_, {}));
  }

  PdfText finish() {
    PdfText out;
    out.characters = out.unread = characters_;
    for (const PdfOpenWord& word : words_)
      out.unread -= word.letters();
    std::array<std::size_t, kTurns> letters{};
    for (const PdfOpenWord& word : words_)
      letters[static_cast<std::size_t>(word.turn())] += word.letters();
    const auto usual = std::max_element(letters.begin(), letters.begin() + kSlanted);
    out.turn = {static_cast<int>(usual - letters.begin()), map_.width(), map_.height()};
    const LineDirections lines(words_);
    std::array<std::vector<PdfWord>, kTurns> by_turn;
    for (PdfOpenWord& word : words_) {
      const int turn = word.turn();
      const int quarters = turn == kSlanted ? 0 : turn;
      const bool is_to_left = lines.is_to_left(word);
      for (PdfWord& made : word.end({quarters, map_.width(), map_.height()}, is_to_left))
        if (made.box.x1 > made.box.x0 || made.box.y1 > made.box.y0)
          by_turn[static_cast<std::size_t>(turn)].push_back(std::move(made));
        else
          out.unread += text::count_visible(made.text);
    }
    out.words = std::move(by_turn[static_cast<std::size_t>(out.turn.quarters)]);
    by_turn[static_cast<std::size_t>(out.turn.quarters)].clear();
    out.slanted = std::exchange(by_turn[kSlanted], {});
    for (std::vector<PdfWord>& words : by_turn)
      if (!words.empty()) out.turned.push_back(std::move(words));
    out.is_readable = is_readable(out.words);
    return out;
  }

  bool is_readable(const std::vector<PdfWord>& words) const {
    if (meaningless_ * 2 > characters_) return false;
    if (unmapped_ * 2 <= characters_ || characters_ < kJudgedLettersMin) return true;
    std::string all;
    for (const PdfWord& word : words)
      all += word.text + " ";
    return !text::detect_language(all).empty();
  }

  PdfMap map_;
  FPDF_TEXTPAGE text_;
  std::map<int, std::size_t>* sizes_;
  PdfOpenWord open_;
  FPDF_PAGEOBJECT object_ = nullptr;  // of the letter before
  std::vector<PdfOpenWord> words_;
  std::uint64_t characters_ = 0;
  std::uint64_t meaningless_ = 0;
  std::uint64_t unmapped_ = 0;
  bool is_unmapped_ = false;  // the first letter of the word
};

}  // namespace

void PdfBox::add(const PdfBox& other) {
  x0 = std::min(x0, other.x0);
  y0 = std::min(y0, other.y0);
  x1 = std::max(x1, other.x1);
  y1 = std::max(y1, other.y1);
}

bool PdfWord::ltr() const {
  return !rtl && std::ranges::any_of(text, [](char c) {
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || static_cast<unsigned char>(c) >= 0xC0;
  });
}

bool PdfLine::rtl() const {
  std::size_t to_left = 0, to_right = 0, letters_to_left = 0, letters_to_right = 0;
  for (const PdfWord& word : words) {
    to_left += word.rtl ? 1 : 0;
    to_right += word.ltr() ? 1 : 0;
    if (word.rtl) letters_to_left += word.text.size() / 2;
    if (word.ltr()) letters_to_right += word.text.size();
  }
  return to_left > to_right || (to_left == to_right && letters_to_left > letters_to_right);
}

std::string PdfLine::text() const {
  std::string out;
  for (const PdfWord& word : words) {
    if (!out.empty() && !word.is_glued) out += ' ';
    out += word.open + word.text + word.close;
  }
  return out;
}

PdfBox PdfTurn::upright(const PdfBox& box) const {
  switch (quarters) {
    case 1: return {box.y0, width - box.x1, box.y1, width - box.x0};
    case 2: return {width - box.x1, height - box.y1, width - box.x0, height - box.y0};
    case 3: return {height - box.y1, box.x0, height - box.y0, box.x1};
    default: return box;
  }
}

PdfText read_words(FPDF_PAGE page, std::map<int, std::size_t>* size_histogram) {
  const FPDF_TEXTPAGE text = FPDFText_LoadPage(page);
  if (text == nullptr) return {};
  PdfText out = WordReader(page, text, size_histogram).read();
  FPDFText_ClosePage(text);
  return out;
}

}  // namespace alexandria::ingest
