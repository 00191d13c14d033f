#pragma once
#include <cstdint>
#include <string>

#include <pugixml.hpp>

namespace alexandria::ingest {

struct DocxDiagram {
  std::string lines;       // a line for each point, two spaces a level
  std::uint64_t seen = 0;  // characters
};

/// What a diagram (SmartArt, its part of data) says, in the order of its points.
DocxDiagram docx_diagram(pugi::xml_node data);

}  // namespace alexandria::ingest
