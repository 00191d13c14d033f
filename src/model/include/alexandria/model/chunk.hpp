#pragma once
// A run of blocks of one part with its heading path: the unit that is embedded, indexed and found.
#include <cstdint>
#include <string>
#include <vector>

#include "alexandria/model/anchor.hpp"

namespace alexandria::model {

struct Chunk {
  std::uint32_t part = 0;
  std::uint32_t begin = 0;  // bytes of the part's text
  std::uint32_t end = 0;
  std::string text;
  std::string heading_path;  // "Chapter > Section", empty if there is none
  std::vector<Anchor> anchors;
};

}  // namespace alexandria::model
