#pragma once
#include "html_line.hpp"
#include "list_numbers.hpp"
#include "table.hpp"

namespace alexandria::ingest {

struct HtmlTable {
  Written caption;  // and what stands in the table outside of its cells
  Table grid;
  std::uint64_t numbers = 0;  // characters of the numbers of lists in it
};

HtmlTable read_table(const std::vector<HtmlNode>& nodes, std::uint32_t table,
                     const ListNumbers& numbers);

}  // namespace alexandria::ingest
