#pragma once
// Where in a document something stands.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace alexandria::model {

/// In points (1/72 inch); origin at the top left of the visible page after rotation; x0 < x1, y0 <
/// y1.
struct Box {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  bool operator==(const Box&) const = default;
};

enum class AnchorKind : std::uint8_t { kText, kPage, kCells, kSlide, kTime, kPart };

/// One place. Which fields count depends on `kind`:
///   kText  start, end: code points of the document's text, end exclusive
///   kPage  page (from 1), boxes: one for every line
///   kCells sheet, range ("B2:D9") · kSlide slide (from 1), boxes · kTime start, end in ms · kPart
///   path of the part inside its container
struct Anchor {
  AnchorKind kind = AnchorKind::kText;
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::uint32_t page = 0;
  std::vector<Box> boxes;
  std::string name;   // sheet, or path of a part
  std::string range;  // cells
  bool operator==(const Anchor&) const = default;
};

/// The name that a sheet gives a column, which counts from 0: "A", "Z", "AA".
std::string column_name(std::size_t index);

}  // namespace alexandria::model
