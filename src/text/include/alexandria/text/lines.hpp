#pragma once
// Text as its author wrote it, from text as a page or a file sets it: in lines.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::text {

/// A text whose line ends all mean something.
struct JoinedText {
  std::string text;                    ///< UTF-8
  std::vector<std::uint32_t> origins;  ///< for each byte of `text`: the byte it comes from
};

/// Joins the lines of each paragraph: a line end becomes a space, or nothing between letters of
/// scripts written without spaces; a hyphen that cuts a word at a line end goes, unless the text
/// has the word with it elsewhere. What stays apart, with one line end between: paragraphs (a
/// blank line), headings, list items, table rows, and lines that end early though the next word
/// would have fitted. Marks of quoted lines ("> ") go. Pure; safe from any thread.
JoinedText join_lines(std::string_view utf8);

/// Whether a line is a row of a table as tables are written: its cells parted by " | ".
bool is_barred(std::string_view line);

/// The text of `join_lines` on one line: how a piece of a document is shown in a sentence.
std::string on_one_line(std::string_view utf8);

}  // namespace alexandria::text
