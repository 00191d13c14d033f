#include "markdown_numbers.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace alexandria::ingest {
namespace {

std::vector<std::size_t> find_lines(std::string_view text) {
  std::vector<std::size_t> begins = {0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    begins.push_back(at + 1);
  return begins;
}

class Writer {
 public:
  explicit Writer(std::string_view markdown) : markdown_(markdown), lines_(find_lines(markdown)) {}

  void write(cmark_node* list) const {
    const bool is_as_written = counts(list);
    int number = cmark_node_get_list_start(list);
    const bool has_bracket = cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM;
    for (cmark_node* item = cmark_node_first_child(list); item != nullptr;
         item = cmark_node_next(item), ++number) {
      if (is_as_written) number = written_number(item).value_or(number);
      prepend_to_item(item, (std::to_string(number) + (has_bracket ? ") " : ". ")).c_str());
    }
    cmark_node_set_list_type(list, CMARK_BULLET_LIST);  // it shows no others
  }

 private:
  // Who writes "1." before every item leaves counting to the page.
  bool counts(cmark_node* list) const {
    int before = -1;
    for (cmark_node* item = cmark_node_first_child(list); item != nullptr;
         item = cmark_node_next(item)) {
      const std::optional<int> number = written_number(item);
      if (!number || *number == before) return false;
      before = *number;
    }
    return true;
  }

  std::optional<int> written_number(cmark_node* item) const {
    const auto line = static_cast<std::size_t>(cmark_node_get_start_line(item)) - 1;
    const auto column = static_cast<std::size_t>(cmark_node_get_start_column(item)) - 1;
    if (line >= lines_.size()) return std::nullopt;
    const std::string_view from =
        markdown_.substr(std::min(lines_[line] + column, markdown_.size()));
    int number = 0;
    const auto read = std::from_chars(from.data(), from.data() + from.size(), number);
    if (read.ec != std::errc() || number < 0) return std::nullopt;
    return number;
  }

  const std::string_view markdown_;
  const std::vector<std::size_t> lines_;
};

}  // namespace

void prepend_to_item(cmark_node* item, const char* text) {
  cmark_node* line = cmark_node_first_child(item);
  const cmark_node_type type = line == nullptr ? CMARK_NODE_NONE : cmark_node_get_type(line);
  if (type != CMARK_NODE_PARAGRAPH && type != CMARK_NODE_HEADING) {
    line = cmark_node_new(CMARK_NODE_PARAGRAPH);
    cmark_node_prepend_child(item, line);
  }
  cmark_node* node = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(node, text);
  cmark_node_prepend_child(line, node);
}

void write_numbers(const std::vector<cmark_node*>& lists, std::string_view markdown) {
  if (lists.empty()) return;
  const Writer writer(markdown);
  for (cmark_node* list : lists)
    writer.write(list);
}

}  // namespace alexandria::ingest
