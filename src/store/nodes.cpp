#include "alexandria/store/nodes.hpp"

namespace alexandria::store {

Result<void> put_node(Sql& sql, const NodeRow& node) {
  TRY(sql.run(R"sql(
        INSERT INTO nodes (node_id, address, version, state, workers, behind, started_ms,
                           heartbeat_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
        ON CONFLICT (node_id) DO UPDATE SET address = excluded.address, state = excluded.state,
          behind = excluded.behind, heartbeat_ms = excluded.heartbeat_ms)sql",
              {std::string_view(node.node_id), std::string_view(node.address),
               std::string_view(node.version), std::string_view(node.state), node.workers,
               to_sql(node.behind), sql.now_ms()}));
  return {};
}

Result<void> remove_node(Sql& sql, const std::string& node_id) {
  TRY(sql.run("DELETE FROM nodes WHERE node_id = $1", {std::string_view(node_id)}));
  return {};
}

Result<std::vector<NodeRow>> list_nodes(Sql& sql) {
  std::vector<NodeRow> out;
  const std::int64_t now = sql.now_ms();
  TRY(sql.query(R"sql(
        SELECT node_id, address, version, state, workers, behind, started_ms, heartbeat_ms
        FROM nodes ORDER BY started_ms, node_id)sql",
                {}, [&](const SqlRow& row) {
                  NodeRow node;
                  node.node_id = row.text(0);
                  node.address = row.text(1);
                  node.version = row.text(2);
                  node.state = row.text(3);
                  node.workers = row.integer(4);
                  node.behind = static_cast<std::uint64_t>(row.integer(5));
                  node.started_ms = row.integer(6);
                  node.heartbeat_ms = row.integer(7);
                  if (node.heartbeat_ms + kNodeLostMs < now) node.state = "lost";
                  out.push_back(std::move(node));
                  return true;
                }));
  return out;
}

Result<void> forget_lost_nodes(Sql& sql, std::int64_t after_ms) {
  TRY(sql.run("DELETE FROM nodes WHERE heartbeat_ms < $1", {sql.now_ms() - after_ms}));
  return {};
}

}  // namespace alexandria::store
