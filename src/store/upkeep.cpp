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

Result<std::vector<std::string>> condemned_blobs(Sql& sql) {
  std::vector<std::string> blobs;
  TRY(sql.query(R"(SELECT sha256 FROM blobs WHERE state = 'condemned')", {},
                [&](const SqlRow& row) {
                  blobs.push_back(row.text(0));
                  return true;
                }));
  return blobs;
}

Result<void> give_back_pages(Sql& sql) {
  TRY(sql.run(R"(PRAGMA incremental_vacuum(2000))"));
  return {};
}

Result<void> forget_checkpoint(Sql& sql, const std::string& job_id) {
  TRY(sql.run(R"(UPDATE jobs SET checkpoint = '', done = 0 WHERE job_id = $1)",
              {std::string_view(job_id)}));
  return {};
}

}  // namespace alexandria::store
