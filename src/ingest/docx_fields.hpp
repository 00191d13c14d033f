#pragma once
// Fields: what they show is text, what they say to the program is not.
#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "alexandria/model/document.hpp"

namespace alexandria::ingest {

/// Takes the instructions of complex fields out of a tree and marks their links; boxes and choices
/// of forms get their values as text. A field without an end is no field. In margins, numbers of
/// pages are taken out too. Gives how many characters more are seen then.
std::int64_t docx_reduce_fields(pugi::xml_node root, bool is_margin, model::Accounting& accounting);

bool docx_is_page_number(std::string_view instruction);

/// Where a HYPERLINK field leads to; empty for other fields, and for places in the same document.
std::string docx_link_target(std::string_view instruction);

/// Puts "x:link" (target) before and "x:linkEnd" behind what is inside of `node`.
void docx_mark_link(pugi::xml_node node, const std::string& target);

}  // namespace alexandria::ingest
