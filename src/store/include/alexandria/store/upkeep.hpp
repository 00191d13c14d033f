#pragma once
// What the upkeep of a library asks of the database and does to it.
#include <cstdint>
#include <string>
#include <vector>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Row numbers of a collection's records, ascending.
Result<std::vector<std::uint64_t>> live_row_numbers(Sql& sql, std::int64_t collection_id);

}  // namespace alexandria::store
