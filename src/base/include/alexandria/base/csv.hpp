#pragma once
// Rows of tables that are kept as text.
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::base {

/// The record of RFC 4180 that begins at `at`, which moves behind its line end (LF or CRLF): fields
/// in quotes may hold separators, line ends and doubled quotes. A quote inside a field that does
/// not begin with one is a letter like others. Never fails: an open quote ends with the text.
std::vector<std::string> read_csv_record(std::string_view text, std::size_t& at,
                                         char separator = ',');

}  // namespace alexandria::base
