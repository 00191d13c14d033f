#pragma once
// Words of scripts that are written without spaces between them.
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace alexandria::text {

/// Where the run of letters of such scripts that stands at byte `begin` ends.
std::size_t end_of_letters(std::string_view utf8, std::size_t begin);

/// The words of such a run, in order and without gaps, in bytes: those of ICU's dictionaries, and
/// what no dictionary has letter by letter. Threads: any.
std::vector<std::pair<std::uint32_t, std::uint32_t>> words_of_letters(std::string_view run);

}  // namespace alexandria::text
