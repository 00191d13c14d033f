#include "alexandria/store/records.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "alexandria/store/collections.hpp"
#include "body_crc.hpp"
#include "vector_bytes.hpp"

namespace alexandria::store {
namespace {

constexpr std::string_view kRecord = R"sql(
  SELECT r.row_no, r.position, r.id, r.document_no, r.version_id, r.access_set, b.text, b.metadata,
         b.crc, v.vector, v.crc, v.space_id
  FROM records r JOIN bodies b ON b.body_id = r.body_id
  LEFT JOIN vectors v ON v.space_id = $1 AND v.row_no = r.row_no
)sql";

Result<RecordRow> read_row(const SqlRow& row) {
  RecordRow out;
  out.row_no = static_cast<std::uint64_t>(row.integer(0));
  out.position = static_cast<std::uint64_t>(row.integer(1));
  out.id = row.text(2);
  out.document_no = row.integer(3);
  out.version_id = row.integer(4);
  out.access_set = static_cast<std::uint32_t>(row.integer(5));
  out.text = row.text(6);
  out.metadata = row.text(7);
  const std::string vector = row.text(9);
  if (body_crc(out.text, out.metadata) != row.integer(8))
    return fail(Code::kDataLoss, "checksum_mismatch",
                "the body of record {} (row {}) fails its checksum", out.id, out.row_no);
  if (!row.is_null(9) && vector_crc(vector, row.integer(11), row.integer(0)) != row.integer(10))
    return fail(Code::kDataLoss, "checksum_mismatch",
                "the vector of record {} (row {}) fails its checksum", out.id, out.row_no);
  out.vector = vector_of(vector);
  return out;
}

// Runs a query of kRecord's columns; the first damaged row ends it.
Result<void> each_record(Sql& sql, const std::string& tail, std::initializer_list<Value> values,
                         const std::function<void(RecordRow)>& take) {
  std::optional<Error> error;
  TRY(sql.query(std::string(kRecord) + tail, values, [&](const SqlRow& row) {
    auto record = read_row(row);
    if (record)
      take(std::move(*record));
    else
      error = record.error();
    return !error;
  }));
  if (error) return std::unexpected(*error);
  return {};
}

Result<std::int64_t> insert_body(Sql& sql, const NewRecord& record) {
  std::int64_t id = 0;
  TRY(sql.query("INSERT INTO bodies (text, metadata, crc) VALUES ($1, $2, $3) RETURNING body_id",
                {std::string_view(record.text), std::string_view(record.metadata),
                 body_crc(record.text, record.metadata)},
                [&](const SqlRow& row) {
                  id = row.integer(0);
                  return true;
                }));
  return id;
}

Result<void> insert_vector(Sql& sql, std::int64_t space_id, std::uint64_t row_no,
                           const NewRecord& record) {
  const std::string_view bytes = bytes_of(record.vector);
  TRY(sql.run(R"sql(
        INSERT INTO vectors (space_id, row_no, vector, crc, text_hash)
        VALUES ($1, $2, $3, $4, $5))sql",
              {space_id, to_sql(row_no), Bytes{bytes}, vector_crc(bytes, space_id, to_sql(row_no)),
               std::string_view(record.text_hash)}));
  return {};
}

// The first of `count` new row numbers.
Result<std::uint64_t> take_row_numbers(Sql& sql, std::int64_t collection_id, std::uint64_t count) {
  std::uint64_t first = 0;
  TRY(sql.query(R"sql(
        UPDATE collections SET next_row_no = next_row_no + $1 WHERE collection_id = $2
        RETURNING next_row_no)sql",
                {to_sql(count), collection_id}, [&](const SqlRow& row) {
                  first = static_cast<std::uint64_t>(row.integer(0)) - count;
                  return true;
                }));
  return first;
}

}  // namespace

Result<std::vector<RecordRow>> insert_records(Sql& sql, const CollectionRow& collection,
                                              const std::vector<NewRecord>& records,
                                              std::int64_t now_ms, CommitRow& commit) {
  std::vector<RecordRow> out;
  if (records.empty()) return out;
  commit = TRY(take_positions(sql, collection.collection_id, records.size(), now_ms));
  std::uint64_t row_no = TRY(take_row_numbers(sql, collection.collection_id, records.size()));
  std::uint64_t position = commit.first;
  for (const NewRecord& record : records) {
    const std::int64_t body = TRY(insert_body(sql, record));
    TRY(sql.run(R"sql(
          INSERT INTO records (collection_id, row_no, id, seq, position, body_id, document_no,
                               version_id, access_set)
          VALUES ($1, $2, $3, $2, $4, $5, $6, $7, $8))sql",
                {collection.collection_id, to_sql(row_no), std::string_view(record.id),
                 to_sql(position), body, record.document_no, record.version_id,
                 static_cast<std::int64_t>(record.access_set)}));
    if (!record.vector.empty()) TRY(insert_vector(sql, collection.space_id, row_no, record));
    out.push_back({row_no++, position++, false, record.id, record.document_no, record.version_id,
                   record.access_set, record.text, record.metadata, record.vector});
  }
  return out;
}

namespace {

struct OldRecord {
  std::int64_t row_no;
  std::int64_t body_id;
  std::string id;
};

Result<std::vector<OldRecord>> records_to_delete(Sql& sql, std::int64_t collection_id,
                                                 std::int64_t version_id) {
  std::vector<OldRecord> old;
  TRY(sql.query(R"sql(
        SELECT row_no, body_id, id FROM records WHERE version_id = $1 AND collection_id = $2
        ORDER BY row_no)sql",
                {version_id, collection_id}, [&](const SqlRow& row) {
                  old.push_back({row.integer(0), row.integer(1), row.text(2)});
                  return true;
                }));
  return old;
}

Result<void> delete_record(Sql& sql, const CollectionRow& collection, const OldRecord& record,
                           std::int64_t position, std::int64_t now_ms) {
  if (collection.retention_ms > 0) {
    TRY(sql.run(R"sql(
          INSERT INTO record_history
          SELECT collection_id, row_no, id, seq, position, $1, body_id, document_no, version_id,
                 access_set, $2
          FROM records WHERE collection_id = $3 AND row_no = $4)sql",
                {position, now_ms, collection.collection_id, record.row_no}));
  }
  TRY(sql.run("DELETE FROM records WHERE collection_id = $1 AND row_no = $2",
              {collection.collection_id, record.row_no}));
  if (collection.retention_ms == 0)
    TRY(sql.run("DELETE FROM bodies WHERE body_id = $1", {record.body_id}));
  if (collection.space_id != 0)
    TRY(sql.run("DELETE FROM vectors WHERE space_id = $1 AND row_no = $2",
                {collection.space_id, record.row_no}));
  TRY(sql.run(
      R"sql(
        INSERT INTO tombstones (collection_id, position, row_no, id, at_ms)
        VALUES ($1, $2, $3, $4, $5))sql",
      {collection.collection_id, position, record.row_no, std::string_view(record.id), now_ms}));
  return {};
}

}  // namespace

Result<std::vector<RecordRow>> delete_records_of_version(Sql& sql, const CollectionRow& collection,
                                                         std::int64_t version_id,
                                                         std::int64_t now_ms, CommitRow& commit) {
  const auto old = TRY(records_to_delete(sql, collection.collection_id, version_id));
  std::vector<RecordRow> out;
  if (old.empty()) return out;
  commit = TRY(take_positions(sql, collection.collection_id, old.size(), now_ms));
  std::uint64_t position = commit.first;
  for (const OldRecord& record : old) {
    TRY(delete_record(sql, collection, record, to_sql(position), now_ms));
    RecordRow gone;
    gone.row_no = static_cast<std::uint64_t>(record.row_no);
    gone.position = position++;
    gone.deleted = true;
    gone.id = record.id;
    out.push_back(std::move(gone));
  }
  return out;
}

Result<std::vector<RecordRow>> set_access_set(Sql& sql, const CollectionRow& collection,
                                              std::int64_t version_id, std::uint32_t access_set,
                                              std::int64_t now_ms, CommitRow& commit) {
  auto rows = TRY(read_records_of_version(sql, collection, version_id));
  if (rows.empty()) return rows;
  commit = TRY(take_positions(sql, collection.collection_id, rows.size(), now_ms));
  std::uint64_t position = commit.first;
  for (RecordRow& row : rows) {
    row.access_set = access_set;
    row.position = position++;
    TRY(sql.run(R"sql(
              UPDATE records
              SET access_set = $1, position = $2
              WHERE collection_id = $3 AND row_no = $4)sql",
                {static_cast<std::int64_t>(access_set), to_sql(row.position),
                 collection.collection_id, to_sql(row.row_no)}));
  }
  return rows;
}

namespace {

Result<std::vector<RecordRow>> tombstones_after(Sql& sql, std::int64_t collection_id,
                                                std::uint64_t position, std::uint64_t most) {
  std::vector<RecordRow> out;
  TRY(sql.query(R"sql(
        SELECT row_no, position, id FROM tombstones WHERE collection_id = $1 AND position > $2
        ORDER BY position LIMIT $3)sql",
                {collection_id, to_sql(position), to_sql(most)}, [&](const SqlRow& row) {
                  RecordRow gone;
                  gone.row_no = static_cast<std::uint64_t>(row.integer(0));
                  gone.position = static_cast<std::uint64_t>(row.integer(1));
                  gone.deleted = true;
                  gone.id = row.text(2);
                  out.push_back(std::move(gone));
                  return true;
                }));
  return out;
}

}  // namespace

Result<std::vector<RecordRow>> read_changes(Sql& sql, const CollectionRow& collection,
                                            std::uint64_t position, std::uint64_t most) {
  if (position > 0 && position < collection.purged_position)
    return fail(Code::kConflict, "stale_position",
                "changes after position {} are purged (up to {})", position,
                collection.purged_position);
  auto changes = TRY(tombstones_after(sql, collection.collection_id, position, most));
  TRY(each_record(sql, R"sql(
      WHERE r.collection_id = $2 AND r.position > $3 ORDER BY r.position LIMIT $4)sql",
                  {collection.space_id, collection.collection_id, to_sql(position), to_sql(most)},
                  [&](RecordRow row) { changes.push_back(std::move(row)); }));
  std::ranges::sort(changes, {}, &RecordRow::position);
  if (changes.size() > most) changes.resize(most);
  return changes;
}

Result<std::vector<RecordRow>> read_records(Sql& sql, const CollectionRow& collection,
                                            const std::vector<std::uint64_t>& row_nos) {
  std::vector<RecordRow> out;
  for (const std::uint64_t row_no : row_nos)
    TRY(each_record(sql, "WHERE r.collection_id = $2 AND r.row_no = $3",
                    {collection.space_id, collection.collection_id, to_sql(row_no)},
                    [&](RecordRow row) { out.push_back(std::move(row)); }));
  return out;
}

Result<std::vector<RecordRow>> read_records_of_version(Sql& sql, const CollectionRow& collection,
                                                       std::int64_t version_id) {
  std::vector<RecordRow> out;
  TRY(each_record(sql, "WHERE r.version_id = $2 AND r.collection_id = $3 ORDER BY r.row_no",
                  {collection.space_id, version_id, collection.collection_id},
                  [&](RecordRow row) { out.push_back(std::move(row)); }));
  return out;
}

Result<std::vector<std::vector<float>>> read_vectors(Sql& sql, std::int64_t space_id,
                                                     const std::vector<std::uint64_t>& row_nos) {
  std::vector<std::vector<float>> out(row_nos.size());
  for (std::size_t i = 0; i < row_nos.size(); ++i) {
    TRY(sql.query("SELECT vector FROM vectors WHERE space_id = $1 AND row_no = $2",
                  {space_id, to_sql(row_nos[i])}, [&](const SqlRow& row) {
                    out[i] = vector_of(row.text(0));
                    return false;
                  }));
  }
  return out;
}

Result<std::uint64_t> count_records(Sql& sql, std::int64_t collection_id) {
  std::uint64_t count = 0;
  TRY(sql.query("SELECT COUNT(*) FROM records WHERE collection_id = $1", {collection_id},
                [&](const SqlRow& row) {
                  count = static_cast<std::uint64_t>(row.integer(0));
                  return false;
                }));
  return count;
}

Result<void> purge(Sql& sql, std::int64_t now_ms, std::int64_t feed_before_ms) {
  TRY(sql.run(R"sql(
        UPDATE collections SET purged_position = COALESCE(
          (SELECT MAX(position) FROM tombstones t
           WHERE t.collection_id = collections.collection_id AND t.at_ms < $1),
          purged_position))sql",
              {feed_before_ms}));
  TRY(sql.run("DELETE FROM tombstones WHERE at_ms < $1", {feed_before_ms}));
  TRY(sql.run(R"sql(
        DELETE FROM commits WHERE at_ms < $1 AND last <
          (SELECT position FROM collections c WHERE c.collection_id = commits.collection_id))sql",
              {feed_before_ms}));
  TRY(sql.run(R"sql(
        DELETE FROM record_history WHERE ended_ms +
          (SELECT retention_ms FROM collections c
           WHERE c.collection_id = record_history.collection_id) < $1)sql",
              {now_ms}));
  TRY(sql.run(R"sql(
        DELETE FROM bodies WHERE body_id NOT IN (SELECT body_id FROM records)
                             AND body_id NOT IN (SELECT body_id FROM record_history))sql"));
  return {};
}

Result<std::vector<std::uint64_t>> live_row_numbers(Sql& sql, std::int64_t collection_id) {
  std::vector<std::uint64_t> rows;
  TRY(sql.query(R"(SELECT row_no FROM records WHERE collection_id = $1 ORDER BY row_no)",
                {collection_id}, [&](const SqlRow& row) {
                  rows.push_back(static_cast<std::uint64_t>(row.integer(0)));
                  return true;
                }));
  return rows;
}

}  // namespace alexandria::store
