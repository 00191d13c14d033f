#pragma once
// What the upkeep of a library asks of the database and does to it.
#include <cstdint>
#include <string>
#include <vector>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Row numbers of a collection's records, ascending.
Result<std::vector<std::uint64_t>> live_row_numbers(Sql& sql, std::int64_t collection_id);
/// SHA-256 of the blobs that wait to be unlinked.
Result<std::vector<std::string>> condemned_blobs(Sql& sql);
/// Gives some of the pages that nothing uses back to the file system.
Result<void> give_back_pages(Sql& sql);
/// What a job's attempts left behind is no longer there: the next one begins anew.
Result<void> forget_checkpoint(Sql& sql, const std::string& job_id);

}  // namespace alexandria::store
