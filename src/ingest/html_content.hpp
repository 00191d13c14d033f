#pragma once
#include <vector>

#include "html_page.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {

/// Adds a page's blocks in their order, those that are not content as set aside, and accounts for
/// every character that can be seen.
void add_content(const HtmlTree& tree, const std::vector<HtmlUnit>& units, PartBuilder& parts);

/// The text of the first heading with any.
std::string first_heading(const HtmlTree& tree);

}  // namespace alexandria::ingest
