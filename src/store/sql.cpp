#include "alexandria/store/sql.hpp"

namespace alexandria::store {

Result<void> Sql::query(std::string_view statement, Values values,
                        const std::function<bool(const SqlRow&)>& take) {
  TRY(query_each(statement, {&values, 1},
                 [&](std::size_t, const SqlRow& row) { return take(row); }));
  return {};
}

Result<std::int64_t> Sql::run(std::string_view statement, Values values) {
  return run_each(statement, {&values, 1});
}

Result<std::int64_t> Sql::run_each(std::string_view statement, std::span<const Values> runs) {
  return query_each(statement, runs, [](std::size_t, const SqlRow&) { return true; });
}

Result<void> Sql::run_later(std::string_view statement, std::span<const Values> runs) {
  TRY(run_each(statement, runs));
  return {};
}

}  // namespace alexandria::store
