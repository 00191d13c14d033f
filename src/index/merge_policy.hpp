#pragma once
// Which segments are worth joining.
#include <vector>

#include "list.hpp"

namespace alexandria::index {

/// The parts to join next, in the order of the list; empty when nothing is worth it.
///
/// A part most of whose rows are deleted is rewritten alone (with `purge_deleted`, one that has any
/// deleted row). Otherwise four parts of like size become one, so that a collection of n rows has
/// in the order of log n segments and each row is rewritten in the order of log n times: the tiered
/// policy of log-structured merge trees (O'Neil et al., 1996).
std::vector<Part> parts_to_merge(const std::vector<Part>& parts, bool purge_deleted);

}  // namespace alexandria::index
