#pragma once
#include <cstdint>
#include <string>

namespace alexandria::ingest {

/// Text, and how many of its visible characters do not stand in the source, or were counted before.
struct Written {
  std::string text;
  std::uint64_t characters = 0;
};

}  // namespace alexandria::ingest
