#include "lexemes.hpp"

#include "alexandria/text/unicode.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

bool is_apostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x02BC; }
bool is_digit(UChar32 c) { return u_charType(c) == U_DECIMAL_DIGIT_NUMBER; }
bool is_thin_space(UChar32 c) { return c == 0xA0 || c == 0x202F || c == 0x2009; }

// The digit of a superscript, '-' for its minus, or 0.
char superscript_digit(UChar32 c) {
  if (c == 0x207B) return '-';
  if (c == 0xB9) return '1';
  if (c == 0xB2 || c == 0xB3) return static_cast<char>('2' + (c - 0xB2));
  if (c == 0x2070 || (c >= 0x2074 && c <= 0x2079)) return static_cast<char>('0' + (c - 0x2070));
  return 0;
}

bool is_word_letter(UChar32 c) {
  if (superscript_digit(c) != 0) return false;
  return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_ND_MASK | U_GC_NL_MASK | U_GC_M_MASK)) != 0;
}

// What a mark inside a figure counts as; 0 if it is none.
char figure_mark(UChar32 c) {
  switch (c) {
    case '.':
    case 0xFF0E: return '.';
    case ',':
    case 0xFF0C: return ',';
    case 0x66B: return '.';
    case 0x66C: return '\'';
    default: break;
  }
  if (is_apostrophe(c)) return '\'';
  return c == ' ' || is_thin_space(c) ? ' ' : 0;
}

class Lexer {
 public:
  Lexer(std::string_view text, std::string_view language) : text_(text), language_(language) {
    cuts_at_apostrophes_ = language == "fr" || language == "it";
  }

  std::vector<Lexeme> run() {
    bool spaced = true;
    while (at_ < text_.size()) {
      const UChar32 c = letter_at(text_, at_);
      if (u_isUWhiteSpace(c) || is_thin_space(c)) {
        spaced = true;
        step();
        continue;
      }
      Lexeme lexeme;
      lexeme.begin = static_cast<std::uint32_t>(at_);
      lexeme.spaced = spaced;
      read(c, lexeme);
      lexeme.end = static_cast<std::uint32_t>(at_);
      out_.push_back(std::move(lexeme));
      spaced = false;
    }
    return std::move(out_);
  }

 private:
  UChar32 step() {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text_.data(), at_, text_.size(), c);
    return c;
  }
  std::string_view since(std::size_t begin) const { return text_.substr(begin, at_ - begin); }

  void read(UChar32 c, Lexeme& out) {
    if (is_digit(c)) return read_figure(out);
    if (superscript_digit(c) != 0) return read_superscript(out);
    if (is_unspaced(c) && u_isalpha(c)) {
      step();
      // Vowel signs belong to their letter, so that no piece is half of one.
      while (U_GET_GC_MASK(letter_at(text_, at_)) & U_GC_M_MASK)
        step();
      out.kind = LexemeKind::kLetter;
      out.key = since(out.begin);
      return;
    }
    if (is_word_letter(c)) return read_word(c, out);
    step();
    out.key = since(out.begin);
    if (u_charType(c) == U_OTHER_NUMBER && u_getNumericValue(c) > 0 && u_getNumericValue(c) < 1)
      out.kind = LexemeKind::kFraction;
  }

  void read_superscript(Lexeme& out) {
    out.kind = LexemeKind::kSuperscript;
    while (const char digit = superscript_digit(letter_at(text_, at_))) {
      out.key += digit;
      step();
    }
  }

  void read_word(UChar32 first, Lexeme& out) {
    out.kind = LexemeKind::kWord;
    out.capital = u_isupper(first) != 0;
    UChar32 last = step();
    while (at_ < text_.size()) {
      const UChar32 c = letter_at(text_, at_);
      if (is_word_letter(c) && !is_unspaced(c)) {
        last = step();
        continue;
      }
      const std::size_t width = U8_LENGTH(c);
      const bool joins =
          is_apostrophe(c) && u_isalpha(last) && u_isalpha(letter_at(text_, at_ + width));
      if (!joins) break;
      last = step();
      if (cuts_at_apostrophes_) break;
    }
    out.key = lookup_key(since(out.begin), language_);
    if (is_apostrophe(last)) {
      while (!out.key.empty() && static_cast<unsigned char>(out.key.back()) >= 0x80)
        out.key.pop_back();
      if (!out.key.ends_with('\'')) out.key += '\'';
    }
  }

  void read_figure(Lexeme& out) {
    out.kind = LexemeKind::kFigure;
    std::size_t group = 0;  // digits since the last mark
    bool spaces_group = true;
    while (at_ < text_.size()) {
      const UChar32 c = letter_at(text_, at_);
      if (is_digit(c)) {
        out.key += static_cast<char>('0' + u_charDigitValue(c));
        ++group;
        step();
        continue;
      }
      const char mark = figure_mark(c);
      const std::size_t next = at_ + U8_LENGTH(c);
      if (mark == 0 || !is_digit(letter_at(text_, next))) break;
      if (mark == ' ' && (!spaces_group || group > 3 || !is_group(next))) break;
      if (mark != ' ') spaces_group = false;
      out.key += mark;
      group = 0;
      step();
    }
  }

  // Exactly three digits stand at `at`.
  bool is_group(std::size_t at) const {
    for (int i = 0; i < 3; ++i) {
      const UChar32 c = letter_at(text_, at);
      if (!is_digit(c)) return false;
      at += U8_LENGTH(c);
    }
    return !is_digit(letter_at(text_, at));
  }

  std::string_view text_;
  std::string_view language_;
  bool cuts_at_apostrophes_ = false;
  std::size_t at_ = 0;
  std::vector<Lexeme> out_;
};

}  // namespace

std::vector<Lexeme> read_lexemes(std::string_view utf8, std::string_view language) {
  return Lexer(utf8, language).run();
}

std::string lookup_key(std::string_view word, std::string_view language) {
  return language == "vi" ? fold_case(word) : fold(word);
}

}  // namespace alexandria::text
