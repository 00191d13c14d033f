#pragma once
#include <string_view>
#include <vector>

#include <cmark-gfm.h>

namespace alexandria::ingest {

/// Puts text before that of an item of a list, in its first paragraph or heading.
void prepend_to_item(cmark_node* item, const char* text);

/// Makes the numbers of ordered lists, with their points or brackets, text of the items: as they
/// are written if each is another than the one before ("14. March", "21. March"), else as
/// CommonMark counts them. `markdown` is what was parsed.
void write_numbers(const std::vector<cmark_node*>& lists, std::string_view markdown);

}  // namespace alexandria::ingest
