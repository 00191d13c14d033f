#include "list_numbers.hpp"

#include <algorithm>
#include <charconv>

#include "alexandria/text/unicode.hpp"
#include "docx_number_format.hpp"

namespace alexandria::ingest {
namespace {

constexpr char kNone = '-';  // HtmlAttributes::number_type: no numbers are shown

bool is_list(std::string_view tag) { return tag == "ol" || tag == "ul" || tag == "menu"; }

bool has_no_marks(std::string_view style) {
  const std::size_t at = style.find("list-style");
  return at != std::string_view::npos &&
         style.substr(at, style.find(';', at) - at).find("none") != std::string_view::npos;
}

// Letters count like figures without a zero: z, aa, ab.
std::string lettered(std::int64_t value, char first) {
  std::string out;
  for (; value > 0; value = (value - 1) / 26)
    out.insert(out.begin(), static_cast<char>(first + (value - 1) % 26));
  return out;
}

std::string written(std::int64_t value, char type) {
  const bool has_sign = value < 1;  // there are no such letters
  if ((type == 'a' || type == 'A') && !has_sign) return lettered(value, type) + ".";
  const auto number = static_cast<int>(value);
  if (type == 'i' || type == 'I')
    return docx_number(number, type == 'i' ? "lowerRoman" : "upperRoman") + ".";
  return std::to_string(value) + ".";
}

std::int64_t count_items(const std::vector<HtmlNode>& nodes, std::uint32_t list) {
  std::int64_t count = 0;
  for (std::uint32_t i = list + 1; i < nodes[list].end;) {
    const bool is_inner = is_list(nodes[i].tag);
    count += nodes[i].tag == "li" && nodes[i].is_visible ? 1 : 0;
    i = is_inner ? nodes[i].end : i + 1;
  }
  return count;
}

class Numberer {
 public:
  explicit Numberer(const std::vector<HtmlNode>& nodes) : nodes_(nodes) {}

  ListNumbers run() {
    for (std::uint32_t i = 1; i < nodes_.size(); ++i) {
      const HtmlNode& node = nodes_[i];
      if (node.tag.empty()) continue;
      if (is_list(node.tag)) begin(i);
      if (node.tag == "li" && node.is_visible) number(i);
    }
    return std::move(out_);
  }

 private:
  struct List {
    std::uint32_t node = 0;
    std::int64_t next = 1;
  };

  void begin(std::uint32_t i) {
    const HtmlNode& node = nodes_[i];
    List list{.node = i};
    if (node.tag == "ol") {
      if (node.attributes().is_reversed) list.next = count_items(nodes_, i);
      list.next = node.attributes().number.value_or(list.next);
    }
    end_before(i);
    open_.push_back(list);
  }

  void end_before(std::uint32_t i) {
    while (!open_.empty() && nodes_[open_.back().node].end <= i)
      open_.pop_back();
  }

  void number(std::uint32_t i) {
    end_before(i);
    if (open_.empty() || nodes_[open_.back().node].tag != "ol") return;
    List& list = open_.back();
    const HtmlNode& node = nodes_[list.node];
    const std::int64_t value = nodes_[i].attributes().number.value_or(list.next);
    list.next = value + (node.attributes().is_reversed ? -1 : 1);
    const char type = nodes_[i].attributes().number_type != 0 ? nodes_[i].attributes().number_type
                                                              : node.attributes().number_type;
    if (type != kNone) out_.emplace(i, written(value, type));
  }

  const std::vector<HtmlNode>& nodes_;
  std::vector<List> open_;
  ListNumbers out_;
};

}  // namespace

void read_list_attribute(std::string_view name, std::string_view value, std::string_view tag,
                         HtmlAttributes& said) {
  const bool is_item = tag == "li";
  if (!is_item && tag != "ol") return;
  if (name == (is_item ? "value" : "start")) {
    value = text::trim(value);
    std::int32_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    if (read.ec == std::errc()) said.number = number;
  }
  if (name == "reversed" && !is_item) said.is_reversed = true;
  if (name == "type" && value.size() == 1) said.number_type = value[0];
  if (name == "style" && has_no_marks(value)) said.number_type = kNone;
}

ListNumbers number_items(const std::vector<HtmlNode>& nodes) { return Numberer(nodes).run(); }

}  // namespace alexandria::ingest
