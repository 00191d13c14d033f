#pragma once
// The truth: one SQL database. SQLite in the data folder with one writer, or PostgreSQL that
// several nodes share.
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/result.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Room that is kept on the disk (docs/configuration.md).
struct RoomLimits {
  std::uint64_t reserve_bytes = 16ULL << 20;   ///< held back, for deleting on a full disk
  std::uint64_t free_bytes_min = 16ULL << 20;  ///< with less than this nothing new is taken
};
/// The same, but of a small disk no more than a sixteenth each: else there would hardly ever be
/// room again.
RoomLimits within_disk(RoomLimits limits, const std::filesystem::path& folder);

/// A PostgreSQL database, as libpq takes it.
struct PostgresOptions {
  std::string address;   ///< postgresql://user@host,host/name?sslmode=... ; empty: SQLite
  std::string password;  ///< if the server asks for one
  unsigned connections = 8;
  std::chrono::milliseconds statement_max{60'000};  ///< of one statement
  std::chrono::milliseconds lock_wait_max{10'000};
  const base::Clock* clock = nullptr;  ///< tells the time instead of the database's own: for tests
};

/// kInvalidArgument `invalid_database_url` if libpq cannot read it, or a password stands in it.
Result<void> check_postgres_address(const std::string& address);

/// What a write is for. Erasing is taken on a full disk too, and what it erased also leaves the
/// write-ahead log at the next `tidy`. Upkeep is taken on a full disk and erases no text.
enum class Intent { kAdd, kErase, kUpkeep };

/// Threads: all functions may be called at any time.
class Store {
 public:
  /// Opens or makes the database in `folder` (which must exist) and brings its schema up to date.
  /// kDataLoss if the file is no database, or is from a later version of the program. With an
  /// address of PostgreSQL the database is there, and the folder holds what is this node's alone.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder,
                                             const base::Clock& clock, RoomLimits limits = {},
                                             const PostgresOptions& postgres = {});
  /// Opens a library that is there to read it, and changes nothing: no file of it and no table, its
  /// schema neither; a write is kPermission `read_only`. Nobody else may write to it meanwhile.
  /// kNotFound `library_not_found` if there is none, kInvalidArgument `not_a_library` if there is
  /// something else, kConflict `schema_too_old` if the schema would have to be brought up to date,
  /// kDataLoss `database_too_new`.
  static Result<std::unique_ptr<Store>> open_to_read(const std::filesystem::path& folder,
                                                     const base::Clock& clock,
                                                     const PostgresOptions& postgres = {});
  ~Store();

  /// Runs `request` in a transaction. Gives the request's error (then nothing of it is kept), or
  /// success once the COMMIT is durable. After the COMMIT and before the answer `committed` runs.
  /// Never call `write` from inside a request. An exception that leaves `request` is its failure
  /// (kInternal `exception`).
  /// `request` may run again, on a new transaction: it begins by forgetting what an earlier run
  /// left in its captures. What it relies on it reads inside itself.
  /// SQLite: on the writer's connection, inside a SAVEPOINT of its own; requests that wait share
  /// one COMMIT, and `committed` runs on the writer's thread, in the order of the requests.
  /// kResourceExhausted `disk_full` for Intent::kAdd while the disk has no room (`is_full`);
  /// kUnavailable `database_busy` or `database_error` if the COMMIT failed and nothing was kept. A
  /// COMMIT whose outcome cannot be known ends the process.
  /// PostgreSQL: it is run again after a failure of serialisation, a deadlock or a lost connection.
  /// A COMMIT whose answer was lost is looked up by its commit id; kUnavailable `commit_unknown`,
  /// with that id, only where that could not be done in time. kResourceExhausted `disk_full` for
  /// Intent::kAdd from when the database said that its disk is full until there is room again, and
  /// for any write that meets it.
  Result<void> write(const std::function<Result<void>(Sql&)>& request,
                     const std::function<void()>& committed = {}, Intent intent = Intent::kAdd);

  /// Runs `query` on a connection that only reads, in one snapshot. Keep it below a second: a long
  /// one keeps the write-ahead log from shrinking (it is logged).
  /// kCancelled `cancelled` once `stop` is requested, also in the midst of a statement.
  Result<void> read(const std::function<Result<void>(Sql&)>& query,
                    const std::stop_token& stop = {});

  /// Gives free pages back to the disk in small steps, and empties the write-ahead log if something
  /// was erased since it was last emptied. Readers may keep it from that; then it is tried again at
  /// the next call. To be called every few seconds.
  Result<void> tidy();
  /// Whether something erased may still stand in the write-ahead log.
  bool erasure_waits() const;

  /// Tells the other processes on this database that something has happened; never waits, and may
  /// be lost, so whoever hears it also looks now and then. SQLite: there are none.
  void tell(const std::string& news);
  /// `take` is called, on a thread of the store, for what others tell; with an empty text after a
  /// connection was lost, when anything may have happened. An empty function ends it: none is
  /// called when this returns.
  void hear(const std::function<void(const std::string& news)>& take);

  /// Whether only reading and erasing work, for want of room on the disk.
  bool is_full() const;
  /// Why, in words; empty while writes are taken.
  std::string full_reason() const;

  Dialect dialect() const;
  /// Random name of this history; a restored or rebuilt database begins a new one.
  const std::string& timeline() const;
  const std::filesystem::path& folder() const;
  const base::Clock& clock() const;
  /// Size of the database and its write-ahead log.
  std::uint64_t bytes() const;
  /// How many connections were made to the server so far. Behind one more may be another history: a
  /// restored database, a promoted replica. SQLite: none.
  std::uint64_t connections_made() const;

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  static Result<std::unique_ptr<Store>> over(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A store as those read it who may be stopped: every read has the same stop.
class Reads {
 public:
  Reads(Store& store, std::stop_token stop = {})  // NOLINT(google-explicit-constructor): a store
      : store_(store), stop_(std::move(stop)) {}  // reads too
  /// Store::read.
  Result<void> read(const std::function<Result<void>(Sql&)>& query) const {
    return store_.read(query, stop_);
  }
  /// For what takes long without reading from the store. kCancelled `cancelled`.
  Result<void> go_on() const;
  Dialect dialect() const { return store_.dialect(); }

 private:
  Store& store_;
  std::stop_token stop_;
};

}  // namespace alexandria::store
