#pragma once
#include <cstdint>
#include <string_view>

#include <lexbor/dom/interfaces/element.h>

namespace alexandria::ingest {

/// Whether a browser shows two elements of a line apart that nothing stands between.
enum class HtmlGap : std::uint8_t {
  kNone,
  kBetweenWords,  // if the first is more than a letter
  kAtCase,        // if a new word seems to begin: "Weight" and "42 kg", not "in" and "side"
  kAlways
};

/// The gap between an element and what stands right before it: items of a flexible box or a grid,
/// links to different places, elements that nobody but the page knows, labels, spans of different
/// classes where there are only spans. None between parts of a word that is in a line of text.
HtmlGap gap_before(const lxb_dom_element_t* element);

/// Whether the gap is there between what ends with `before` and what begins with `behind`.
bool is_gap(HtmlGap gap, std::string_view before, std::string_view behind);

/// Puts what stands in templates that declare a shadow root into the page, in their place.
void open_shadow_roots(lxb_dom_node_t* root);

}  // namespace alexandria::ingest
