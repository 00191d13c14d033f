#pragma once
#include <cstdint>
#include <string_view>

namespace alexandria::ingest {

enum class HtmlDisplay : std::uint8_t { kUnsaid, kNone, kInline, kBlock };
enum class HtmlVisibility : std::uint8_t { kUnsaid, kVisible, kHidden };

/// What the `style` of an element says of whether it is shown, and how.
struct HtmlStyle {
  HtmlDisplay display = HtmlDisplay::kUnsaid;
  HtmlVisibility visibility = HtmlVisibility::kUnsaid;
  bool lays_out_children = false;  // in boxes that stand apart: flex, grid
};

/// As browsers read it: the last declaration that is known wins, unless an earlier one is
/// `!important`; comments and what stands in quotes or brackets are no declarations.
HtmlStyle read_style(std::string_view style);

}  // namespace alexandria::ingest
