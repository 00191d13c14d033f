#pragma once
// Numbers of ordered lists, which a page does not hold: they follow from their places (WHATWG HTML
// 4.4.5, "ordinal value").
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "html_tree.hpp"

namespace alexandria::ingest {

/// What an attribute of an `ol` or `li` says of numbers; others say nothing.
void read_list_attribute(std::string_view name, std::string_view value, std::string_view tag,
                         HtmlAttributes& said);

/// "4.", "c." by the node of the item; items without a number are not there.
using ListNumbers = std::unordered_map<std::uint32_t, std::string>;
ListNumbers number_items(const std::vector<HtmlNode>& nodes);

}  // namespace alexandria::ingest
