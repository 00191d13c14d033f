#pragma once
// What files say of themselves, under the same names whatever the format calls them.
#include <string_view>

#include "alexandria/model/document.hpp"

namespace alexandria::ingest {

/// The common name of what formats call differently: "author" of "dc:creator", "keywords" of
/// "tags"; empty for a name that is not known.
std::string_view common_property(std::string_view name);

/// Adds a value under its common name, or else under its own, folded. Empty values, values that are
/// there already, and what is too much are left out; more of one name are parted by commas.
void add_property(std::string_view name, std::string_view value, model::DocumentFacts& facts);

}  // namespace alexandria::ingest
