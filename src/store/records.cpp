#include "alexandria/store/records.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "alexandria/store/collections.hpp"
#include "body_crc.hpp"
#include "delete_rows.hpp"
#include "stored_text.hpp"
#include "vector_bytes.hpp"

namespace alexandria::store {
namespace {

constexpr std::string_view kRecord = R"sql(
  SELECT r.row_no, r.position, r.id, r.document_no, r.version_id, r.access_set, b.text, b.metadata,
         b.crc, v.vector, v.crc, v.space_id, b.has_text, b.uri
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
  out.has_text = row.integer(12) != 0;
  if (!row.is_null(13)) out.uri = row.text(13);
  if (body_crc(out.text, out.metadata, out.has_text, out.uri) != row.integer(8))
    return fail(Code::kDataLoss, "checksum_mismatch",
                "the body of record {} (row {}) fails its checksum", out.id, out.row_no);
  if (!row.is_null(9) && vector_crc(vector, row.integer(11), row.integer(0)) != row.integer(10))
    return fail(Code::kDataLoss, "checksum_mismatch",
                "the vector of record {} (row {}) fails its checksum", out.id, out.row_no);
  out.vector = vector_of(vector);
  if (out.document_no != 0) return out;
  out.id = from_stored(std::move(out.id));
  out.text = from_stored(std::move(out.text));
  if (out.uri) out.uri = from_stored(std::move(*out.uri));
  return out;
}

// Runs a query of kRecord's columns; the first damaged row ends it.
Result<void> each_record(Sql& sql, const std::string& tail, Values values,
                         const std::function<void(RecordRow)>& take) {
  std::optional<Error> error;
  TRY(sql.query(std::string(kRecord) + tail, std::move(values), [&](const SqlRow& row) {
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

// Gives the bodies' ids, in their order.
Result<std::vector<std::int64_t>> insert_bodies(Sql& sql, const std::vector<NewRecord>& records) {
  std::vector<Values> rows;
  for (const NewRecord& record : records)
    rows.push_back({std::string_view(record.text), std::string_view(record.metadata),
                    body_crc(record.text, record.metadata, record.has_text, record.uri),
                    record.uri ? Value(std::string_view(*record.uri)) : Value(nullptr),
                    static_cast<std::int64_t>(record.has_text ? 1 : 0)});
  std::vector<std::int64_t> ids(records.size());
  TRY(sql.query_each(
      "INSERT INTO bodies (text, metadata, crc, uri, has_text) VALUES ($1, $2, $3, $4, $5) "
      "RETURNING body_id",
      rows, [&](std::size_t i, const SqlRow& row) {
        ids[i] = row.integer(0);
        return true;
      }));
  return ids;
}

Result<void> insert_vectors(Sql& sql, std::int64_t space_id, std::uint64_t first_row_no,
                            const std::vector<NewRecord>& records) {
  std::vector<Values> rows;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i].vector.empty()) continue;
    const std::int64_t row_no = to_sql(first_row_no + i);
    const std::string_view bytes = bytes_of(records[i].vector);
    rows.push_back({space_id, row_no, Bytes{bytes}, vector_crc(bytes, space_id, row_no),
                    std::string_view(records[i].text_hash)});
  }
  if (rows.empty()) return {};
  TRY(sql.run_later(R"sql(
        INSERT INTO vectors (space_id, row_no, vector, crc, text_hash)
        VALUES ($1, $2, $3, $4, $5))sql",
                    rows));
  return {};
}

}  // namespace

Result<std::vector<RecordRow>> insert_records(Sql& sql, const CollectionRow& collection,
                                              const std::vector<NewRecord>& records,
                                              std::int64_t now_ms, CommitRow& commit) {
  std::vector<RecordRow> out;
  if (records.empty()) return out;
  const auto bodies = TRY(insert_bodies(sql, records));
  const auto taken =
      TRY(take_positions(sql, collection.collection_id, records.size(), now_ms, records.size()));
  commit = taken.commit;
  std::vector<Values> rows;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const NewRecord& record = records[i];
    const std::uint64_t row_no = taken.first_row_no + i;
    const std::uint64_t position = commit.first + i;
    rows.push_back({collection.collection_id, to_sql(row_no), std::string_view(record.id),
                    to_sql(position), bodies[i], record.document_no, record.version_id,
                    static_cast<std::int64_t>(record.access_set)});
    out.push_back({row_no, position, false, record.id, record.document_no, record.version_id,
                   record.access_set, record.text, record.metadata, record.vector, record.has_text,
                   record.uri});
  }
  TRY(sql.run_later(R"sql(
        INSERT INTO records (collection_id, row_no, id, seq, position, body_id, document_no,
                             version_id, access_set)
        VALUES ($1, $2, $3, $2, $4, $5, $6, $7, $8))sql",
                    rows));
  TRY(insert_vectors(sql, collection.space_id, taken.first_row_no, records));
  return out;
}

namespace {

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

}  // namespace

Result<void> delete_rows(Sql& sql, const CollectionRow& collection,
                         const std::vector<OldRecord>& records, std::uint64_t position,
                         std::int64_t now_ms) {
  std::vector<Values> history;
  std::vector<Values> rows;
  std::vector<Values> bodies;
  std::vector<Values> vectors;
  std::vector<Values> tombstones;
  for (const OldRecord& record : records) {
    const std::int64_t at = to_sql(position++);
    history.push_back({at, now_ms, collection.collection_id, record.row_no});
    rows.push_back({collection.collection_id, record.row_no});
    bodies.push_back({record.body_id});
    vectors.push_back({collection.space_id, record.row_no});
    tombstones.push_back(
        {collection.collection_id, at, record.row_no, std::string_view(record.id), now_ms});
  }
  if (collection.retention_ms > 0) TRY(sql.run_later(kToHistory, history));
  TRY(sql.run_later("DELETE FROM records WHERE collection_id = $1 AND row_no = $2", rows));
  if (collection.retention_ms == 0)
    TRY(sql.run_later("DELETE FROM bodies WHERE body_id = $1", bodies));
  if (collection.space_id != 0)
    TRY(sql.run_later("DELETE FROM vectors WHERE space_id = $1 AND row_no = $2", vectors));
  TRY(sql.run_later(
      R"sql(
        INSERT INTO tombstones (collection_id, position, row_no, id, at_ms)
        VALUES ($1, $2, $3, $4, $5))sql",
      tombstones));
  return {};
}

std::vector<RecordRow> gone_rows(const std::vector<OldRecord>& records, std::uint64_t position) {
  std::vector<RecordRow> out;
  for (const OldRecord& record : records) {
    RecordRow gone;
    gone.row_no = static_cast<std::uint64_t>(record.row_no);
    gone.position = position++;
    gone.deleted = true;
    gone.id = record.id;
    out.push_back(std::move(gone));
  }
  return out;
}

Result<std::vector<RecordRow>> delete_records_of_version(Sql& sql, const CollectionRow& collection,
                                                         std::int64_t version_id,
                                                         std::int64_t now_ms, CommitRow& commit) {
  const auto old = TRY(records_to_delete(sql, collection.collection_id, version_id));
  if (old.empty()) return std::vector<RecordRow>();
  commit = TRY(take_positions(sql, collection.collection_id, old.size(), now_ms)).commit;
  TRY(delete_rows(sql, collection, old, commit.first, now_ms));
  return gone_rows(old, commit.first);
}

Result<std::vector<RecordRow>> set_access_set(Sql& sql, const CollectionRow& collection,
                                              std::int64_t version_id, std::uint32_t access_set,
                                              std::int64_t now_ms, CommitRow& commit) {
  auto rows = TRY(read_records_of_version(sql, collection, version_id));
  if (rows.empty()) return rows;
  commit = TRY(take_positions(sql, collection.collection_id, rows.size(), now_ms)).commit;
  std::uint64_t position = commit.first;
  std::vector<Values> changes;
  for (RecordRow& row : rows) {
    row.access_set = access_set;
    row.position = position++;
    changes.push_back({static_cast<std::int64_t>(access_set), to_sql(row.position),
                       collection.collection_id, to_sql(row.row_no)});
  }
  TRY(sql.run_each(R"sql(
        UPDATE records SET access_set = $1, position = $2
        WHERE collection_id = $3 AND row_no = $4)sql",
                   changes));
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
  std::vector<Values> keys;
  for (const std::uint64_t row_no : row_nos)
    keys.push_back({collection.space_id, collection.collection_id, to_sql(row_no)});
  std::vector<RecordRow> out;
  std::optional<Error> error;
  TRY(sql.query_each(std::string(kRecord) + "WHERE r.collection_id = $2 AND r.row_no = $3", keys,
                     [&](std::size_t, const SqlRow& row) {
                       auto record = read_row(row);
                       if (record)
                         out.push_back(std::move(*record));
                       else
                         error = record.error();
                       return !error;
                     }));
  if (error) return std::unexpected(*error);
  return out;
}

Result<std::vector<HitRow>> read_hits(Sql& sql, const CollectionRow& collection,
                                      const std::vector<std::uint64_t>& row_nos) {
  std::vector<Values> keys;
  for (const std::uint64_t row_no : row_nos)
    keys.push_back({collection.collection_id, to_sql(row_no)});
  std::vector<HitRow> out;
  std::optional<Error> error;
  TRY(sql.query_each(R"sql(
        SELECT r.row_no, r.position, r.id, r.document_no, r.version_id, r.access_set, b.text,
               b.metadata, b.crc, NULL, 0, 0, b.has_text, b.uri,
               d.document_id, d.title, d.kind, d.status
        FROM records r JOIN bodies b ON b.body_id = r.body_id
        JOIN documents d ON d.document_no = r.document_no
        WHERE r.collection_id = $1 AND r.row_no = $2)sql",
                     keys, [&](std::size_t, const SqlRow& row) {
                       auto record = read_row(row);
                       if (record)
                         out.push_back({std::move(*record), row.text(14), row.text(15),
                                        row.text(16), row.text(17)});
                       else
                         error = record.error();
                       return !error;
                     }));
  if (error) return std::unexpected(*error);
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
  std::vector<Values> keys;
  for (const std::uint64_t row_no : row_nos)
    keys.push_back({space_id, to_sql(row_no)});
  std::vector<std::vector<float>> out(row_nos.size());
  TRY(sql.query_each("SELECT vector FROM vectors WHERE space_id = $1 AND row_no = $2", keys,
                     [&](std::size_t i, const SqlRow& row) {
                       out[i] = vector_of(row.text(0));
                       return true;
                     }));
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
