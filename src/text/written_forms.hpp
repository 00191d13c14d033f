#pragma once
// What stands between two white spaces, where it is more than words: codes, numbers, compounds.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::text {

/// Forms of one run. Empty where there is none.
struct WrittenForms {
  std::size_t begin = 0;  // bytes of the text: the run without the marks around it
  std::size_t end = 0;
  std::string exact;  // as it is written, folded, behind "=": "=e619-1609", "=c++"
  std::string tail;   // so its last part: the file of a path, the number of "v2.1"
  std::size_t tail_begin = 0;
  std::string value;   // of a number, behind "#": "#1250.5"
  std::string joined;  // the letters of a compound: "online" of "on-line"; not stemmed
};

/// Where the run that begins at `begin` ends: before white space or a letter of a script without
/// spaces.
std::size_t end_of_run(std::string_view text, std::size_t begin);

/// Where the number ends whose first figures stand at `begin` and whose thousands are parted by
/// spaces, "12 345,67"; `begin` if there is none.
std::size_t end_of_spaced_number(std::string_view text, std::size_t begin);

/// The value of a number with such spaces, as WrittenForms::value.
std::string value_of_spaced_number(std::string_view number, bool decimal_comma);

/// The forms of the run [begin, end). Numbers are read as a language with a decimal comma, or with
/// a decimal point, writes them.
WrittenForms forms_of_run(std::string_view text, std::size_t begin, std::size_t end,
                          bool decimal_comma);

/// Where a word of several in one begins anew: "FrameTimer" at 5, "HTTPServer" at 4. Empty unless
/// all parts have two letters or more.
std::vector<std::size_t> inner_starts(std::string_view word);

}  // namespace alexandria::text
