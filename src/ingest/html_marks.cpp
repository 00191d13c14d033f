#include "html_marks.hpp"

#include <algorithm>
#include <array>

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

// What the makers of pages call what stands beside the content, and the content itself. Evidence
// among other evidence: none of these words decides alone.
constexpr std::array kBeside = {
    "ad"sv,         "ads"sv,         "advert"sv,      "advertisement"sv, "aside"sv,
    "author"sv,     "badge"sv,       "banner"sv,      "bio"sv,           "bottom"sv,
    "breadcrumb"sv, "breadcrumbs"sv, "btn"sv,         "button"sv,        "buttons"sv,
    "byline"sv,     "caption"sv,     "card"sv,        "categories"sv,    "category"sv,
    "comment"sv,    "comments"sv,    "consent"sv,     "cookie"sv,        "cookies"sv,
    "copyright"sv,  "credit"sv,      "credits"sv,     "date"sv,          "disqus"sv,
    "dropdown"sv,   "facebook"sv,    "feed"sv,        "follow"sv,        "footer"sv,
    "form"sv,       "gallery"sv,     "header"sv,      "hidden"sv,        "latest"sv,
    "legal"sv,      "links"sv,       "login"sv,       "logo"sv,          "masthead"sv,
    "menu"sv,       "meta"sv,        "modal"sv,       "more"sv,          "most"sv,
    "nav"sv,        "navbar"sv,      "navigation"sv,  "newsletter"sv,    "next"sv,
    "outbrain"sv,   "overlay"sv,     "pagination"sv,  "player"sv,        "popular"sv,
    "popup"sv,      "prev"sv,        "promo"sv,       "rail"sv,          "read"sv,
    "recent"sv,     "recirc"sv,      "recommended"sv, "related"sv,       "respond"sv,
    "search"sv,     "share"sv,       "sharing"sv,     "sidebar"sv,       "signup"sv,
    "social"sv,     "sponsor"sv,     "sponsored"sv,   "subscribe"sv,     "subscription"sv,
    "taboola"sv,    "tag"sv,         "tags"sv,        "time"sv,          "timestamp"sv,
    "tool"sv,       "toolbar"sv,     "tools"sv,       "top"sv,           "trending"sv,
    "twitter"sv,    "video"sv,       "widget"sv};
static_assert(std::ranges::is_sorted(kBeside));
constexpr std::array kContent = {"article"sv, "blog"sv, "body"sv, "content"sv, "entry"sv,
                                 "main"sv,    "page"sv, "post"sv, "story"sv,   "text"sv};
static_assert(std::ranges::is_sorted(kContent));

// Of these, what is on every page of a site.
constexpr std::array kAround = {"breadcrumb"sv, "breadcrumbs"sv, "consent"sv,    "cookie"sv,
                                "cookies"sv,    "login"sv,       "menu"sv,       "nav"sv,
                                "navbar"sv,     "navigation"sv,  "newsletter"sv, "pagination"sv,
                                "search"sv,     "sharing"sv,     "sidebar"sv,    "social"sv};
static_assert(std::ranges::is_sorted(kAround));
constexpr std::array kNotes = {"admonition"sv, "callout"sv,   "caution"sv, "danger"sv,
                               "footnote"sv,   "footnotes"sv, "hint"sv,    "important"sv,
                               "note"sv,       "tip"sv,       "warning"sv};
static_assert(std::ranges::is_sorted(kNotes));

}  // namespace

HtmlMarks read_marks(std::string_view marks) {
  HtmlMarks out;
  while (!marks.empty()) {
    const std::size_t begin = std::min(marks.find_first_not_of(' '), marks.size());
    marks.remove_prefix(begin);
    const std::string_view word = marks.substr(0, marks.find(' '));
    marks.remove_prefix(word.size());
    if (std::ranges::binary_search(kBeside, word)) ++out.beside;
    if (std::ranges::binary_search(kContent, word)) ++out.content;
    if (std::ranges::binary_search(kAround, word)) out.is_around = true;
    if (std::ranges::binary_search(kNotes, word)) out.is_note = true;
  }
  return out;
}

}  // namespace alexandria::ingest
