#pragma once
#include <set>
#include <string>
#include <string_view>

namespace alexandria::text {

/// Scripts by the numbers that ICU gives them (UScriptCode).
using Scripts = std::set<int>;

/// Those of a text's letters.
Scripts scripts_in(std::string_view utf8);

/// Whether a language, BCP 47, is written in one of them; true for no scripts, as of "1,250".
bool is_written_in(const std::string& language, const Scripts& scripts);

}  // namespace alexandria::text
