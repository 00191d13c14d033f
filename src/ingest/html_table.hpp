#pragma once
#include "html_line.hpp"

namespace alexandria::ingest {

struct HtmlTable {
  Written caption;  // and what stands in the table outside of its cells
  /// A line for each row, cells parted by bars: an empty cell keeps its place, and one over several
  /// rows stands in each of them.
  Written rows;
};

HtmlTable read_table(const std::vector<HtmlNode>& nodes, std::uint32_t table);

}  // namespace alexandria::ingest
