#pragma once
#include <cmark-gfm.h>

#include <memory>

#include "html_tree.hpp"
#include "markdown_rows.hpp"

namespace alexandria::ingest {

struct MarkdownFree {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using MarkdownDocument = std::unique_ptr<cmark_node, MarkdownFree>;

/// The tree of the page that a document without raw HTML stands for, without writing and reading
/// that page. What stands in it reads as if that had been done (MarkdownTest).
/// `nodes_about`: how many nodes the document has, to make room at once. `plain`: rows that were
/// taken out of it, or null.
std::unique_ptr<HtmlTree> markdown_tree(MarkdownDocument document, std::size_t nodes_about,
                                        const PlainRows* plain);

}  // namespace alexandria::ingest
