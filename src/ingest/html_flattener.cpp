#include "html_flattener.hpp"

#include <algorithm>
#include <array>

#include <lexbor/html/tree/insertion_mode.h>

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

// As deep as browsers go (kMaximumHTMLParserDOMTreeDepth of Blink).
constexpr std::size_t kDepthMax = 512;

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

// What is parsed in ways of its own, or holds nothing; sorted.
constexpr std::array kKept = {
    "area"sv,  "base"sv,     "body"sv,     "br"sv,       "caption"sv, "col"sv,     "colgroup"sv,
    "embed"sv, "frame"sv,    "frameset"sv, "head"sv,     "hr"sv,      "html"sv,    "iframe"sv,
    "image"sv, "img"sv,      "input"sv,    "keygen"sv,   "link"sv,    "listing"sv, "math"sv,
    "meta"sv,  "noembed"sv,  "noframes"sv, "noscript"sv, "object"sv,  "param"sv,   "plaintext"sv,
    "pre"sv,   "script"sv,   "select"sv,   "source"sv,   "style"sv,   "svg"sv,     "tbody"sv,
    "td"sv,    "template"sv, "textarea"sv, "tfoot"sv,    "th"sv,      "thead"sv,   "title"sv,
    "tr"sv,    "track"sv,    "wbr"sv,      "xmp"sv};
static_assert(std::ranges::is_sorted(kKept));

// Ended by what follows, so that their ends do not tell how many are open.
bool needs_no_end(std::string_view tag) {
  return tag == "p" || tag == "li" || tag == "dt" || tag == "dd" || tag == "option";
}

}  // namespace

bool is_html_block(std::string_view tag) { return std::ranges::binary_search(kBlocks, tag); }

HtmlFlattener::HtmlFlattener(lxb_html_parser_t* parser)
    : tokenizer_(parser->tkz),
      tree_(parser->tree),
      next_(tokenizer_->callback_token_done),
      next_context_(tokenizer_->callback_token_ctx) {
  lxb_html_tokenizer_callback_token_done_set(tokenizer_, &HtmlFlattener::read, this);
}

HtmlFlattener::~HtmlFlattener() {
  lxb_html_tokenizer_callback_token_done_set(tokenizer_, next_, next_context_);
}

bool HtmlFlattener::is_running_text() const {
  return tree_->mode == &lxb_html_tree_insertion_mode_in_body ||
         tree_->mode == &lxb_html_tree_insertion_mode_in_cell;
}

bool HtmlFlattener::becomes_flat(const lxb_html_token_t& token, std::string_view tag) {
  if ((token.type & LXB_HTML_TOKEN_TYPE_CLOSE) != 0) {
    const auto open = open_.find(token.tag_id);
    if (open == open_.end() || open->second == 0) return false;
    --open->second;
    return true;
  }
  if (tree_->open_elements->length < kDepthMax || std::ranges::binary_search(kKept, tag))
    return false;
  if (!needs_no_end(tag)) ++open_[token.tag_id];
  return true;
}

lxb_html_token_t* HtmlFlattener::read(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token,
                                      void* self) {
  auto& flattener = *static_cast<HtmlFlattener*>(self);
  const bool is_tag = token->tag_id >= LXB_TAG_A && flattener.is_running_text();
  const bool may_be_flat =
      is_tag && (flattener.tree_->open_elements->length >= kDepthMax || !flattener.open_.empty());
  if (may_be_flat) {
    std::size_t length = 0;
    const lxb_char_t* name = lxb_tag_name_by_id(token->tag_id, &length);
    const std::string_view tag =
        name == nullptr ? ""sv : std::string_view(reinterpret_cast<const char*>(name), length);
    if (flattener.becomes_flat(*token, tag)) {
      if (!is_html_block(tag)) return token;
      token->tag_id = LXB_TAG_BR;
      token->type = LXB_HTML_TOKEN_TYPE_OPEN;
      token->attr_first = nullptr;
      token->attr_last = nullptr;
    }
  }
  return flattener.next_(tokenizer, token, flattener.next_context_);
}

}  // namespace alexandria::ingest
