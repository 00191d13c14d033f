#pragma once
// What CommonMark and GFM leave out of a page, written so that they keep it.
#include <optional>
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// `markdown` with the definitions of footnotes that nothing refers to as text, since GFM would
/// leave them out; nothing if there are none.
std::optional<std::string> with_lone_notes_as_text(std::string_view markdown);

/// So too with the definitions of links ("[10:32]: deployed"), but for comments ("[//]: # (x)").
std::optional<std::string> with_lone_definitions_as_text(std::string_view markdown);

/// With more columns, that have no name, for tables with rows of more cells than their header,
/// which GFM would leave out; nothing if there are none.
std::optional<std::string> with_cells_of_long_rows(std::string_view markdown);

}  // namespace alexandria::ingest
