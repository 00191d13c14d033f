#pragma once
// Whether the disk of PostgreSQL has room. It cannot be asked; it says so when a write meets the
// end. From then on it is tried now and then whether new pages can be written.
#include <chrono>
#include <functional>
#include <mutex>
#include <string>

#include "alexandria/base/result.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Threads: all functions at any time.
class PostgresRoom {
 public:
  /// `run` runs a request in a transaction that is always undone.
  using RunUndone = std::function<Result<void>(const std::function<Result<void>(Sql&)>&)>;
  explicit PostgresRoom(RunUndone run) : run_(std::move(run)) {}

  /// What a write met: `disk_full` begins the state.
  void note(const Error& error);
  /// Why nothing new is taken; empty while it is. Never waits.
  std::string full_reason() const;
  /// While it is full, tries whether there is room again, unless somebody did two seconds ago.
  void try_again();

 private:
  RunUndone run_;
  mutable std::mutex mutex_;
  std::string said_;  // by the database; empty: it is not full
  std::chrono::steady_clock::time_point tried_;
};

}  // namespace alexandria::store
