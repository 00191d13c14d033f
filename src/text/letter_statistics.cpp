// A text costs the sum over its signs of -ln of how likely each is after the one before it. Letters
// of a language have their pairs or, where a language has thousands of them, their frequencies;
// everything else has the constants below, rounded from the training half of the texts that
// bench/encodings.py reads.
#include "alexandria/text/letter_statistics.hpp"

#include <algorithm>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "data_files.hpp"

namespace alexandria::text {
namespace {

using Kind = WrittenSign::Kind;
using Case = WrittenSign::Case;

constexpr float kQuarter = 0.25F;        // the data's unit
constexpr char32_t kPlacesEnd = 0x2000;  // alphabets lie below
constexpr char32_t kCharactersEnd = 0x10000;

constexpr float kNeverText = 20;   // controls, what is not assigned
constexpr float kUnreadable = 40;  // U+FFFD, of up to four bytes
constexpr float kLetterAfterOther = 0.5F;
constexpr float kOtherAfterOther = 0.9F;
constexpr float kOtherAfterCharacter = 2;
constexpr float kUpperInsideWord = 5;  // aB
constexpr float kUpperAfterUpper = 2;
constexpr float kUpperBegins = 1.8F;
constexpr float kLowerBegins = 0.2F;
constexpr float kLatinBegins = 2;  // a word of English in a text of another script
constexpr float kLatinGoesOn = 0.02F;
constexpr float kLatinEnds = 3;
constexpr float kGlued = 3;     // letters of Europe and signs of East Asia, without space
constexpr float kOddQuote = 3;  // an apostrophe after a space, a low quote before one
constexpr float kMeasure = 3;   // less for what usually stands behind figures
constexpr float kHalfWidthBegins = 9;
constexpr float kHalfWidthGoesOn = 4.2F;
constexpr float kRareCharacter = 15;
constexpr float kAccentedLetter = 9;  // rare in the language, but not in names
constexpr float kForeignLetter = 12;  // of the same script
constexpr float kAfterForeign = 3;
constexpr float kForeignScript = 13;
constexpr float kScriptChanges = 5;  // inside a word

bool is_one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}

float other_cost_alone(char32_t c) {
  if (c == ' ') return 0.35F;
  if (c == '\n' || c == ',' || c == '.') return 2.7F;
  if (c >= '0' && c <= '9') return 3.2F;
  if (is_one_of(c, U"\r\t'\"-():;/")) return 4;
  if (c > ' ' && c < 0x7F) return 6;
  if (is_one_of(c, U"“”‘’«»–—•")) return 5.5F;
  if (is_one_of(c, U"„‚…\u00a0")) return 6.5F;
  if (is_one_of(c, U"、。「」，・")) return 4.5F;
  if (is_one_of(c, U"°€£§©®™½¼¾²³±×·ºªµ，：；！？（）《》『』・،؟؛")) return 7.5F;
  if (c == U'¿' || c == U'¡') return 9;
  if (c == 0xFFFD) return kUnreadable;
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return kNeverText;
  switch (u_charType(static_cast<UChar32>(c))) {
    case U_UNASSIGNED:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE:
    case U_CONTROL_CHAR: return kNeverText;
    default: return 10.5F;
  }
}

// What signs beyond ASCII cost more beside letters: closing ones in front of them, opening ones
// behind them, symbols at either side.
void set_costs_beside_letters(WrittenSign& sign) {
  constexpr float kOdd = 5;
  const char32_t c = sign.letter;
  if (c < 0x80 || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF65)) return;
  if (is_one_of(c, U"’؟،؛")) return;
  if (is_one_of(c, U"“”‘«»–—")) {
    sign.after_letter = sign.before_letter = 1;
    return;
  }
  if (c == 0xA0) {
    sign.after_letter = sign.before_letter = 2.5F;
    return;
  }
  const bool closes = is_one_of(c, U"™®…ªº²³¹½¼¾‰•");
  const bool opens = is_one_of(c, U"„‚¿¡§©£€°");
  if (!closes) sign.after_letter = kOdd;
  if (!opens) sign.before_letter = c == U'…' ? kOdd + 3 : kOdd;
}

Kind letter_kind(char32_t c, UScriptCode script) {
  if (c >= 0xFF66 && c <= 0xFF9F) return Kind::kHalfWidthKana;
  switch (script) {
    case USCRIPT_LATIN: return Kind::kLatin;
    case USCRIPT_HAN: return Kind::kHan;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA: return Kind::kKana;
    case USCRIPT_HANGUL: return Kind::kHangul;
    default: return Kind::kOtherLetter;
  }
}

// Romanian has two forms of two letters.
char32_t plain_form(char32_t lower) {
  if (lower == U'ș') return U'ş';
  if (lower == U'ț') return U'ţ';
  return lower;
}

WrittenSign written_sign(char32_t c) {
  WrittenSign out;
  const auto point = static_cast<UChar32>(c);
  const std::uint32_t mask = U_GET_GC_MASK(point);
  if (c == 0x30FC) {  // the long-vowel mark
    out.kind = Kind::kKana;
    out.letter = c;
  } else if ((mask & (U_GC_L_MASK | U_GC_M_MASK)) != 0 && c != 0xAA && c != 0xBA) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(point, &status);
    out.letter = plain_form(static_cast<char32_t>(u_tolower(point)));
    out.kind = letter_kind(c, script);
    out.script = static_cast<std::uint8_t>(script);
    if (mask & (U_GC_LU_MASK | U_GC_LT_MASK)) out.letter_case = Case::kUpper;
    if (mask & U_GC_LL_MASK) out.letter_case = Case::kLower;
  } else {
    out.letter = c;
    out.cost = other_cost_alone(c);
    set_costs_beside_letters(out);
  }
  return out;
}

float case_cost(const WrittenSign& before, const WrittenSign& sign) {
  const bool begins = before.kind == Kind::kOther;
  if (sign.letter_case == Case::kUpper) {
    if (begins) return kUpperBegins;
    return before.letter_case == Case::kUpper ? kUpperAfterUpper : kUpperInsideWord;
  }
  return begins && sign.letter_case == Case::kLower ? kLowerBegins : 0;
}

// Such letters stand in names of any language.
bool is_accented(const WrittenSign& sign) {
  return sign.kind == Kind::kLatin && sign.letter >= 0x80;
}

// Words that begin with a letter that hardly any word of the language begins with are names.
float rare_beginning(const WrittenSign& sign) {
  return kAccentedLetter + (sign.letter_case == Case::kUpper ? 0.5F : 3);
}

bool is_western(const WrittenSign& sign) {
  return is_accented(sign) && (sign.letter < 0x100 || is_one_of(sign.letter, U"œšž"));
}

bool is_glued(const WrittenSign& before, const WrittenSign& sign) {
  constexpr char32_t kEastAsia = 0x3000;
  const auto is_latin = [](const WrittenSign& one) {
    return one.kind == Kind::kLatin && one.letter < kEastAsia;
  };
  return (is_latin(before) && sign.letter >= kEastAsia) ||
         (before.letter >= kEastAsia && is_latin(sign));
}

// The first code point of UTF-8 that is known to be well-formed; moves behind it.
char32_t take_code_point(std::string_view& utf8) {
  std::int32_t at = 0;
  UChar32 point = 0;
  U8_NEXT_UNSAFE(utf8.data(), at, point);
  utf8.remove_prefix(static_cast<std::size_t>(at));
  return static_cast<char32_t>(point);
}

std::string_view take_line(std::string_view& data) {
  const std::string_view line = data.substr(0, data.find('\n'));
  data.remove_prefix(std::min(line.size() + 1, data.size()));
  return line;
}

}  // namespace

std::vector<WrittenSign> written_signs(std::u32string_view text) {
  std::vector<WrittenSign> out;
  out.reserve(text.size());
  for (const char32_t c : text)
    out.push_back(written_sign(c));
  return out;
}

LetterStatistics::LetterStatistics(std::string_view language, std::string_view data)
    : language_(language) {
  if (data.starts_with("pairs "))
    read_pairs(data.substr(6));
  else
    read_characters(data.substr(data.find('\n') + 1));
}

void LetterStatistics::read_pairs(std::string_view data) {
  places_.resize(kPlacesEnd);
  std::string_view letters = take_line(data);
  count_ = 1;
  while (!letters.empty())
    places_[take_code_point(letters)] = static_cast<std::uint8_t>(count_++);
  for (std::size_t row = 0; row < count_; ++row)
    for (const char cost : take_line(data))
      pairs_.push_back(static_cast<float>(cost - '0') * kQuarter);
}

void LetterStatistics::read_characters(std::string_view data) {
  characters_.resize(kCharactersEnd);
  while (!data.empty()) {
    std::string_view line = take_line(data);
    const float cost = static_cast<float>(line[0] - '0') * kQuarter;
    line.remove_prefix(2);
    while (!line.empty())
      characters_[take_code_point(line)] = cost;
  }
}

std::size_t LetterStatistics::place(char32_t letter) const {
  return letter < places_.size() ? places_[letter] : 0;
}

float LetterStatistics::letter_cost(const WrittenSign& before, const WrittenSign& sign) const {
  if (sign.letter < characters_.size() && characters_[sign.letter] > 0)
    return characters_[sign.letter] + kQuarter;
  const std::size_t now = place(sign.letter);
  if (now == 0) return foreign_cost(before, sign);
  const float of_case = case_cost(before, sign);
  if (before.kind == Kind::kOther) {
    const bool is_rare = is_accented(sign) && pairs_[now] > kAccentedLetter;
    const float cost = is_rare ? rare_beginning(sign) : pairs_[now] + of_case;
    return cost + kLetterAfterOther + before.before_letter;
  }
  const std::size_t last = place(before.letter);
  if (last == 0) {
    const float cost = before.script == sign.script ? kAfterForeign : pairs_[now] + kScriptChanges;
    return cost + of_case;
  }
  const float cost = pairs_[last * count_ + now] + of_case;
  return is_accented(sign) ? std::min(cost, kAccentedLetter + of_case) : cost;
}

float LetterStatistics::foreign_cost(const WrittenSign& before, const WrittenSign& sign) const {
  const bool inside = before.kind != Kind::kOther;
  if (sign.letter < 0x80 && latin_ != nullptr) {
    if (before.kind == Kind::kLatin) return kLatinGoesOn + latin_->letter_cost(before, sign);
    return kLatinBegins + latin_->letter_cost({}, sign) +
           (inside && characters_.empty() ? kScriptChanges : 0);
  }
  if (sign.kind == Kind::kHalfWidthKana)
    return before.kind == Kind::kHalfWidthKana ? kHalfWidthGoesOn : kHalfWidthBegins;
  if (!characters_.empty() && sign.kind != Kind::kLatin) return kRareCharacter;
  const bool changes = inside && before.script != sign.script;
  const bool is_near = !places_.empty() && before.script == sign.script;
  const float cost = is_western(sign) ? kAccentedLetter + 1 : kForeignLetter;
  return (is_near ? cost : kForeignScript) + case_cost(before, sign) +
         (changes ? kScriptChanges : 0);
}

float LetterStatistics::other_cost(const WrittenSign& before, const WrittenSign& sign) const {
  if (before.kind == Kind::kOther) {
    const bool is_odd = sign.letter == U'’' || is_one_of(before.letter, U"„‚");
    const bool is_measure =
        before.letter >= '0' && before.letter <= '9' && is_one_of(sign.letter, U"½¼¾°²³");
    return sign.cost + kOtherAfterOther + (is_odd ? kOddQuote : 0) - (is_measure ? kMeasure : 0);
  }
  const std::size_t last = place(before.letter);
  if (last == 0 && latin_ != nullptr && before.letter < 0x80)
    return latin_->other_cost(before, sign);
  return sign.cost + sign.after_letter + (last == 0 ? kOtherAfterCharacter : pairs_[last * count_]);
}

double LetterStatistics::cost(std::span<const WrittenSign> signs) const {
  double sum = 0;
  WrittenSign before;
  bool was_latin = false;  // the last letter; a second Latin word is no surprise
  for (const WrittenSign& sign : signs) {
    if (sign.kind != Kind::kOther && latin_ != nullptr) {
      const bool is_latin = sign.letter < 0x80;
      if (is_latin && was_latin && before.kind == Kind::kOther) sum -= kLatinBegins;
      if (!is_latin && was_latin) sum += kLatinEnds;
      was_latin = is_latin;
    }
    if (is_glued(before, sign)) sum += kGlued;
    sum += sign.kind == Kind::kOther ? other_cost(before, sign) : letter_cost(before, sign);
    before = sign;
  }
  return sum;
}

std::span<const LetterStatistics> letter_statistics() {
  static const std::vector<LetterStatistics> kAll = [] {
    constexpr std::string_view kFolder = "letters/";
    std::vector<LetterStatistics> all;
    for (const DataFile& file : kDataFiles)
      if (file.name.starts_with(kFolder))
        all.emplace_back(file.name.substr(kFolder.size()), file.text);
    const auto english = std::ranges::find(all, "en", &LetterStatistics::language);
    for (LetterStatistics& one : all)
      if (!one.has_latin_letters()) one.set_latin(&*english);
    return all;
  }();
  return kAll;
}

}  // namespace alexandria::text
