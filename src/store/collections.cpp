#include "alexandria/store/collections.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/store/tenants.hpp"
#include "catalogue.hpp"
#include "database.hpp"
#include "read_all.hpp"

namespace alexandria::store {
namespace {

constexpr std::string_view kColumns =
    R"sql(
  SELECT c.collection_id, c.name, COALESCE(s.model, 'none'), COALESCE(s.model_version, ''),
         COALESCE(s.dimension, 0), COALESCE(s.space_id, 0), c.retention_ms, c.position,
         c.purged_position, c.created_ms,
         (SELECT k.commit_id FROM commits k
          WHERE k.collection_id = c.collection_id AND k.last = c.position),
         c.kind = 'records', c.database_id
  FROM collections c
  LEFT JOIN vector_spaces s ON s.collection_id = c.collection_id AND s.state = 'current'
                           AND c.kind <> 'records'
)sql";

CollectionRow read_row(const SqlRow& row) {
  CollectionRow out;
  out.collection_id = row.integer(0);
  out.name = row.text(1);
  out.model = row.text(2);
  out.model_version = row.text(3);
  out.dimension = static_cast<std::size_t>(row.integer(4));
  out.space_id = row.integer(5);
  out.retention_ms = row.integer(6);
  out.position = static_cast<std::uint64_t>(row.integer(7));
  out.purged_position = static_cast<std::uint64_t>(row.integer(8));
  out.created_ms = row.integer(9);
  out.commit_id = row.text(10);
  out.is_of_records = row.integer(11) != 0;
  out.database_id = row.text(12);
  return out;
}

Result<std::vector<CollectionRow>> rows(Sql& sql, const std::string& tail, Values values) {
  return read_all(sql, std::string(kColumns) + tail, std::move(values), read_row);
}

}  // namespace

Result<void> note_in_catalogue(Sql& sql, std::string_view kind, std::string_view object,
                               std::int64_t now_ms) {
  TRY(sql.run(R"sql(
            INSERT INTO catalogue_feed (position, kind, object, at_ms)
            SELECT COALESCE(MAX(position), 0) + 1, $1, $2, $3 FROM catalogue_feed)sql",
              {kind, object, now_ms}));
  return {};
}

Result<CollectionRow> create_collection(Sql& sql, const std::string& name, const std::string& model,
                                        const std::string& model_version, std::size_t dimension,
                                        std::int64_t now_ms) {
  const auto there = TRY(rows(sql, "WHERE c.name = $1", {std::string_view(name)}));
  if (!there.empty())
    return fail(Code::kConflict, "collection_exists", "there is a collection '{}' already", name);
  const std::string uuid = new_uuid();
  TRY(sql.run("INSERT INTO collections (name, created_ms, uuid) VALUES ($1, $2, $3)",
              {std::string_view(name), now_ms, std::string_view(uuid)}));
  if (dimension > 0) {
    TRY(sql.run(R"sql(
              INSERT INTO vector_spaces (collection_id, name, model, model_version, dimension,
                  metric, state)
              SELECT collection_id, 'default', $1, $2, $3, 'cosine', 'current'
              FROM collections WHERE name = $4)sql",
                {std::string_view(model), std::string_view(model_version), to_sql(dimension),
                 std::string_view(name)}));
  }
  TRY(note_in_catalogue(sql, "collection_created", name, now_ms));
  return find_collection(sql, name);
}

Result<CollectionRow> find_collection(Sql& sql, const std::string& name) {
  auto found = TRY(rows(sql, "WHERE c.name = $1", {std::string_view(name)}));
  if (found.empty())
    return fail(Code::kNotFound, "collection_not_found", "there is no collection '{}'", name);
  return std::move(found.front());
}

Result<CollectionRow> find_collection(Sql& sql, std::int64_t collection_id) {
  auto found = TRY(rows(sql, "WHERE c.collection_id = $1", {collection_id}));
  if (found.empty())
    return fail(Code::kNotFound, "collection_not_found", "there is no collection number {}",
                collection_id);
  return std::move(found.front());
}

Result<std::vector<CollectionRow>> list_collections(Sql& sql) {
  return rows(sql, "ORDER BY c.name", {});
}

Result<void> drop_collection(Sql& sql, const CollectionRow& collection, std::int64_t now_ms) {
  const std::int64_t id = collection.collection_id;
  TRY(sql.run("DELETE FROM jobs WHERE collection_id = $1", {id}));
  std::vector<Values> bodies;
  TRY(sql.query(R"sql(
        SELECT body_id FROM records WHERE collection_id = $1 UNION
        SELECT body_id FROM record_history WHERE collection_id = $1)sql",
                {id}, [&](const SqlRow& row) {
                  bodies.push_back({row.integer(0)});
                  return true;
                }));
  for (const std::string_view table :
       {"records", "record_history", "tombstones", "commits", "documents", "vector_spaces"})
    TRY(sql.run(fmt::format("DELETE FROM {} WHERE collection_id = $1", table), {id}));
  TRY(sql.run_each("DELETE FROM bodies WHERE body_id = $1", bodies));
  TRY(sql.run("DELETE FROM collections WHERE collection_id = $1", {id}));
  return note_in_catalogue(sql, "collection_dropped", collection.name, now_ms);
}

Result<Taken> take_positions(Sql& sql, std::int64_t collection_id, std::uint64_t count,
                             std::int64_t now_ms, std::uint64_t rows) {
  Taken out;
  CommitRow& commit = out.commit;
  TRY(sql.query(R"sql(
        UPDATE collections SET position = position + $1, next_row_no = next_row_no + $2
        WHERE collection_id = $3 RETURNING position, next_row_no)sql",
                {to_sql(count), to_sql(rows), collection_id}, [&](const SqlRow& row) {
                  commit.last = static_cast<std::uint64_t>(row.integer(0));
                  out.first_row_no = static_cast<std::uint64_t>(row.integer(1)) - rows;
                  return true;
                }));
  if (commit.last == 0)
    return fail(Code::kNotFound, "collection_not_found", "collection number {} was dropped",
                collection_id);
  commit.first = commit.last - count + 1;
  commit.commit_id = base::random_hex(16);
  const Values row = {collection_id, to_sql(commit.first), to_sql(commit.last),
                      std::string_view(commit.commit_id), now_ms};
  TRY(sql.run_later(R"sql(
        INSERT INTO commits (collection_id, first, last, commit_id, at_ms)
        VALUES ($1, $2, $3, $4, $5))sql",
                    {&row, 1}));
  return out;
}

Result<bool> has_happened(Sql& sql, const Written& write) {
  constexpr std::int64_t kSlackMs = 60'000;  // clocks that were set, commits that took long
  bool happened = true;
  const auto compare = [&](const SqlRow& row) {
    const bool is_before = !row.is_null(0) && row.integer(0) < to_sql(write.position);
    const bool is_other =
        !row.is_null(1) && !write.commit_id.empty() && row.text(1) != write.commit_id;
    const bool is_kept = write.at_ms > sql.now_ms() - kCommitIdsKeptMs + kSlackMs;
    const bool is_lost = row.is_null(2) && !write.transaction_id.empty() && is_kept;
    happened = !is_before && !is_other && !is_lost;
    return false;
  };
  TRY(sql.query(
      R"sql(
        SELECT (SELECT position FROM collections WHERE collection_id = $1),
               (SELECT commit_id FROM commits WHERE collection_id = $1 AND last = $2),
               (SELECT at_ms FROM commit_ids WHERE commit_id = $3))sql",
      {write.collection_id, to_sql(write.position), std::string_view(write.transaction_id)},
      compare));
  return happened;
}

Result<std::string> commit_at(Sql& sql, std::int64_t collection_id, std::uint64_t position) {
  std::string id;
  TRY(sql.query("SELECT commit_id FROM commits WHERE collection_id = $1 AND last = $2",
                {collection_id, to_sql(position)}, [&](const SqlRow& row) {
                  id = row.text(0);
                  return false;
                }));
  return id;
}

}  // namespace alexandria::store
