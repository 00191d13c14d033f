#pragma once
// The truth: one SQLite database, the blobs beside it, one writer.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/result.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Threads: all functions may be called at any time.
class Store {
 public:
  /// Opens or makes the database in `folder` (which must exist) and brings its schema up to date.
  /// kDataLoss if the file is no database, or is from a later version of the program.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder,
                                             const base::Clock& clock);
  ~Store();

  /// Runs `request` on the writer's connection inside a SAVEPOINT of its own; requests that wait
  /// share one COMMIT. Gives the request's error (then nothing of it is kept), or success once the
  /// COMMIT is durable. After the COMMIT and before the answer `committed` runs on the writer's
  /// thread, in the order of the requests: there the index follows. Never call `write` from inside
  /// a request. A COMMIT that fails ends the process: what was acknowledged must never be in doubt.
  Result<void> write(const std::function<Result<void>(Sql&)>& request,
                     const std::function<void()>& committed = {});

  /// Runs `query` on a connection that only reads, in one snapshot.
  Result<void> read(const std::function<Result<void>(Sql&)>& query);

  /// Like `read`, and what it saw has reached the index when it returns: for what tells a user that
  /// something is done. It may wait for a COMMIT. Never call it from `committed`.
  Result<void> read_settled(const std::function<Result<void>(Sql&)>& query);

  /// Random name of this history; a restored or rebuilt database begins a new one.
  const std::string& timeline() const;
  const std::filesystem::path& folder() const;
  const base::Clock& clock() const;
  /// Size of the database and its write-ahead log.
  std::uint64_t bytes() const;

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::store
