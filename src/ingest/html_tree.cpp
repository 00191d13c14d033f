#include "html_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>
#include <utility>

#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/html/html.h>

#include "alexandria/text/unicode.hpp"
#include "html_flattener.hpp"
#include "html_gaps.hpp"
#include "html_style.hpp"
#include "list_numbers.hpp"

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::uint16_t kSpanMax = 1000;

// No reader sees these as text.
constexpr std::array kUnseen = {
    "annotation"sv, "annotation-xml"sv, "audio"sv,    "canvas"sv,   "datalist"sv, "embed"sv,
    "head"sv,       "iframe"sv,         "metadata"sv, "mphantom"sv, "noembed"sv,  "noframes"sv,
    "noscript"sv,   "object"sv,         "rp"sv,       "script"sv,   "style"sv,    "symbol"sv,
    "template"sv,   "title"sv,          "video"sv};
static_assert(std::ranges::is_sorted(kUnseen));

// Types of inputs whose value nobody sees, or sees as text; sorted.
constexpr std::array kTypesWithoutText = {"checkbox"sv, "color"sv,    "file"sv,  "hidden"sv,
                                          "image"sv,    "password"sv, "radio"sv, "range"sv};
static_assert(std::ranges::is_sorted(kTypesWithoutText));

struct Named {
  std::string_view role, tag;
};
// What a role inside of a table says that an element is.
constexpr std::array kTableRoles = {Named{"row"sv, "tr"sv}, Named{"cell"sv, "td"sv},
                                    Named{"gridcell"sv, "td"sv}, Named{"rowheader"sv, "th"sv},
                                    Named{"columnheader"sv, "th"sv}};

// Begins the marks of links from footnotes back to their places: class "footnote-backref" and its
// like.
constexpr std::string_view kBackLink = " footnote back";

std::string_view view(const lxb_char_t* text, std::size_t length) {
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(text), length);
}

// Of 0 rows: to the end of the section of the table.
std::uint16_t span_of(std::string_view number, std::uint16_t of_zero) {
  std::uint16_t value = 1;
  std::from_chars(number.data(), number.data() + number.size(), value);
  return value == 0 ? of_zero : std::min(value, kSpanMax);
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

struct Attribute {
  std::string_view name, value;
};

std::vector<Attribute> attributes_of(const lxb_dom_element_t* element) {
  std::vector<Attribute> out;
  for (lxb_dom_attr_t* at = element->first_attr; at != nullptr; at = at->next) {
    std::size_t length = 0;
    const lxb_char_t* name = lxb_dom_attr_local_name(at, &length);
    const std::string_view name_view = view(name, length);
    const lxb_char_t* value = lxb_dom_attr_value(at, &length);
    out.push_back({name_view, view(value, length)});
  }
  return out;
}

std::string_view value_of(const std::vector<Attribute>& attributes, std::string_view name) {
  const auto at = std::ranges::find(attributes, name, &Attribute::name);
  return at == attributes.end() ? std::string_view() : at->value;
}

std::string marks_of(const std::vector<Attribute>& attributes) {
  std::string out;
  for (const auto& [name, value] : attributes)
    if (name == "class" || name == "id" || name == "role" || name == "itemprop")
      add_words(value, out);
  return out;
}

// What stands in an element has of it, besides what its nodes say.
struct Inherited {
  bool is_hidden = false;   // `visibility`
  bool is_drawing = false;  // where only labels are text
  bool is_table = false;    // made of roles
  bool is_code = false;     // where white space means something
};

void read_attributes(const std::vector<Attribute>& attributes, HtmlNode& node, HtmlAttributes& said,
                     Inherited& inner) {
  for (const auto& [name, value] : attributes) {
    if (name == "role") said.role = value;
    if (name == "lang") said.language = value;
    if (name == "hidden" && value != "until-found") node.is_visible = false;
    if (name == "aria-hidden" && value == "true") node.is_decoration = true;
    if (name == "rowspan") said.rowspan = span_of(value, kSpanMax);
    if (name == "colspan") said.colspan = span_of(value, 1);
    read_list_attribute(name, value, node.tag, said);
    if (name == "href" && node.tag == "a") node.is_link = true;
    if (name == "display" && node.tag == "math" && value == "block") node.is_block = true;
    if (name != "style") continue;
    const HtmlStyle style = read_style(value);
    if (style.display == HtmlDisplay::kNone) node.is_visible = false;
    if (style.display == HtmlDisplay::kBlock) node.is_block = true;
    if (style.visibility != HtmlVisibility::kUnsaid)
      inner.is_hidden = style.visibility == HtmlVisibility::kHidden;
  }
}

// Elements that say by their role that they are a table, or a part of one.
void read_table_role(std::string_view role, HtmlNode& node, Inherited& inner) {
  if (role.empty() || node.tag == "table" || node.tag == "tr" || node.tag == "td" ||
      node.tag == "th")
    return;
  if (role == "table" || role == "grid" || role == "treegrid") {
    inner.is_table = true;
    node.tag = "table";
    node.is_block = true;
  } else if (inner.is_table) {
    const auto found = std::ranges::find(kTableRoles, role, &Named::role);
    if (found == kTableRoles.end()) return;
    node.tag = found->tag;
    node.is_block = true;
  }
}

// The text that an element without any stands for.
std::string_view label_of(const HtmlNode& node, std::string_view role, bool is_input,
                          const std::vector<Attribute>& attributes) {
  if (node.tag == "img" || node.tag == "area") {
    const bool is_ornament = node.is_decoration || role == "presentation" || role == "none";
    return is_ornament ? std::string_view() : value_of(attributes, "alt");
  }
  const bool is_shown =
      is_input &&
      !std::ranges::binary_search(kTypesWithoutText, text::fold(value_of(attributes, "type")));
  return is_shown ? value_of(attributes, "value") : std::string_view();
}

// Makes nodes of the elements and texts of a page, in their order.
class TreeMaker {
 public:
  TreeMaker(std::vector<HtmlNode>& nodes, TextArena& texts, std::set<HtmlAttributes>& attributes,
            HtmlOrigin origin)
      : nodes_(nodes), texts_(texts), attributes_(attributes), origin_(origin) {}

  void make(const lxb_dom_node_t* root) {
    nodes_.push_back({.tag = "#root", .is_block = true, .is_visible = true});
    for (const lxb_dom_node_t* at = root->first_child; at != nullptr;) {
      const bool is_element = at->type == LXB_DOM_NODE_TYPE_ELEMENT;
      if (at->type == LXB_DOM_NODE_TYPE_TEXT) {
        const auto* run = reinterpret_cast<const lxb_dom_character_data*>(at);
        add_text(texts_.keep(view(run->data.data, run->data.length)));
      }
      if (is_element) begin(reinterpret_cast<const lxb_dom_element_t*>(at));
      if (is_element && at->first_child != nullptr) {
        at = at->first_child;
        continue;
      }
      if (is_element) end();
      while (at != root && at->next == nullptr) {
        at = at->parent;
        if (at != root) end();
      }
      at = at == root ? nullptr : at->next;
    }
    nodes_[0].end = static_cast<std::uint32_t>(nodes_.size());
  }
  std::string_view language() const { return language_; }
  HtmlTree::Metas& metas() { return metas_; }

 private:
  void add_text(std::string_view text) {
    if (is_gap(std::exchange(gap_, HtmlGap::kNone), last_text_, text)) add_text(" ");
    last_text_ = text;
    const Inherited& inherited = open_.back();
    const HtmlNode& parent = nodes_[parent_];
    nodes_.push_back(
        {.text = text,
         .parent = parent_,
         .end = static_cast<std::uint32_t>(nodes_.size() + 1),
         .is_visible = parent.is_visible && !inherited.is_hidden && !inherited.is_drawing,
         .is_link = parent.is_link,
         .is_decoration = parent.is_decoration,
         .is_label = in_label_});
  }

  // Parted from its neighbours.
  void add_label(std::string_view label) {
    const bool was_label = std::exchange(in_label_, true);
    for (const std::string_view text : {" "sv, texts_.keep(label), " "sv})
      add_text(text);
    in_label_ = was_label;
  }

  void begin(const lxb_dom_element_t* element) {
    HtmlNode node{.parent = parent_,
                  .is_visible = nodes_[parent_].is_visible,
                  .is_link = nodes_[parent_].is_link,
                  .is_decoration = nodes_[parent_].is_decoration};
    std::size_t length = 0;
    const lxb_char_t* name =
        lxb_dom_element_local_name(const_cast<lxb_dom_element_t*>(element), &length);
    node.tag = tag_of(view(name, length));
    const std::vector<Attribute> attributes = attributes_of(element);
    const bool is_input = node.tag == "input";
    if (is_input && is_button(value_of(attributes, "type"))) node.tag = "button";
    node.is_block = is_html_block(node.tag);
    Inherited inner = open_.back();
    HtmlAttributes said;
    read_attributes(attributes, node, said, inner);
    read_table_role(said.role, node, inner);
    read_drawing(element, node, inner);
    const std::string marks = marks_of(attributes);
    said.marks = marks;
    const bool is_shadow = node.tag == "template" && element->node.first_child != nullptr;
    if (!is_shadow && std::ranges::binary_search(kUnseen, node.tag)) node.is_visible = false;
    note_gap(element, node, inner);
    if (node.tag == "a" && (said.role == "doc-backlink" || marks.starts_with(kBackLink)))
      node.is_visible = false;
    if (node.tag == "html") language_ = texts_.keep(said.language);
    if (node.tag == "meta") note_meta(attributes);
    node.said = kept(said);
    parent_ = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back(node);
    open_.push_back(inner);
    if (is_label_begin_) add_text(" ");
    if (element->node.first_child != nullptr) return;
    if (const std::string_view label = label_of(node, said.role, is_input, attributes);
        !label.empty())
      add_label(label);
  }

  void note_meta(const std::vector<Attribute>& attributes) {
    constexpr std::size_t kMetasMax = 200;
    std::string_view name = value_of(attributes, "name");
    if (name.empty()) name = value_of(attributes, "property");
    if (!name.empty() && metas_.size() < kMetasMax)
      metas_.emplace_back(texts_.keep(name), texts_.keep(value_of(attributes, "content")));
  }

  // The same text for the same name.
  std::string_view tag_of(std::string_view name) {
    const auto known = tags_.find(name);
    return known != tags_.end() ? *known : *tags_.insert(texts_.keep(name)).first;
  }

  // Nothing for what most elements say.
  const HtmlAttributes* kept(HtmlAttributes said) {
    if (said == HtmlAttributes()) return nullptr;
    const auto known = attributes_.find(said);
    if (known != attributes_.end()) return &*known;
    for (std::string_view* text : {&said.marks, &said.role, &said.language})
      *text = texts_.keep(*text);
    return &*attributes_.insert(said).first;
  }

  // Not in code, whose parts stand as they are.
  void note_gap(const lxb_dom_element_t* element, const HtmlNode& node, Inherited& inner) {
    if (node.tag == "pre" || node.tag == "code" || node.tag == "samp" || node.tag == "kbd")
      inner.is_code = true;
    if (node.is_block || node.tag == "br") {
      gap_ = HtmlGap::kNone;
      last_text_ = {};
    } else if (node.is_visible && !inner.is_code && origin_ == HtmlOrigin::kPage) {
      gap_ = std::max(gap_, gap_before(element));
    }
  }

  static bool is_button(std::string_view type) {
    const std::string kind = text::fold(type);
    return kind == "submit" || kind == "button" || kind == "reset";
  }

  // Of a drawing only its labels are read, which are parted from each other.
  void read_drawing(const lxb_dom_element_t* element, const HtmlNode& node, Inherited& inner) {
    is_label_begin_ = false;
    if (node.tag == "svg") inner.is_drawing = true;
    if (element->node.ns != LXB_NS_SVG) return;
    if (node.tag == "text" || node.tag == "foreignObject" || node.tag == "foreignobject") {
      inner.is_drawing = false;
      in_label_ = true;
      is_label_begin_ = true;
    }
    if (node.tag == "tspan") is_label_begin_ = element->first_attr != nullptr;
  }

  void end() {
    const bool ends_label = in_label_ && open_[open_.size() - 2].is_drawing;
    if (ends_label) add_text(" ");
    in_label_ = in_label_ && !ends_label;
    open_.pop_back();
    nodes_[parent_].end = static_cast<std::uint32_t>(nodes_.size());
    parent_ = nodes_[parent_].parent;
  }

  std::vector<HtmlNode>& nodes_;
  TextArena& texts_;
  std::set<HtmlAttributes>& attributes_;
  std::unordered_set<std::string_view> tags_;
  std::vector<Inherited> open_ = {{}};
  std::uint32_t parent_ = 0;
  const HtmlOrigin origin_;
  HtmlGap gap_ = HtmlGap::kNone;  // before what comes next
  std::string_view last_text_;
  std::string_view language_;
  HtmlTree::Metas metas_;
  bool in_label_ = false;
  bool is_label_begin_ = false;
};

// What the parser made.
struct Document {
  lxb_html_document_t* made = lxb_html_document_create();
  Document() = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document() { lxb_html_document_destroy(made); }

  void parse(std::string_view html, HtmlOrigin origin) const {
    constexpr std::string_view kBeforeBody = "<!DOCTYPE html><html><head></head><body>";
    lxb_html_document_parse_chunk_begin(made);
    HtmlFlattener flattener(
        static_cast<lxb_html_parser_t*>(lxb_dom_interface_document(made)->parser));
    for (const std::string_view piece :
         {origin == HtmlOrigin::kMarkdown ? kBeforeBody : ""sv, html})
      lxb_html_document_parse_chunk(made, reinterpret_cast<const lxb_char_t*>(piece.data()),
                                    piece.size());
    lxb_html_document_parse_chunk_end(made);
  }
};

}  // namespace

HtmlTree::HtmlTree(std::string_view html, HtmlOrigin origin) : origin_(origin) {
  const Document document;
  if (document.made == nullptr) throw std::bad_alloc();
  document.parse(html, origin);
  std::size_t length = 0;
  const lxb_char_t* title = lxb_html_document_title(document.made, &length);
  title_ = text::squeeze(view(title, length));
  if (html.contains("shadowrootmode")) open_shadow_roots(lxb_dom_interface_node(document.made));
  const auto tags = static_cast<std::size_t>(std::ranges::count(html, '<'));
  nodes_.reserve(tags + tags / 2);  // a begin, an end, and a text behind each
  TreeMaker maker(nodes_, texts_, attributes_, origin);
  maker.make(lxb_dom_interface_node(document.made));
  language_ = maker.language();
  metas_ = std::move(maker.metas());
}

}  // namespace alexandria::ingest
