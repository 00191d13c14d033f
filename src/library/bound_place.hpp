#pragma once
// The database and the place of its originals know each other: a node with another place would
// take originals that the others cannot read, and forget objects that it cannot remove.
#include "alexandria/store/objects.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

/// Marks the place for the database at the first start, and proves the mark ever after. kConflict
/// `blobs_elsewhere` if the originals are in another place; an error of the place that does not
/// pass, such as a wrong key. One that is not reached now is let pass with a warning.
Result<void> bind_place(store::Store& store, store::Objects& objects);

/// kConflict `copy_unfinished` if the database is the target of a copy that was interrupted.
Result<void> refuse_unfinished_copy(store::Store& store);

}  // namespace alexandria::library
