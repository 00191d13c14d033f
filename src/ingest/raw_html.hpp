#pragma once
#include <vector>

#include <cmark-gfm.h>

namespace alexandria::ingest {

/// Makes nodes of raw HTML in a Markdown document, all in their order, hide nothing but themselves,
/// wherever their author forgot an end: what opens a comment, a quoted value, or an element whose
/// text is not shown or not read as markup (`script`, `title`, `template` ...), and never closes it
/// beside where it stands, becomes text. So does what looks like a tag and is none: `<host>`,
/// `<your-name>`. `html`, `head`, `body` and frames, which would speak of the whole page, are left
/// out.
void close_raw_html(const std::vector<cmark_node*>& nodes);

}  // namespace alexandria::ingest
