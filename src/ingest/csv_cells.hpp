#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace alexandria::ingest {

enum class CellKind : std::uint8_t { kEmpty, kNumber, kDate, kAddress, kText };

/// What a cell looks like: numbers with signs, percent and currencies; dates and times in figures;
/// addresses of mail and of the web.
CellKind cell_kind(std::string_view cell);

/// Its letters and figures by kind, runs as one: "Ines Duarte" is "Aa Aa", "A100" is "A9".
std::string cell_pattern(std::string_view cell);

}  // namespace alexandria::ingest
