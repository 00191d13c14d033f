#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "alexandria/base/log.hpp"
#include "database.hpp"
#include "disk_room.hpp"
#include "writer.hpp"

namespace alexandria::store {
namespace {

constexpr std::size_t kReaders = 4;
constexpr auto kReaderWait = std::chrono::seconds(30);
constexpr auto kReaderPatience = std::chrono::milliseconds(200);  // the writer waits so long
constexpr auto kLongRead = std::chrono::seconds(1);
constexpr int kPagesTogether = 256;  // given back in one transaction: about 1 MiB

// Another program's database is not to be taken for a library: it would be changed and filled.
Result<void> need_own_database(const std::filesystem::path& path) {
  std::error_code none;
  if (std::filesystem::file_size(path, none) == 0 || none) return {};
  const auto connection = SqliteConnection::open(path, true);
  if (!connection) return {};  // what is wrong is told by opening it to write
  std::int64_t tables = 0;
  bool is_ours = false;
  const auto read = (*connection)
                        ->query("SELECT name FROM sqlite_schema WHERE type = 'table'", {},
                                [&](const SqlRow& row) {
                                  ++tables;
                                  is_ours = is_ours || row.text(0) == "access_sets";
                                  return true;
                                });
  if (!read && read.error().code == Code::kDataLoss) return read;
  if (!read || is_ours || tables == 0) return {};
  return fail(Code::kInvalidArgument, "not_a_library",
              "{} is the database of another program, not of a library: choose another folder with "
              "--data",
              path.string());
}

class SqliteDatabase final : public Database {
 public:
  static Result<std::unique_ptr<SqliteDatabase>> open(const std::filesystem::path& folder,
                                                      const base::Clock& clock, RoomLimits limits) {
    const auto path = folder / "library.db";
    TRY(need_own_database(path));
    std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(folder, limits));
    // Without a byte of room the file for the log's index cannot be made: it is in memory then.
    const char* vfs = nullptr;
    auto opened = SqliteConnection::open(path, false, vfs);
    if (!opened && database->room_.is_full())
      opened = SqliteConnection::open(path, false, vfs = "unix-excl");
    auto connection = TRY(std::move(opened));
    connection->tell_time_by(clock);
    TRY(migrate(*connection));
    // What the process before this one erased may still stand in the log. Nobody reads yet; a full
    // disk may keep it from being emptied, and does not keep the library from being opened.
    database->erasures_ = 1;
    (void)connection->query("PRAGMA wal_checkpoint(TRUNCATE)", {}, [&](const SqlRow& row) {
      if (row.integer(0) == 0) database->erasures_gone_ = 1;
      return false;
    });
    for (std::size_t i = 0; i < kReaders; ++i) {
      database->readers_.push_back(TRY(SqliteConnection::open(path, true, vfs)));
      database->readers_.back()->tell_time_by(clock);
    }
    database->writer_ = std::make_unique<Writer>(std::move(connection), database->room_);
    return database;
  }

  Dialect dialect() const override { return Dialect::kSqlite; }

  Result<void> write(const Request& request, const std::function<void()>& committed,
                     Intent intent) override {
    TRY(writer_->write(request, committed, intent));
    if (intent == Intent::kErase) ++erasures_;
    return {};
  }

  Result<void> read(const Request& query, const std::stop_token& stop) override {
    auto reader = take();
    if (!reader)
      return fail(Code::kUnavailable, "database_busy", "all {} readers were busy for {} s",
                  kReaders, kReaderWait.count());
    // Given back, with its snapshot ended, however this is left.
    struct Borrowed {
      SqliteDatabase& state;
      std::unique_ptr<SqliteConnection> connection;
      std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
      ~Borrowed() {
        if (connection->in_transaction()) (void)connection->script("ROLLBACK");
        const auto spent = std::chrono::steady_clock::now() - began;
        if (spent > kLongRead)
          log::warning("a read held its snapshot for {:.1f} s",
                       std::chrono::duration<double>(spent).count());
        state.give(std::move(connection));
      }
    } borrowed{*this, std::move(reader)};
    const SqliteConnection::Stoppable stoppable(*borrowed.connection, stop);
    TRY(borrowed.connection->script("BEGIN"));
    TRY(query(*borrowed.connection));
    return borrowed.connection->script("COMMIT");
  }

  Result<void> tidy() override {
    for (bool more = true; more;) {
      std::int64_t pages = 0;
      TRY(writer_->write(
          [&](Sql& sql) -> Result<void> {
            TRY(sql.query("PRAGMA freelist_count", {}, [&](const SqlRow& row) {
              pages = row.integer(0);
              return false;
            }));
            if (pages > 0)
              TRY(sql.run(fmt::format("PRAGMA incremental_vacuum({})", kPagesTogether)));
            return {};
          },
          {}, Intent::kUpkeep));
      more = pages > kPagesTogether;
    }
    const std::uint64_t erasures = erasures_;
    if (erasures == erasures_gone_) return {};
    bool emptied = false;
    TRY(writer_->between([&](SqliteConnection& connection) {
      connection.wait_for_others(kReaderPatience);
      auto done = connection.query("PRAGMA wal_checkpoint(TRUNCATE)", {}, [&](const SqlRow& row) {
        emptied = row.integer(0) == 0;
        return false;
      });
      connection.wait_for_others(kLockPatience);
      return done;
    }));
    if (emptied) erasures_gone_ = erasures;
    return {};
  }

  bool erasure_waits() const override { return erasures_ != erasures_gone_; }
  std::string full_reason() const override {
    room_.refresh();
    return room_.is_full() ? room_.refusal().error().message : std::string();
  }
  std::uint64_t bytes() const override {
    std::uint64_t total = 0;
    for (const char* name : {"library.db", "library.db-wal"}) {
      std::error_code error;
      const auto size = std::filesystem::file_size(folder_ / name, error);
      if (!error) total += size;
    }
    return total;
  }

 private:
  SqliteDatabase(const std::filesystem::path& folder, RoomLimits limits)
      : folder_(folder), room_(folder, limits) {}

  // nullptr if none came back in time.
  std::unique_ptr<SqliteConnection> take() {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, kReaderWait, [&] { return !readers_.empty(); })) return nullptr;
    auto reader = std::move(readers_.back());
    readers_.pop_back();
    return reader;
  }
  void give(std::unique_ptr<SqliteConnection> reader) {
    {
      const std::lock_guard lock(mutex_);
      readers_.push_back(std::move(reader));
    }
    returned_.notify_one();
  }

  std::filesystem::path folder_;
  mutable DiskRoom room_;
  std::unique_ptr<Writer> writer_;
  std::atomic<std::uint64_t> erasures_ = 0;       // commits that erased something
  std::atomic<std::uint64_t> erasures_gone_ = 0;  // of those, how many have left the log
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;  // those not in use
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& folder,
                                              const base::Clock& clock, RoomLimits limits) {
  return TRY(SqliteDatabase::open(folder, clock, limits));
}

}  // namespace alexandria::store
