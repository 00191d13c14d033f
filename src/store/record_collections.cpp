#include "alexandria/store/record_collections.hpp"

#include "alexandria/store/collections.hpp"
#include "catalogue.hpp"
#include "read_all.hpp"

namespace alexandria::store {
namespace {

constexpr std::string_view kColumns = R"sql(
  SELECT c.collection_id, c.name, COALESCE(s.space_id, 0), COALESCE(s.dimension, 0),
         COALESCE(s.metric, 'l2'), c.retention_ms, c.position, c.purged_position, c.created_ms,
         (SELECT k.commit_id FROM commits k
          WHERE k.collection_id = c.collection_id AND k.last = c.position),
         c.kind = 'records', c.uuid, c.metadata, c.configuration, c.record_schema,
         d.database_id, d.tenant, d.name, COALESCE(s.model, 'none'), COALESCE(s.model_version, '')
  FROM collections c JOIN databases d ON d.database_id = c.database_id
  LEFT JOIN vector_spaces s ON s.collection_id = c.collection_id AND s.state = 'current'
)sql";

RecordCollectionRow read_row(const SqlRow& from) {
  RecordCollectionRow out;
  CollectionRow& row = out.row;
  row.collection_id = from.integer(0);
  row.name = from.text(1);
  row.space_id = from.integer(2);
  row.dimension = static_cast<std::size_t>(from.integer(3));
  out.metric = from.text(4);
  row.retention_ms = from.integer(5);
  row.position = static_cast<std::uint64_t>(from.integer(6));
  row.purged_position = static_cast<std::uint64_t>(from.integer(7));
  row.created_ms = from.integer(8);
  row.commit_id = from.text(9);
  row.is_of_records = from.integer(10) != 0;
  out.uuid = from.text(11);
  out.metadata = from.text(12);
  out.configuration = from.text(13);
  out.schema = from.text(14);
  out.database = {from.text(15), from.text(16), from.text(17)};
  row.database_id = out.database.database_id;
  row.model = from.text(18);
  row.model_version = from.text(19);
  out.name = row.name.substr(row.name.rfind('/') + 1);  // npos + 1 is 0
  return out;
}

Result<std::vector<RecordCollectionRow>> rows(Sql& sql, const std::string& tail, Values values) {
  return read_all(sql, std::string(kColumns) + tail, std::move(values), read_row);
}

// The name in the table, unique among all collections.
std::string full_name(const std::string& database_id, const std::string& name) {
  return database_id == kDefaultDatabaseId ? name : database_id + "/" + name;
}

std::unexpected<Error> exists(const std::string& name) {
  return fail(Code::kConflict, "collection_exists", "Collection [{}] already exists", name);
}

}  // namespace

Result<RecordCollectionRow> create_record_collection(Sql& sql, const RecordCollectionRow& wanted,
                                                     std::int64_t now_ms) {
  const std::string name = full_name(wanted.database.database_id, wanted.name);
  const std::string uuid = wanted.uuid.empty() ? new_uuid() : wanted.uuid;
  const auto made =
      TRY(sql.run(R"sql(
        INSERT INTO collections (name, created_ms, database_id, uuid, kind, metadata,
                                 configuration, record_schema)
        VALUES ($1, $2, $3, $4, 'records', $5, $6, $7) ON CONFLICT (name) DO NOTHING)sql",
                  {std::string_view(name), now_ms, std::string_view(wanted.database.database_id),
                   std::string_view(uuid), std::string_view(wanted.metadata),
                   std::string_view(wanted.configuration), std::string_view(wanted.schema)}));
  if (made == 0) return exists(wanted.name);
  TRY(sql.run(R"sql(
        INSERT INTO vector_spaces (collection_id, name, model, model_version, dimension, metric,
                                   state)
        SELECT collection_id, 'default', 'none', '', 0, $1, 'current'
        FROM collections WHERE uuid = $2)sql",
              {std::string_view(wanted.metric), std::string_view(uuid)}));
  TRY(note_in_catalogue(sql, "collection_created", name, now_ms));
  return find_record_collection(sql, uuid);
}

Result<RecordCollectionRow> find_record_collection(Sql& sql, const DatabaseRow& database,
                                                   const std::string& name) {
  const std::string full = full_name(database.database_id, name);
  auto found = TRY(rows(sql, "WHERE c.name = $1 AND c.database_id = $2",
                        {std::string_view(full), std::string_view(database.database_id)}));
  if (found.empty())
    return fail(Code::kNotFound, "collection_not_found", "Collection [{}] does not exist", name);
  return std::move(found.front());
}

Result<RecordCollectionRow> find_record_collection(Sql& sql, const std::string& uuid) {
  auto found = TRY(rows(sql, "WHERE c.uuid = $1 AND c.uuid <> ''", {std::string_view(uuid)}));
  if (found.empty())
    return fail(Code::kNotFound, "collection_not_found", "Collection [{}] does not exist.", uuid);
  return std::move(found.front());
}

Result<std::vector<RecordCollectionRow>> list_record_collections(Sql& sql,
                                                                 const std::string& database_id,
                                                                 std::uint64_t limit,
                                                                 std::uint64_t offset) {
  return rows(sql, "WHERE c.database_id = $1 ORDER BY c.uuid LIMIT $2 OFFSET $3",
              {std::string_view(database_id), to_sql(limit), to_sql(offset)});
}

Result<std::uint64_t> count_record_collections(Sql& sql, const std::string& database_id) {
  std::uint64_t count = 0;
  TRY(sql.query("SELECT COUNT(*) FROM collections WHERE database_id = $1",
                {std::string_view(database_id)}, [&](const SqlRow& row) {
                  count = static_cast<std::uint64_t>(row.integer(0));
                  return false;
                }));
  return count;
}

Result<std::vector<RecordCollectionRow>> list_of_records(Sql& sql) {
  return rows(sql, "WHERE c.kind = 'records' ORDER BY c.collection_id", {});
}

Result<void> update_record_collection(Sql& sql, const RecordCollectionRow& collection,
                                      std::int64_t now_ms) {
  const std::string name = full_name(collection.database.database_id, collection.name);
  if (name != collection.row.name) {
    const auto taken = TRY(rows(sql, "WHERE c.name = $1", {std::string_view(name)}));
    if (!taken.empty()) return exists(collection.name);
  }
  TRY(sql.run(R"sql(
        UPDATE collections SET name = $1, metadata = $2, configuration = $3, record_schema = $4
        WHERE collection_id = $5)sql",
              {std::string_view(name), std::string_view(collection.metadata),
               std::string_view(collection.configuration), std::string_view(collection.schema),
               collection.row.collection_id}));
  if (name != collection.row.name) TRY(note_in_catalogue(sql, "collection_renamed", name, now_ms));
  return {};
}

Result<std::int64_t> fill_uuids(Sql& sql) {
  std::vector<std::int64_t> ids;
  TRY(sql.query("SELECT collection_id FROM collections WHERE uuid = ''", {},
                [&](const SqlRow& row) {
                  ids.push_back(row.integer(0));
                  return true;
                }));
  std::vector<std::string> uuids;
  for (std::size_t i = 0; i < ids.size(); ++i)
    uuids.push_back(new_uuid());
  std::vector<Values> runs;
  for (std::size_t i = 0; i < ids.size(); ++i)
    runs.push_back({std::string_view(uuids[i]), ids[i]});
  return sql.run_each("UPDATE collections SET uuid = $1 WHERE collection_id = $2 AND uuid = ''",
                      runs);
}

}  // namespace alexandria::store
