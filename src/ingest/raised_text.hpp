#pragma once
#include <string_view>

#include "written.hpp"

namespace alexandria::ingest {

/// Adds raised or lowered text to a line so that it does not run into the word or number before it:
/// "10^7", "m^2", "word [3]"; H2O and 1st stay as they are.
void add_raised_text(Written& line, std::string_view inside, bool is_lowered);

}  // namespace alexandria::ingest
