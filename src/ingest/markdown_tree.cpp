#include "markdown_tree.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

// Nodes of the document are freed when their like is made: a large table would be there twice.
class TreeMaker {
 public:
  TreeMaker(TextArena& texts, const PlainRows* plain, std::size_t nodes_about)
      : texts_(texts), plain_(plain) {
    nodes_.reserve(nodes_about + nodes_about / 4);
    nodes_.push_back({.tag = "#root", .is_block = true, .is_visible = true});
  }

  std::vector<HtmlNode> make(cmark_node* document) {
    add_children(document, 0);
    nodes_[0].end = static_cast<std::uint32_t>(nodes_.size());
    return std::move(nodes_);
  }

 private:
  void add_children(cmark_node* node, std::uint32_t parent) {
    for (cmark_node* at = cmark_node_first_child(node); at != nullptr;) {
      if (cmark_node_get_type(at) == CMARK_NODE_FOOTNOTE_DEFINITION) {
        add_notes(at, parent);
        return;
      }
      cmark_node* const next = cmark_node_next(at);
      add(at, parent);
      cmark_node_free(at);
      at = next;
    }
  }

  void add(cmark_node* node, std::uint32_t parent) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT: return add_text(texts_.keep(cmark_node_get_literal(node)), parent);
      case CMARK_NODE_SOFTBREAK: return add_text("\n", parent);
      case CMARK_NODE_LINEBREAK: add_element("br", false, parent); return add_text("\n", parent);
      case CMARK_NODE_THEMATIC_BREAK: add_element("hr", true, parent); return;
      case CMARK_NODE_CODE: return add_with_text("code", false, node, parent);
      case CMARK_NODE_CODE_BLOCK: return add_with_text("pre", true, node, parent);
      case CMARK_NODE_FOOTNOTE_REFERENCE: return add_with_text("sup", false, node, parent);
      case CMARK_NODE_IMAGE: return add_picture(node, parent);
      case CMARK_NODE_BLOCK_QUOTE: return add_all("blockquote", true, node, parent);
      case CMARK_NODE_PARAGRAPH: return add_all("p", true, node, parent);
      case CMARK_NODE_ITEM: return add_all("li", true, node, parent);
      case CMARK_NODE_EMPH: return add_all("em", false, node, parent);
      case CMARK_NODE_STRONG: return add_all("strong", false, node, parent);
      case CMARK_NODE_LINK: return add_all("a", false, node, parent);
      case CMARK_NODE_LIST:
        return add_all(cmark_node_get_list_type(node) == CMARK_BULLET_LIST ? "ul" : "ol", true,
                       node, parent);
      case CMARK_NODE_HEADING: return add_heading(node, parent);
      case CMARK_NODE_CUSTOM_BLOCK: return add_definition(node, parent);
      default: return add_extension(node, parent);
    }
  }

  std::uint32_t add_element(std::string_view tag, bool is_block, std::uint32_t parent) {
    const auto number = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({.tag = tag,
                      .parent = parent,
                      .end = number + 1,
                      .is_block = is_block,
                      .is_visible = true,
                      .is_link = nodes_[parent].is_link || tag == "a"});
    return number;
  }
  void end_element(std::uint32_t number) {
    nodes_[number].end = static_cast<std::uint32_t>(nodes_.size());
  }

  void add_text(std::string_view text, std::uint32_t parent) {
    nodes_.push_back({.text = text,
                      .parent = parent,
                      .end = static_cast<std::uint32_t>(nodes_.size() + 1),
                      .is_visible = true,
                      .is_link = nodes_[parent].is_link});
  }
  void add_all(std::string_view tag, bool is_block, cmark_node* node, std::uint32_t parent) {
    const std::uint32_t number = add_element(tag, is_block, parent);
    add_children(node, number);
    end_element(number);
  }
  void add_with_text(std::string_view tag, bool is_block, cmark_node* node, std::uint32_t parent) {
    const std::uint32_t number = add_element(tag, is_block, parent);
    add_text(texts_.keep(cmark_node_get_literal(node)), number);
    end_element(number);
  }

  void add_heading(cmark_node* node, std::uint32_t parent) {
    constexpr std::array kTags = {"h1"sv, "h2"sv, "h3"sv, "h4"sv, "h5"sv, "h6"sv};
    const auto level = static_cast<std::size_t>(cmark_node_get_heading_level(node));
    add_all(kTags.at(level - 1), true, node, parent);
  }

  // "<dl>", "<dt>" or "<dd>".
  void add_definition(cmark_node* node, std::uint32_t parent) {
    const std::string_view tag = cmark_node_get_on_enter(node);
    add_all(texts_.keep(tag.substr(1, 2)), true, node, parent);
  }

  void add_picture(cmark_node* node, std::uint32_t parent) {
    std::string text;
    collect_text(node, text);
    const std::uint32_t number = add_element("img", false, parent);
    if (!text.empty())
      for (const std::string_view piece : {" "sv, texts_.keep(text), " "sv})
        add_text(piece, number);
    end_element(number);
  }
  static void collect_text(cmark_node* node, std::string& out) {
    for (cmark_node* at = cmark_node_first_child(node); at != nullptr; at = cmark_node_next(at)) {
      const cmark_node_type type = cmark_node_get_type(at);
      if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
        out += cmark_node_get_literal(at);
      else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
        out += ' ';
      collect_text(at, out);
    }
  }

  // They stand at the end of the document.
  void add_notes(cmark_node* first, std::uint32_t parent) {
    const std::uint32_t list = add_element("ol", true, parent);
    for (cmark_node* note = first; note != nullptr; note = cmark_node_next(note))
      add_all("li", true, note, list);
    end_element(list);
  }

  void add_extension(cmark_node* node, std::uint32_t parent) {
    const std::string_view type = cmark_node_get_type_string(node);
    if (type == "table") {
      add_all("table", true, node, parent);
    } else if (type == "table_header") {
      const std::uint32_t head = add_element("thead", true, parent);
      add_row(node, "th", head);
      end_element(head);
    } else if (type == "table_row") {
      const auto* rows = plain_ == nullptr ? nullptr : plain_->run_at(node);
      if (rows == nullptr)
        add_row(node, "td", parent);
      else
        add_plain_rows(*rows, parent);
    } else {
      add_all("del", false, node, parent);
    }
  }

  void add_plain_rows(const std::vector<std::string_view>& rows, std::uint32_t parent) {
    for (const std::string_view row : rows) {
      const std::uint32_t number = add_element("tr", true, parent);
      for (const std::string_view text : PlainRows::cells_of(row)) {
        const std::uint32_t cell = add_element("td", true, number);
        if (!text.empty()) add_text(texts_.keep(text), cell);
        end_element(cell);
      }
      end_element(number);
    }
  }

  void add_row(cmark_node* row, std::string_view tag, std::uint32_t parent) {
    const std::uint32_t number = add_element("tr", true, parent);
    for (cmark_node* cell = cmark_node_first_child(row); cell != nullptr;) {
      cmark_node* const next = cmark_node_next(cell);
      add_all(tag, true, cell, number);
      cmark_node_free(cell);
      cell = next;
    }
    end_element(number);
  }

  TextArena& texts_;
  const PlainRows* plain_;
  std::vector<HtmlNode> nodes_;
};

}  // namespace

std::unique_ptr<HtmlTree> markdown_tree(MarkdownDocument document, std::size_t nodes_about,
                                        const PlainRows* plain) {
  TextArena texts;
  std::vector<HtmlNode> nodes = TreeMaker(texts, plain, nodes_about).make(document.get());
  return std::make_unique<HtmlTree>(std::move(nodes), std::move(texts));
}

}  // namespace alexandria::ingest
