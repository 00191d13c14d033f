#pragma once
// What a store stands on: SQLite in a file, or PostgreSQL.
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "alexandria/store/store.hpp"

namespace alexandria::store {

/// So long the database tells which transactions were committed.
inline constexpr std::int64_t kCommitIdsKeptMs = 3600'000;

using Request = std::function<Result<void>(Sql&)>;

/// Threads: all functions may be called at any time. What each promises is said at Store.
class Database {
 public:
  virtual ~Database() = default;
  virtual Dialect dialect() const = 0;
  virtual Result<void> write(const Request& request, const std::function<void()>& committed,
                             Intent intent) = 0;
  virtual Result<void> read(const Request& query, const std::stop_token& stop) = 0;
  virtual Result<void> tidy() = 0;
  virtual bool erasure_waits() const = 0;
  /// Why nothing new is taken; empty while it is.
  virtual std::string full_reason() const = 0;
  virtual std::uint64_t bytes() const = 0;
  virtual std::uint64_t connections_made() const { return 0; }
  virtual void tell(const std::string&) {}
  virtual void hear(const std::function<void(const std::string& news)>&) {}
};

/// Opens or makes `library.db` in a folder, and brings its schema up to date.
Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& folder,
                                              const base::Clock& clock, RoomLimits limits);
/// Connects, and brings the schema up to date.
Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options);

/// The same of a library that is there, without changing it (Store::open_to_read).
Result<std::unique_ptr<Database>> open_sqlite_to_read(const std::filesystem::path& folder,
                                                      const base::Clock& clock);
Result<std::unique_ptr<Database>> open_postgres_to_read(const PostgresOptions& options);
/// What a write to one of these is answered.
std::unexpected<Error> refuse_write();

}  // namespace alexandria::store
