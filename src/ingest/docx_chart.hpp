#pragma once
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "table.hpp"

namespace alexandria::ingest {

struct DocxChart {
  std::string title;          // with the titles of its axes, a line each
  std::vector<Table> tables;  // a row for each category, a column for each series
  std::uint64_t seen = 0;     // characters of both
};

/// What a chart part says.
DocxChart docx_chart(pugi::xml_node chart);

}  // namespace alexandria::ingest
