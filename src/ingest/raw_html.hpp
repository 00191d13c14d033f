#pragma once
#include <cmark-gfm.h>

namespace alexandria::ingest {

/// Makes a node of raw HTML in a Markdown document hide nothing but itself, wherever its author
/// forgot an end: what opens a comment, a quoted value, or an element whose text is not shown or
/// not read as markup (`script`, `title`, `template` ...), and never closes it beside where it
/// stands, becomes text. `html`, `head`, `body` and frames, which would speak of the whole page,
/// are left out.
void close_raw_html(cmark_node* node);

}  // namespace alexandria::ingest
