#pragma once
// What a database says of itself, by name.
#include <string>
#include <string_view>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Empty where nothing is said.
Result<std::string> read_meta(Sql& sql, std::string_view name);

}  // namespace alexandria::store
