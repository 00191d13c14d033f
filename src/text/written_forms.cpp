#include "written_forms.hpp"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/ascii.hpp"
#include "alexandria/text/unicode.hpp"
#include "figures.hpp"
#include "letters.hpp"
#include "spaced_forms.hpp"

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
    "()", "\"", "'", ")", "]", "}", ">", "*",  ",",  ";",  ":",  "!",  "?",
    ".",  "”",  "’", "»", "“", "›", "…", "）", "」", "』", "、", "。", "，"};
constexpr std::array<std::string_view, 5> kPartings = {"/", "\\", "->", "::", "="};
constexpr std::size_t kSuffixLettersMax = 6;  // behind the apostrophe of a code: "TR-90'dan"
constexpr std::size_t kDigitsOfLongNumber = 10;
constexpr std::array<std::string_view, 6> kMoney = {"$", "€", "£", "¥", "₹", "%"};

bool is_ascii(std::string_view run) {
  return std::ranges::none_of(run, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}
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

bool is_all_alphanumeric(std::string_view run) {
  return is_ascii(run) &&
         std::ranges::all_of(run, [](char c) { return is_digit(c) || is_letter(c); });
}

// Without the ending that an apostrophe parts from a code or a name: "AX-300's", "TR-90'ın".
std::string_view without_suffix(std::string_view run) {
  for (const std::string_view possessive : {"'s", "’s"})
    if (run.ends_with(possessive)) return run.substr(0, run.size() - possessive.size());
  for (const std::string_view apostrophe : {"'", "’"}) {
    const std::size_t at = run.rfind(apostrophe);
    if (at == std::string_view::npos || at == 0) continue;
    const std::string_view suffix = run.substr(at + apostrophe.size());
    const bool is_suffix = !suffix.empty() && suffix.size() <= kSuffixLettersMax &&
                           std::ranges::all_of(suffix, is_letter);
    if (is_suffix && std::ranges::any_of(run.substr(0, at), is_digit)) return run.substr(0, at);
  }
  return run;
}

// "A*", the name of an algorithm, a star or a mark.
bool is_starred_letter(std::string_view run) {
  return run.size() == 2 && (is_upper(run[0]) || is_lower(run[0])) && run[1] == '*';
}

std::string_view without_marks(std::string_view run) {
  const std::string_view whole = run;
  while (strip_front(run, kOpening)) {}
  const bool is_emphasis = whole.substr(0, whole.size() - run.size()).contains('*');
  while (is_emphasis || !is_starred_letter(run))
    if (!strip_back(run, kClosing)) break;
  return without_suffix(run);
}

// "I/O", "a/b", "TCP/IP": single letters or capitals with slashes between, not "and/or".
bool is_slashed_short(std::string_view run) {
  constexpr std::size_t kPartLettersMax = 4;
  bool all_single = true;
  bool all_capitals = true;
  std::size_t parts = 0;
  while (!run.empty()) {
    const std::size_t slash = std::min(run.find('/'), run.size());
    const std::string_view part = run.substr(0, slash);
    if (part.empty() || part.size() > kPartLettersMax || !is_ascii(part) ||
        !std::ranges::all_of(part, is_letter))
      return false;
    all_single = all_single && part.size() == 1;
    all_capitals = all_capitals && std::ranges::all_of(part, is_upper);
    ++parts;
    run.remove_prefix(std::min(slash + 1, run.size()));
  }
  return parts > 1 && (all_single || all_capitals);
}

// What is more than words, and words joined by hyphens, which are compounds.
bool is_code(std::string_view run) {
  if (is_slashed_short(run) || is_starred_letter(run)) return true;
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
  const bool is_option = run.size() > 2 && run.starts_with("--") && is_letter(run[2]);
  symbol = symbol || run.contains("°");
  return symbol && (digit || (letter && telling) || is_option);
}

// Where the last part of a code begins, if it is one itself: "/etc/nginx/nginx.conf", "v2.1".
std::size_t tail_of(std::string_view run) {
  std::size_t begin = 0;
  for (const std::string_view parting : kPartings) {
    const std::size_t at = run.rfind(parting);
    if (at != std::string_view::npos) begin = std::max(begin, at + parting.size());
  }
  if (begin > 0) return is_code(run.substr(begin)) ? begin : 0;
  const bool is_version =
      run.size() > 3 && (run[0] == 'v' || run[0] == 'V') && is_digit(run[1]) &&
      std::ranges::all_of(run.substr(1), [](char c) { return is_digit(c) || c == '.'; });
  return is_version ? 1 : 0;
}

// "USD4200", "3700EUR": the letters of a currency (ISO 4217) beside its amount.
void strip_currency(std::string_view& run) {
  constexpr std::array<std::string_view, 32> kCurrencies = {
      "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "RUB", "TRY", "BRL", "CAD",
      "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "ILS",
      "SAR", "AED", "EGP", "THB", "VND", "KRW", "MXN", "ZAR", "SGD", "HKD"};
  constexpr std::size_t kLetters = 3;
  if (run.size() <= kLetters) return;
  const auto is_currency = [&](std::string_view letters) {
    return std::ranges::find(kCurrencies, letters) != kCurrencies.end();
  };
  if (is_currency(run.substr(0, kLetters)))
    run.remove_prefix(kLetters);
  else if (is_currency(run.substr(run.size() - kLetters)))
    run.remove_suffix(kLetters);
}

// "US$": the letters before the sign of a currency.
void strip_country(std::string_view& run) {
  constexpr std::size_t kLettersMax = 3;
  const auto letters =
      static_cast<std::size_t>(std::ranges::find_if_not(run, is_upper) - run.begin());
  if (letters == 0 || letters > kLettersMax) return;
  std::string_view rest = run.substr(letters);
  if (strip_front(rest, kMoney)) run = rest;
}

// "978-3-16-148410-0", "+49(30)123456-78": so many figures that the signs between say nothing.
std::string long_number(std::string_view run) {
  const std::size_t trunk = run.starts_with('+') ? run.find(kTrunk) : std::string_view::npos;
  std::string digits;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const char c = run[i];
    if (i == trunk)
      i += kTrunk.size() - 1;
    else if (is_digit(c))
      digits += c;
    else if (c != '-' && c != '+' && c != '/' && c != '(' && c != ')')
      return {};
  }
  return digits.size() >= kDigitsOfLongNumber ? "#" + digits : std::string();
}

std::string value_of(std::string_view run, bool decimal_comma) {
  if (std::string number = long_number(run); !number.empty()) return number;
  const bool is_negative = run.starts_with('-');
  if (is_negative) run.remove_prefix(1);
  strip_country(run);
  strip_currency(run);
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
  return value ? fmt::format("#{}{:.15g}", is_negative ? "-" : "", *value) : std::string();
}

// "U.S.A", "Ph.D": letters, one or two at a time, with points between them.
std::string abbreviation_of(std::string_view run) {
  constexpr std::size_t kPartLettersMax = 2;
  constexpr std::size_t kLettersMax = 8;
  std::string out;
  std::size_t part = 0;
  for (const char c : run) {
    if (c == '.') {
      if (part == 0) return {};
      part = 0;
      continue;
    }
    if (!is_upper(c) && !is_lower(c)) return {};
    if (++part > kPartLettersMax) return {};
    out += c;
  }
  const bool has_points = out.size() < run.size();
  return has_points && part > 0 && out.size() > 1 && out.size() <= kLettersMax ? out
                                                                               : std::string();
}

// "on-line", "frame_timer", "O'Brien": words of letters with one kind of sign between them.
std::string joined_of(std::string_view run) {
  if (std::string abbreviation = abbreviation_of(run); !abbreviation.empty()) return abbreviation;
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

// Dashes that stand for a minus or "to" between figures.
bool is_dash_of_figures(UChar32 c) { return c == 0x2012 || c == 0x2013 || c == 0x2212; }

// "RJ45" of "RJ-45", "COVID19" of "COVID-19": a name and a number with a hyphen between.
std::string hyphenless(std::string_view run) {
  constexpr std::size_t kPartBytesMax = 12;
  const std::size_t hyphen = run.find('-');
  if (hyphen == std::string_view::npos) return {};
  const std::string_view name = run.substr(0, hyphen);
  const std::string_view number = run.substr(hyphen + 1);
  const bool fits = !name.empty() && !number.empty() && name.size() <= kPartBytesMax &&
                    number.size() <= kPartBytesMax;
  const auto is_plain_letter = [](char c) { return is_upper(c) || is_lower(c); };
  if (!fits || !std::ranges::all_of(name, is_plain_letter) ||
      !std::ranges::all_of(number, is_digit))
    return {};
  return std::string(name) + std::string(number);
}

// Figures of any script, and signs that have a plain form.
char plain_sign(UChar32 c) {
  switch (c) {
    case 0x2010:
    case 0x2011: return '-';
    case 0x00D7: return 'x';
    case 0x066B: return '.';  // of Arabic decimals
    case 0x066C: return ',';
    default: break;
  }
  if (c < 0x80 || u_charType(c) != U_DECIMAL_DIGIT_NUMBER) return '\0';
  return static_cast<char>('0' + u_charDigitValue(c));
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
    const bool follows_digit = !out.empty() && is_digit(out.back());
    if (is_dash_of_figures(c) && (out.empty() || follows_digit))
      out += '-';
    else if (c == 0x2019 && follows_digit)
      out += '\'';
    else if (const char plain = plain_sign(c); plain != '\0')
      out += plain;
    else
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

std::size_t end_of_spaced_number(std::string_view text, std::size_t begin) {
  constexpr std::size_t kGroup = 3;
  const auto figures_at = [&](std::size_t at) {
    std::size_t count = 0;
    while (at + count < text.size() && is_digit(text[at + count]))
      ++count;
    return count;
  };
  const std::size_t first = figures_at(begin);
  if (first == 0 || first > kGroup) return begin;
  std::size_t end = begin + first;
  for (;;) {
    std::size_t next = end;
    for (const std::string_view space : kThinSpaces)
      if (text.substr(end).starts_with(space)) next = end + space.size();
    if (next == end || figures_at(next) != kGroup) break;
    end = next + kGroup;
  }
  if (end == begin + first) return begin;
  const bool has_rest = end + 1 < text.size() && (text[end] == ',' || text[end] == '.');
  const std::size_t rest = has_rest ? figures_at(end + 1) : 0;
  return rest > 0 ? end + 1 + rest : end;
}

std::string value_of_spaced_number(std::string_view number, bool decimal_comma) {
  std::string plain(number);
  std::erase_if(plain, [](char c) { return !is_digit(c) && c != ',' && c != '.'; });
  return value_of(plain, decimal_comma);
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
  if (is_code(run)) {
    out.exact = "=" + fold_case(to_valid_utf8(run));
    if (const std::size_t tail = tail_of(run); tail > 0) {
      out.tail = "=" + fold_case(to_valid_utf8(run.substr(tail)));
      out.tail_begin = read.empty() ? out.begin + tail : out.begin;
    }
  }
  out.value = value_of(run, decimal_comma);
  out.joined = joined_of(run);
  if (out.joined.empty()) out.joined = hyphenless(run);
  if (out.joined.empty() && !read.empty() && is_code_word(run) && is_all_alphanumeric(run))
    out.joined = run;  // "M8×40"
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

bool is_in_capitals(std::string_view word) {
  return word.size() > 1 && std::ranges::all_of(word, is_upper);
}

bool is_code_word(std::string_view word) {
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(word, is_digit));
  return digits >= kDigitsOfCode || (digits > 0 && digits < word.size());
}

}  // namespace alexandria::text
