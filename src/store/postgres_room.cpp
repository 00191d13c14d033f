#include "postgres_room.hpp"

#include "alexandria/base/log.hpp"

namespace alexandria::store {
namespace {

constexpr auto kTryEvery = std::chrono::seconds(2);

// New pages where tables lie: about a megabyte, in rows that are stored as they are.
Result<void> write_pages(Sql& sql) {
  TRY(sql.run("SET LOCAL temp_tablespaces = ''"));
  TRY(
      sql.run("CREATE TEMPORARY TABLE alexandria_room AS "
              "SELECT lpad('', 1000, 'x') AS text FROM generate_series(1, 1000)"));
  return {};
}

}  // namespace

void PostgresRoom::note(const Error& error) {
  if (error.reason != "disk_full") return;
  const std::lock_guard lock(mutex_);
  if (said_.empty()) log::error("the library only reads and deletes: {}", error.message);
  said_ = error.message;
  tried_ = std::chrono::steady_clock::now();
}

std::string PostgresRoom::full_reason() const {
  const std::lock_guard lock(mutex_);
  if (said_.empty()) return {};
  return "the disk of the database is full: until there is room the library answers, and takes "
         "nothing new; " +
         said_;
}

void PostgresRoom::try_again() {
  {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (said_.empty() || now - tried_ < kTryEvery) return;
    tried_ = now;
  }
  if (!run_(write_pages)) return;
  const std::lock_guard lock(mutex_);
  said_.clear();
  log::info("there is room on the database's disk again: the library takes writes");
}

}  // namespace alexandria::store
