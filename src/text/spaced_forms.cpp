#include "spaced_forms.hpp"

#include <algorithm>

#include "alexandria/text/ascii.hpp"
#include "alexandria/text/unicode.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

constexpr std::size_t kDigitsOfGrouped = 9;
constexpr std::size_t kNumberBytesMax = 24;

// "3704", "(0)30", "NWBK": a group of a number that is written in groups.
std::string_view group_at(std::string_view text, std::size_t begin) {
  constexpr std::size_t kGroupBytesMax = 12;
  std::size_t end = begin;
  while (end < text.size() && end - begin <= kGroupBytesMax &&
         (is_digit(text[end]) || is_upper(text[end]) || text[end] == '-' || text[end] == '/' ||
          text[end] == '(' || text[end] == ')' || (text[end] == '+' && end == begin)))
    ++end;
  if (end - begin > kGroupBytesMax) return {};
  if (u_isalpha(letter_at(text, end)) != 0) return {};
  return text.substr(begin, end - begin);
}

std::size_t space_at(std::string_view text, std::size_t at) {
  for (const std::string_view space : kThinSpaces)
    if (text.substr(at).starts_with(space)) return space.size();
  return 0;
}

}  // namespace

GroupedCode grouped_code_at(std::string_view text, std::size_t begin) {
  constexpr std::size_t kGroupsMax = 9;
  constexpr std::size_t kLettersOfGroupMax = 4;
  GroupedCode out;
  std::string code;
  std::size_t groups = 0;
  std::size_t digits = 0;
  std::size_t letters = 0;
  for (std::size_t at = begin; groups < kGroupsMax;) {
    const std::string_view group = group_at(text, at);
    const auto own_digits = static_cast<std::size_t>(std::ranges::count_if(group, is_digit));
    const auto own_letters = static_cast<std::size_t>(std::ranges::count_if(group, is_upper));
    // A word in capitals is no group: one of four letters stands in an account's number only.
    const bool is_bank =
        own_digits == 0 && own_letters == kLettersOfGroupMax && groups == 1 && letters == 2;
    const std::size_t behind = at + group.size();
    if ((group == "/" || group == "-") && groups > 0 && space_at(text, behind) > 0) {
      at = behind + space_at(text, behind);
      continue;
    }
    if (own_digits == 0 && !is_bank) break;
    if (own_letters > kLettersOfGroupMax || (groups > 0 && letters == 0 && own_letters > 0)) break;
    const bool has_trunk = text[begin] == '+' && group.starts_with(kTrunk);
    for (const char c : group.substr(has_trunk ? kTrunk.size() : 0))
      if (is_digit(c) || is_upper(c)) code += c;
    digits += own_digits;
    letters += own_letters;
    ++groups;
    at += group.size();
    out.end = at;
    const std::size_t space = space_at(text, at);
    if (space == 0) break;
    at += space;
  }
  if (groups < 2 || digits < kDigitsOfGrouped) return {};
  out.code = code;
  out.is_number = letters == 0;
  return out;
}

SpacedQuantity quantity_at(std::string_view text, std::size_t begin) {
  constexpr std::array<std::string_view, 62> kUnits = {
      "kb",  "mb",  "gb",  "tb",  "pb",  "kib", "mib", "gib", "tib", "hz",  "khz", "mhz", "ghz",
      "mm",  "cm",  "dm",  "m",   "km",  "nm",  "kg",  "mg",  "g",   "l",   "ml",  "cl",  "v",
      "kv",  "mv",  "ma",  "w",   "kw",  "mw",  "gw",  "wh",  "kwh", "mwh", "gwh", "kj",  "pa",
      "kpa", "mpa", "hpa", "bar", "psi", "ms",  "px",  "pt",  "dpi", "rpm", "db",  "mah", "ah",
      "ppm", "ft",  "lb",  "lbs", "oz",  "mph", "kmh", "fps", "bps", "mbps"};
  SpacedQuantity out;
  std::size_t end = begin;
  while (end < text.size() && is_digit(text[end]))
    ++end;
  if (end == begin) return out;
  bool is_whole = true;
  if (end + 1 < text.size() && (text[end] == '.' || text[end] == ',') && is_digit(text[end + 1])) {
    is_whole = false;
    for (++end; end < text.size() && is_digit(text[end]);)
      ++end;
  }
  const std::size_t space = space_at(text, end);
  if (space == 0 || end - begin > kNumberBytesMax) return out;
  const std::size_t unit = end + space;
  std::size_t after = unit;
  while (after < text.size() && (is_upper(text[after]) || is_lower(text[after])))
    ++after;
  const UChar32 behind = letter_at(text, after);
  if (u_isalnum(behind) != 0 || is_raised_number(behind)) return out;
  const std::string name = fold_case(text.substr(unit, after - unit));
  if (std::ranges::find(kUnits, name) == kUnits.end()) return out;
  out.end = after;
  out.joined = std::string(text.substr(begin, end - begin)) + name;
  out.is_whole = is_whole;
  return out;
}

}  // namespace alexandria::text
