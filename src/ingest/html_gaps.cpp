#include "html_gaps.hpp"

#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/dom/interfaces/document_fragment.h>
#include <lexbor/html/interfaces/template_element.h>

#include "alexandria/text/unicode.hpp"
#include "html_style.hpp"

namespace alexandria::ingest {
namespace {

constexpr int kSiblingsMax = 16;         // that are looked at, on either side
constexpr std::size_t kWordLetters = 4;  // that say that a word is whole

std::string_view view(const lxb_char_t* text, std::size_t length) {
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(text), length);
}

std::string_view tag_of(const lxb_dom_element_t* element) {
  std::size_t length = 0;
  const lxb_char_t* name =
      lxb_dom_element_local_name(const_cast<lxb_dom_element_t*>(element), &length);
  return view(name, length);
}

std::string_view attribute_of(const lxb_dom_element_t* element, std::string_view name) {
  std::size_t length = 0;
  const lxb_char_t* value = lxb_dom_element_get_attribute(
      const_cast<lxb_dom_element_t*>(element), reinterpret_cast<const lxb_char_t*>(name.data()),
      name.size(), &length);
  return text::trim(view(value, length));
}

bool is_element(const lxb_dom_node_t* node) { return node->type == LXB_DOM_NODE_TYPE_ELEMENT; }

const lxb_dom_element_t* as_element(const lxb_dom_node_t* node) {
  return reinterpret_cast<const lxb_dom_element_t*>(node);
}

bool is_text(const lxb_dom_node_t* node) {
  if (node->type != LXB_DOM_NODE_TYPE_TEXT) return false;
  const auto* run = reinterpret_cast<const lxb_dom_character_data*>(node);
  return !text::trim(view(run->data.data, run->data.length)).empty();
}

bool stands_in_text(const lxb_dom_node_t* node) {
  const lxb_dom_node_t* at = node->prev;
  for (int i = 0; at != nullptr && i < kSiblingsMax; ++i, at = at->prev)
    if (is_text(at)) return true;
  at = node->next;
  for (int i = 0; at != nullptr && i < kSiblingsMax; ++i, at = at->next)
    if (is_text(at)) return true;
  return false;
}

bool is_custom(std::string_view tag) { return tag.contains('-'); }

bool lays_out_children(const lxb_dom_node_t* parent) {
  return parent != nullptr && is_element(parent) &&
         read_style(attribute_of(as_element(parent), "style")).lays_out_children;
}

HtmlGap gap_of_spans(const lxb_dom_element_t* first, const lxb_dom_element_t* second) {
  if (stands_in_text(&second->node)) return HtmlGap::kNone;
  const std::string_view one = attribute_of(first, "class"), other = attribute_of(second, "class");
  return !one.empty() && !other.empty() && one != other ? HtmlGap::kBetweenWords : HtmlGap::kAtCase;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

}  // namespace

HtmlGap gap_before(const lxb_dom_element_t* element) {
  const lxb_dom_node_t* before = element->node.prev;
  while (before != nullptr && before->type == LXB_DOM_NODE_TYPE_COMMENT)
    before = before->prev;
  if (before == nullptr || !is_element(before)) return HtmlGap::kNone;
  const lxb_dom_element_t* first = as_element(before);
  const std::string_view one = tag_of(first), other = tag_of(element);
  if (one == "template" || one == "label" || other == "label") return HtmlGap::kAlways;
  if (one == "span" && other == "span") {
    const HtmlGap gap = gap_of_spans(first, element);
    const bool is_known = gap == HtmlGap::kBetweenWords;
    return !is_known && lays_out_children(element->node.parent) ? HtmlGap::kAlways : gap;
  }
  if (one == "a" && other == "a") {
    const std::string_view to = attribute_of(first, "href");
    return to != attribute_of(element, "href") ? HtmlGap::kAlways : HtmlGap::kNone;
  }
  if (is_custom(one) && is_custom(other)) return HtmlGap::kBetweenWords;
  return lays_out_children(element->node.parent) ? HtmlGap::kAlways : HtmlGap::kNone;
}

bool is_gap(HtmlGap gap, std::string_view before, std::string_view behind) {
  if (gap == HtmlGap::kNone || before.empty() || behind.empty()) return false;
  if (!is_word(before.back()) || !is_word(behind.front())) return false;
  if (gap == HtmlGap::kAlways) return true;
  const std::size_t letters = text::count_visible(before);
  if (gap == HtmlGap::kBetweenWords) return letters > 1;
  const bool is_small = before.back() >= 'a' && before.back() <= 'z';
  const char next = behind.front();
  const bool begins = (next >= '0' && next <= '9') || (next >= 'A' && next <= 'Z');
  return is_small && begins && letters >= kWordLetters;
}

void open_shadow_roots(lxb_dom_node_t* root) {
  for (lxb_dom_node_t* at = root; at != nullptr;) {
    if (at->local_name == LXB_TAG_TEMPLATE && at->ns == LXB_NS_HTML && is_element(at)) {
      std::size_t length = 0;
      const bool is_shadow =
          lxb_dom_element_get_attribute(lxb_dom_interface_element(at),
                                        reinterpret_cast<const lxb_char_t*>("shadowrootmode"), 14,
                                        &length) != nullptr;
      lxb_dom_document_fragment_t* content =
          reinterpret_cast<lxb_html_template_element_t*>(at)->content;
      while (is_shadow && content != nullptr && content->node.first_child != nullptr) {
        lxb_dom_node_t* child = content->node.first_child;
        lxb_dom_node_remove(child);
        lxb_dom_node_insert_child(at, child);
      }
    }
    if (at->first_child != nullptr) {
      at = at->first_child;
      continue;
    }
    while (at != root && at->next == nullptr)
      at = at->parent;
    at = at == root ? nullptr : at->next;
  }
}

}  // namespace alexandria::ingest
