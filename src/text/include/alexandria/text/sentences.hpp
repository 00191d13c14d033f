#pragma once
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace alexandria::text {
/// Byte ranges [begin, end) of the sentences of a text, without the white space around them, by
/// Unicode's sentence rules (UAX 29); a blank line always ends one, and a full stop after a known
/// abbreviation or an initial does not.
std::vector<std::pair<std::uint32_t, std::uint32_t>> split_sentences(std::string_view utf8);
}  // namespace alexandria::text
