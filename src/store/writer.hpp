#pragma once
// The one thread that writes. Invariants:
//   W1 a request runs inside its own SAVEPOINT; its failure undoes only itself
//   W2 no request is answered before the COMMIT that holds it
//   W3 `committed` runs after the COMMIT, before the answer, in the order in which requests ran
//   W4 a COMMIT that failed for sure is undone and every request of it is told so; one whose
//      outcome cannot be known ends the process
//   W5 where the database gave up the whole transaction (a full disk), every request of it fails
#include <functional>
#include <memory>

#include "disk_room.hpp"
#include "sqlite.hpp"

namespace alexandria::store {

class Writer {
 public:
  /// `room` must outlive the writer.
  Writer(std::unique_ptr<SqliteConnection> connection, DiskRoom& room);
  /// Finishes what waits.
  ~Writer();
  Result<void> write(const std::function<Result<void>(Sql&)>& request,
                     const std::function<void()>& committed, Intent intent);
  /// Runs `work` on the writer's thread between two transactions.
  Result<void> between(const std::function<Result<void>(SqliteConnection&)>& work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::store
