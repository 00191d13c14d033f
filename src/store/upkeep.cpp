#include "alexandria/store/upkeep.hpp"

namespace alexandria::store {

Result<std::vector<std::uint64_t>> live_row_numbers(Sql& sql, std::int64_t collection_id) {
  std::vector<std::uint64_t> rows;
  TRY(sql.query(R"(SELECT row_no FROM records WHERE collection_id = $1 ORDER BY row_no)",
                {collection_id}, [&](const SqlRow& row) {
                  rows.push_back(static_cast<std::uint64_t>(row.integer(0)));
                  return true;
                }));
  return rows;
}

}  // namespace alexandria::store
