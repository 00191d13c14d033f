#pragma once
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// Whether signs for a terminal or a printer stand in a text: escape sequences, backspaces.
bool is_for_terminal(std::string_view text);

/// What a reader of the terminal sees: without escape sequences (ECMA-48: colours, titles of
/// windows, moves of the cursor), and with letters that are struck over each other as the letter:
/// "N\bN" and "_\bN" are an N.
std::string without_terminal_signs(std::string_view text);

}  // namespace alexandria::ingest
