#include <memory>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {
namespace {

struct NodeFree {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};

// The words of a node without its markup; soft breaks are spaces. Gives how many bars were written.
std::uint64_t plain_text(cmark_node* node, std::string& out) {
  std::uint64_t bars = 0;
  const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> steps(cmark_iter_new(node),
                                                                      &cmark_iter_free);
  for (cmark_event_type event = cmark_iter_next(steps.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(steps.get())) {
    cmark_node* at = cmark_iter_get_node(steps.get());
    const cmark_node_type type = cmark_node_get_type(at);
    const std::string_view name = cmark_node_get_type_string(at);
    if (event == CMARK_EVENT_ENTER) {
      if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
        out += cmark_node_get_literal(at);
      else if (type == CMARK_NODE_SOFTBREAK)
        out += ' ';
      else if (type == CMARK_NODE_LINEBREAK)
        out += '\n';
    } else if (name == "table_cell" && cmark_node_next(at) != nullptr) {
      out += " | ";
      ++bars;
    } else if (type == CMARK_NODE_PARAGRAPH || name == "table_row" || name == "table_header") {
      out += '\n';
    }
  }
  return bars;
}

// Visible characters of HTML outside of its tags.
std::uint64_t count_outside_tags(std::string_view html) {
  std::string words;
  bool inside = false;
  for (const char c : html) {
    if (c == '<') inside = true;
    if (!inside) words += c;
    if (c == '>') inside = false;
  }
  return text::count_visible(words);
}

// What a reader of the page sees, counted apart from the reading of its blocks.
void count_document(cmark_node* document, model::Accounting& accounting) {
  const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> steps(cmark_iter_new(document),
                                                                      &cmark_iter_free);
  for (cmark_event_type event = cmark_iter_next(steps.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(steps.get())) {
    if (event != CMARK_EVENT_ENTER) continue;
    cmark_node* node = cmark_iter_get_node(steps.get());
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE:
      case CMARK_NODE_CODE_BLOCK:
        accounting.seen += text::count_visible(cmark_node_get_literal(node));
        break;
      case CMARK_NODE_HTML_BLOCK: {
        const std::uint64_t inside = count_outside_tags(cmark_node_get_literal(node));
        accounting.seen += inside;
        accounting.not_read += inside;
        if (inside > 0) accounting.add_not_understood("block of HTML", 1);
        break;
      }
      default: break;
    }
  }
}

void add_node(cmark_node* node, PartBuilder& parts, std::string& title) {
  using model::BlockKind;
  std::string text;
  std::uint64_t bars = 0;
  switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING:
      plain_text(node, text);
      if (title.empty()) title = text::squeeze(text);
      parts.add(BlockKind::kHeading, text,
                {.level = static_cast<std::uint8_t>(cmark_node_get_heading_level(node))});
      return;
    case CMARK_NODE_LIST:
      bars = plain_text(node, text);
      parts.add(BlockKind::kList, text, {.written = bars});
      return;
    case CMARK_NODE_CODE_BLOCK: parts.add(BlockKind::kCode, cmark_node_get_literal(node)); return;
    case CMARK_NODE_BLOCK_QUOTE:
      for (cmark_node* child = cmark_node_first_child(node); child != nullptr;
           child = cmark_node_next(child))
        add_node(child, parts, title);
      return;
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_THEMATIC_BREAK: return;
    default: break;
  }
  bars = plain_text(node, text);
  const std::string_view name = cmark_node_get_type_string(node);
  parts.add(name == "table" ? BlockKind::kTable : BlockKind::kParagraph, text, {.written = bars});
}

// A block of `key: value` lines between --- lines at the very top.
std::string_view without_front_matter(std::string_view content, std::string& title) {
  if (!content.starts_with("---\n")) return content;
  const std::size_t end = content.find("\n---", 3);
  if (end > 8192) return content;  // or not there at all
  const std::string_view matter = content.substr(4, end - 3);
  const std::size_t key = matter.starts_with("title:") ? 0 : matter.find("\ntitle:");
  if (key != std::string_view::npos) {
    std::string_view value = matter.substr(matter.find(':', key) + 1);
    value = text::trim(value.substr(0, value.find('\n')));
    if (value.size() > 1 && (value.front() == '"' || value.front() == '\''))
      value = value.substr(1, value.size() - 2);
    title = value;
  }
  return content.substr(std::min(content.find('\n', end + 1), content.size() - 1) + 1);
}

}  // namespace

Result<void> parse_markdown(const Source& source, const Sink& sink) {
  const std::string content = TRY(read_text(source.path));
  model::DocumentFacts facts;
  facts.kind = "markdown";
  const std::string_view body = without_front_matter(content, facts.title);
  facts.language = text::detect_language(body);
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(
      cmark_parser_new(CMARK_OPT_DEFAULT), &cmark_parser_free);
  for (const char* name : {"table", "strikethrough", "tasklist"})
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name))
      cmark_parser_attach_syntax_extension(parser.get(), extension);
  cmark_parser_feed(parser.get(), body.data(), body.size());
  const std::unique_ptr<cmark_node, NodeFree> document(cmark_parser_finish(parser.get()));
  sink.facts(facts);
  const Sink titled = telling_facts(sink, facts);
  PartBuilder parts(source, titled);
  model::Accounting& accounting = parts.accounting();
  const std::string_view matter =
      std::string_view(content).substr(0, static_cast<std::size_t>(body.data() - content.data()));
  accounting.seen = text::count_visible(matter);
  count_document(document.get(), accounting);
  parts.add(model::BlockKind::kCode, matter, {.set_aside = true});
  for (cmark_node* node = cmark_node_first_child(document.get());
       node != nullptr && !parts.stopped(); node = cmark_node_next(node))
    add_node(node, parts, facts.title);
  parts.finish();
  facts.accounting = accounting;
  if (facts.title.empty()) facts.title = title_from_name(source.name);
  sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
