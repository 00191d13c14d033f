#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "caught.hpp"
#include "database.hpp"
#include "postgres.hpp"
#include "postgres_news.hpp"
#include "postgres_room.hpp"
#include "schema.hpp"

namespace alexandria::store {
namespace {

constexpr auto kConnectionWait = std::chrono::seconds(30);
constexpr auto kLongRead = std::chrono::seconds(1);
constexpr int kTriesAtOnce = 20;                       // after serialisation failures and deadlocks
constexpr int kTriesOfConflict = 3;                    // two requests made the same thing
constexpr auto kReachable = std::chrono::seconds(20);  // so long a lost server is waited for
constexpr auto kPauseFirst = std::chrono::milliseconds(2);
constexpr auto kPauseMost = std::chrono::milliseconds(500);
constexpr auto kSizeKept = std::chrono::seconds(30);

using Connection = std::unique_ptr<PostgresConnection>;

// Connections, as many as may be open; broken ones are not given back.
class Pool {
 public:
  explicit Pool(PostgresOptions options) : options_(std::move(options)) {}

  Result<Connection> take() {
    std::unique_lock lock(mutex_);
    const auto is_there = [&] { return !idle_.empty() || open_ < options_.connections; };
    if (!returned_.wait_for(lock, kConnectionWait, is_there))
      return fail(Code::kUnavailable, "database_busy", "all {} connections were busy for {} s",
                  options_.connections, kConnectionWait.count());
    if (!idle_.empty()) {
      Connection connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++open_;
    lock.unlock();
    auto opened = PostgresConnection::open(options_);
    if (opened)
      ++made_;
    else
      lose();
    return opened;
  }

  std::uint64_t made() const { return made_; }

  void give(Connection connection) {
    if (connection->is_broken()) return lose();
    {
      const std::lock_guard lock(mutex_);
      idle_.push_back(std::move(connection));
    }
    returned_.notify_one();
  }

  // After a lost connection the others are hardly better.
  void forget_idle() {
    std::vector<Connection> gone;
    {
      const std::lock_guard lock(mutex_);
      gone.swap(idle_);
      open_ -= static_cast<unsigned>(gone.size());
    }
    returned_.notify_all();
  }

 private:
  void lose() {
    {
      const std::lock_guard lock(mutex_);
      --open_;
    }
    returned_.notify_one();
  }

  PostgresOptions options_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Connection> idle_;
  unsigned open_ = 0;
  std::atomic<std::uint64_t> made_ = 0;
};

// Given back however the block is left.
class Borrowed {
 public:
  Borrowed(Pool& pool, Connection connection) : pool_(pool), connection_(std::move(connection)) {}
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() {
    connection_->end_later();
    pool_.give(std::move(connection_));
  }
  PostgresConnection* operator->() { return connection_.get(); }
  PostgresConnection& operator*() { return *connection_; }

 private:
  Pool& pool_;
  Connection connection_;
};

// Waits between two tries: twice as long each time, and not all at the same moment.
class Backoff {
 public:
  void wait() {
    thread_local std::minstd_rand random{std::random_device{}()};
    std::uniform_int_distribution<std::int64_t> some(pause_.count() / 2, pause_.count());
    std::this_thread::sleep_for(std::chrono::milliseconds(some(random)));
    pause_ = std::min<std::chrono::milliseconds>(pause_ * 2, kPauseMost);
  }

 private:
  std::chrono::milliseconds pause_ = kPauseFirst;
};

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(const PostgresOptions& options, bool only_reads)
      : only_reads_(only_reads), pool_(options), news_(options) {}

  Result<void> prepare() {
    Borrowed connection(pool_, TRY(pool_.take()));
    if (!only_reads_) return migrate(*connection);
    connection->begin(PostgresConnection::Kind::kRead);
    return prove_readable(*connection, "the database");
  }

  Dialect dialect() const override { return Dialect::kPostgres; }

  Result<void> write(const Request& request, const std::function<void()>& committed,
                     Intent intent) override {
    if (only_reads_) return refuse_write();
    if (intent == Intent::kAdd) TRY(need_room());
    Tries tries;
    for (;;) {
      auto done = write_once(request);
      if (done) break;
      room_.note(done.error());
      if (!tries.another(done.error())) return done;
      if (again_after(done.error()) == Again::kElsewhere) pool_.forget_idle();
      tries.pause.wait();
    }
    run_committed(committed);
    return {};
  }

  Result<void> read(const Request& query, const std::stop_token& stop) override {
    const auto began = std::chrono::steady_clock::now();
    for (Tries tries;;) {
      bool delivered = false;
      auto done = read_once(query, stop, delivered);
      const auto spent = std::chrono::steady_clock::now() - began;
      if (spent > kLongRead)
        log::warning("a read took {:.1f} s", std::chrono::duration<double>(spent).count());
      // What took a row is not run again: it may have kept it.
      if (done || delivered || !tries.another(done.error())) return done;
      pool_.forget_idle();
      tries.pause.wait();
    }
  }

  Result<void> tidy() override {
    room_.try_again();
    return write(
        [](Sql& sql) -> Result<void> {
          TRY(sql.run("DELETE FROM commit_ids WHERE at_ms < $1",
                      {sql.now_ms() - kCommitIdsKeptMs}));
          return {};
        },
        {}, Intent::kUpkeep);
  }
  std::uint64_t connections_made() const override { return pool_.made(); }
  bool erasure_waits() const override { return false; }
  std::string full_reason() const override { return room_.full_reason(); }
  void tell(const std::string& news) override { news_.tell(news); }
  void hear(const std::function<void(const std::string& news)>& take) override { news_.hear(take); }

  std::uint64_t bytes() const override {
    const std::lock_guard lock(size_mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now - size_seen_ < kSizeKept) return size_;
    size_seen_ = now;
    auto& self = const_cast<PostgresDatabase&>(*this);  // NOLINT: a read changes nothing
    (void)self.read(
        [&](Sql& sql) {
          return sql.query("SELECT pg_database_size(current_database())", {},
                           [&](const SqlRow& row) {
                             size_ = static_cast<std::uint64_t>(row.integer(0));
                             return false;
                           });
        },
        {});
    return size_;
  }

 private:
  // How often, and for how long, a request is run again.
  struct Tries {
    Backoff pause;
    int at_once = 0;
    int conflicts = 0;
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::now() + kReachable;
    bool another(const Error& error) {
      static metrics::Counter& repeated = metrics::counter("alexandria_database_retries_total",
                                                           "Transactions that were run again.");
      const bool again = may_run_again(error);
      if (again) repeated.add();
      return again;
    }
    bool may_run_again(const Error& error) {
      if (error.reason == "database_unreachable" || again_after(error) == Again::kElsewhere)
        return std::chrono::steady_clock::now() < until;
      if (again_after(error) == Again::kNever) return false;
      if (error.reason == "constraint") return ++conflicts < kTriesOfConflict;
      return ++at_once < kTriesAtOnce;
    }
  };

  Result<void> write_once(const Request& request) {
    static metrics::Counter& commits =
        metrics::counter("alexandria_commits_total", "Commits of the database.");
    const std::string id = base::random_hex(16);
    Result<void> done;
    {
      Borrowed connection(pool_, TRY(pool_.take()));
      connection->begin(PostgresConnection::Kind::kWrite, {}, id);
      TRY(caught([&] { return request(*connection); }));
      done = connection->commit();
    }
    if (!done && done.error().reason == "connection_lost") {
      pool_.forget_idle();
      done = settle_commit(id, done.error());
    }
    if (done) commits.add();
    return done;
  }

  // Whether no transaction with this id was committed, and now none will be. A second row tells
  // that the first is of this function: the answer to its own commit may be lost too.
  static Result<bool> take_id(PostgresConnection& connection, const std::string& id) {
    const std::string taken = id + " was never committed";
    const auto insert = [&](const std::string& row) {
      return connection.run(
          "INSERT INTO commit_ids (commit_id, at_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING",
          {std::string_view(row), connection.now_ms()});
    };
    if (TRY(insert(id)) > 0) {
      TRY(insert(taken));
      return true;
    }
    bool is_taken = false;
    TRY(connection.query("SELECT 1 FROM commit_ids WHERE commit_id = $1", {std::string_view(taken)},
                         [&](const SqlRow&) {
                           is_taken = true;
                           return false;
                         }));
    return is_taken;
  }

  // A commit can be seen before a synchronous standby has it, if the server's process that waited
  // for the standby was ended. What is committed after it waits for all that stands before.
  static Result<void> outlast_standby(PostgresConnection& connection) {
    const std::string later = base::random_hex(16);
    TRY(connection.run("INSERT INTO commit_ids (commit_id, at_ms) VALUES ($1, $2)",
                       {std::string_view(later), connection.now_ms()}));
    return connection.commit();
  }

  // Whether the transaction with this id was committed. Writing the same id waits for a transaction
  // that still has it, and keeps one that comes late from ever committing.
  Result<void> settle_commit(const std::string& id, const Error& lost) {
    const auto until = std::chrono::steady_clock::now() + kReachable;
    for (Backoff pause; std::chrono::steady_clock::now() < until; pause.wait()) {
      auto taken = pool_.take();
      if (!taken) continue;
      Borrowed connection(pool_, std::move(*taken));
      connection->begin(PostgresConnection::Kind::kWrite);
      const auto was_free = take_id(*connection, id);
      if (!was_free) continue;
      if (!*was_free) {
        if (!outlast_standby(*connection)) continue;
        log::info("the answer to commit {} was lost; it was committed", id);
        return {};
      }
      if (connection->commit()) {
        log::info("the answer to commit {} was lost; it was not committed", id);
        return std::unexpected(lost);
      }
    }
    return fail(Code::kUnavailable, "commit_unknown",
                "the connection was lost during commit {}, and for {} s nothing could be learnt of "
                "its outcome",
                id, kReachable.count());
  }

  Result<void> need_room() {
    room_.try_again();
    const std::string full = room_.full_reason();
    if (full.empty()) return {};
    return fail(Code::kResourceExhausted, "disk_full", "{}", full);
  }

  Result<void> run_undone(const Request& request) {
    Borrowed connection(pool_, TRY(pool_.take()));
    connection->begin(PostgresConnection::Kind::kWrite);
    return caught([&] { return request(*connection); });
  }

  Result<void> read_once(const Request& query, const std::stop_token& stop, bool& delivered) {
    Borrowed connection(pool_, TRY(pool_.take()));
    connection->begin(PostgresConnection::Kind::kRead, stop);
    auto done = caught([&] { return query(*connection); });
    delivered = connection->has_delivered();
    return done;
  }

  const bool only_reads_;
  Pool pool_;
  PostgresNews news_;
  PostgresRoom room_{[this](const Request& request) { return run_undone(request); }};
  mutable std::mutex size_mutex_;
  mutable std::chrono::steady_clock::time_point size_seen_{};
  mutable std::uint64_t size_ = 0;
};

// The server is not there yet: it starts beside us, or comes back. libpq has no code for it.
bool is_about_to_be_there(const Error& error) {
  constexpr std::array<std::string_view, 5> kSaid = {
      "Connection refused", "closed the connection unexpectedly", "starting up", "shutting down",
      "not yet accepting"};
  return error.reason == "connection_lost" ||
         (error.reason == "database_unreachable" &&
          std::ranges::any_of(kSaid, [&](auto said) { return error.message.contains(said); }));
}

}  // namespace

namespace {

Result<std::unique_ptr<Database>> open_when_there(const PostgresOptions& options, bool only_reads) {
  auto database = std::make_unique<PostgresDatabase>(options, only_reads);
  const auto until = std::chrono::steady_clock::now() + kReachable;
  bool is_told = false;
  for (Backoff pause;; pause.wait()) {
    const auto done = database->prepare();
    if (done) return database;
    if (!is_about_to_be_there(done.error()) || std::chrono::steady_clock::now() > until)
      return std::unexpected(done.error());
    if (!std::exchange(is_told, true))
      log::info("waiting up to {} s for the database: {}", kReachable.count(),
                done.error().message);
  }
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options) {
  return open_when_there(options, false);
}

Result<std::unique_ptr<Database>> open_postgres_to_read(const PostgresOptions& options) {
  return open_when_there(options, true);
}

}  // namespace alexandria::store
