#pragma once
// How records are taken out of the tables, whoever they belong to.
#include <cstdint>
#include <string>
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

struct OldRecord {
  std::int64_t row_no;
  std::int64_t body_id;
  std::string id;
};

/// Keeps a row as it stands until ($1 a position, $2 a time, $3 its collection, $4 its number).
inline constexpr std::string_view kToHistory = R"sql(
          INSERT INTO record_history
          SELECT collection_id, row_no, id, seq, position, $1, body_id, document_no, version_id,
                 access_set, $2
          FROM records WHERE collection_id = $3 AND row_no = $4)sql";

/// Takes positions from `position` on, one for each.
Result<void> delete_rows(Sql& sql, const CollectionRow& collection,
                         const std::vector<OldRecord>& records, std::uint64_t position,
                         std::int64_t now_ms);
/// As the feed shows them.
std::vector<RecordRow> gone_rows(const std::vector<OldRecord>& records, std::uint64_t position);

}  // namespace alexandria::store
