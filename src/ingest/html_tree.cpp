#include "html_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/html/html.h>

#include "alexandria/text/unicode.hpp"
#include "list_numbers.hpp"

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::uint16_t kSpanMax = 1000;

// Sorted, for a binary search. What is not named here runs along in a line.
constexpr std::array kBlocks = {
    "address"sv, "article"sv, "aside"sv,    "blockquote"sv, "body"sv,       "button"sv,
    "caption"sv, "center"sv,  "dd"sv,       "details"sv,    "dialog"sv,     "dir"sv,
    "div"sv,     "dl"sv,      "dt"sv,       "fieldset"sv,   "figcaption"sv, "figure"sv,
    "footer"sv,  "form"sv,    "h1"sv,       "h2"sv,         "h3"sv,         "h4"sv,
    "h5"sv,      "h6"sv,      "header"sv,   "hgroup"sv,     "hr"sv,         "html"sv,
    "iframe"sv,  "legend"sv,  "li"sv,       "listing"sv,    "main"sv,       "menu"sv,
    "nav"sv,     "ol"sv,      "optgroup"sv, "option"sv,     "p"sv,          "plaintext"sv,
    "pre"sv,     "search"sv,  "section"sv,  "select"sv,     "summary"sv,    "table"sv,
    "tbody"sv,   "td"sv,      "textarea"sv, "tfoot"sv,      "th"sv,         "thead"sv,
    "tr"sv,      "ul"sv,      "video"sv,    "xmp"sv};
static_assert(std::ranges::is_sorted(kBlocks));

// No reader sees these as text.
constexpr std::array kUnseen = {"audio"sv,  "canvas"sv,  "datalist"sv, "embed"sv,    "head"sv,
                                "iframe"sv, "noembed"sv, "noframes"sv, "noscript"sv, "object"sv,
                                "rp"sv,     "script"sv,  "style"sv,    "svg"sv,      "template"sv,
                                "title"sv,  "video"sv};
static_assert(std::ranges::is_sorted(kUnseen));

// Begins the marks of links from footnotes back to their places: class "footnote-backref" and its
// like.
constexpr std::string_view kBackLink = " footnote back";

std::string_view view(const lxb_char_t* text, std::size_t length) {
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(text), length);
}

// "display: none" and its like, however it is spaced.
bool hides(std::string_view style) {
  if (style.empty()) return false;
  std::string plain;
  for (const char c : style)
    if (c != ' ' && c != '\t' && c != '\n')
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (const std::string_view rule : {"display:none"sv, "visibility:hidden"sv}) {
    const std::size_t at = plain.find(rule);
    if (at != std::string::npos && (at == 0 || plain[at - 1] == ';')) return true;
  }
  return false;
}

std::uint16_t span_of(std::string_view number) {
  std::uint16_t value = 1;
  std::from_chars(number.data(), number.data() + number.size(), value);
  return std::clamp<std::uint16_t>(value, 1, kSpanMax);
}

// "relatedPosts-2" as " related posts".
void add_words(std::string_view value, std::string& out) {
  char before = ' ';
  out += ' ';
  for (const char c : value) {
    const bool is_large = c >= 'A' && c <= 'Z';
    const bool is_small = c >= 'a' && c <= 'z';
    if (is_large && before >= 'a' && before <= 'z') out += ' ';
    if (is_large || is_small)
      out += static_cast<char>(c | 0x20);
    else if (out.back() != ' ')
      out += ' ';
    before = c;
  }
}

void read_attributes(const lxb_dom_element_t* element, HtmlNode& node, std::string& marks) {
  for (const lxb_dom_attr_t* attribute = element->first_attr; attribute != nullptr;
       attribute = attribute->next) {
    std::size_t length = 0;
    const lxb_char_t* local =
        lxb_dom_attr_local_name(const_cast<lxb_dom_attr_t*>(attribute), &length);
    const std::string_view name = view(local, length);
    const lxb_char_t* text = lxb_dom_attr_value(const_cast<lxb_dom_attr_t*>(attribute), &length);
    const std::string_view value = view(text, length);
    if (name == "class" || name == "id" || name == "role" || name == "itemprop") {
      add_words(value, marks);
    }
    if (name == "role") node.role = value;
    if (name == "lang") node.language = value;
    if (name == "style" && hides(value)) node.is_visible = false;
    if (name == "hidden" && value != "until-found") node.is_visible = false;
    if (name == "aria-hidden" && value == "true") node.is_decoration = true;
    if (name == "rowspan") node.rowspan = span_of(value);
    if (name == "colspan") node.colspan = span_of(value);
    read_list_attribute(name, value, node);
    if (name == "href" && node.tag == "a") node.is_link = true;
  }
}

std::optional<std::string_view> attribute(const lxb_dom_element_t* element,
                                          std::string_view wanted) {
  for (const lxb_dom_attr_t* at = element->first_attr; at != nullptr; at = at->next) {
    std::size_t length = 0;
    const lxb_char_t* name = lxb_dom_attr_local_name(const_cast<lxb_dom_attr_t*>(at), &length);
    if (view(name, length) != wanted) continue;
    const lxb_char_t* value = lxb_dom_attr_value(const_cast<lxb_dom_attr_t*>(at), &length);
    return view(value, length);
  }
  return std::nullopt;
}

}  // namespace

struct HtmlTree::Document {
  lxb_html_document_t* made = lxb_html_document_create();
  Document() = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document() { lxb_html_document_destroy(made); }

  void parse(std::string_view html, HtmlOrigin origin) const {
    constexpr std::string_view kBeforeBody = "<!DOCTYPE html><html><head></head><body>";
    lxb_html_document_parse_chunk_begin(made);
    for (const std::string_view piece :
         {origin == HtmlOrigin::kMarkdown ? kBeforeBody : ""sv, html})
      lxb_html_document_parse_chunk(made, reinterpret_cast<const lxb_char_t*>(piece.data()),
                                    piece.size());
    lxb_html_document_parse_chunk_end(made);
  }
};

HtmlTree::HtmlTree(std::vector<HtmlNode> nodes, std::shared_ptr<const void> owner)
    : owner_(std::move(owner)), nodes_(std::move(nodes)), origin_(HtmlOrigin::kMarkdown) {}

HtmlTree::~HtmlTree() = default;

// Adds the text that an element without any stands for, parted from its neighbours.
void HtmlTree::add_typed_text(const HtmlNode& node, std::string_view typed) {
  HtmlNode run{.parent = static_cast<std::uint32_t>(nodes_.size() - 1),
               .is_visible = node.is_visible,
               .is_link = node.is_link,
               .is_decoration = node.is_decoration};
  for (const std::string_view text : {" "sv, typed, " "sv}) {
    run.text = text;
    run.end = static_cast<std::uint32_t>(nodes_.size() + 1);
    nodes_.push_back(run);
  }
}

HtmlTree::HtmlTree(std::string_view html, HtmlOrigin origin)
    : document_(std::make_unique<Document>()), origin_(origin) {
  if (document_->made == nullptr) throw std::bad_alloc();
  document_->parse(html, origin);
  std::size_t length = 0;
  const lxb_char_t* title = lxb_html_document_title(document_->made, &length);
  title_ = text::squeeze(view(title, length));
  const auto tags = static_cast<std::size_t>(std::ranges::count(html, '<'));
  nodes_.reserve(tags + tags / 2);  // a begin, an end, and a text behind each
  nodes_.push_back({.tag = "#root", .is_block = true, .is_visible = true});
  const lxb_dom_node_t* root = lxb_dom_interface_node(document_->made);
  std::uint32_t parent = 0;
  for (const lxb_dom_node_t* at = root->first_child; at != nullptr;) {
    bool is_element = false;
    if (at->type == LXB_DOM_NODE_TYPE_TEXT) {
      const auto* run = reinterpret_cast<const lxb_dom_character_data*>(at);
      nodes_.push_back({.text = view(run->data.data, run->data.length),
                        .parent = parent,
                        .end = static_cast<std::uint32_t>(nodes_.size() + 1),
                        .is_visible = nodes_[parent].is_visible,
                        .is_link = nodes_[parent].is_link,
                        .is_decoration = nodes_[parent].is_decoration});
    } else if (at->type == LXB_DOM_NODE_TYPE_ELEMENT) {
      is_element = true;
      HtmlNode node{.parent = parent,
                    .is_visible = nodes_[parent].is_visible,
                    .is_link = nodes_[parent].is_link,
                    .is_decoration = nodes_[parent].is_decoration};
      const auto* element = reinterpret_cast<const lxb_dom_element_t*>(at);
      const lxb_char_t* name =
          lxb_dom_element_local_name(const_cast<lxb_dom_element_t*>(element), &length);
      node.tag = view(name, length);
      std::string marks;
      node.is_block = std::ranges::binary_search(kBlocks, node.tag);
      read_attributes(element, node, marks);
      if (std::ranges::binary_search(kUnseen, node.tag)) node.is_visible = false;
      if (node.tag == "a" && (node.role == "doc-backlink" || marks.starts_with(kBackLink)))
        node.is_visible = false;
      if (node.tag == "html") language_ = node.language;
      if (!marks.empty()) {
        marks_.push_back(std::make_unique<std::string>(std::move(marks)));
        node.marks = *marks_.back();
      }
      parent = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(node);
      if (origin == HtmlOrigin::kMarkdown)
        if (const auto typed = attribute(element, "alt"); node.tag == "img" && typed)
          add_typed_text(node, *typed);
    }
    if (is_element && at->first_child != nullptr) {
      at = at->first_child;
      continue;
    }
    const auto close = [&] {
      nodes_[parent].end = static_cast<std::uint32_t>(nodes_.size());
      parent = nodes_[parent].parent;
    };
    if (is_element) close();
    while (at != nullptr && at != root && at->next == nullptr) {
      at = at->parent;
      if (at != root && at != nullptr) close();
    }
    at = at == root || at == nullptr ? nullptr : at->next;
  }
  nodes_[0].end = static_cast<std::uint32_t>(nodes_.size());
}

}  // namespace alexandria::ingest
