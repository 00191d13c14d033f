#include "alexandria/store/store.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "alexandria/base/log.hpp"
#include "disk_room.hpp"
#include "writer.hpp"

namespace alexandria::store {
namespace {
constexpr std::size_t kReaders = 4;
constexpr auto kReaderWait = std::chrono::seconds(30);
constexpr auto kReaderPatience = std::chrono::milliseconds(200);  // the writer waits so long
constexpr auto kLongRead = std::chrono::seconds(1);
constexpr int kPagesTogether = 256;  // given back in one transaction: about 1 MiB
}  // namespace

namespace {

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

}  // namespace

struct Store::State {
  std::filesystem::path folder;
  const base::Clock* clock = nullptr;
  std::string timeline;
  std::unique_ptr<DiskRoom> room;
  std::unique_ptr<Writer> writer;
  std::atomic<std::uint64_t> erasures = 0;       // commits that erased something
  std::atomic<std::uint64_t> erasures_gone = 0;  // of those, how many have left the log
  std::mutex mutex;
  std::condition_variable returned;
  std::vector<std::unique_ptr<SqliteConnection>> readers;  // those not in use

  // nullptr if none came back in time.
  std::unique_ptr<SqliteConnection> take() {
    std::unique_lock lock(mutex);
    if (!returned.wait_for(lock, kReaderWait, [&] { return !readers.empty(); })) return nullptr;
    auto reader = std::move(readers.back());
    readers.pop_back();
    return reader;
  }
  void give(std::unique_ptr<SqliteConnection> reader) {
    {
      const std::lock_guard lock(mutex);
      readers.push_back(std::move(reader));
    }
    returned.notify_one();
  }
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder,
                                           const base::Clock& clock, RoomLimits limits) {
  const auto path = folder / "library.db";
  TRY(need_own_database(path));
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->clock = &clock;
  state->room = std::make_unique<DiskRoom>(folder, limits);
  // Without a byte of room the file for the log's index cannot be made: it is in memory then.
  const char* vfs = nullptr;
  auto opened = SqliteConnection::open(path, false, vfs);
  if (!opened && state->room->is_full())
    opened = SqliteConnection::open(path, false, vfs = "unix-excl");
  auto connection = TRY(std::move(opened));
  TRY(migrate(*connection, clock.now_ms()));
  TRY(connection->query("SELECT value FROM meta WHERE name = 'timeline'", {},
                        [&](const SqlRow& row) {
                          state->timeline = row.text(0);
                          return false;
                        }));
  // What the process before this one erased may still stand in the log. Nobody reads yet; a full
  // disk may keep it from being emptied, and does not keep the library from being opened.
  state->erasures = 1;
  (void)connection->query("PRAGMA wal_checkpoint(TRUNCATE)", {}, [&](const SqlRow& row) {
    if (row.integer(0) == 0) state->erasures_gone = 1;
    return false;
  });
  for (std::size_t i = 0; i < kReaders; ++i)
    state->readers.push_back(TRY(SqliteConnection::open(path, true, vfs)));
  state->writer = std::make_unique<Writer>(std::move(connection), *state->room);
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Result<void> Store::write(const std::function<Result<void>(Sql&)>& request,
                          const std::function<void()>& committed, Intent intent) {
  TRY(state_->writer->write(request, committed, intent));
  if (intent == Intent::kErase) ++state_->erasures;
  return {};
}

Result<void> Reads::go_on() const {
  if (stop_.stop_requested())
    return fail(Code::kCancelled, "cancelled", "the request was cancelled");
  return {};
}

Result<void> Store::read(const std::function<Result<void>(Sql&)>& query,
                         const std::stop_token& stop) {
  auto reader = state_->take();
  if (!reader)
    return fail(Code::kUnavailable, "database_busy", "all {} readers were busy for {} s", kReaders,
                kReaderWait.count());
  // Given back, with its snapshot ended, however this is left.
  struct Borrowed {
    State& state;
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
  } borrowed{*state_, std::move(reader)};
  const SqliteConnection::Stoppable stoppable(*borrowed.connection, stop);
  TRY(borrowed.connection->script("BEGIN"));
  TRY(query(*borrowed.connection));
  return borrowed.connection->script("COMMIT");
}

Result<void> Store::read_settled(const std::function<Result<void>(Sql&)>& query) {
  auto result = read(query);
  state_->writer->settle();
  return result;
}

Result<void> Store::tidy() {
  for (bool more = true; more;) {
    std::int64_t pages = 0;
    TRY(state_->writer->write(
        [&](Sql& sql) -> Result<void> {
          TRY(sql.query("PRAGMA freelist_count", {}, [&](const SqlRow& row) {
            pages = row.integer(0);
            return false;
          }));
          if (pages > 0) TRY(sql.run(fmt::format("PRAGMA incremental_vacuum({})", kPagesTogether)));
          return {};
        },
        {}, Intent::kUpkeep));
    more = pages > kPagesTogether;
  }
  const std::uint64_t erasures = state_->erasures;
  if (erasures == state_->erasures_gone) return {};
  bool emptied = false;
  TRY(state_->writer->between([&](SqliteConnection& connection) {
    connection.wait_for_others(kReaderPatience);
    auto done = connection.query("PRAGMA wal_checkpoint(TRUNCATE)", {}, [&](const SqlRow& row) {
      emptied = row.integer(0) == 0;
      return false;
    });
    connection.wait_for_others(kLockPatience);
    return done;
  }));
  if (emptied) state_->erasures_gone = erasures;
  return {};
}

bool Store::erasure_waits() const { return state_->erasures != state_->erasures_gone; }
bool Store::is_full() const {
  state_->room->refresh();
  return state_->room->is_full();
}
std::string Store::full_reason() const {
  return is_full() ? state_->room->refusal().error().message : std::string();
}

const std::string& Store::timeline() const { return state_->timeline; }
const std::filesystem::path& Store::folder() const { return state_->folder; }
const base::Clock& Store::clock() const { return *state_->clock; }

std::uint64_t Store::bytes() const {
  std::uint64_t total = 0;
  for (const char* name : {"library.db", "library.db-wal"}) {
    std::error_code error;
    const auto size = std::filesystem::file_size(state_->folder / name, error);
    if (!error) total += size;
  }
  return total;
}

}  // namespace alexandria::store
