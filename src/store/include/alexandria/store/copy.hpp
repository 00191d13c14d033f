#pragma once
// Moving a library between databases and between places of originals.
#include <functional>
#include <string>
#include <vector>

#include "alexandria/store/blobs.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::store {

struct CopiedTable {
  std::string name;
  std::uint64_t rows = 0;
};
/// `done` of about `total` rows or objects of what is copied now.
using CopyProgress =
    std::function<void(const std::string& what, std::uint64_t done, std::uint64_t total)>;

/// Copies everything but sessions and nodes, ids and history included, in transactions of some
/// thousand rows; what an interrupted copy had done is not done again. Nothing changes at the
/// source, which nobody may write to meanwhile. The target keeps its own timeline. At the end the
/// rows are counted on both sides. kConflict `target_not_empty` if the target has rows that no copy
/// of this source wrote, `source_changed` if it has changed since it was begun; kDataLoss
/// `copy_differs` if the counts differ.
Result<std::vector<CopiedTable>> copy_database(Store& from, Store& to,
                                               const CopyProgress& progress);

/// Ends a copy: until then nobody can open the target. kConflict `source_changed` if the source is
/// not as it was when the copy began.
Result<void> finish_copy(Store& from, Store& to);

/// Puts every original of the source's blobs to the target's place under the same key; those that
/// are there with the right size are left. Gives how many there are. kDataLoss if one has not the
/// bytes of its name.
Result<std::uint64_t> copy_blobs(Store& from, const Blobs& from_blobs, Blobs& to_blobs,
                                 const CopyProgress& progress);

}  // namespace alexandria::store
