#pragma once
#include <string_view>

namespace alexandria::text {
/// Optimal string alignment distance (insert, delete, replace, swap of neighbours) of two byte
/// strings; anything over `most` is `most` + 1.
unsigned edit_distance(std::string_view a, std::string_view b, unsigned most);
}  // namespace alexandria::text
