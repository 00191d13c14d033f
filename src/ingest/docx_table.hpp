#pragma once
#include <functional>

#include <pugixml.hpp>

#include "docx_styles.hpp"
#include "table.hpp"

namespace alexandria::ingest {

/// The grid of a reduced table; `read_cell` gives the text of a cell. Columns that no row begins a
/// cell in are no columns.
Table docx_table(pugi::xml_node table, const DocxStyles& styles,
                 const std::function<Written(pugi::xml_node cell)>& read_cell);

/// Whether a table is there for layout: what its cells hold is read as blocks, one after the other.
bool docx_is_layout(pugi::xml_node table, const DocxStyles& styles);

}  // namespace alexandria::ingest
