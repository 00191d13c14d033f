#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "html_tree.hpp"

namespace alexandria::ingest {

/// Code in a table, beside the numbers of its lines.
struct NumberedCode {
  std::string numbers, code;
};

/// Of a table of one row whose cells are each a `pre` of the same number of lines, one of them
/// consecutive numbers; nothing for others.
std::optional<NumberedCode> read_numbered_code(const std::vector<HtmlNode>& nodes,
                                               std::uint32_t table);

}  // namespace alexandria::ingest
