#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <stop_token>

#include <sqlite3.h>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

inline constexpr auto kLockPatience = std::chrono::milliseconds(2000);

class SqliteConnection final : public Sql {
 public:
  /// `vfs`: how SQLite comes to files, by its name; nullptr is the usual way. With "unix-excl" no
  /// other process opens the database, and the index of its log is in memory instead of in a file.
  static Result<std::unique_ptr<SqliteConnection>> open(const std::filesystem::path& path,
                                                        bool read_only, const char* vfs = nullptr);
  ~SqliteConnection() override;
  Result<void> query(std::string_view statement, std::initializer_list<Value> values,
                     const std::function<bool(const SqlRow&)>& take) override;
  Result<std::int64_t> run(std::string_view statement,
                           std::initializer_list<Value> values = {}) override;
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  /// After a COMMIT that failed: whether it is certain that no crash can bring it back. Frames of
  /// the log were not all written then; once they are, only their fsync can have failed.
  bool commit_surely_failed() const;
  /// Rows inserted, changed or deleted since the connection was opened.
  std::int64_t rows_changed() const { return sqlite3_total_changes64(handle_); }
  /// How long a statement waits for other connections before it is `database_busy`.
  void wait_for_others(std::chrono::milliseconds patience) {
    sqlite3_busy_timeout(handle_, static_cast<int>(patience.count()));
  }
  /// While it lives, statements end as kCancelled `cancelled` once the stop is requested.
  class Stoppable {
   public:
    Stoppable(SqliteConnection& connection, const std::stop_token& stop);
    Stoppable(const Stoppable&) = delete;
    Stoppable& operator=(const Stoppable&) = delete;
    ~Stoppable();

   private:
    SqliteConnection& connection_;
    std::stop_token stop_;
  };
  /// Several statements without parameters.
  Result<void> script(const char* statements);

 private:
  explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
  Result<sqlite3_stmt*> prepare(std::string_view statement);
  std::unexpected<Error> error(std::string_view statement) const;
  sqlite3* handle_;
  std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
};

inline constexpr std::int64_t kNewestSchema = 6;

/// Versioned, each in one transaction; kDataLoss if the database is newer than the program.
/// Goes up to `version` only where one is given: for tests of the steps from there.
Result<void> migrate(SqliteConnection& connection, std::int64_t now_ms,
                     std::int64_t version = kNewestSchema);

}  // namespace alexandria::store
