#include "quantities.hpp"

#include <algorithm>
#include <cmath>

#include "figures.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

constexpr double kSignificantAsYearFrom = 1000;
constexpr double kSignificantAsYearTo = 2999;

bool is_dash(std::string_view key) {
  return key == "-" || key == "–" || key == "—" || key == "−" || key == "~" || key == "〜" ||
         key == "～" || key == "‑" || key == "‐";
}
bool is_minus(std::string_view key) { return key == "-" || key == "−" || key == "–"; }

double fraction_value(std::string_view key) { return u_getNumericValue(letter_at(key, 0)); }

// The lowest power of ten that is not zero in a number: 100 of 300, 10 of 340.
double lowest_step(double value) {
  double step = 1;
  while (step < 1e15 && std::fmod(value, step * 10) == 0)
    step *= 10;
  return step;
}

}  // namespace

QuantityReader::QuantityReader(std::string_view text, const std::vector<Lexeme>& lexemes,
                               const LanguageWords& words)
    : text_(text), lexemes_(lexemes), words_(words), found_(lexemes.size()) {
  for (std::size_t i = 0; i < lexemes.size(); ++i)
    found_[i] = words.phrases.find(lexemes, i);
}

const Lexeme* QuantityReader::lexeme(std::size_t at) const {
  return at < lexemes_.size() ? &lexemes_[at] : nullptr;
}
bool QuantityReader::is(std::size_t at, std::string_view key) const {
  return at < lexemes_.size() && lexemes_[at].key == key;
}
// Nothing stands between the lexeme and the one before it.
bool QuantityReader::adjacent(std::size_t at) const {
  return at > 0 && at < lexemes_.size() && !lexemes_[at].spaced;
}
std::string QuantityReader::written(std::size_t first, std::size_t last) const {
  return std::string(
      text_.substr(lexemes_[first].begin, lexemes_[last - 1].end - lexemes_[first].begin));
}

std::size_t QuantityReader::phrase(std::size_t at, Meaning meaning, Sense* sense) const {
  std::size_t length = 0;
  if (at >= found_.size()) return 0;
  for (const Phrases::Found& found : found_[at])
    if (found.sense.meaning == meaning && found.length >= length) {
      length = found.length;
      if (sense != nullptr) *sense = found.sense;
    }
  return length;
}

std::optional<FoundQuantity> QuantityReader::read(std::size_t at) const {
  const Lexeme& first = lexemes_[at];
  const bool plain_word = first.kind == LexemeKind::kWord || first.kind == LexemeKind::kLetter;
  if (plain_word && found_[at].empty() && !first.capital &&
      !date_words().day_words.contains(first.key))
    return std::nullopt;
  auto found = read_decade(at);
  if (!found) found = read_date(at);
  if (!found) found = read_time(at);
  if (!found) found = read_clock(at);
  if (!found) found = read_named_time(at);
  if (!found) found = read_measure(at);
  const bool named = found && at > 0 && phrase(at - 1, Meaning::kIdentifier) == 1;
  if (named && lexemes_[at].kind == LexemeKind::kFigure) found->quantity.name = lexemes_[at].key;
  if (found && may_be_in_time(found->quantity)) found->quantity.when = time_word(*found, at);
  return found;
}

// "5", "1,234.5", "6½", "3e5", "3×10⁵", "5 million", "5k".
std::optional<QuantityReader::Number> QuantityReader::read_figure(std::size_t at) const {
  const Lexeme* first = lexeme(at);
  if (first == nullptr) return std::nullopt;
  Number out{0, at + 1, true, false};
  if (first->kind == LexemeKind::kFraction) {
    out.value = fraction_value(first->key);
    return out;
  }
  if (first->kind != LexemeKind::kFigure) return std::nullopt;
  const auto value = value_of_figure(first->key, words_.decimal_comma);
  if (!value) return std::nullopt;
  out.value = *value;
  const Lexeme* next = lexeme(out.next);
  if (next != nullptr && next->kind == LexemeKind::kFraction) {
    out.value += fraction_value(next->key);
    ++out.next;
  }
  out.next = read_power(out.next, out.value);
  const std::size_t ended = read_ordinal_ending(out.next);
  out.ordinal = ended > out.next;
  out.next = ended;
  return out;
}

// "th" of "12th", "-го" of "12-го"; in a word of its own it would be none.
std::size_t QuantityReader::read_ordinal_ending(std::size_t at) const {
  if (!adjacent(at)) return at;
  const WordSet& endings = date_words().day_endings;
  const bool hyphen = is(at, "-") && adjacent(at + 1);
  const std::size_t from = hyphen ? at + 1 : at;
  if (lexemes_[from].kind != LexemeKind::kWord || !endings.contains(lexemes_[from].key)) return at;
  return from + 1;
}

// ".5": without its nought.
std::optional<QuantityReader::Number> QuantityReader::read_decimals(std::size_t at) const {
  if (!is(at, ".") || !lexemes_[at].spaced || !adjacent(at + 1)) return std::nullopt;
  const std::string& digits = lexemes_[at + 1].key;
  const bool plain = lexemes_[at + 1].kind == LexemeKind::kFigure &&
                     digits.find_first_not_of("0123456789") == std::string::npos;
  if (!plain) return std::nullopt;
  return Number{std::strtod(("." + digits).c_str(), nullptr), at + 2, true, false};
}

// "and a half" of "one and a half".
void QuantityReader::add_fraction_words(Number& number) const {
  const std::size_t joint = phrase(number.next, Meaning::kCoordinator);
  Sense sense;
  const std::size_t length = joint > 0 ? phrase(number.next + joint, Meaning::kNumber, &sense) : 0;
  if (length == 0 || sense.value <= 0 || sense.value >= 1 || number.value < 1) return;
  number.value += sense.value;
  number.next += joint + length;
  number.weak = false;
}

// "e5", "×10⁵", "x10^5", "⁵" behind a ten.
std::size_t QuantityReader::read_power(std::size_t at, double& value) const {
  const Lexeme* next = lexeme(at);
  if (next == nullptr) return at;
  if (next->kind == LexemeKind::kSuperscript && !next->spaced && value == 10) {
    value = std::pow(10, std::strtod(next->key.c_str(), nullptr));
    return at + 1;
  }
  if (!next->spaced && next->key.starts_with('e') && next->kind == LexemeKind::kWord) {
    char* end = nullptr;
    std::string digits = next->key.substr(1);
    std::size_t after = at + 1;
    if (digits.empty() && (is(after, "-") || is(after, "+") || is(after, "−")) &&
        adjacent(after + 1) && lexemes_[after + 1].kind == LexemeKind::kFigure) {
      digits = (is(after, "+") ? "" : "-") + lexemes_[after + 1].key;
      after += 2;
    }
    const double power = std::strtod(digits.c_str(), &end);
    if (digits.empty() || *end != 0 || std::abs(power) > 300) return at;
    value *= std::pow(10, power);
    return after;
  }
  const bool times = next->key == "×" || next->key == "x" || next->key == "·" || next->key == "*";
  if (!times || !is(at + 1, "10")) return at;
  const Lexeme* power = lexeme(at + 2);
  if (power == nullptr || power->spaced) return at;
  if (power->kind == LexemeKind::kSuperscript) {
    value *= std::pow(10, std::strtod(power->key.c_str(), nullptr));
    return at + 3;
  }
  if (power->key != "^") return at;
  const bool minus = is(at + 3, "-") || is(at + 3, "−");
  const Lexeme* digits = lexeme(at + 3 + (minus ? 1 : 0));
  if (digits == nullptr || digits->kind != LexemeKind::kFigure) return at;
  value *= std::pow(10, (minus ? -1 : 1) * std::strtod(digits->key.c_str(), nullptr));
  return at + 4 + (minus ? 1 : 0);
}

// "million", "dozen", "k" and "bn" right behind the figure; "m" behind one of money.
std::size_t QuantityReader::read_scale(std::size_t at, double& value, bool money) const {
  Sense sense;
  if (const std::size_t length = phrase(at, Meaning::kScale, &sense); length > 0) {
    value *= sense.value;
    return at + length;
  }
  const Lexeme* next = lexeme(at);
  if (next == nullptr || next->kind != LexemeKind::kWord || next->spaced) return at;
  const std::string letters = written(at, at + 1);
  const UnitSymbols& symbols = unit_symbols();
  if (const auto scale = symbols.scales.find(letters); scale != symbols.scales.end()) {
    value *= scale->second;
    return at + 1;
  }
  const auto scale = symbols.scales_of_money.find(letters);
  if (!money || scale == symbols.scales_of_money.end()) return at;
  value *= scale->second;
  return at + 1;
}

// Number words: "three", "two hundred and five", "nineteen eighty-four", "一百二十三", "二〇二四".
std::optional<QuantityReader::Number> QuantityReader::read_words(std::size_t at) const {
  double total = 0;
  double current = -1;
  double smallest_scale = 1e300;
  std::size_t next = at;
  std::size_t count = 0;
  bool digits_in_a_row = lexemes_[at].kind == LexemeKind::kLetter;
  while (next < lexemes_.size()) {
    Sense sense;
    std::size_t length = 0;
    if (count > 0 && current >= 0 && std::fmod(current, 100) == 0)
      length = phrase(next, Meaning::kCoordinator);
    const bool and_number = length > 0 && phrase(next + length, Meaning::kNumber, &sense) > 0;
    const std::size_t from = and_number ? next + length : next;
    const std::size_t scale = phrase(from, Meaning::kScale, &sense);
    if (scale > 0 && !and_number && sense.value < smallest_scale &&
        phrase(from, Meaning::kNumber) <= scale) {
      const double factor = sense.value;
      if (factor < 1000 && current >= 0) {
        current *= factor;
      } else {
        total += (current < 0 ? 1 : current) * factor;
        current = -1;
        smallest_scale = factor;
      }
      next = from + scale;
      ++count;
      digits_in_a_row = false;
      continue;
    }
    const std::size_t number = phrase(from, Meaning::kNumber, &sense);
    if (number == 0) break;
    if (current < 0) {
      current = sense.value;
    } else if (digits_in_a_row && number == 1 && sense.value < 10 && current < 1e9) {
      current = current * 10 + sense.value;
    } else if (sense.value >= 1 && sense.value < lowest_step(current) && current >= 10) {
      current += sense.value;
    } else if (count == 1 && current >= 11 && current <= 20 && sense.value >= 10 &&
               sense.value < 100 && sense.value == std::floor(sense.value)) {
      current = current * 100 + sense.value;
    } else {
      break;
    }
    digits_in_a_row = digits_in_a_row && number == 1 && sense.value < 10;
    next = from + number;
    ++count;
  }
  if (count == 0) return std::nullopt;
  const double value = total + std::max(current, 0.);
  const bool bare_scale = current < 0 && count == 1;  // "hundreds of", "a million" says as much
  return Number{value, next, false, (count == 1 && value == 1) || bare_scale};
}

// "XIV"; one letter only behind a name.
std::optional<QuantityReader::Number> QuantityReader::read_roman(std::size_t at) const {
  const Lexeme& word = lexemes_[at];
  if (word.kind != LexemeKind::kWord || !word.capital) return std::nullopt;
  const bool behind_name = at > 0 && lexemes_[at - 1].capital;
  if (word.key.size() == 1 &&
      (!behind_name || word.key == "c" || word.key == "d" || word.key == "l" || word.key == "m"))
    return std::nullopt;
  const auto value = value_of_roman(written(at, at + 1));
  if (!value) return std::nullopt;
  return Number{*value, at + 1, true, false};
}

std::optional<QuantityReader::Number> QuantityReader::read_sign(std::size_t at) const {
  const Lexeme& first = lexemes_[at];
  std::size_t from = at;
  if (is_minus(first.key)) {
    const bool between_numbers = at > 0 && (lexemes_[at - 1].kind == LexemeKind::kFigure);
    const bool apart = first.spaced || (at > 0 && lexemes_[at - 1].key == "(");
    if (!apart || (between_numbers && !first.spaced) || !adjacent(at + 1)) return std::nullopt;
    from = at + 1;
  } else if (const std::size_t minus = phrase(at, Meaning::kMinus); minus > 0) {
    from = at + minus;
  }
  if (from == at || from >= lexemes_.size()) return std::nullopt;
  auto number = read_figure(from);
  if (!number && !is_minus(first.key)) number = read_words(from);
  if (number) {
    number->value = -number->value;
    number->weak = false;
  }
  return number;
}

std::optional<QuantityReader::Number> QuantityReader::read_number(std::size_t at) const {
  if (at >= lexemes_.size()) return std::nullopt;
  if (auto number = read_sign(at)) return number;
  auto number = read_figure(at);
  if (number) {
    // "1 1/2", "3/4".
    const auto over = [&](std::size_t top, double& value) {
      const auto upper = integer(top, 1, 3);
      const auto lower = is(top + 1, "/") && adjacent(top + 1) && adjacent(top + 2)
                             ? integer(top + 2, 1, 3)
                             : std::nullopt;
      if (!upper || !lower || *lower <= *upper || is(top + 3, "/")) return false;
      value = static_cast<double>(*upper) / *lower;
      return true;
    };
    double fraction = 0;
    if (over(at, fraction)) return Number{fraction, at + 3, true, false};
    if (over(number->next, fraction)) {
      number->value += fraction;
      number->next += 3;
    }
    return number;
  }
  if (auto decimals = read_decimals(at)) return decimals;
  if (auto words = read_words(at)) {
    words->ordinal = phrase(at, Meaning::kOrdinal) > 0;
    add_fraction_words(*words);
    return words;
  }
  return read_roman(at);
}

std::size_t QuantityReader::read_unit(std::size_t at, std::vector<const Unit*>& units) const {
  std::size_t from = at;
  if (is(at, "-") && adjacent(at) && adjacent(at + 1)) from = at + 1;
  const Lexeme* first = lexeme(from);
  if (first == nullptr) return at;
  std::size_t longest = 0;
  const auto& symbols = unit_symbols().symbols;
  for (std::size_t last = from + 1; last <= std::min(from + 3, lexemes_.size()); ++last) {
    if (last > from + 1 && lexemes_[last - 1].spaced) break;
    const auto symbol = symbols.find(written(from, last));
    if (symbol == symbols.end()) continue;
    units = {symbol->second};
    longest = last - from;
  }
  const bool exact = longest > 0;  // "mW", which in small letters would be "MW" as well
  for (const Phrases::Found& found : found_[from]) {
    if (found.sense.meaning != Meaning::kUnit || found.length < longest) continue;
    if (found.length == longest && exact) continue;
    if (found.length > longest) units.clear();
    units.push_back(found.sense.unit);
    longest = found.length;
  }
  return longest == 0 ? at : from + longest;
}

// "/kg" of "5 mg/kg", "per kg".
const Unit* QuantityReader::read_per(std::size_t& at) const {
  const bool slash = is(at, "/") && adjacent(at) && adjacent(at + 1);
  if (!slash && !is(at, "per") && !is(at, "pro")) return nullptr;
  std::vector<const Unit*> units;
  const std::size_t next = read_unit(at + 1, units);
  if (units.empty()) return nullptr;
  at = next;
  return units.front();
}

// "$" of "$10", "USD" of "USD 10", "%" of "%5", "yüzde" of "yüzde 5".
const Unit* QuantityReader::read_unit_before(std::size_t at, std::size_t& next) const {
  const auto& symbols = unit_symbols().symbols;
  const Unit* unit = nullptr;
  for (std::size_t last = at + 1; last <= std::min(at + 3, lexemes_.size()); ++last) {
    if (last > at + 1 && lexemes_[last - 1].spaced) break;
    const auto symbol = symbols.find(written(at, last));
    if (symbol == symbols.end()) continue;
    const bool ratio = symbol->second->dimension == "ratio" && adjacent(last);
    if (!symbol->second->money && !ratio) continue;
    unit = symbol->second;
    next = last;
  }
  Sense sense;
  if (const std::size_t length = phrase(at, Meaning::kUnitBefore, &sense); length > 0) {
    unit = sense.unit;
    next = at + length;
  }
  const Lexeme* number = lexeme(next);
  if (unit == nullptr || number == nullptr) return nullptr;
  return unit;
}

std::size_t QuantityReader::read_range(std::size_t at, const Number& low, Number& high) const {
  const Lexeme* middle = lexeme(at);
  if (middle == nullptr || at + 1 >= lexemes_.size()) return at;
  std::size_t from = at;
  const bool even = middle->spaced == lexemes_[at + 1].spaced;
  if (is_dash(middle->key) && even) {
    from = at + 1;
  } else if (const std::size_t word = phrase(at, Meaning::kRange); word > 0) {
    from = at + word;
  } else if (const std::size_t between = phrase(at, Meaning::kCoordinator);
             between > 0 && low.between) {
    from = at + between;
  }
  if (from == at) return at;
  const auto upper = read_number(from);
  if (!upper || upper->value < 0) return at;
  const bool year = low.value >= kSignificantAsYearFrom && low.value <= kSignificantAsYearTo;
  // "from 310 in 1990 to 455 in 1995" has no range from 1990 to 455.
  if (year && upper->value >= 100 && upper->value < low.value && !is_dash(middle->key)) return at;
  high = *upper;
  // "1998-99".
  if (year && high.value < 100 && lexemes_[from].key.size() == 2 && is_dash(middle->key))
    high.value += std::floor(low.value / 100) * 100;
  return high.next;
}

// "2000万" of "1亿2000万": the next part is less than the scale of this one.
void QuantityReader::add_scaled_parts(std::size_t begin, Number& number) const {
  while (lexeme(number.next) != nullptr && !lexemes_[number.next].spaced &&
         number.next > begin + 1 && lexemes_[number.next - 1].kind == LexemeKind::kLetter) {
    auto more = read_figure(number.next);
    if (!more) return;
    const std::size_t scaled = read_scale(more->next, more->value, false);
    if (scaled == more->next || more->value >= lowest_step(number.value)) return;
    number.value += more->value;
    number.next = scaled;
  }
}

std::optional<FoundQuantity> QuantityReader::read_measure(std::size_t at) const {
  std::size_t begin = at;
  std::size_t behind_unit = at;
  const bool signed_money = is_minus(lexemes_[at].key) && lexemes_[at].spaced && adjacent(at + 1);
  const Unit* before = read_unit_before(signed_money ? at + 1 : at, behind_unit);
  if (before != nullptr) begin = behind_unit;
  auto low = read_number(begin);
  if (!low) return std::nullopt;
  low->between = at > 0 && phrase(at - 1, Meaning::kBetween) == 1;
  if (before != nullptr && !low->figure && before->money) return std::nullopt;
  if (before != nullptr && signed_money) low->value = -low->value;
  const bool money = before != nullptr && before->money;
  low->next = read_scale(low->next, low->value, money);
  if (low->figure) add_scaled_parts(begin, *low);
  std::vector<const Unit*> units;
  Number high = *low;
  std::size_t next = read_unit(low->next, units);
  if (units.empty() && is(low->next, ".") && adjacent(low->next) && low->next > begin + 1)
    next = read_unit(low->next + 1, units);  // "3 Mio. Euro"
  if (units.empty()) next = low->next;
  const bool lone = units.empty();
  std::size_t ranged = read_range(next, *low, high);
  if (ranged != next) {
    const double unscaled = high.value;
    next = read_scale(ranged, high.value, money);
    if (lone && unscaled > 0 && high.value != unscaled && low->value <= unscaled)
      low->value *= high.value / unscaled;  // "5 to 10 million"
    std::vector<const Unit*> upper;
    next = read_unit(next, upper);
    if (!upper.empty()) units = upper;
  } else {
    if (!units.empty()) next = ranged = read_smaller_units(next, *units.front(), low->value);
    high = *low;
  }
  if (before != nullptr) units = {before};
  if (const std::size_t below = phrase(next, Meaning::kBelowZero); below > 0) {
    low->value = -std::abs(low->value);
    high.value = low->value;
    next += below;
  }
  const Unit* per = units.empty() ? nullptr : read_per(next);
  FoundQuantity out;
  out.next = next;
  out.quantity.weak = low->weak && units.empty() && ranged == low->next;
  out.quantity.ordinal = low->ordinal && units.empty();
  if (units.empty()) units.push_back(nullptr);
  for (const Unit* unit : units) {
    Reading reading;
    reading.low = low->value;
    reading.high = high.value;
    reading.unit = unit;
    reading.per = per;
    out.quantity.readings.push_back(reading);
  }
  if (const std::size_t era = phrase(next, Meaning::kBeforeChrist); era > 0) {
    out.next += era;
    for (Reading& reading : out.quantity.readings) {
      reading.low = -reading.low;
      reading.high = -reading.high;
    }
  }
  return out;
}

}  // namespace alexandria::text
