#pragma once
// A page of HTML as a flat tree: nodes in the order of the document, with what reading needs of
// them.
#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text_arena.hpp"

namespace alexandria::ingest {

/// What the attributes of an element say; most elements have none.
struct HtmlAttributes {
  std::string_view marks;  // words of class, id, role and itemprop, in lower case
  std::string_view role, language;
  std::uint16_t rowspan = 1, colspan = 1;
  // Of ordered lists and their items.
  bool is_reversed = false;
  char number_type = 0;
  std::optional<std::int32_t> number;  // `start`, `value`
  auto operator<=>(const HtmlAttributes&) const = default;
};

/// An element, or a run of text (`tag` is empty). The subtree of node i is [i, end). A page has
/// very many: they are kept small.
struct HtmlNode {
  std::string_view tag;   // in lower case
  std::string_view text;  // of a run of text
  const HtmlAttributes* said = nullptr;
  std::uint32_t parent = 0;
  std::uint32_t end = 0;
  bool is_block : 1 = false;       // begins and ends a line
  bool is_visible : 1 = false;     // a reader sees it; of an element: it has its place
  bool is_link : 1 = false;        // or stands in one
  bool is_decoration : 1 = false;  // aria-hidden
  bool is_label : 1 = false;       // text of what is no text: a picture, a drawing, an input
  const HtmlAttributes& attributes() const;
};
static_assert(sizeof(HtmlNode) <= 56);

/// Where a page of HTML comes from. What was Markdown is the body of a page.
enum class HtmlOrigin : std::uint8_t { kPage, kMarkdown };

inline const HtmlAttributes& HtmlNode::attributes() const {
  static constexpr HtmlAttributes kNone;
  return said == nullptr ? kNone : *said;
}

/// Owns what its nodes point to.
class HtmlTree {
 public:
  /// Any bytes that are UTF-8 make a tree; node 0 is the root.
  explicit HtmlTree(std::string_view html, HtmlOrigin origin = HtmlOrigin::kPage);
  /// Of nodes of what was Markdown, which point into what `texts` keeps.
  HtmlTree(std::vector<HtmlNode> nodes, TextArena texts)
      : texts_(std::move(texts)), nodes_(std::move(nodes)), origin_(HtmlOrigin::kMarkdown) {}
  HtmlTree(const HtmlTree&) = delete;
  HtmlTree& operator=(const HtmlTree&) = delete;
  const std::vector<HtmlNode>& nodes() const { return nodes_; }
  const std::string& title() const { return title_; }
  std::string_view language() const { return language_; }
  HtmlOrigin origin() const { return origin_; }
  /// What a page says of itself: the `name` or `property`, and the `content`, of each <meta>.
  using Metas = std::vector<std::pair<std::string_view, std::string_view>>;
  const Metas& metas() const { return metas_; }

 private:
  TextArena texts_;
  std::set<HtmlAttributes> attributes_;
  std::vector<HtmlNode> nodes_;
  Metas metas_;
  std::string title_;
  std::string_view language_;
  HtmlOrigin origin_;
};

}  // namespace alexandria::ingest
