#include "definition_lists.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace alexandria::ingest {
namespace {

constexpr std::string_view kList = "<dl>";
constexpr int kTermsMax = 4;  // before one definition; more lines are prose

bool is_soft_break(cmark_node* node) { return cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK; }

bool is_definition(cmark_node* node) {
  if (node == nullptr || cmark_node_get_type(node) != CMARK_NODE_TEXT) return false;
  const std::string_view text = cmark_node_get_literal(node);
  return text.starts_with(": ") || text.starts_with(":\t");
}

bool is_list(cmark_node* node) {
  return node != nullptr && cmark_node_get_type(node) == CMARK_NODE_CUSTOM_BLOCK &&
         cmark_node_get_on_enter(node) == kList;
}

bool is_one_line(cmark_node* node) {
  if (node == nullptr || cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH) return false;
  for (cmark_node* at = cmark_node_first_child(node); at != nullptr; at = cmark_node_next(at))
    if (is_soft_break(at) || cmark_node_get_type(at) == CMARK_NODE_LINEBREAK) return false;
  return true;
}

cmark_node* new_element(const char* begin, const char* end) {
  cmark_node* node = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
  cmark_node_set_on_enter(node, begin);
  cmark_node_set_on_exit(node, end);
  return node;
}

// Lines before the first one that is a definition; -1 if none is.
int count_terms(cmark_node* paragraph) {
  int lines = 0;
  bool is_first = true;
  for (cmark_node* at = cmark_node_first_child(paragraph); at != nullptr;
       at = cmark_node_next(at)) {
    if (is_first && is_definition(at)) return lines;
    is_first = is_soft_break(at);
    lines += is_first ? 1 : 0;
  }
  return -1;
}

class Converter {
 public:
  explicit Converter(cmark_node* paragraph) : paragraph_(paragraph) {}

  void run() {
    const int terms = count_terms(paragraph_);
    if (terms < 0 || terms > kTermsMax) return;
    cmark_node* before = cmark_node_previous(paragraph_);
    if (terms == 0 && !is_list(before) && !is_one_line(before)) return;
    list_ = is_list(before) ? before : begin_list();
    if (terms == 0 && !is_list(before)) move_term(before);
    move_lines();
    keep(paragraph_);
  }

 private:
  cmark_node* begin_list() {
    cmark_node* list = new_element("<dl>", "</dl>");
    cmark_node_insert_before(paragraph_, list);
    return list;
  }

  void move_term(cmark_node* paragraph) {
    cmark_node* term = new_element("<dt>", "</dt>");
    while (cmark_node* child = cmark_node_first_child(paragraph))
      if (cmark_node_append_child(term, child) == 0) break;
    cmark_node_append_child(list_, term);
    keep(paragraph);
  }

  void move_lines() {
    cmark_node* line = nullptr;
    bool is_term = true;
    bool begins = true;
    while (cmark_node* child = cmark_node_first_child(paragraph_)) {
      if (is_soft_break(child) && (is_term || is_definition(cmark_node_next(child)))) {
        cmark_node_unlink(child);
        cmark_node_free(child);
        begins = true;
        continue;
      }
      if (begins) {
        is_term = is_term && !is_definition(child);
        line = is_term ? new_element("<dt>", "</dt>") : new_element("<dd>", "</dd>");
        cmark_node_append_child(list_, line);
        if (!is_term) strip_mark(child);
      }
      begins = false;
      if (cmark_node_append_child(line, child) == 0) return;
    }
  }

  // A paragraph owns the letters of what was in it: it stays, empty.
  void keep(cmark_node* paragraph) { cmark_node_append_child(list_, paragraph); }

  static void strip_mark(cmark_node* node) {
    const std::string text(cmark_node_get_literal(node));
    const std::size_t begin = std::min(text.find_first_not_of(" \t", 1), text.size());
    cmark_node_set_literal(node, text.c_str() + begin);
  }

  cmark_node* paragraph_;
  cmark_node* list_ = nullptr;
};

}  // namespace

void make_definition_list(cmark_node* paragraph) { Converter(paragraph).run(); }

}  // namespace alexandria::ingest
