#include "alexandria/store/meta.hpp"

namespace alexandria::store {

Result<std::string> read_meta(Sql& sql, std::string_view name) {
  std::string out;
  TRY(sql.query("SELECT value FROM meta WHERE name = $1", {name}, [&](const SqlRow& row) {
    out = row.text(0);
    return false;
  }));
  return out;
}

}  // namespace alexandria::store
