// Times in words, spans in several units, decades, and what a year or time is said to be before or
// after.
#include <array>
#include <cmath>

#include "alexandria/text/analyzer.hpp"
#include "quantities.hpp"

namespace alexandria::text {
namespace {

constexpr int kYearsOfDecade = 9;  // behind its first
constexpr int kHoursMax = 24;
constexpr std::size_t kTimeWordMax = 4;  // lexemes
constexpr std::size_t kBetweenMax = 2;   // articles and "the year" between such a word and its date

Reading decade(double first) {
  Reading out;
  out.low = first;
  out.high = first + kYearsOfDecade;
  return out;
}

}  // namespace

// Behind the ending of a decade: "s", "er Jahre", "-talet"; `at` if there is none.
std::size_t QuantityReader::decade_ending(std::size_t at) const {
  std::size_t from = at;
  const bool mark = is(at, "'") || is(at, "’") || is(at, "-");
  if (mark && adjacent(at) && adjacent(at + 1)) from = at + 1;
  Sense sense;
  const std::size_t length = phrase(from, Meaning::kDecadeBehind, &sense);
  const bool may_stand_apart = sense.value != 0;
  return length > 0 && (adjacent(from) || may_stand_apart) ? from + length : at;
}

// "the 1980s", "die 1980er Jahre", "les années 1980", "1980年代": all its years.
std::optional<FoundQuantity> QuantityReader::read_decade(std::size_t at) const {
  std::size_t from = at + phrase(at, Meaning::kDecade);
  const bool named = from > at;
  if (is(from, "'") || is(from, "’")) ++from;
  std::optional<int> year = integer(from, 4, 4);
  const bool short_form = !year;
  if (short_form) year = integer(from, 2, 2);
  constexpr int kTen = 10;
  if (!year || *year % kTen != 0) return std::nullopt;
  const std::size_t next = decade_ending(from + 1);
  if (!named && next == from + 1) return std::nullopt;
  FoundQuantity out;
  out.next = next;
  out.quantity.readings = {decade(*year)};
  constexpr int kCenturies[] = {1800, 1900, 2000};
  if (short_form)
    for (const int century : kCenturies)
      out.quantity.readings.push_back(decade(century + *year));
  return out;
}

// Nothing that could be counted follows.
bool QuantityReader::ends_here(std::size_t at) const {
  const Lexeme* next = lexeme(at);
  if (next == nullptr || next->kind != LexemeKind::kWord) return true;
  return is_stop_word(words_.code, next->key) || phrase(at, Meaning::kClauseWord) > 0 ||
         phrase(at, Meaning::kBeforeNoon) > 0 || phrase(at, Meaning::kAfterNoon) > 0;
}

// "eight o'clock", "acht Uhr", "klockan åtta".
std::optional<FoundQuantity> QuantityReader::read_clock(std::size_t at) const {
  const std::size_t before = phrase(at, Meaning::kClockBefore);
  const std::size_t from = at + before;
  if (from >= lexemes_.size()) return std::nullopt;
  if (before > 0)
    if (auto time = read_time(from)) return time;
  std::optional<Number> hour;
  if (const auto figure = integer(from, 1, 2)) hour = Number{1. * *figure, from + 1, true, false};
  if (!hour) hour = read_words(from);
  if (!hour || hour->value < 1 || hour->value > kHoursMax || std::fmod(hour->value, 1) != 0)
    return std::nullopt;
  const std::size_t clock = phrase(hour->next, Meaning::kClockTime);
  const std::size_t next = hour->next + clock;
  if (clock == 0 && (before == 0 || !ends_here(next))) return std::nullopt;
  constexpr double kFullHour = 0;
  const int hours = static_cast<int>(hour->value);
  return finish_time(next, hours, kFullHour, false);
}

// "30 min" of "1 h 30 min", "10 in" of "5 ft 10 in", "and a half" of "two hours and a half".
std::size_t QuantityReader::read_smaller_units(std::size_t at, const Unit& unit,
                                               double& value) const {
  const std::size_t joint = phrase(at, Meaning::kCoordinator);
  Sense sense;
  const std::size_t half = joint > 0 ? phrase(at + joint, Meaning::kNumber, &sense) : 0;
  if (half > 0 && sense.value > 0 && sense.value < 1) {
    value += sense.value;
    return at + joint + half;
  }
  if (unit.dimension != "time" && unit.dimension != "length" && unit.dimension != "mass") return at;
  double smallest = unit.factor;
  for (std::size_t next = at;;) {
    const auto more = read_number(next + phrase(next, Meaning::kCoordinator));
    if (!more || more->value <= 0) return next;
    std::vector<const Unit*> units;
    const std::size_t behind = read_unit(more->next, units);
    const bool smaller = !units.empty() && units.front()->dimension == unit.dimension &&
                         more->value * units.front()->factor < smallest;
    if (!smaller) return next;
    smallest = units.front()->factor;
    value += more->value * smallest / unit.factor;
    next = behind;
  }
}

// "noon".
std::optional<FoundQuantity> QuantityReader::read_named_time(std::size_t at) const {
  Sense sense;
  const std::size_t length = phrase(at, Meaning::kNamedTime, &sense);
  if (length == 0) return std::nullopt;
  Reading reading;
  reading.kind = Reading::Kind::kTime;
  reading.low = sense.value;
  reading.high = sense.value;
  return FoundQuantity{{{reading}, false}, at + length};
}

// What stands between such a word and its date: "the", "the year".
bool QuantityReader::is_between(std::size_t at) const {
  Sense sense;
  if (phrase(at, Meaning::kArticle) == 1 || date_words().fillers.contains(lexemes_[at].key))
    return true;
  return phrase(at, Meaning::kUnit, &sense) == 1 && sense.unit->dimension == "calendar";
}

// What stands before or behind a date says that it is not the date itself: "before 2004".
When QuantityReader::time_word(const FoundQuantity& found, std::size_t at) const {
  Sense sense;
  const Reading& reading = found.quantity.readings.front();
  if (reading.low != reading.high) return When::kThen;  // "from 1990 to 1995"
  if (phrase(found.next, Meaning::kTimeWordBehind, &sense) > 0)
    return static_cast<When>(static_cast<int>(sense.value));
  std::size_t end = at;
  for (std::size_t skipped = 0; skipped <= kBetweenMax; ++skipped) {
    for (std::size_t back = 1; back <= std::min(kTimeWordMax, end); ++back) {
      const bool dated = phrase(end - back, Meaning::kTimeWord, &sense) == back;
      const auto when = dated ? static_cast<When>(static_cast<int>(sense.value)) : When::kAbout;
      const bool about = dated || phrase(end - back, Meaning::kApproximation) == back;
      if (about && (when != When::kAbout || is_date_like(found, at))) return when;
    }
    if (end == 0 || !is_between(end - 1)) break;
    --end;
  }
  return When::kThen;
}

// A year that nothing is counted by: "about 2000 people" has none.
bool QuantityReader::is_date_like(const FoundQuantity& found, std::size_t at) const {
  using Kind = Reading::Kind;
  const Kind kind = found.quantity.readings.front().kind;
  const std::size_t next = found.next;
  if (kind != Kind::kNumber) return kind == Kind::kDate;
  if (next > at + 1 || !integer(at, 4, 4)) return false;
  const Lexeme* behind = lexeme(next);
  const bool noun_has_capital = words_.code == "de";
  return ends_here(next) || (noun_has_capital && !behind->capital);
}

}  // namespace alexandria::text
