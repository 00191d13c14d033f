#pragma once
#include <string_view>

#include "front_matter.hpp"

namespace alexandria::ingest {

/// The fields of front matter in TOML (https://toml.io/en/v1.0.0) before its first table, folded:
/// texts, numbers, dates and truth values as they are written, arrays of these as several values.
/// What is not well-formed is left out.
FrontMatter::Fields read_toml_fields(std::string_view toml);

}  // namespace alexandria::ingest
