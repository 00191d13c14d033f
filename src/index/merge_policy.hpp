#pragma once
// Which segments are worth joining.
#include <vector>

#include "list.hpp"

namespace alexandria::index {

/// The parts that a merge joins into one; empty if there is nothing to do. In this order: one of
/// which over a quarter is deleted or a hole (with `purge_deleted`, that has any deleted row); all
/// with the largest graph, once they have a quarter of its rows; four of like size; one that should
/// have a graph.
std::vector<Part> parts_to_merge(const std::vector<Part>& parts, const IndexOptions& options,
                                 bool purge_deleted);

/// Eight parts of fewer than 32 rows, or of fewer than 256, which whoever adds rows joins itself.
std::vector<Part> small_parts_to_merge(const std::vector<Part>& parts);

}  // namespace alexandria::index
