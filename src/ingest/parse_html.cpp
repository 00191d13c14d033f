#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <gumbo.h>

#include "alexandria/platform/file.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::uint64_t kHtmlBytesMax = 64ULL << 20;
constexpr unsigned kDepthMax = 512;

std::string attribute(const GumboNode* node, const char* name) {
  const GumboAttribute* found = gumbo_get_attribute(&node->v.element.attributes, name);
  return found == nullptr ? std::string() : found->value;
}

bool is_one_of(GumboTag tag, std::initializer_list<GumboTag> tags) {
  return std::ranges::find(tags, tag) != tags.end();
}

// Never content.
bool is_hidden(const GumboNode* node) {
  const GumboTag tag = node->v.element.tag;
  if (is_one_of(tag, {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE,
                      GUMBO_TAG_SVG, GUMBO_TAG_IFRAME, GUMBO_TAG_SELECT, GUMBO_TAG_BUTTON,
                      GUMBO_TAG_OBJECT}))
    return true;
  if (gumbo_get_attribute(&node->v.element.attributes, "hidden") != nullptr ||
      attribute(node, "aria-hidden") == "true")
    return true;
  const std::string style = attribute(node, "style");
  return style.find("display:none") != std::string::npos ||
         style.find("display: none") != std::string::npos;
}

// Navigation and what surrounds an article: by element, role, or a telling class or id.
bool is_navigation(const GumboNode* node) {
  const GumboTag tag = node->v.element.tag;
  if (is_one_of(tag, {GUMBO_TAG_NAV, GUMBO_TAG_ASIDE, GUMBO_TAG_FOOTER, GUMBO_TAG_FORM}))
    return true;
  const std::string role = attribute(node, "role");
  if (role == "navigation" || role == "banner" || role == "contentinfo" ||
      role == "complementary" || role == "search")
    return true;
  if (!is_one_of(tag, {GUMBO_TAG_DIV, GUMBO_TAG_UL, GUMBO_TAG_SECTION, GUMBO_TAG_HEADER,
                       GUMBO_TAG_TABLE, GUMBO_TAG_TD}))
    return false;
  const std::string marks =
      " " + text::fold(attribute(node, "class") + " " + attribute(node, "id")) + " ";
  return std::ranges::any_of(
      std::array<std::string_view, 11>{"navbar", "sidebar", "breadcrumb", "cookie", " menu ",
                                       " nav ", " footer ", "pagination", "advert", "site-header",
                                       "share-buttons"},
      [&](std::string_view word) { return marks.find(word) != std::string::npos; });
}

bool is_block(GumboTag tag) {
  return is_one_of(tag,
                   {GUMBO_TAG_P,     GUMBO_TAG_DIV,    GUMBO_TAG_SECTION,    GUMBO_TAG_ARTICLE,
                    GUMBO_TAG_MAIN,  GUMBO_TAG_HEADER, GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_UL,
                    GUMBO_TAG_OL,    GUMBO_TAG_DL,     GUMBO_TAG_TABLE,      GUMBO_TAG_PRE,
                    GUMBO_TAG_H1,    GUMBO_TAG_H2,     GUMBO_TAG_H3,         GUMBO_TAG_H4,
                    GUMBO_TAG_H5,    GUMBO_TAG_H6,     GUMBO_TAG_FIGURE,     GUMBO_TAG_FIGCAPTION,
                    GUMBO_TAG_HR,    GUMBO_TAG_CENTER, GUMBO_TAG_DETAILS,    GUMBO_TAG_ADDRESS,
                    GUMBO_TAG_NAV,   GUMBO_TAG_ASIDE,  GUMBO_TAG_FOOTER,     GUMBO_TAG_FORM,
                    GUMBO_TAG_BODY,  GUMBO_TAG_HTML,   GUMBO_TAG_LI,         GUMBO_TAG_DT,
                    GUMBO_TAG_DD,    GUMBO_TAG_TR,     GUMBO_TAG_TD,         GUMBO_TAG_TH,
                    GUMBO_TAG_TBODY, GUMBO_TAG_THEAD});
}

class Walker {
 public:
  Walker(PartBuilder& parts, bool all) : parts_(parts), all_(all) {}

  void walk(const GumboNode* node, unsigned depth = 0) {
    if (depth > kDepthMax || parts_.stopped()) return;
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
        node->type == GUMBO_NODE_CDATA) {
      inline_ += node->v.text.text;
      return;
    }
    if (node->type != GUMBO_NODE_ELEMENT || is_hidden(node) || (!all_ && is_navigation(node)))
      return;
    const GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_BR) {
      inline_ += preformatted_ ? "\n" : " ";
      return;
    }
    if (tag == GUMBO_TAG_TITLE || tag == GUMBO_TAG_HEAD) return;
    if (!is_block(tag)) return walk_children(node, depth);
    flush(model::BlockKind::kParagraph, 0);
    if (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6) {
      walk_children(node, depth);
      flush(model::BlockKind::kHeading, static_cast<std::uint8_t>(tag - GUMBO_TAG_H1 + 1));
    } else if (tag == GUMBO_TAG_PRE) {
      preformatted_ = true;
      walk_children(node, depth);
      flush(model::BlockKind::kCode, 0);
      preformatted_ = false;
    } else if (is_one_of(tag, {GUMBO_TAG_UL, GUMBO_TAG_OL, GUMBO_TAG_DL}) && !lines_ &&
               !has_structure(node, depth)) {
      lines(node, depth, model::BlockKind::kList);
    } else if (tag == GUMBO_TAG_TABLE && !lines_ && !has_structure(node, depth)) {
      lines(node, depth, model::BlockKind::kTable);
    } else {
      walk_children(node, depth);
      flush(tag == GUMBO_TAG_FIGCAPTION ? model::BlockKind::kCaption : model::BlockKind::kParagraph,
            0);
    }
  }

 private:
  void walk_children(const GumboNode* node, unsigned depth) {
    const GumboVector& children = node->v.element.children;
    for (unsigned i = 0; i < children.length; ++i)
      walk(static_cast<const GumboNode*>(children.data[i]), depth + 1);
  }

  // A list or table that holds headings or other tables is there for layout.
  bool has_structure(const GumboNode* node, unsigned depth) const {
    if (depth > kDepthMax) return true;
    const GumboVector& children = node->v.element.children;
    for (unsigned i = 0; i < children.length; ++i) {
      const auto* child = static_cast<const GumboNode*>(children.data[i]);
      if (child->type != GUMBO_NODE_ELEMENT) continue;
      const GumboTag tag = child->v.element.tag;
      if ((tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6) || tag == GUMBO_TAG_TABLE ||
          tag == GUMBO_TAG_PRE || has_structure(child, depth + 1))
        return true;
    }
    return false;
  }

  // One line for each item or row; cells are joined by " | ".
  void lines(const GumboNode* node, unsigned depth, model::BlockKind kind) {
    lines_ = true;
    collected_.clear();
    collect(node, depth);
    end_line();
    lines_ = false;
    parts_.add(kind, collected_);
    inline_.clear();
  }
  void collect(const GumboNode* node, unsigned depth) {
    if (depth > kDepthMax) return;
    if (node->type != GUMBO_NODE_ELEMENT) {
      if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
        inline_ += node->v.text.text;
      return;
    }
    if (is_hidden(node)) return;
    const GumboTag tag = node->v.element.tag;
    const bool line =
        is_one_of(tag, {GUMBO_TAG_LI, GUMBO_TAG_TR, GUMBO_TAG_DT, GUMBO_TAG_DD, GUMBO_TAG_CAPTION});
    if (line) end_line();
    if (is_one_of(tag, {GUMBO_TAG_TD, GUMBO_TAG_TH}) && !text::trim(inline_).empty())
      inline_ += " | ";
    if (is_block(tag) || tag == GUMBO_TAG_BR) inline_ += ' ';
    const GumboVector& children = node->v.element.children;
    for (unsigned i = 0; i < children.length; ++i)
      collect(static_cast<const GumboNode*>(children.data[i]), depth + 1);
    if (line) end_line();
  }
  void end_line() {
    const std::string line = text::squeeze(inline_);
    inline_.clear();
    if (line.empty()) return;
    collected_ += line;
    collected_ += '\n';
  }

  void flush(model::BlockKind kind, std::uint8_t level) {
    parts_.add(kind, preformatted_ ? inline_ : text::squeeze(inline_), {.level = level});
    inline_.clear();
  }

  PartBuilder& parts_;
  const bool all_;
  std::string inline_;
  std::string collected_;
  bool preformatted_ = false;
  bool lines_ = false;
};

const GumboNode* find_first(const GumboNode* node, GumboTag tag, unsigned depth = 0) {
  if (node->type != GUMBO_NODE_ELEMENT || depth > kDepthMax) return nullptr;
  if (node->v.element.tag == tag) return node;
  const GumboVector& children = node->v.element.children;
  for (unsigned i = 0; i < children.length; ++i)
    if (const GumboNode* found =
            find_first(static_cast<const GumboNode*>(children.data[i]), tag, depth + 1))
      return found;
  return nullptr;
}

std::uint64_t text_length(const GumboNode* node, unsigned depth = 0) {
  if (node->type == GUMBO_NODE_TEXT) return text::count_visible(node->v.text.text);
  if (node->type != GUMBO_NODE_ELEMENT || depth > kDepthMax || is_hidden(node)) return 0;
  std::uint64_t total = 0;
  const GumboVector& children = node->v.element.children;
  for (unsigned i = 0; i < children.length; ++i)
    total += text_length(static_cast<const GumboNode*>(children.data[i]), depth + 1);
  return total;
}

// charset=... of a meta element, looked for in the first bytes as browsers do.
std::string declared_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return "UTF-8";
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return {};
  const std::string head = text::fold(text::to_valid_utf8(bytes.substr(0, 4096)));
  const std::size_t at = head.find("charset=");
  if (at == std::string::npos || text::is_valid_utf8(bytes)) return {};
  std::size_t begin = at + 8;
  if (begin < head.size() && (head[begin] == '"' || head[begin] == '\'')) ++begin;
  const std::size_t end = head.find_first_of("\"'>; /\n", begin);
  return end == std::string::npos ? std::string() : head.substr(begin, end - begin);
}

std::string title_of(const GumboNode* root) {
  const GumboNode* title = find_first(root, GUMBO_TAG_TITLE);
  if (title == nullptr || title->v.element.children.length == 0) return {};
  const auto* text = static_cast<const GumboNode*>(title->v.element.children.data[0]);
  return text->type == GUMBO_NODE_TEXT ? text::squeeze(text->v.text.text) : std::string();
}

}  // namespace

Result<void> parse_html(const Source& source, const Sink& sink) {
  const std::string bytes = TRY(platform::read_file(source.path, kHtmlBytesMax));
  const std::string content = TRY(decode_text(bytes, declared_encoding(bytes)));
  const GumboOptions options = kGumboDefaultOptions;
  const auto destroy = [&](GumboOutput* output) { gumbo_destroy_output(&options, output); };
  const std::unique_ptr<GumboOutput, decltype(destroy)> output(
      gumbo_parse_with_options(&options, content.data(), content.size()), destroy);
  model::DocumentFacts facts;
  facts.kind = "html";
  facts.title = title_of(output->root);
  if (facts.title.empty()) facts.title = title_from_name(source.name);
  facts.language = attribute(output->root, "lang").substr(0, 2);
  const std::string found = text::detect_language(content);
  if (facts.language.empty()) facts.language = found;
  sink.facts(facts);
  // The main element if it holds most of the text; else the body without what is navigation; else
  // all of it.
  const GumboNode* main = find_first(output->root, GUMBO_TAG_MAIN);
  if (main == nullptr) main = find_first(output->root, GUMBO_TAG_ARTICLE);
  if (main != nullptr && text_length(main) * 3 < text_length(output->root)) main = nullptr;
  for (const bool all : {false, true}) {
    PartBuilder parts(source, sink);
    Walker walker(parts, all);
    walker.walk(main != nullptr && !all ? main : output->root);
    model::Accounting& accounting = parts.accounting();
    if (accounting.text == 0 && !all) continue;
    parts.finish();
    accounting.seen = std::max(accounting.text, text_length(output->root));
    accounting.not_read = accounting.seen - accounting.text;
    facts.accounting = accounting;
    sink.facts(facts);
    return {};
  }
  return {};
}

}  // namespace alexandria::ingest
