#include "figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace alexandria::text {
namespace {

constexpr double kSameWithin = 1e-9;  // relative: what conversions of units lose

bool is_mark(char c) { return c < '0' || c > '9'; }

// Whether the digits between the marks are groups: three each, or two but for the last.
bool is_grouped(const std::vector<std::size_t>& lengths) {
  if (lengths.size() < 2 || lengths.front() > 3 || lengths.back() != 3) return false;
  const auto inner_are = [&](std::size_t length) {
    return std::all_of(lengths.begin() + 1, lengths.end() - 1,
                       [&](std::size_t each) { return each == length; });
  };
  return inner_are(3) || (inner_are(2) && lengths.front() <= 2);
}

std::vector<std::size_t> lengths_of(std::string_view figure) {
  std::vector<std::size_t> lengths{0};
  for (const char c : figure) {
    if (is_mark(c))
      lengths.push_back(0);
    else
      ++lengths.back();
  }
  return lengths;
}

double value_of_digits(std::string_view whole, std::string_view decimals) {
  std::string text;
  std::ranges::copy_if(whole, std::back_inserter(text), [](char c) { return !is_mark(c); });
  text += '.';
  text += decimals;
  return std::strtod(text.c_str(), nullptr);
}

}  // namespace

std::optional<double> value_of_figure(std::string_view figure, bool decimal_comma) {
  const std::size_t last = figure.find_last_of("., '");
  if (last == std::string_view::npos) return value_of_digits(figure, {});
  const std::string_view whole = figure.substr(0, last);
  const std::string_view decimals = figure.substr(last + 1);
  const char mark = figure[last];
  const bool parts_decimals = mark == '.' || mark == ',';
  const std::size_t other = whole.find_last_of("., '");
  if (other == std::string_view::npos) {  // one mark
    const bool grouped = is_grouped(lengths_of(figure)) && whole != "0";
    const bool is_decimal_mark = mark == (decimal_comma ? ',' : '.');
    if (!parts_decimals || (grouped && !is_decimal_mark)) return value_of_digits(figure, {});
    return value_of_digits(whole, decimals);
  }
  const char group = whole[other];
  const bool one_kind =
      whole.find_first_of("., '") == whole.find(group) &&
      std::ranges::all_of(whole, [&](char c) { return !is_mark(c) || c == group; });
  if (!one_kind) return std::nullopt;
  if (group == mark)
    return is_grouped(lengths_of(figure)) ? std::optional(value_of_digits(figure, {}))
                                          : std::nullopt;
  if (!parts_decimals || !is_grouped(lengths_of(whole))) return std::nullopt;
  return value_of_digits(whole, decimals);
}

std::optional<double> value_of_roman(std::string_view letters) {
  struct Step {
    std::string_view letters;
    int value;
  };
  constexpr std::array<Step, 13> kSteps = {{{"M", 1000},
                                            {"CM", 900},
                                            {"D", 500},
                                            {"CD", 400},
                                            {"C", 100},
                                            {"XC", 90},
                                            {"L", 50},
                                            {"XL", 40},
                                            {"X", 10},
                                            {"IX", 9},
                                            {"V", 5},
                                            {"IV", 4},
                                            {"I", 1}}};
  constexpr std::size_t kLongest = 15;
  if (letters.empty() || letters.size() > kLongest) return std::nullopt;
  int value = 0;
  std::string_view rest = letters;
  for (const Step& step : kSteps)
    while (rest.starts_with(step.letters)) {
      value += step.value;
      rest.remove_prefix(step.letters.size());
    }
  if (!rest.empty()) return std::nullopt;
  std::string right;
  int left = value;
  for (const Step& step : kSteps)
    for (; left >= step.value; left -= step.value)
      right += step.letters;
  return right == letters ? std::optional<double>(value) : std::nullopt;
}

bool same_value(double a, double b) {
  return std::abs(a - b) <= kSameWithin * std::max(std::abs(a), std::abs(b));
}

}  // namespace alexandria::text
