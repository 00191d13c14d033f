// Writes FOLDER/<language>.txt from the language data (CLDR) inside ICU: how numbers, months and
// units are called and figures are grouped. Built and run by hand (README.md) when a language is
// added; what it writes is part of the source.
#include <unicode/dcfmtsym.h>
#include <unicode/dtfmtsym.h>
#include <unicode/measunit.h>
#include <unicode/numberformatter.h>
#include <unicode/rbnf.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "alexandria/text/unicode.hpp"

namespace {

using alexandria::text::fold_case;
using alexandria::text::squeeze;

const std::vector<const char*> kLanguages = {"ar", "de", "el", "en", "es", "fr", "hi",
                                             "it", "ja", "nl", "pl", "pt", "ro", "ru",
                                             "sv", "th", "tr", "vi", "zh"};
const std::vector<const char*> kUnits = {"percent",
                                         "permille",
                                         "millimeter",
                                         "centimeter",
                                         "meter",
                                         "kilometer",
                                         "inch",
                                         "foot",
                                         "yard",
                                         "mile",
                                         "nautical-mile",
                                         "light-year",
                                         "square-meter",
                                         "square-kilometer",
                                         "square-mile",
                                         "hectare",
                                         "acre",
                                         "cubic-meter",
                                         "liter",
                                         "milliliter",
                                         "gallon",
                                         "milligram",
                                         "gram",
                                         "kilogram",
                                         "tonne",
                                         "ounce",
                                         "pound",
                                         "millisecond",
                                         "second",
                                         "minute",
                                         "hour",
                                         "day",
                                         "week",
                                         "month",
                                         "year",
                                         "decade",
                                         "century",
                                         "celsius",
                                         "fahrenheit",
                                         "kelvin",
                                         "degree",
                                         "watt",
                                         "kilowatt",
                                         "megawatt",
                                         "gigawatt",
                                         "kilowatt-hour",
                                         "joule",
                                         "kilojoule",
                                         "calorie",
                                         "kilocalorie",
                                         "volt",
                                         "ampere",
                                         "ohm",
                                         "hertz",
                                         "kilohertz",
                                         "megahertz",
                                         "gigahertz",
                                         "pascal",
                                         "hectopascal",
                                         "kilopascal",
                                         "megapascal",
                                         "bar",
                                         "atmosphere",
                                         "byte",
                                         "kilobyte",
                                         "megabyte",
                                         "gigabyte",
                                         "terabyte",
                                         "kilometer-per-hour",
                                         "meter-per-second",
                                         "mile-per-hour",
                                         "newton",
                                         "micrometer",
                                         "nanometer",
                                         "microgram",
                                         "microsecond",
                                         "nanosecond"};
const std::vector<const char16_t*> kCurrencies = {u"USD", u"EUR", u"GBP", u"JPY", u"CNY",
                                                  u"INR", u"RUB", u"TRY", u"CHF", u"SEK",
                                                  u"PLN", u"RON", u"VND", u"THB", u"KRW"};
const std::vector<const char*> kCases = {
    "",         "accusative",    "dative",   "genitive", "instrumental",
    "locative", "prepositional", "vocative", "oblique"};

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

// Without what only helps to set the text: soft hyphens and marks of direction.
std::string plain(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  for (int i = 0; i < text.length(); ++i) {
    const char16_t c = text[i];
    const bool mark = c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F || c == 0x61C;
    if (!mark) out.append(c == 0xA0 || c == 0x202F || c == u'-' || c == 0x2011 ? u' ' : c);
  }
  return squeeze(fold_case(utf8(out)));
}

using Entries = std::map<std::string, std::string>;

void write(std::ofstream& out, const char* section, const Entries& entries) {
  constexpr std::size_t kColumns = 100;
  out << "\n[" << section << "]\n";
  std::string line;
  for (const auto& [key, value] : entries) {
    if (key.empty() || key.find(", ") != std::string::npos || key[0] == '#') continue;
    const std::string entry = value.empty() ? key : key + " = " + value;
    if (line.size() + entry.size() + 2 > kColumns) {
      out << line << "\n";
      line.clear();
    }
    line += (line.empty() ? "" : ", ") + entry;
  }
  out << line << "\n";
}

// Every public rule set of the language says 0 to 100 and the round numbers; languages that write
// hundreds in one word say all up to 999.
void add_numbers(const icu::Locale& locale, Entries& cardinals, Entries& ordinals) {
  UErrorCode status = U_ZERO_ERROR;
  icu::RuleBasedNumberFormat format(icu::URBNF_SPELLOUT, locale, status);
  if (U_FAILURE(status)) return;
  const std::set<std::string> in_one_word = {"de", "nl", "it", "sv"};
  const bool compounds = in_one_word.contains(locale.getLanguage());
  std::vector<std::int64_t> numbers;
  for (std::int64_t n = 0; n <= (compounds ? 999 : 100); ++n)
    numbers.push_back(n);
  for (std::int64_t n = 200; !compounds && n < 1000; n += 100)
    numbers.push_back(n);
  for (std::int64_t n = 1000; compounds && n <= 100'000; n += n < 20'000 ? 1000 : 10'000)
    numbers.push_back(n);
  for (int i = 0; i < format.getNumberOfRuleSetNames(); ++i) {
    const icu::UnicodeString name = format.getRuleSetName(i);
    const bool ordinal = name.indexOf(u"ordinal") >= 0;
    if (!ordinal && name.indexOf(u"cardinal") < 0 && name.indexOf(u"numbering") < 0) continue;
    if (name.indexOf(u"year") >= 0 || name.indexOf(u"financial") >= 0) continue;
    for (const std::int64_t n : numbers) {
      if (ordinal && n > 100) break;
      icu::UnicodeString said;
      icu::FieldPosition position;
      status = U_ZERO_ERROR;
      format.format(n, name, said, position, status);
      const std::string words = plain(said);
      if (U_FAILURE(status) || words.find_first_of("0123456789") != std::string::npos) continue;
      if (compounds && n > 100 && words.find(' ') != std::string::npos) continue;
      (ordinal ? ordinals : cardinals).try_emplace(words, std::to_string(n));
    }
  }
}

void add_scales(const icu::Locale& locale, Entries& scales) {
  UErrorCode status = U_ZERO_ERROR;
  icu::RuleBasedNumberFormat format(icu::URBNF_SPELLOUT, locale, status);
  for (const double scale : {1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e12})
    for (const int times : {1, 2, 5}) {
      icu::UnicodeString said;
      icu::UnicodeString count;
      format.format(scale * times, said);
      format.format(static_cast<std::int32_t>(times), count);
      std::string words = plain(said);
      const std::string first = plain(count);
      if (times == 1 && words.find(' ') == std::string::npos) {
        scales.try_emplace(words, std::to_string(static_cast<std::int64_t>(scale)));
        continue;
      }
      const std::size_t space = words.rfind(' ');
      if (space == std::string::npos || words.substr(0, space) != first) continue;
      scales.try_emplace(words.substr(space + 1), std::to_string(static_cast<std::int64_t>(scale)));
    }
}

void add_months(const icu::Locale& locale, Entries& months) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::DateFormatSymbols symbols(locale, status);
  using Symbols = icu::DateFormatSymbols;
  for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE})
    for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) {
      std::int32_t count = 0;
      const icu::UnicodeString* first = symbols.getMonths(count, context, width);
      const std::span names(first, static_cast<std::size_t>(std::clamp(count, 0, 12)));
      for (std::size_t m = 0; m < names.size(); ++m) {
        std::string name = plain(names[m]);
        while (name.ends_with('.'))
          name.pop_back();
        if (!name.empty() && (name[0] < '0' || name[0] > '9'))
          months.try_emplace(name, std::to_string(m + 1));
      }
    }
}

// What stands beside the figure.
std::string unit_name(const icu::UnicodeString& formatted) {
  icu::UnicodeString out;
  for (int i = 0; i < formatted.length(); ++i) {
    const UChar32 c = formatted.char32At(i);
    if (U_IS_SURROGATE(c)) continue;
    if (!u_isdigit(c) && c != u'.' && c != u',' && c != 0x66B && c != 0x66C) out.append(c);
  }
  return squeeze(plain(out));
}

void add_units(const icu::Locale& locale, Entries& units) {
  using icu::number::NumberFormatter;
  for (const char* id : kUnits) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::MeasureUnit unit = icu::MeasureUnit::forIdentifier(id, status);
    for (const char* grammatical : kCases)
      for (const double n : {0., 1., 2., 3., 5., 11., 100., 1.5}) {
        status = U_ZERO_ERROR;
        const auto said = NumberFormatter::withLocale(locale)
                              .unit(unit)
                              .unitWidth(UNUM_UNIT_WIDTH_FULL_NAME)
                              .unitDisplayCase(grammatical)
                              .formatDouble(n, status)
                              .toString(status);
        if (U_SUCCESS(status)) units.try_emplace(unit_name(said), id);
      }
    status = U_ZERO_ERROR;
    const auto said = NumberFormatter::withLocale(locale)
                          .unit(unit)
                          .unitWidth(UNUM_UNIT_WIDTH_SHORT)
                          .formatDouble(5, status)
                          .toString(status);
    if (U_SUCCESS(status)) units.try_emplace(unit_name(said), id);
  }
  for (const char16_t* code : kCurrencies)
    for (const double n : {1., 2., 5., 1.5}) {
      UErrorCode status = U_ZERO_ERROR;
      const icu::CurrencyUnit currency(code, status);
      const auto said = NumberFormatter::withLocale(locale)
                            .unit(currency)
                            .unitWidth(UNUM_UNIT_WIDTH_FULL_NAME)
                            .formatDouble(n, status)
                            .toString(status);
      if (U_SUCCESS(status)) units.try_emplace(unit_name(said), utf8(icu::UnicodeString(code)));
    }
}

void write_language(const std::string& folder, const char* language) {
  const icu::Locale locale(language);
  Entries cardinals;
  Entries ordinals;
  Entries scales;
  Entries months;
  Entries units;
  add_numbers(locale, cardinals, ordinals);
  add_scales(locale, scales);
  add_months(locale, months);
  add_units(locale, units);
  for (const auto& [word, value] : cardinals)
    ordinals.erase(word);
  UErrorCode status = U_ZERO_ERROR;
  const icu::DecimalFormatSymbols symbols(locale, status);
  using Symbols = icu::DecimalFormatSymbols;
  const std::string decimal = utf8(symbols.getConstSymbol(Symbols::kDecimalSeparatorSymbol));
  std::ofstream out(folder + "/" + language + ".txt");
  out << "# From CLDR in ICU " << U_ICU_VERSION << " (Unicode License), by make_cldr_tables.\n";
  write(out, "decimal mark", {{decimal == "," ? "comma" : "point", ""}});
  write(out, "numbers", cardinals);
  write(out, "ordinals", ordinals);
  write(out, "scales", scales);
  write(out, "months", months);
  write(out, "units", units);
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "make_cldr_tables FOLDER\n";
    return 2;
  }
  for (const char* language : kLanguages)
    write_language(words[1], language);
  return 0;
}
