#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <stop_token>

#include <sqlite3.h>

#include "alexandria/base/clock.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

inline constexpr auto kLockPatience = std::chrono::milliseconds(2000);

class SqliteConnection final : public Sql {
 public:
  /// `vfs`: how SQLite comes to files, by its name; nullptr is the usual way. With "unix-excl" no
  /// other process opens the database, and the index of its log is in memory instead of in a file.
  static Result<std::unique_ptr<SqliteConnection>> open(const std::filesystem::path& path,
                                                        bool read_only, const char* vfs = nullptr);
  /// To read a database that nobody else has open, and to change no file: neither its log nor the
  /// index of that is made or emptied.
  static Result<std::unique_ptr<SqliteConnection>> open_unchanged(
      const std::filesystem::path& path);
  ~SqliteConnection() override;
  Dialect dialect() const override { return Dialect::kSqlite; }
  std::int64_t now_ms() const override { return clock_->now_ms(); }
  Result<std::int64_t> query_each(
      std::string_view statement, std::span<const Values> runs,
      const std::function<bool(std::size_t, const SqlRow&)>& take) override;
  /// `clock` outlives the connection. Without a call it is the system's.
  void tell_time_by(const base::Clock& clock) { clock_ = &clock; }
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
  static Result<std::unique_ptr<SqliteConnection>> open(const std::filesystem::path& path,
                                                        int flags, const char* vfs,
                                                        const char* first);
  Result<sqlite3_stmt*> prepare(std::string_view statement);
  static const base::Clock& system_clock();
  std::unexpected<Error> error(std::string_view statement) const;
  sqlite3* handle_;
  const base::Clock* clock_ = &system_clock();
  std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
};

inline constexpr std::int64_t kNewestSchema = 10;

/// Versioned, each in one transaction; kDataLoss if the database is newer than the program.
/// Goes up to `version` only where one is given: for tests of the steps from there.
Result<void> migrate(SqliteConnection& connection, std::int64_t version = kNewestSchema);

}  // namespace alexandria::store
