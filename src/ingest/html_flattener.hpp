#pragma once
#include <cstddef>
#include <map>
#include <string_view>

#include <lexbor/html/html.h>

namespace alexandria::ingest {

/// Whether an element of HTML begins and ends a line.
bool is_html_block(std::string_view tag);

/// Bounds the depth of what a parser makes, whose time grows with the square of it: blocks that
/// stand deeper become breaks, and other elements what they hold. To be there while it parses.
class HtmlFlattener {
 public:
  explicit HtmlFlattener(lxb_html_parser_t* parser);
  ~HtmlFlattener();
  HtmlFlattener(const HtmlFlattener&) = delete;
  HtmlFlattener& operator=(const HtmlFlattener&) = delete;

 private:
  static lxb_html_token_t* read(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token,
                                void* self);
  bool is_running_text() const;
  bool becomes_flat(const lxb_html_token_t& token, std::string_view tag);

  lxb_html_tokenizer_t* tokenizer_;
  lxb_html_tree_t* tree_;
  lxb_html_tokenizer_token_f next_;  // of the tree
  void* next_context_;
  std::map<lxb_tag_id_t, std::size_t> open_;  // elements without a node
};

}  // namespace alexandria::ingest
