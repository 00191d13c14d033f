#pragma once
// What is written with spaces in it, and elsewhere in one piece.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace alexandria::text {

inline constexpr std::array<std::string_view, 4> kThinSpaces = {" ", "\u00A0", "\u2009", "\u202F"};
/// Of a telephone number: left out where the country stands before it.
inline constexpr std::string_view kTrunk = "(0)";

/// A long number that is written in groups: "DE89 3704 0044 0532 0130 00", "+49 30 1234 5678".
struct GroupedCode {
  std::size_t end = 0;
  std::string code;  // its figures and letters; empty: there is none
  bool is_number = false;
};
/// Of the groups that begin at `begin`, where a run does.
GroupedCode grouped_code_at(std::string_view text, std::size_t begin);

/// A figure and the sign of its unit with a space between: "16 GB".
struct SpacedQuantity {
  std::size_t end = 0;
  std::string joined;  // "16gb", "2.5ghz"; empty: there is none
  bool is_whole = false;
};
SpacedQuantity quantity_at(std::string_view text, std::size_t begin);

}  // namespace alexandria::text
