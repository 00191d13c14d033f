#pragma once
// The one thread that writes. Invariants:
//   W1 a request runs inside its own SAVEPOINT; its failure undoes only itself
//   W2 no request is answered before the COMMIT that holds it
//   W3 `committed` runs after the COMMIT, before the answer, in the order in which requests ran
//   W4 a failed COMMIT ends the process
#include <functional>
#include <memory>

#include "sqlite.hpp"

namespace alexandria::store {

class Writer {
 public:
  explicit Writer(std::unique_ptr<SqliteConnection> connection);
  /// Finishes what waits.
  ~Writer();
  /// Returns once `committed` of all that a reader may have seen has run.
  void settle();
  Result<void> write(const std::function<Result<void>(Sql&)>& request,
                     const std::function<void()>& committed);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::store
