#pragma once
// The processes that share a database, by its clock.
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// A node that gave no sign for so long is lost.
inline constexpr std::int64_t kNodeLostMs = 10'000;

/// Writes the node's row with the time of now; one that is not there is made.
Result<void> put_node(Sql& sql, const NodeRow& node);
Result<void> remove_node(Sql& sql, const std::string& node_id);
/// Oldest first; the state of one without a sign of life is `lost`.
Result<std::vector<NodeRow>> list_nodes(Sql& sql);
/// Removes the rows of nodes that were lost so long ago.
Result<void> forget_lost_nodes(Sql& sql, std::int64_t after_ms);

}  // namespace alexandria::store
