// Dates and times of QuantityReader.
#include <algorithm>
#include <cmath>

#include "figures.hpp"
#include "quantities.hpp"

namespace alexandria::text {
namespace {

constexpr double kSecondsInMinute = 60;

bool is_month(int number) { return number >= 1 && number <= 12; }
bool is_day(int number) { return number >= 1 && number <= 31; }

Reading date(int year, int month, int day) {
  Reading out;
  out.kind = Reading::Kind::kDate;
  out.year = year;
  out.month = month;
  out.day = day;
  return out;
}

// "24" may be 2024 or 1924.
std::vector<int> years_of(int written, bool two_digits) {
  if (!two_digits) return {written};
  return {1900 + written, 2000 + written};
}

// All that day and month, in either order, can be.
std::vector<Reading> readings_of(int first, int second, const std::vector<int>& years,
                                 bool day_first) {
  std::vector<Reading> out;
  for (const int year : years) {
    if (is_day(first) && is_month(second)) out.push_back(date(year, second, first));
    if (!day_first && is_month(first) && is_day(second)) out.push_back(date(year, first, second));
  }
  return out;
}

}  // namespace

std::optional<int> QuantityReader::integer(std::size_t at, std::size_t digits_min,
                                           std::size_t digits_max) const {
  const Lexeme* figure = lexeme(at);
  if (figure == nullptr || figure->kind != LexemeKind::kFigure || figure->key.size() < digits_min ||
      figure->key.size() > digits_max ||
      figure->key.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return std::atoi(figure->key.c_str());
}

std::optional<FoundQuantity> QuantityReader::read_date(std::size_t at) const {
  const bool day_named = date_words().day_words.contains(lexemes_[at].key);  // "ngày 5/3/2024"
  if (auto found = read_numeric_date(day_named ? at + 1 : at)) return found;
  if (auto found = read_dotted_date(at)) return found;
  if (auto found = read_date_in_units(at)) return found;
  return read_worded_date(at);
}

// "2024-03-05", "2024/3/5", "03/05/2024", "5-3-24".
std::optional<FoundQuantity> QuantityReader::read_numeric_date(std::size_t at) const {
  const Lexeme* mark = lexeme(at + 1);
  if (mark == nullptr || (mark->key != "-" && mark->key != "/") || !is(at + 3, mark->key))
    return std::nullopt;
  for (std::size_t i = at + 1; i < at + 5; ++i)
    if (!adjacent(i)) return std::nullopt;
  FoundQuantity out;
  out.next = at + 5;
  const auto middle = integer(at + 2, 1, 2);
  if (!middle) return std::nullopt;
  if (const auto year = integer(at, 4, 4)) {
    const auto day = integer(at + 4, 1, 2);
    if (!day || !is_month(*middle) || !is_day(*day)) return std::nullopt;
    out.quantity.readings = {date(*year, *middle, *day)};
    return out;
  }
  const auto first = integer(at, 1, 2);
  const auto year = integer(at + 4, 2, 4);
  if (!first || !year || lexemes_[at + 4].key.size() == 3) return std::nullopt;
  out.quantity.readings =
      readings_of(*first, *middle, years_of(*year, lexemes_[at + 4].key.size() == 2), false);
  return out.quantity.readings.empty() ? std::nullopt : std::optional(out);
}

// "5.3.2024", "2024.03.05": one figure with two points.
std::optional<FoundQuantity> QuantityReader::read_dotted_date(std::size_t at) const {
  const Lexeme& figure = lexemes_[at];
  if (figure.kind != LexemeKind::kFigure) return std::nullopt;
  const std::string& key = figure.key;
  const std::size_t one = key.find('.');
  const std::size_t two = one == std::string::npos ? one : key.find('.', one + 1);
  if (two == std::string::npos || key.find_first_of(".,' ", two + 1) != std::string::npos ||
      key.find_first_of(",' ") != std::string::npos)
    return std::nullopt;
  const std::string parts[] = {key.substr(0, one), key.substr(one + 1, two - one - 1),
                               key.substr(two + 1)};
  const int first = std::atoi(parts[0].substr(0, 4).c_str());
  const int middle = std::atoi(parts[1].substr(0, 4).c_str());
  const int last = std::atoi(parts[2].substr(0, 4).c_str());
  FoundQuantity out;
  out.next = at + 1;
  if (parts[1].size() > 2 || !is_month(middle)) return std::nullopt;
  if (parts[0].size() == 4 && parts[2].size() <= 2 && is_day(last))
    out.quantity.readings = {date(first, middle, last)};
  else if (parts[0].size() <= 2 && (parts[2].size() == 4 || parts[2].size() == 2))
    out.quantity.readings = readings_of(first, middle, years_of(last, parts[2].size() == 2), true);
  return out.quantity.readings.empty() ? std::nullopt : std::optional(out);
}

// "2024年3月5日", "3月5日", "ngày 5 tháng 3 năm 2024".
std::optional<FoundQuantity> QuantityReader::read_date_in_units(std::size_t at) const {
  const DateWords& words = date_words();
  const auto has = [&](const WordSet& set, std::size_t i) {
    const Lexeme* piece = lexeme(i);
    return piece != nullptr && set.contains(piece->key);
  };
  Reading out = date(0, 0, 0);
  std::size_t next = at;
  if (has(words.day_words, at)) {  // Vietnamese names the part before its number
    const auto day = integer(at + 1, 1, 2);
    if (!day || !has(words.month_words, at + 2)) return std::nullopt;
    out.day = *day;
    next = at + 2;
  }
  if (has(words.month_words, next)) {
    const auto month = integer(next + 1, 1, 2);
    if (!month || !is_month(*month)) return std::nullopt;
    out.month = *month;
    next += 2;
    const std::size_t year_at = next + (has(words.year_words, next) ? 1 : 0);
    if (const auto year = integer(year_at, 4, 4); year && year_at > next) {
      out.year = *year;
      next = year_at + 1;
    }
    return FoundQuantity{{{out}, false}, next};
  }
  const auto part = [&](const WordSet& unit, int& value) {
    auto number = read_figure(next);
    if (!number && next < lexemes_.size()) number = read_words(next);
    if (!number || number->value > 9999 || number->value != std::floor(number->value) ||
        !has(unit, number->next))
      return;
    value = static_cast<int>(number->value);
    next = number->next + 1;
  };
  part(words.years, out.year);
  if (out.year != 0 && out.year < 1000) return std::nullopt;  // "5年" is a span of time
  part(words.months, out.month);
  if (out.month != 0) part(words.days, out.day);
  if (next == at || (out.year == 0 && out.day == 0) || out.month > 12) return std::nullopt;
  return FoundQuantity{{{out}, false}, next};
}

std::size_t QuantityReader::skip_fillers(std::size_t at) const {
  const DateWords& words = date_words();
  std::size_t skipped = 0;
  while (at < lexemes_.size() && skipped < 3 &&
         (is(at, ",") || is(at, ".") || words.fillers.contains(lexemes_[at].key))) {
    ++at;
    ++skipped;
  }
  return at;
}

// "5", "5.", "5th", "5º".
std::optional<QuantityReader::Day> QuantityReader::read_day(std::size_t at) const {
  if (const std::size_t worded = phrase(at, Meaning::kOrdinal); worded > 0) {
    const auto number = read_words(at);
    const bool whole = number && is_day(static_cast<int>(number->value));
    return whole ? std::optional(Day{static_cast<int>(number->value), number->next}) : std::nullopt;
  }
  const auto day = integer(at, 1, 2);
  if (!day || !is_day(*day)) return std::nullopt;
  std::size_t next = at + 1;
  if (is(next, "-") && adjacent(next) && adjacent(next + 1)) {  // "5-го"
    if (date_words().day_endings.contains(lexemes_[next + 1].key)) next += 2;
  } else if (adjacent(next) && date_words().day_endings.contains(lexemes_[next].key)) {
    ++next;
  }
  return Day{*day, next};
}

std::optional<int> QuantityReader::read_year(std::size_t& at) const {
  const std::size_t from = skip_fillers(at);
  const auto year = integer(from, 3, 4);
  if (!year) return std::nullopt;
  at = from + 1;
  if (at < lexemes_.size() && date_words().year_words.contains(lexemes_[at].key)) ++at;
  return year;
}

// "5 March 2024", "5. März", "March 5, 2024", "March 2024".
std::optional<FoundQuantity> QuantityReader::read_worded_date(std::size_t at) const {
  Sense sense;
  Reading out = date(0, 0, 0);
  std::size_t next = at;
  if (const auto day = read_day(at)) {
    next = skip_fillers(day->next);
    const std::size_t month = phrase(next, Meaning::kMonth, &sense);
    if (month == 0) return std::nullopt;
    out.day = day->day;
    out.month = static_cast<int>(sense.value);
    next += month;
    if (is(next, ".") && !lexemes_[next].spaced && lexeme(next + 1) != nullptr &&
        lexemes_[next + 1].kind == LexemeKind::kFigure)
      ++next;
    if (const auto year = read_year(next)) out.year = *year;
    return FoundQuantity{{{out}, false}, next};
  }
  const std::size_t month = phrase(at, Meaning::kMonth, &sense);
  if (month == 0) return std::nullopt;
  // "may" and "march" are words too.
  if (words_.code == "en" && !lexemes_[at].capital) return std::nullopt;
  out.month = static_cast<int>(sense.value);
  next = at + month;
  if (is(next, ".")) ++next;
  const std::size_t filled = skip_fillers(next);
  if (const auto day = read_day(filled);
      day && filled <= next + 1 &&
      (lexemes_[filled].kind != LexemeKind::kFigure || lexemes_[filled].key.size() <= 2)) {
    out.day = day->day;
    next = day->next;
  }
  if (const auto year = read_year(next)) out.year = *year;
  if (out.day == 0 && out.year == 0) return std::nullopt;
  return FoundQuantity{{{out}, false}, next};
}

FoundQuantity QuantityReader::finish_time(std::size_t next, int hour, double minute,
                                          bool sure) const {
  FoundQuantity out;
  next += phrase(next, Meaning::kClockTime);  // "8:00 Uhr"
  const std::size_t before = phrase(next, Meaning::kBeforeNoon);
  const std::size_t after = phrase(next, Meaning::kAfterNoon);
  next += std::max(before, after);
  if (is(next, ".") && before + after > 0 && !lexemes_[next].spaced && next >= 2 &&
      is(next - 2, "."))
    ++next;  // "p.m."
  std::vector<int> hours;
  if (after > 0)
    hours = {hour % 12 + 12};
  else if (before > 0)
    hours = {hour % 12};
  else if (hour < 13 && !sure)
    hours = {hour, (hour + 12) % 24};
  else
    hours = {hour % 24};
  for (const int h : hours) {
    Reading reading;
    reading.kind = Reading::Kind::kTime;
    reading.low = h * 60 + minute;
    reading.high = reading.low;
    out.quantity.readings.push_back(reading);
  }
  out.next = next;
  return out;
}

// "14:30", "2:30 pm", "14.30 Uhr", "14h30", "2 p.m.", "下午2点30分".
std::optional<FoundQuantity> QuantityReader::read_time(std::size_t at) const {
  const std::size_t half = words_.without_case ? std::max(phrase(at, Meaning::kBeforeNoon),
                                                          phrase(at, Meaning::kAfterNoon))
                                               : 0;
  const bool afternoon = half > 0 && phrase(at, Meaning::kAfterNoon) > 0;
  const std::size_t from = at + half;
  const auto hour = integer(from, 1, 2);
  const auto adjust = [&](FoundQuantity found) {
    for (Reading& reading : found.quantity.readings)
      if (half > 0) reading.low = std::fmod(reading.low, 720) + (afternoon ? 720 : 0);
    return found;
  };
  if (!hour) {
    const Lexeme* figure = lexeme(from);  // "14.30 Uhr"
    if (figure == nullptr || figure->kind != LexemeKind::kFigure) return std::nullopt;
    const std::size_t mark = figure->key.find_first_of(".,");
    if (mark > 2 || figure->key.size() != mark + 3) return std::nullopt;  // none: npos
    const std::size_t clock = phrase(from + 1, Meaning::kClock);
    const bool half_day =
        phrase(from + 1, Meaning::kBeforeNoon) + phrase(from + 1, Meaning::kAfterNoon) > 0;
    const int hours = std::atoi(figure->key.c_str());
    const int minutes = std::atoi(figure->key.substr(mark + 1).c_str());
    if ((clock == 0 && !half_day) || hours > 24 || minutes > 59) return std::nullopt;
    return adjust(finish_time(from + 1 + clock, hours, minutes, true));
  }
  if (*hour > 24) return std::nullopt;
  const bool leading_zero = lexemes_[from].key.size() == 2 && *hour < 10;
  if (is(from + 1, ":") && adjacent(from + 1) && adjacent(from + 2)) {
    const auto minute = integer(from + 2, 2, 2);
    if (!minute || *minute > 59) return std::nullopt;
    const std::size_t next = from + 3;
    const auto second =
        is(next, ":") && adjacent(next + 1) ? integer(next + 1, 2, 2) : std::nullopt;
    if (!second) return adjust(finish_time(next, *hour, *minute, leading_zero));
    FoundQuantity found =
        finish_time(next + 2, *hour, *minute + *second / kSecondsInMinute, leading_zero);
    for (Reading& reading : found.quantity.readings)
      reading.seconds = true;
    return adjust(std::move(found));
  }
  const std::size_t clock = phrase(from + 1, Meaning::kClock);
  if (clock > 0) {
    std::size_t next = from + 1 + clock;
    int minutes = 0;
    if (const auto minute = integer(next, 2, 2); minute && *minute < 60) {
      minutes = *minute;
      ++next;
      if (is(next, "分")) ++next;
    } else if (half == 0 && words_.code != "de") {
      return std::nullopt;  // "5 horas" is a span of time
    }
    return adjust(finish_time(next, *hour, minutes, leading_zero));
  }
  const bool half_day =
      phrase(from + 1, Meaning::kBeforeNoon) + phrase(from + 1, Meaning::kAfterNoon) > 0;
  if (!half_day || *hour > 12) return std::nullopt;
  return finish_time(from + 1, *hour, 0, true);
}

}  // namespace alexandria::text
