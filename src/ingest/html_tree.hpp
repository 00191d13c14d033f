#pragma once
// A page of HTML as a flat tree: nodes in the order of the document, with what reading needs of
// them.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::ingest {

/// An element, or a run of text (`tag` is empty). The subtree of node i is [i, end).
struct HtmlNode {
  std::string_view tag;    // in lower case
  std::string_view text;   // of a run of text
  std::string_view marks;  // words of an element's class, id, role and itemprop, in lower case
  std::string_view role, language;
  std::uint32_t parent = 0;
  std::uint32_t end = 0;
  std::uint16_t rowspan = 1, colspan = 1;
  bool is_block = false;    // begins and ends a line
  bool is_visible = false;  // a reader of the page sees it; of an element: it has its place
  bool is_link = false;
  bool is_decoration = false;  // aria-hidden
  bool is_label = false;       // text of what is no text: a picture, a drawing, an input
  // Of ordered lists and their items.
  bool is_reversed = false;
  char number_type = 0;
  std::optional<std::int32_t> number;  // `start`, `value`
};

/// Where a page of HTML comes from. What was Markdown is the body of a page.
enum class HtmlOrigin : std::uint8_t { kPage, kMarkdown };

/// Owns what its nodes point to.
class HtmlTree {
 public:
  /// Any bytes that are UTF-8 make a tree; node 0 is the root.
  explicit HtmlTree(std::string_view html, HtmlOrigin origin = HtmlOrigin::kPage);
  /// Of nodes of what was Markdown, which point into what `owner` keeps.
  HtmlTree(std::vector<HtmlNode> nodes, std::shared_ptr<const void> owner);
  ~HtmlTree();
  HtmlTree(const HtmlTree&) = delete;
  HtmlTree& operator=(const HtmlTree&) = delete;
  const std::vector<HtmlNode>& nodes() const { return nodes_; }
  const std::string& title() const { return title_; }
  std::string_view language() const { return language_; }
  HtmlOrigin origin() const { return origin_; }

 private:
  struct Document;
  std::unique_ptr<Document> document_;
  std::shared_ptr<const void> owner_;
  std::vector<std::unique_ptr<std::string>> marks_;
  std::vector<HtmlNode> nodes_;
  std::string title_;
  std::string_view language_;
  HtmlOrigin origin_;
};

}  // namespace alexandria::ingest
