#include "markdown_html.hpp"

#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "definition_lists.hpp"
#include "markdown_lost.hpp"
#include "markdown_numbers.hpp"
#include "markdown_rows.hpp"
#include "markdown_tree.hpp"
#include "raw_html.hpp"

namespace alexandria::ingest {
namespace {

// Looking for notes is another walk over the tree.
int options_for(std::string_view markdown) {
  return CMARK_OPT_UNSAFE | (markdown.contains("[^") ? CMARK_OPT_FOOTNOTES : 0);
}

using Parser = std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)>;

// What of a document needs more than CommonMark.
struct Special {
  std::vector<cmark_node*> paragraphs;  // all
  std::vector<cmark_node*> raw;         // HTML
  std::vector<cmark_node*> tasks;       // items of lists
  std::vector<cmark_node*> numbered;    // lists
  std::size_t nodes = 0;
  std::size_t runs = 0;  // of plain rows that were taken out of a table, and are to go back there
  int depth = 0;
};

Special find_special(cmark_node* document, const PlainRows* plain) {
  Special out;
  int depth = 0;
  for (cmark_node* at = document; at != nullptr;) {
    const cmark_node_type type = cmark_node_get_type(at);
    ++out.nodes;
    if (plain != nullptr && cmark_node_get_type_string(at) == std::string_view("table_row"))
      out.runs += plain->run_at(at) != nullptr ? 1 : 0;
    if (type == CMARK_NODE_PARAGRAPH) out.paragraphs.push_back(at);
    if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) out.raw.push_back(at);
    if (type == CMARK_NODE_ITEM && cmark_node_get_type_string(at) == std::string_view("tasklist"))
      out.tasks.push_back(at);
    if (type == CMARK_NODE_LIST && cmark_node_get_list_type(at) == CMARK_ORDERED_LIST)
      out.numbered.push_back(at);
    if (cmark_node* child = cmark_node_first_child(at)) {
      out.depth = std::max(out.depth, ++depth);
      at = child;
      continue;
    }
    while (at != document && cmark_node_next(at) == nullptr) {
      at = cmark_node_parent(at);
      --depth;
    }
    at = at == document ? nullptr : cmark_node_next(at);
  }
  return out;
}

// The mark of a task is text, as its author typed it.
void write_mark(cmark_node* task) {
  const bool is_done = cmark_gfm_extensions_get_tasklist_item_checked(task);
  prepend_to_item(task, is_done ? "[x] " : "[ ] ");
}

// Nothing where plain rows that were taken out would not go back: what looks like a table is none,
// or raw HTML stands beside it.
struct Read {
  std::unique_ptr<HtmlTree> tree;
  bool is_whole = true;
};

Read read_with(std::string_view markdown, const PlainRows* plain) {
  const int options = options_for(markdown);
  const Parser parser(cmark_parser_new(options), &cmark_parser_free);
  for (const char* name : {"table", "strikethrough", "tasklist"})
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name))
      cmark_parser_attach_syntax_extension(parser.get(), extension);
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  MarkdownDocument document(cmark_parser_finish(parser.get()));
  const Special special = find_special(document.get(), plain);
  if (plain != nullptr && (special.runs != plain->runs() || !special.raw.empty()))
    return {{}, false};
  if (special.depth > kMarkdownDepthMax) return {};
  for (cmark_node* paragraph : special.paragraphs)
    make_definition_list(paragraph);
  for (cmark_node* task : special.tasks)
    write_mark(task);
  write_numbers(special.numbered, markdown);
  const std::size_t nodes = special.nodes + (plain == nullptr ? 0 : 2 * plain->cells());
  if (special.raw.empty()) return {markdown_tree(std::move(document), nodes, plain)};
  close_raw_html(special.raw);
  const std::unique_ptr<char, decltype(&std::free)> html(
      cmark_render_html(document.get(), options, cmark_parser_get_syntax_extensions(parser.get())),
      &std::free);
  document.reset();
  return {std::make_unique<HtmlTree>(html.get(), HtmlOrigin::kMarkdown)};
}

}  // namespace

std::unique_ptr<HtmlTree> read_markdown(std::string_view markdown) {
  cmark_gfm_core_extensions_ensure_registered();
  std::string changed;
  for (const auto& with_text :
       {with_lone_notes_as_text, with_lone_definitions_as_text, with_cells_of_long_rows}) {
    std::optional<std::string> more = with_text(markdown);
    if (!more) continue;
    changed = std::move(*more);
    markdown = changed;
  }
  const std::optional<PlainRows> plain = PlainRows::take(markdown);
  if (plain) {
    Read read = read_with(plain->rest(), &*plain);
    if (read.is_whole) return std::move(read.tree);
  }
  return read_with(markdown, nullptr).tree;
}

}  // namespace alexandria::ingest
