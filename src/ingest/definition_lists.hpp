#pragma once
#include <cmark-gfm.h>

namespace alexandria::ingest {

/// Makes a list of definitions, which CommonMark does not know, out of a paragraph with some: lines
/// that begin with ": " behind a line, or a paragraph of one line, that is their term (PHP Markdown
/// Extra, Pandoc). To be called for paragraphs in their order.
void make_definition_list(cmark_node* paragraph);

}  // namespace alexandria::ingest
