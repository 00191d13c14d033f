#pragma once
// Records of many callers in one commit: what waits while a commit is under way goes into the next
// one together. Without it callers of one collection would take turns at its row, a commit each.
//   R1 a call is answered after the commit that holds all of its records, or none of them
//   R2 a call that fails keeps no other call from being done
//   R3 the records of a call have positions one behind the other, in the order given
#include <functional>
#include <memory>
#include <vector>

#include "alexandria/store/record_writes.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::store {

/// Threads: `insert` may be called at any time.
class RecordIntake {
 public:
  /// `committed` is told of each commit after it and before its callers are answered: what the
  /// index takes in. `store` must outlive the intake.
  using Committed = std::function<void(const CollectionRow& collection, std::vector<RecordRow> rows,
                                       const CommitRow& commit)>;
  explicit RecordIntake(Store& store, Committed committed = {});
  ~RecordIntake();

  /// Writes records at the end of the collection (insert_records) and gives their rows. kConflict
  /// if one of the ids is there already, kNotFound if the collection was dropped,
  /// kResourceExhausted `queue_full` where too many calls wait; else as Store::write.
  Result<std::vector<RecordRow>> insert(const CollectionRow& collection,
                                        const std::vector<NewRecord>& records);

  /// write_records, together with the writes of others that are of the same kind. Errors as of it
  /// and of `insert`.
  Result<void> write(const CollectionRow& collection, const RecordWrite& write);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::store
