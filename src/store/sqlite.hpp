#pragma once
#include <filesystem>
#include <map>
#include <memory>

#include <sqlite3.h>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

class SqliteConnection final : public Sql {
 public:
  static Result<std::unique_ptr<SqliteConnection>> open(const std::filesystem::path& path,
                                                        bool read_only);
  ~SqliteConnection() override;
  Result<void> query(std::string_view statement, std::initializer_list<Value> values,
                     const std::function<bool(const SqlRow&)>& take) override;
  Result<std::int64_t> run(std::string_view statement,
                           std::initializer_list<Value> values = {}) override;
  /// Several statements without parameters.
  Result<void> script(const char* statements);

 private:
  explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
  Result<sqlite3_stmt*> prepare(std::string_view statement);
  std::unexpected<Error> error(std::string_view statement) const;
  sqlite3* handle_;
  std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
};

/// Versioned, each in one transaction; kDataLoss if the database is newer than the program.
Result<void> migrate(SqliteConnection& connection, std::int64_t now_ms);

}  // namespace alexandria::store
