#include "html_names.hpp"

#include <algorithm>
#include <array>

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::array kElements = {
    "a"sv,        "abbr"sv,      "acronym"sv,  "address"sv,  "applet"sv,     "area"sv,
    "article"sv,  "aside"sv,     "audio"sv,    "b"sv,        "base"sv,       "basefont"sv,
    "bdi"sv,      "bdo"sv,       "bgsound"sv,  "big"sv,      "blockquote"sv, "body"sv,
    "br"sv,       "button"sv,    "canvas"sv,   "caption"sv,  "center"sv,     "cite"sv,
    "code"sv,     "col"sv,       "colgroup"sv, "data"sv,     "datalist"sv,   "dd"sv,
    "del"sv,      "details"sv,   "dfn"sv,      "dialog"sv,   "dir"sv,        "div"sv,
    "dl"sv,       "dt"sv,        "em"sv,       "embed"sv,    "fieldset"sv,   "figcaption"sv,
    "figure"sv,   "font"sv,      "footer"sv,   "form"sv,     "frame"sv,      "frameset"sv,
    "h1"sv,       "h2"sv,        "h3"sv,       "h4"sv,       "h5"sv,         "h6"sv,
    "head"sv,     "header"sv,    "hgroup"sv,   "hr"sv,       "html"sv,       "i"sv,
    "iframe"sv,   "img"sv,       "input"sv,    "ins"sv,      "kbd"sv,        "label"sv,
    "legend"sv,   "li"sv,        "link"sv,     "listing"sv,  "main"sv,       "map"sv,
    "mark"sv,     "marquee"sv,   "math"sv,     "menu"sv,     "meta"sv,       "meter"sv,
    "nav"sv,      "nobr"sv,      "noembed"sv,  "noframes"sv, "noscript"sv,   "object"sv,
    "ol"sv,       "optgroup"sv,  "option"sv,   "output"sv,   "p"sv,          "param"sv,
    "picture"sv,  "plaintext"sv, "pre"sv,      "progress"sv, "q"sv,          "rb"sv,
    "rp"sv,       "rt"sv,        "rtc"sv,      "ruby"sv,     "s"sv,          "samp"sv,
    "script"sv,   "search"sv,    "section"sv,  "select"sv,   "slot"sv,       "small"sv,
    "source"sv,   "span"sv,      "strike"sv,   "strong"sv,   "style"sv,      "sub"sv,
    "summary"sv,  "sup"sv,       "svg"sv,      "table"sv,    "tbody"sv,      "td"sv,
    "template"sv, "textarea"sv,  "tfoot"sv,    "th"sv,       "thead"sv,      "time"sv,
    "title"sv,    "tr"sv,        "track"sv,    "tt"sv,       "u"sv,          "ul"sv,
    "var"sv,      "video"sv,     "wbr"sv,      "xmp"sv};
static_assert(std::ranges::is_sorted(kElements));

constexpr std::array kWithAttributes = {"area"sv, "base"sv, "data"sv,  "embed"sv,  "img"sv,
                                        "link"sv, "meta"sv, "param"sv, "source"sv, "track"sv};
static_assert(std::ranges::is_sorted(kWithAttributes));

}  // namespace

bool is_html_element(std::string_view name) { return std::ranges::binary_search(kElements, name); }

bool needs_attributes(std::string_view name) {
  return std::ranges::binary_search(kWithAttributes, name);
}

}  // namespace alexandria::ingest
