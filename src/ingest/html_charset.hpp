#pragma once
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// The encoding that a page declares, by the name that ICU has for it; empty where it declares
/// none.
std::string html_encoding(std::string_view bytes);

}  // namespace alexandria::ingest
