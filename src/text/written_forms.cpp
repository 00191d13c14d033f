#include "written_forms.hpp"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"
#include "figures.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

constexpr std::size_t kCodeBytesMax = 96;
constexpr std::size_t kNumberBytesMax = 24;
constexpr std::size_t kCompoundPartsMax = 4;
constexpr std::size_t kLettersOfUnit = 3;  // "km²" has a power, "chamber³" a note
constexpr std::size_t kDigitsOfCode = 5;
constexpr std::size_t kDigitsGrouped = 4;  // shorter numbers are written in one way only

constexpr std::array<std::string_view, 22> kOpening = {"\"", "'", "(", "[",  "{",  "<", "*", ",",
                                                       ";",  ":", "!", "?",  "“",  "‘", "«", "„",
                                                       "‹",  "¿", "¡", "（", "「", "『"};
constexpr std::array<std::string_view, 26> kClosing = {
    "\"", "'", ")", "]", "}", ">", "*",  ",",  ";",  ":",  "!",  "?",  ".",
    "”",  "’", "»", "“", "›", "…", "）", "」", "』", "、", "。", "，", "()"};
constexpr std::array<std::string_view, 6> kMoney = {"$", "€", "£", "¥", "₹", "%"};

bool is_ascii(std::string_view run) {
  return std::ranges::none_of(run, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) {
  return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80;
}

template <std::size_t N>
bool strip_front(std::string_view& run, const std::array<std::string_view, N>& marks) {
  for (const std::string_view mark : marks)
    if (run.starts_with(mark)) {
      run.remove_prefix(mark.size());
      return true;
    }
  return false;
}

template <std::size_t N>
bool strip_back(std::string_view& run, const std::array<std::string_view, N>& marks) {
  for (const std::string_view mark : marks)
    if (run.ends_with(mark)) {
      run.remove_suffix(mark.size());
      return true;
    }
  return false;
}

// Without marks around it and without an English possessive.
std::string_view without_marks(std::string_view run) {
  while (strip_front(run, kOpening)) {}
  while (strip_back(run, kClosing)) {}
  for (const std::string_view possessive : {"'s", "’s"})
    if (run.ends_with(possessive)) run.remove_suffix(possessive.size());
  return run;
}

// What is more than words, and words joined by hyphens, which are compounds.
bool is_code(std::string_view run) {
  bool digit = false;
  bool letter = false;
  bool symbol = false;
  bool telling = false;  // a symbol that prose does not have inside a word
  for (std::size_t i = 0; i < run.size(); ++i) {
    const char c = run[i];
    digit = digit || is_digit(c);
    letter = letter || is_letter(c);
    if (is_digit(c) || is_letter(c)) continue;
    symbol = true;
    const bool inner = i > 0 && i + 1 < run.size();
    telling = telling || c == '_' || c == '@' || c == '\\' || c == '#' || c == '+' ||
              (c == '.' && i + 1 < run.size()) || (c == ':' && inner && run[i + 1] == ':');
  }
  return symbol && (digit || (letter && telling));
}

std::string value_of(std::string_view run, bool decimal_comma) {
  while (strip_front(run, kMoney)) {}
  while (strip_back(run, kMoney)) {}
  if (run.empty() || run.size() > kNumberBytesMax || !is_digit(run.front())) return {};
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(run, is_digit));
  const bool plain = digits == run.size();
  if (plain && digits < kDigitsGrouped) return {};
  for (const char c : run) {
    if (is_digit(c)) continue;
    if (c != '.' && c != ',' && c != '\'') return {};
  }
  const auto value = value_of_figure(run, decimal_comma);
  return value ? fmt::format("#{:.15g}", *value) : std::string();
}

// "on-line", "frame_timer", "O'Brien": words of letters with one kind of sign between them.
std::string joined_of(std::string_view run) {
  std::string out;
  std::size_t parts = 1;
  std::size_t part = 0;
  char sign = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const char c = run[i];
    if (is_letter(c) && !run.substr(i).starts_with("’")) {
      out += c;
      ++part;
      continue;
    }
    const bool apostrophe = c == '\'' || run.substr(i).starts_with("’");
    const char found = apostrophe ? '\'' : c;
    if (!apostrophe && c != '-' && c != '_') return {};
    if (part == 0 || (sign != 0 && sign != found)) return {};
    if (apostrophe && (part != 1 || parts > 1)) return {};
    if (static_cast<unsigned char>(c) >= 0x80) i += 2;
    sign = found;
    part = 0;
    ++parts;
  }
  return parts > 1 && parts <= kCompoundPartsMax && part > 0 ? out : std::string();
}

// As it is read: without what is not seen, and with raised digits behind their sign ("10^7",
// "m^2"); the digits behind a word of letters are a note.
std::string as_read(std::string_view run) {
  std::string out;
  std::size_t letters = 0;
  bool is_raised = false;
  for (std::size_t at = 0; at < run.size();) {
    const std::size_t begin = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(run.data(), at, run.size(), c);
    if (is_invisible(c)) continue;
    const bool was_raised = std::exchange(is_raised, is_raised_number(c));
    if (is_raised && !was_raised && letters > kLettersOfUnit) return out;
    if (is_raised && !was_raised && !out.empty()) out += '^';
    out += is_raised ? fold_case(run.substr(begin, at - begin))
                     : std::string(run.substr(begin, at - begin));
    letters = u_isalpha(c) ? letters + 1 : 0;
  }
  return out;
}

}  // namespace

std::size_t end_of_run(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      if (byte <= ' ') break;
      ++at;
      continue;
    }
    std::size_t next = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), next, text.size(), c);
    // Korean particles stand behind a code without a space.
    const bool hangul = (c >= 0x1100 && c <= 0x11FF) || (c >= 0xAC00 && c <= 0xD7AF);
    if (u_isUWhiteSpace(c) || is_unspaced(c) || hangul) break;
    at = next;
  }
  return at;
}

WrittenForms forms_of_run(std::string_view text, std::size_t begin, std::size_t end,
                          bool decimal_comma) {
  std::string_view run = without_marks(text.substr(begin, end - begin));
  WrittenForms out;
  if (run.size() < 2 || run.size() > kCodeBytesMax) return out;
  out.begin = static_cast<std::size_t>(run.data() - text.data());
  out.end = out.begin + run.size();
  std::string read;
  if (!is_ascii(run)) {
    read = as_read(run);
    run = without_marks(read);
  }
  if (is_code(run)) out.exact = "=" + fold_case(to_valid_utf8(run));
  out.value = value_of(run, decimal_comma);
  out.joined = joined_of(run);
  return out;
}

std::vector<std::size_t> inner_starts(std::string_view word) {
  std::vector<std::size_t> out;
  std::size_t last = 0;
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (!is_upper(word[i]) && !is_lower(word[i])) return {};
    const bool rises = is_lower(word[i - 1]) && is_upper(word[i]);
    const bool falls =
        is_upper(word[i - 1]) && is_upper(word[i]) && i + 1 < word.size() && is_lower(word[i + 1]);
    if (!rises && !falls) continue;
    if (i - last < 2) return {};
    out.push_back(i);
    last = i;
  }
  if (!out.empty() && word.size() - last < 2) return {};
  return out;
}

bool is_code_word(std::string_view word) {
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(word, is_digit));
  return digits >= kDigitsOfCode || (digits > 0 && digits < word.size());
}

}  // namespace alexandria::text
