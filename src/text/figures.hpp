#pragma once
// The values of single figures, before units and dates.
#include <optional>
#include <string>
#include <string_view>

namespace alexandria::text {

/// The value of a figure as Lexeme::key has it: marks between groups of three digits (or two, as in
/// India) group, the others part the decimals. One mark before three digits does what the language
/// does with it. Nothing for what has several marks and is no grouping ("1.2.3").
std::optional<double> value_of_figure(std::string_view figure, bool decimal_comma);

/// "XIV" is 14; nothing unless the letters are a Roman numeral in its one right form.
std::optional<double> value_of_roman(std::string_view letters);

/// Two computed values that stand for one and the same.
bool same_value(double a, double b);

}  // namespace alexandria::text
