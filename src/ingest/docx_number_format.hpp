#pragma once
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// A number as `format` writes it (ECMA-376 part 1, 17.18.59 ST_NumberFormat: "lowerRoman",
/// "hebrew1", ...); formats that are not known write decimals, "none" and "bullet" nothing.
std::string docx_number(int value, std::string_view format);

}  // namespace alexandria::ingest
