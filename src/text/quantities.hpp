#pragma once
// Numbers with their units, dates and times as values.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language_words.hpp"
#include "lexemes.hpp"

namespace alexandria::text {

/// One way to read what is written; "03/05/2024" has several.
struct Reading {
  enum class Kind : std::uint8_t { kNumber, kDate, kTime };
  Kind kind = Kind::kNumber;
  double low = 0;  // as written; of a range, its ends. Times: minutes since midnight
  double high = 0;
  const Unit* unit = nullptr;
  const Unit* per = nullptr;  // "kg" of "mg/kg"
  int year = 0;               // of dates; 0 where it is not said, negative before Christ
  int month = 0;
  int day = 0;
  bool seconds = false;  // of times: said to the second
};

/// "at most 5" and "at least 5" are not 5.
enum class Bound : std::uint8_t { kNone, kUpper, kLower };

/// "Before 2004" is not 2004. The values are those of `[time words]` in the data.
enum class When : std::uint8_t { kThen, kBefore, kAfter, kSince, kUntil, kAbout };

struct Quantity {
  std::vector<Reading> readings;
  bool weak = false;  // "one", "first": often no number at all
  Bound bound = Bound::kNone;
  When when = When::kThen;  // of what may be a date or a time
  bool ordinal = false;     // "2nd", "second"
  std::string name;         // of what is no value, as written: "2.10" of "version 2.10"
};

/// Whether a claim may say `claim` where its source says `source`: the same value in any unit of
/// the dimension, or less of a date than the source has.
bool bears_out(const Quantity& source, const Quantity& claim);

/// Whether both measure the same: a number of the same dimension, or both a time. What may be a
/// year is of no kind with other numbers.
bool same_kind(const Quantity& one, const Quantity& other);

/// Whether it may be a year, a date or a time.
bool may_be_in_time(const Quantity& quantity);

/// A quantity that begins at lexeme `at`, and the lexeme behind it.
struct FoundQuantity {
  Quantity quantity;
  std::size_t next = 0;
};

/// Reads quantities of one text. Uses what it is given, which must live longer.
class QuantityReader {
 public:
  QuantityReader(std::string_view text, const std::vector<Lexeme>& lexemes,
                 const LanguageWords& words);
  std::optional<FoundQuantity> read(std::size_t at) const;
  /// The longest phrase with the meaning that begins at lexeme `at`; 0: there is none.
  std::size_t phrase(std::size_t at, Meaning meaning, Sense* sense = nullptr) const;
  /// The phrases that begin at lexeme `at`.
  const std::vector<Phrases::Found>& phrases(std::size_t at) const { return found_[at]; }

 private:
  struct Number {
    double value = 0;
    std::size_t next = 0;
    bool figure = false;  // in digits
    bool weak = false;
    bool between = false;  // "between" stands before
    bool ordinal = false;
  };
  struct Day {
    int day = 0;
    std::size_t next = 0;
  };
  const Lexeme* lexeme(std::size_t at) const;
  bool is(std::size_t at, std::string_view key) const;
  bool adjacent(std::size_t at) const;
  std::string written(std::size_t first, std::size_t last) const;
  std::optional<int> integer(std::size_t at, std::size_t digits_min, std::size_t digits_max) const;

  std::optional<FoundQuantity> read_date(std::size_t at) const;
  std::optional<FoundQuantity> read_numeric_date(std::size_t at) const;
  std::optional<FoundQuantity> read_dotted_date(std::size_t at) const;
  std::optional<FoundQuantity> read_worded_date(std::size_t at) const;
  std::optional<FoundQuantity> read_date_in_units(std::size_t at) const;
  std::optional<int> read_year(std::size_t& at) const;
  std::size_t skip_fillers(std::size_t at) const;
  std::optional<Day> read_day(std::size_t at) const;
  std::optional<FoundQuantity> read_time(std::size_t at) const;
  FoundQuantity finish_time(std::size_t next, int hour, double minute, bool sure) const;
  std::optional<FoundQuantity> read_clock(std::size_t at) const;
  std::optional<FoundQuantity> read_named_time(std::size_t at) const;
  std::optional<FoundQuantity> read_decade(std::size_t at) const;
  std::size_t decade_ending(std::size_t at) const;
  When time_word(const FoundQuantity& found, std::size_t at) const;
  bool ends_here(std::size_t at) const;
  bool is_between(std::size_t at) const;
  bool is_date_like(const FoundQuantity& found, std::size_t at) const;

  std::optional<Number> read_number(std::size_t at) const;
  std::optional<Number> read_figure(std::size_t at) const;
  std::optional<Number> read_decimals(std::size_t at) const;
  std::size_t read_ordinal_ending(std::size_t at) const;
  void add_fraction_words(Number& number) const;
  void add_scaled_parts(std::size_t begin, Number& number) const;
  std::optional<Number> read_words(std::size_t at) const;
  std::optional<Number> read_sign(std::size_t at) const;
  std::optional<Number> read_roman(std::size_t at) const;
  std::size_t read_power(std::size_t at, double& value) const;
  std::size_t read_scale(std::size_t at, double& value, bool money) const;
  std::size_t read_unit(std::size_t at, std::vector<const Unit*>& units) const;
  const Unit* read_per(std::size_t& at) const;
  const Unit* read_unit_before(std::size_t at, std::size_t& next) const;
  std::optional<FoundQuantity> read_measure(std::size_t at) const;
  std::size_t read_smaller_units(std::size_t at, const Unit& unit, double& value) const;
  std::size_t read_range(std::size_t at, const Number& low, Number& high) const;

  std::string_view text_;
  const std::vector<Lexeme>& lexemes_;
  const LanguageWords& words_;
  std::vector<std::vector<Phrases::Found>> found_;
};

}  // namespace alexandria::text
