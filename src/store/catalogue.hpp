#pragma once
#include <cstdint>
#include <string_view>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Adds a line to the catalogue feed. `kind`: collection_created, collection_renamed,
/// collection_dropped.
Result<void> note_in_catalogue(Sql& sql, std::string_view kind, std::string_view object,
                               std::int64_t now_ms);

}  // namespace alexandria::store
