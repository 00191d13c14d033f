#include "html_style.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "alexandria/text/unicode.hpp"
#include "one_of.hpp"

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::array kBlockDisplays = {
    "block"sv, "flex"sv,       "flow-root"sv, "grid"sv,          "list-item"sv,
    "table"sv, "table-cell"sv, "table-row"sv, "table-caption"sv, "table-row-group"sv};
constexpr std::array kInlineDisplays = {"contents"sv,    "inline"sv,      "inline-block"sv,
                                        "inline-flex"sv, "inline-grid"sv, "inline-table"sv};

// Behind the string whose quote is at `at`.
std::size_t end_of_string(std::string_view style, std::size_t at) {
  const char quote = style[at++];
  while (at < style.size() && style[at] != quote)
    at += style[at] == '\\' ? 2 : 1;
  return std::min(at + 1, style.size());
}

// Takes the first declaration off `style`, in lower case and without comments.
std::string take_declaration(std::string_view& style) {
  std::string out;
  int open = 0;
  std::size_t at = 0;
  while (at < style.size() && (style[at] != ';' || open > 0)) {
    const char c = style[at];
    if (style.substr(at).starts_with("/*")) {
      at = std::min(style.find("*/", at + 2), style.size() - 2) + 2;
      continue;
    }
    if (c == '"' || c == '\'') {
      at = end_of_string(style, at);
      out += '"';
      continue;
    }
    if (c == '(') ++open;
    if (c == ')' && open > 0) --open;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    ++at;
  }
  style.remove_prefix(std::min(at + 1, style.size()));
  return out;
}

HtmlDisplay display_of(std::string_view value) {
  if (value == "none") return HtmlDisplay::kNone;
  if (is_one_of(value, kBlockDisplays)) return HtmlDisplay::kBlock;
  if (is_one_of(value, kInlineDisplays)) return HtmlDisplay::kInline;
  return HtmlDisplay::kUnsaid;
}
HtmlVisibility visibility_of(std::string_view value) {
  if (value == "hidden" || value == "collapse") return HtmlVisibility::kHidden;
  return value == "visible" ? HtmlVisibility::kVisible : HtmlVisibility::kUnsaid;
}

}  // namespace

HtmlStyle read_style(std::string_view style) {
  HtmlStyle out;
  bool is_display_settled = false;
  bool is_visibility_settled = false;
  while (!style.empty()) {
    const std::string declaration = take_declaration(style);
    const std::size_t colon = declaration.find(':');
    if (colon == std::string::npos) continue;
    const std::string_view name = text::trim(std::string_view(declaration).substr(0, colon));
    std::string_view value = text::trim(std::string_view(declaration).substr(colon + 1));
    const std::size_t mark = value.find('!');
    const bool is_important = mark != std::string_view::npos;
    value = text::trim(value.substr(0, mark));
    if (name == "display" && display_of(value) != HtmlDisplay::kUnsaid &&
        (is_important || !is_display_settled)) {
      out.display = display_of(value);
      out.lays_out_children = value.ends_with("flex") || value.ends_with("grid");
      is_display_settled = is_important;
    }
    if (name == "visibility" && visibility_of(value) != HtmlVisibility::kUnsaid &&
        (is_important || !is_visibility_settled)) {
      out.visibility = visibility_of(value);
      is_visibility_settled = is_important;
    }
  }
  return out;
}

}  // namespace alexandria::ingest
