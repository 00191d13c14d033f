#pragma once
#include "html_line.hpp"
#include "table.hpp"

namespace alexandria::ingest {

struct HtmlTable {
  Written caption;  // and what stands in the table outside of its cells
  Table grid;
};

HtmlTable read_table(const std::vector<HtmlNode>& nodes, std::uint32_t table);

}  // namespace alexandria::ingest
