#include "html_code.hpp"

#include <algorithm>
#include <charconv>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (text.ends_with('\n') || text.ends_with(' '))
    text.remove_suffix(1);
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    out.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

bool are_consecutive(const std::vector<std::string_view>& lines) {
  int before = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view word = text::trim(lines[i]);
    int number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size()) return false;
    if (i > 0 && number != before + 1) return false;
    before = number;
  }
  return lines.size() > 1;
}

// The texts of the cells; nothing if other things stand in the table.
std::optional<std::vector<std::string>> texts_of(const std::vector<HtmlNode>& nodes,
                                                 std::uint32_t table) {
  std::vector<std::string> out;
  std::uint32_t pre_end = 0;
  std::size_t rows = 0, cells = 0;
  for (std::uint32_t i = table + 1; i < nodes[table].end;) {
    const HtmlNode& node = nodes[i];
    if (!node.is_visible) {
      i = node.end;
      continue;
    }
    if (node.tag == "tr" && ++rows > 1) return std::nullopt;
    if (node.tag == "td" || node.tag == "th") ++cells;
    if (node.tag == "table" || out.size() > cells) return std::nullopt;
    if (node.tag == "pre") {
      pre_end = node.end;
      out.emplace_back();
    } else if (i < pre_end && (node.tag == "br" || node.tag.empty())) {
      out.back() += node.tag.empty() ? node.text : "\n";
    } else if (node.tag.empty() && !text::trim(node.text).empty()) {
      return std::nullopt;
    }
    ++i;
  }
  return out.size() == 2 && cells == 2 ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::optional<NumberedCode> read_numbered_code(const std::vector<HtmlNode>& nodes,
                                               std::uint32_t table) {
  std::optional<std::vector<std::string>> texts = texts_of(nodes, table);
  if (!texts) return std::nullopt;
  const std::vector<std::string_view> first = lines_of(texts->at(0)),
                                      second = lines_of(texts->at(1));
  if (first.size() != second.size() || !are_consecutive(first)) return std::nullopt;
  return NumberedCode{std::move(texts->at(0)), std::move(texts->at(1))};
}

}  // namespace alexandria::ingest
