#include "alexandria/store/records.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "alexandria/base/crc32c.hpp"
#include "alexandria/store/collections.hpp"

namespace alexandria::store {
namespace {

std::string_view bytes_of(const std::vector<float>& vector) {
  return {reinterpret_cast<const char*>(vector.data()), vector.size() * sizeof(float)};
}

std::uint32_t body_crc(std::string_view text, std::string_view metadata) {
  return base::crc32c(metadata, base::crc32c(text));
}

std::vector<float> to_vector(std::string_view bytes) {
  std::vector<float> out(bytes.size() / sizeof(float));
  if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof(float));
  return out;
}

constexpr std::string_view kRecord =
    "SELECT r.row_no, r.position, r.id, r.document_no, r.version_id, r.access_set, b.text, "
    "b.metadata, b.crc, v.vector, v.crc FROM records r "
    "JOIN bodies b ON b.body_id = r.body_id LEFT JOIN vectors v ON v.space_id = $1 AND v.row_no = "
    "r.row_no ";

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
  if (body_crc(out.text, out.metadata) != static_cast<std::uint32_t>(row.integer(8)))
    return fail(Code::kDataLoss, "checksum_mismatch",
                "the body of record {} (row {}) fails its checksum", out.id, out.row_no);
  if (!row.is_null(9) && base::crc32c(vector) != static_cast<std::uint32_t>(row.integer(10)))
    return fail(Code::kDataLoss, "checksum_mismatch",
                "the vector of record {} (row {}) fails its checksum", out.id, out.row_no);
  out.vector = to_vector(vector);
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
                 static_cast<std::int64_t>(body_crc(record.text, record.metadata))},
                [&](const SqlRow& row) {
                  id = row.integer(0);
                  return true;
                }));
  return id;
}

}  // namespace

Result<std::vector<RecordRow>> insert_records(Sql& sql, const CollectionRow& collection,
                                              const std::vector<NewRecord>& records,
                                              std::int64_t now_ms, CommitRow& commit) {
  std::vector<RecordRow> out;
  if (records.empty()) return out;
  commit = TRY(take_positions(sql, collection.collection_id, records.size(), now_ms));
  std::uint64_t row_no = 0;
  TRY(
      sql.query("UPDATE collections SET next_row_no = next_row_no + $1 WHERE collection_id = $2 "
                "RETURNING next_row_no",
                {to_sql(records.size()), collection.collection_id}, [&](const SqlRow& row) {
                  row_no = static_cast<std::uint64_t>(row.integer(0)) - records.size();
                  return true;
                }));
  std::uint64_t position = commit.first;
  for (const NewRecord& record : records) {
    const std::int64_t body = TRY(insert_body(sql, record));
    TRY(
        sql.run("INSERT INTO records (collection_id, row_no, id, seq, position, body_id, "
                "document_no, version_id, access_set) VALUES ($1, $2, $3, $2, $4, $5, "
                "$6, $7, $8)",
                {collection.collection_id, to_sql(row_no), std::string_view(record.id),
                 to_sql(position), body, record.document_no, record.version_id,
                 static_cast<std::int64_t>(record.access_set)}));
    if (!record.vector.empty()) {
      const std::string_view bytes = bytes_of(record.vector);
      TRY(sql.run("INSERT INTO vectors (space_id, row_no, vector, crc) VALUES ($1, $2, $3, $4)",
                  {collection.space_id, to_sql(row_no), Bytes{bytes},
                   static_cast<std::int64_t>(base::crc32c(bytes))}));
    }
    out.push_back({row_no++, position++, false, record.id, record.document_no, record.version_id,
                   record.access_set, record.text, record.metadata, record.vector});
  }
  return out;
}

Result<std::vector<RecordRow>> delete_records_of_version(Sql& sql, const CollectionRow& collection,
                                                         std::int64_t version_id,
                                                         std::int64_t now_ms, CommitRow& commit) {
  struct Old {
    std::int64_t row_no, body_id;
    std::string id;
  };
  std::vector<Old> old;
  TRY(
      sql.query("SELECT row_no, body_id, id FROM records WHERE version_id = $1 AND collection_id = "
                "$2 ORDER BY row_no",
                {version_id, collection.collection_id}, [&](const SqlRow& row) {
                  old.push_back({row.integer(0), row.integer(1), row.text(2)});
                  return true;
                }));
  std::vector<RecordRow> out;
  if (old.empty()) return out;
  commit = TRY(take_positions(sql, collection.collection_id, old.size(), now_ms));
  std::uint64_t position = commit.first;
  for (const Old& record : old) {
    const std::int64_t at = to_sql(position);
    if (collection.retention_ms > 0) {
      TRY(
          sql.run("INSERT INTO record_history SELECT collection_id, row_no, id, seq, position, $1, "
                  "body_id, document_no, version_id, access_set, $2 FROM records "
                  "WHERE collection_id = $3 AND row_no = $4",
                  {at, now_ms, collection.collection_id, record.row_no}));
    }
    TRY(sql.run("DELETE FROM records WHERE collection_id = $1 AND row_no = $2",
                {collection.collection_id, record.row_no}));
    if (collection.retention_ms == 0)
      TRY(sql.run("DELETE FROM bodies WHERE body_id = $1", {record.body_id}));
    if (collection.space_id != 0)
      TRY(sql.run("DELETE FROM vectors WHERE space_id = $1 AND row_no = $2",
                  {collection.space_id, record.row_no}));
    TRY(sql.run(
        "INSERT INTO tombstones (collection_id, position, row_no, id, at_ms) VALUES ($1, $2, $3, "
        "$4, $5)",
        {collection.collection_id, at, record.row_no, std::string_view(record.id), now_ms}));
    out.push_back({static_cast<std::uint64_t>(record.row_no), position++, true, record.id});
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
    TRY(
        sql.run("UPDATE records SET access_set = $1, position = $2 WHERE collection_id = $3 AND "
                "row_no = $4",
                {static_cast<std::int64_t>(access_set), to_sql(row.position),
                 collection.collection_id, to_sql(row.row_no)}));
  }
  return rows;
}

Result<void> read_changes(Sql& sql, const CollectionRow& collection, std::uint64_t position,
                          const std::function<void(RecordRow)>& take) {
  if (position > 0 && position < collection.purged_position)
    return fail(Code::kConflict, "stale_position",
                "changes after position {} are purged (up to {})", position,
                collection.purged_position);
  std::vector<RecordRow> tombstones;
  TRY(sql.query(
      "SELECT row_no, position, id FROM tombstones WHERE collection_id = $1 AND position > $2 "
      "ORDER BY position",
      {collection.collection_id, to_sql(position)}, [&](const SqlRow& row) {
        tombstones.push_back({static_cast<std::uint64_t>(row.integer(0)),
                              static_cast<std::uint64_t>(row.integer(1)), true, row.text(2)});
        return true;
      }));
  std::size_t next = 0;
  TRY(each_record(sql, "WHERE r.collection_id = $2 AND r.position > $3 ORDER BY r.position",
                  {collection.space_id, collection.collection_id, to_sql(position)},
                  [&](RecordRow row) {
                    while (next < tombstones.size() && tombstones[next].position < row.position)
                      take(tombstones[next++]);
                    take(std::move(row));
                  }));
  while (next < tombstones.size())
    take(tombstones[next++]);
  return {};
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
                    out[i] = to_vector(row.text(0));
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
  TRY(
      sql.run("UPDATE collections SET purged_position = COALESCE((SELECT MAX(position) FROM "
              "tombstones t WHERE t.collection_id = collections.collection_id AND "
              "t.at_ms < $1), "
              "purged_position)",
              {feed_before_ms}));
  TRY(sql.run("DELETE FROM tombstones WHERE at_ms < $1", {feed_before_ms}));
  TRY(
      sql.run("DELETE FROM commits WHERE at_ms < $1 AND last < (SELECT position FROM collections c "
              "WHERE c.collection_id = commits.collection_id)",
              {feed_before_ms}));
  TRY(
      sql.run("DELETE FROM record_history WHERE ended_ms + (SELECT retention_ms FROM collections c "
              "WHERE c.collection_id = record_history.collection_id) < $1",
              {now_ms}));
  TRY(
      sql.run("DELETE FROM bodies WHERE body_id NOT IN (SELECT body_id FROM records) AND body_id "
              "NOT IN (SELECT body_id FROM record_history)"));
  return {};
}

Result<std::vector<std::string>> check_records(Sql& sql) {
  std::vector<std::string> problems;
  const auto each = [&](std::string_view statement,
                        const std::function<void(const SqlRow&)>& take) {
    return sql.query(statement, {}, [&](const SqlRow& row) {
      take(row);
      return problems.size() < 1000;
    });
  };
  TRY(each("PRAGMA quick_check(20)", [&](const SqlRow& row) {
    if (row.text(0) != "ok") problems.push_back("database: " + row.text(0));
  }));
  TRY(each("SELECT body_id, text, metadata, crc FROM bodies", [&](const SqlRow& row) {
    if (body_crc(row.text(1), row.text(2)) != static_cast<std::uint32_t>(row.integer(3)))
      problems.push_back(fmt::format("body {} fails its checksum", row.integer(0)));
  }));
  TRY(each("SELECT space_id, row_no, vector, crc FROM vectors", [&](const SqlRow& row) {
    if (base::crc32c(row.text(2)) != static_cast<std::uint32_t>(row.integer(3)))
      problems.push_back(fmt::format("vector of row {} in space {} fails its checksum",
                                     row.integer(1), row.integer(0)));
  }));
  TRY(each("SELECT version_id, number, payload, crc FROM parts", [&](const SqlRow& row) {
    if (base::crc32c(row.text(2)) != static_cast<std::uint32_t>(row.integer(3)))
      problems.push_back(
          fmt::format("part {} of version {} fails its checksum", row.integer(1), row.integer(0)));
  }));
  TRY(
      each("SELECT r.id FROM records r LEFT JOIN versions v ON v.version_id = r.version_id WHERE "
           "v.version_id IS NULL OR v.document_no <> r.document_no",
           [&](const SqlRow& row) {
             problems.push_back("record " + row.text(0) + " belongs to no version of its document");
           }));
  TRY(each(
      "SELECT r.id FROM records r JOIN versions v ON v.version_id = r.version_id WHERE v.state NOT "
      "IN ('arriving', 'current')",
      [&](const SqlRow& row) {
        problems.push_back("record " + row.text(0) + " belongs to a version that is not current");
      }));
  TRY(
      each("SELECT d.document_id FROM documents d LEFT JOIN versions v ON v.version_id = "
           "d.current_version WHERE d.current_version <> 0 AND (v.state IS NULL "
           "OR v.state <> 'current')",
           [&](const SqlRow& row) {
             problems.push_back("document " + row.text(0) + " names a version that is not current");
           }));
  TRY(
      each("SELECT v.row_no FROM vectors v JOIN vector_spaces s ON s.space_id = v.space_id LEFT "
           "JOIN records r ON r.collection_id = s.collection_id AND "
           "r.row_no = v.row_no "
           "WHERE r.row_no IS NULL",
           [&](const SqlRow& row) {
             problems.push_back(fmt::format("vector of row {} has no record", row.integer(0)));
           }));
  TRY(
      each("SELECT c.name FROM collections c WHERE c.position < (SELECT COALESCE(MAX(position), 0) "
           "FROM records r WHERE r.collection_id = c.collection_id) OR "
           "(c.position > 0 AND NOT EXISTS (SELECT 1 FROM commits k WHERE k.collection_id = "
           "c.collection_id AND k.last = c.position))",
           [&](const SqlRow& row) {
             problems.push_back("the position of collection " + row.text(0) +
                                " disagrees with its feed");
           }));
  return problems;
}

}  // namespace alexandria::store
