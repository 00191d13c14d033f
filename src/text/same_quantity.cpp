// Whether two quantities have a reading in common.
#include <algorithm>
#include <cmath>

#include "figures.hpp"
#include "quantities.hpp"

namespace alexandria::text {
namespace {

constexpr double kYearFrom = 1000;
constexpr double kYearTo = 2999;

double base_value(double value, const Unit* unit) {
  return unit == nullptr ? value : value * unit->factor + unit->offset;
}

const std::string& dimension_of(const Reading& reading) {
  static const std::string kNone;
  static const std::string kRatio = "ratio";
  if (reading.unit == nullptr) return kNone;
  return reading.unit->dimension == kRatio ? kNone : reading.unit->dimension;
}

// What is measured over what, and how much one of it is: of "km/h" and "kilometres per hour" the
// same.
struct Quotient {
  std::string_view top;
  std::string_view bottom;
  double factor = 1;
  bool operator==(const Quotient& other) const {
    return top == other.top && bottom == other.bottom;
  }
};

Quotient quotient_of(const Reading& reading) {
  const Unit& unit = *reading.unit;
  if (reading.per != nullptr)
    return {unit.dimension, reading.per->dimension, unit.factor / reading.per->factor};
  return unit.over.empty() ? Quotient{unit.dimension, {}, unit.factor}
                           : Quotient{unit.top, unit.over, unit.factor};
}

bool quotients_agree(const Reading& source, const Reading& claim) {
  if (source.unit == nullptr || claim.unit == nullptr) return false;
  const Quotient one = quotient_of(source);
  const Quotient other = quotient_of(claim);
  return one == other && same_value(source.low * one.factor, claim.low * other.factor) &&
         same_value(source.high * one.factor, claim.high * other.factor);
}

bool numbers_agree(const Reading& source, const Reading& claim) {
  if (source.per != claim.per) return quotients_agree(source, claim);
  const bool same_as_written =
      same_value(source.low, claim.low) && same_value(source.high, claim.high);
  if (dimension_of(source) == dimension_of(claim))
    return same_value(base_value(source.low, source.unit), base_value(claim.low, claim.unit)) &&
           same_value(base_value(source.high, source.unit), base_value(claim.high, claim.unit));
  const auto is_degree = [](const Reading& reading) { return dimension_of(reading) == "degree"; };
  const auto is_warmth = [](const Reading& reading) {
    return dimension_of(reading) == "temperature";
  };
  if ((is_degree(source) && is_warmth(claim)) || (is_warmth(source) && is_degree(claim)))
    return same_as_written;
  // The claim may leave a unit out, unless the figure says nothing without it.
  return claim.unit == nullptr && !source.unit->strict && same_as_written;
}

bool dates_agree(const Reading& source, const Reading& claim) {
  const auto said = [](int in_source, int in_claim) {
    return in_claim == 0 || in_claim == in_source;
  };
  return said(source.year, claim.year) && said(source.month, claim.month) &&
         said(source.day, claim.day);
}

bool agrees(const Reading& source, const Reading& claim) {
  using Kind = Reading::Kind;
  if (source.kind == Kind::kNumber && claim.kind == Kind::kNumber)
    return numbers_agree(source, claim);
  if (source.kind == Kind::kDate && claim.kind == Kind::kDate) return dates_agree(source, claim);
  if (source.kind == Kind::kTime && claim.kind == Kind::kTime) {
    if (claim.seconds && !source.seconds) return false;
    return same_value(claim.seconds ? source.low : std::floor(source.low), claim.low);
  }
  const bool year_alone = claim.kind == Kind::kNumber && claim.low == claim.high &&
                          source.kind == Kind::kDate && source.year != 0;
  if (year_alone) return claim.low == source.year;
  const bool date_of_year = claim.kind == Kind::kDate && claim.month == 0 && claim.day == 0 &&
                            source.kind == Kind::kNumber;
  return date_of_year && source.low == claim.year && source.high == claim.year;
}

bool may_be_year(const Reading& reading) {
  if (reading.kind == Reading::Kind::kDate) return true;
  const bool bare = reading.kind == Reading::Kind::kNumber && reading.unit == nullptr;
  return bare && reading.low >= kYearFrom && reading.low <= kYearTo &&
         reading.low == std::floor(reading.low);
}

bool are_alike(const Reading& one, const Reading& other) {
  if (may_be_year(one) || may_be_year(other)) return may_be_year(one) && may_be_year(other);
  return one.kind == other.kind && one.per == other.per && dimension_of(one) == dimension_of(other);
}

}  // namespace

bool may_be_in_time(const Quantity& quantity) {
  return std::ranges::any_of(quantity.readings, [](const Reading& reading) {
    return reading.kind == Reading::Kind::kTime || may_be_year(reading);
  });
}

bool same_kind(const Quantity& one, const Quantity& other) {
  return std::ranges::any_of(one.readings, [&](const Reading& left) {
    return std::ranges::any_of(other.readings,
                               [&](const Reading& right) { return are_alike(left, right); });
  });
}

bool bears_out(const Quantity& source, const Quantity& claim) {
  if (source.bound != claim.bound) return false;
  if (!source.name.empty() && !claim.name.empty() && source.name != claim.name) return false;
  const bool vaguer = claim.when == When::kAbout && source.when == When::kThen;
  if (source.when != claim.when && !vaguer && may_be_in_time(source)) return false;
  return std::ranges::any_of(source.readings, [&](const Reading& one) {
    return std::ranges::any_of(claim.readings,
                               [&](const Reading& other) { return agrees(one, other); });
  });
}

}  // namespace alexandria::text
