#include "alexandria/store/documents.hpp"

#include <limits>

#include "alexandria/model/codec.hpp"
#include "alexandria/text/unicode.hpp"
#include "part_crc.hpp"
#include "read_all.hpp"

namespace alexandria::store {
namespace {

// Bytes and hash are those of the current version, or else of the newest.
constexpr std::string_view kDocument = R"sql(
  SELECT d.document_no, d.document_id, d.collection_id, d.title, d.source, d.kind, d.language,
         d.status, d.reason, d.warning, d.current_version, d.pages, COALESCE(b.bytes, 0),
         COALESCE(b.sha256, ''), d.created_ms, d.updated_ms, d.accounting, d.properties
  FROM documents d
  LEFT JOIN versions v ON v.version_id =
    CASE WHEN d.current_version <> 0 THEN d.current_version
         ELSE (SELECT MAX(version_id) FROM versions WHERE document_no = d.document_no) END
  LEFT JOIN blobs b ON b.sha256 = v.sha256
)sql";

DocumentRow read_document(const SqlRow& row) {
  DocumentRow out;
  out.document_no = row.integer(0);
  out.document_id = row.text(1);
  out.collection_id = row.integer(2);
  out.title = row.text(3);
  out.source = row.text(4);
  out.kind = row.text(5);
  out.language = row.text(6);
  out.status = row.text(7);
  out.reason = row.text(8);
  out.warning = row.text(9);
  out.current_version = row.integer(10);
  out.pages = static_cast<std::uint32_t>(row.integer(11));
  out.bytes = static_cast<std::uint64_t>(row.integer(12));
  out.sha256 = row.text(13);
  out.created_ms = row.integer(14);
  out.updated_ms = row.integer(15);
  out.accounting = row.text(16);
  out.properties = row.text(17);
  return out;
}

Result<std::vector<DocumentRow>> documents(Sql& sql, const std::string& tail, Values values) {
  return read_all(sql, std::string(kDocument) + tail, std::move(values), read_document);
}

Result<std::optional<DocumentRow>> first_of(Result<std::vector<DocumentRow>> found) {
  if (!found) return std::unexpected(found.error());
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

constexpr std::string_view kWanted =
    "WHERE ($1 = 0 OR d.collection_id = $1) AND ($2 = '' OR d.status = $2) ";

VersionRow read_version(const SqlRow& row) {
  VersionRow out;
  out.version_id = row.integer(0);
  out.document_no = row.integer(1);
  out.number = row.integer(2);
  out.sha256 = row.text(3);
  out.bytes = static_cast<std::uint64_t>(row.integer(4));
  out.state = row.text(5);
  out.created_ms = row.integer(6);
  out.header = row.text(7);
  return out;
}

Result<std::vector<VersionRow>> versions(Sql& sql, const std::string& tail, std::int64_t value) {
  const std::string query = R"sql(
        SELECT v.version_id, v.document_no, v.number, v.sha256, b.bytes, v.state, v.created_ms,
          v.header FROM versions v JOIN blobs b ON b.sha256 = v.sha256 WHERE )sql" +
                            tail;
  return read_all(sql, query, {value}, read_version);
}

Result<StoredPart> decode(std::int64_t version_id, const SqlRow& row) {
  const std::string payload = row.text(3);
  if (part_crc(payload, version_id, row.integer(0)) != row.integer(4))
    return fail(Code::kDataLoss, "checksum_mismatch", "part {} of version {} fails its checksum",
                row.integer(0), version_id);
  StoredPart out;
  out.first_code_point = static_cast<std::uint64_t>(row.integer(1));
  out.code_points = static_cast<std::uint64_t>(row.integer(2));
  out.part = TRY(model::decode_part(payload));
  return out;
}

}  // namespace

Result<DocumentRow> find_document(Sql& sql, const std::string& document_id) {
  auto found = TRY(documents(sql, "WHERE d.document_id = $1", {std::string_view(document_id)}));
  if (found.empty())
    return fail(Code::kNotFound, "document_not_found", "there is no document '{}'", document_id);
  return std::move(found.front());
}

Result<DocumentRow> find_document(Sql& sql, std::int64_t document_no) {
  auto found = TRY(documents(sql, "WHERE d.document_no = $1", {document_no}));
  if (found.empty())
    return fail(Code::kNotFound, "document_not_found", "there is no document number {}",
                document_no);
  return std::move(found.front());
}

Result<DocumentRow> lock_document(Sql& sql, std::int64_t document_no) {
  if (sql.dialect() == Dialect::kPostgres)
    TRY(sql.query("SELECT 1 FROM documents WHERE document_no = $1 FOR UPDATE", {document_no},
                  [](const SqlRow&) { return false; }));
  return find_document(sql, document_no);
}

Result<void> lock_intake(Sql& sql, std::int64_t collection_id) {
  constexpr std::int64_t kIntake = 0x696E74616B65;  // "intake"; collections differ by their ids
  if (sql.dialect() == Dialect::kSqlite) return {};
  return sql.query("SELECT pg_advisory_xact_lock($1)", {kIntake ^ (collection_id << 20)},
                   [](const SqlRow&) { return false; });
}

Result<std::optional<DocumentRow>> find_document_by_source(Sql& sql, std::int64_t collection_id,
                                                           const std::string& source) {
  return first_of(documents(sql, R"sql(
      JOIN document_sources s ON s.document_no = d.document_no
      WHERE s.collection_id = $1 AND s.source = $2)sql",
                            {collection_id, std::string_view(source)}));
}

Result<std::optional<DocumentRow>> find_document_by_blob(Sql& sql, std::int64_t collection_id,
                                                         const std::string& sha256) {
  return first_of(documents(sql, R"sql(
      WHERE d.document_no = (
        SELECT x.document_no FROM versions x JOIN documents y ON y.document_no = x.document_no
        WHERE x.sha256 = $1 AND y.collection_id = $2
          AND (x.state = 'current' OR x.state = 'arriving' AND y.current_version = 0)
          AND NOT EXISTS (SELECT 1 FROM versions z
                          WHERE z.document_no = x.document_no AND z.number > x.number
                            AND z.state IN ('arriving', 'current'))
        ORDER BY x.version_id LIMIT 1))sql",
                            {std::string_view(sha256), collection_id}));
}

Result<std::vector<DocumentRow>> list_documents(Sql& sql, const DocumentQuery& query) {
  return documents(sql, std::string(kWanted) + "ORDER BY d.document_no DESC LIMIT $3 OFFSET $4",
                   {query.collection_id, std::string_view(query.status), to_sql(query.limit),
                    to_sql(query.offset)});
}

Result<std::uint64_t> count_documents(Sql& sql, const DocumentQuery& query) {
  std::uint64_t count = 0;
  TRY(sql.query("SELECT COUNT(*) FROM documents d " + std::string(kWanted),
                {query.collection_id, std::string_view(query.status)}, [&](const SqlRow& row) {
                  count = static_cast<std::uint64_t>(row.integer(0));
                  return false;
                }));
  return count;
}

Result<std::int64_t> insert_document(Sql& sql, const DocumentRow& d) {
  std::int64_t number = 0;
  TRY(sql.query(R"sql(
        INSERT INTO documents (document_id, collection_id, title, source, status, created_ms,
                               updated_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING document_no)sql",
                {std::string_view(d.document_id), d.collection_id, std::string_view(d.title),
                 std::string_view(d.source), std::string_view(d.status), d.created_ms},
                [&](const SqlRow& row) {
                  number = row.integer(0);
                  return true;
                }));
  return number;
}

Result<void> update_document(Sql& sql, const DocumentRow& d) {
  TRY(sql.run(R"sql(
        UPDATE documents SET title = $1, source = $2, kind = $3, language = $4, status = $5,
                             reason = $6, warning = $7, current_version = $8, pages = $9,
                             updated_ms = $10, accounting = $11, properties = $12
        WHERE document_no = $13)sql",
              {std::string_view(d.title), std::string_view(d.source), std::string_view(d.kind),
               std::string_view(d.language), std::string_view(d.status), std::string_view(d.reason),
               std::string_view(d.warning), d.current_version, static_cast<std::int64_t>(d.pages),
               d.updated_ms, std::string_view(d.accounting), std::string_view(d.properties),
               d.document_no}));
  return {};
}

Result<void> erase_document(Sql& sql, std::int64_t document_no) {
  TRY(sql.run("DELETE FROM jobs WHERE document_no = $1", {document_no}));
  TRY(sql.run("DELETE FROM documents WHERE document_no = $1", {document_no}));
  return {};
}

Result<std::vector<std::string>> sources_of(Sql& sql, std::int64_t document_no) {
  std::vector<std::string> out;
  TRY(sql.query("SELECT source FROM document_sources WHERE document_no = $1 ORDER BY source",
                {document_no}, [&](const SqlRow& row) {
                  out.push_back(row.text(0));
                  return true;
                }));
  return out;
}

Result<void> set_source(Sql& sql, std::int64_t collection_id, const std::string& source,
                        std::int64_t document_no) {
  // What an index of PostgreSQL takes, and a little less.
  constexpr std::size_t kIndexedBytesMax = 2'600;
  if (sql.dialect() == Dialect::kPostgres && source.size() > kIndexedBytesMax)
    return fail(Code::kInvalidArgument, "source_too_long",
                "the source has {} bytes; on PostgreSQL it may have {}", source.size(),
                kIndexedBytesMax);
  TRY(sql.run(R"sql(
        INSERT INTO document_sources (collection_id, source, document_no) VALUES ($1, $2, $3)
        ON CONFLICT (collection_id, source) DO UPDATE SET document_no = excluded.document_no)sql",
              {collection_id, std::string_view(source), document_no}));
  TRY(sql.run(R"sql(
        UPDATE documents SET holds_source = 1
        WHERE document_no = $1 AND collection_id = $2 AND source = $3)sql",
              {document_no, collection_id, std::string_view(source)}));
  return {};
}

Result<VersionRow> insert_version(Sql& sql, std::int64_t document_no, const std::string& sha256,
                                  std::int64_t now_ms, const std::string& header) {
  std::int64_t id = 0;
  TRY(sql.query(R"sql(
        INSERT INTO versions (document_no, number, sha256, state, created_ms, header)
        SELECT $1, COALESCE(MAX(number), 0) + 1, $2, 'arriving', $3, $4 FROM versions
        WHERE document_no = $1 RETURNING version_id)sql",
                {document_no, std::string_view(sha256), now_ms, std::string_view(header)},
                [&](const SqlRow& row) {
                  id = row.integer(0);
                  return true;
                }));
  return find_version(sql, id);
}

Result<std::optional<VersionRow>> newest_version(Sql& sql, std::int64_t document_no) {
  auto found = TRY(versions(sql,
                            "v.document_no = $1 AND v.state IN ('arriving', 'current') "
                            "ORDER BY v.number DESC LIMIT 1",
                            document_no));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<void> set_version_state(Sql& sql, std::int64_t version_id, std::string_view state) {
  TRY(sql.run("UPDATE versions SET state = $1 WHERE version_id = $2", {state, version_id}));
  return {};
}

Result<std::vector<VersionRow>> list_versions(Sql& sql, std::int64_t document_no) {
  return versions(sql, "v.document_no = $1 ORDER BY v.version_id", document_no);
}

Result<VersionRow> find_version(Sql& sql, std::int64_t version_id) {
  auto found = TRY(versions(sql, "v.version_id = $1", version_id));
  if (found.empty())
    return fail(Code::kNotFound, "version_not_found", "there is no version number {}", version_id);
  return std::move(found.front());
}

Result<void> put_parts(Sql& sql, std::int64_t version_id, const std::vector<StoredPart>& parts) {
  std::vector<std::string> payloads;
  for (const StoredPart& stored : parts)
    payloads.push_back(model::encode_part(stored.part));
  std::vector<Values> rows;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const model::ParsedPart& part = parts[i].part;
    const auto number = static_cast<std::int64_t>(part.number);
    rows.push_back({version_id, number, to_sql(parts[i].first_code_point),
                    to_sql(parts[i].code_points), static_cast<std::int64_t>(part.page),
                    Bytes{payloads[i]}, part_crc(payloads[i], version_id, number),
                    to_sql(part.blocks.size())});
  }
  TRY(sql.run_later(R"sql(
        INSERT INTO parts (version_id, number, first_code_point, code_points, page, payload, crc,
                           blocks)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (version_id, number) DO UPDATE SET
          first_code_point = excluded.first_code_point, code_points = excluded.code_points,
          page = excluded.page, payload = excluded.payload, crc = excluded.crc,
          blocks = excluded.blocks)sql",
                    rows));
  return {};
}

Result<void> put_part(Sql& sql, std::int64_t version_id, std::uint64_t first_code_point,
                      const model::ParsedPart& part) {
  return put_parts(sql, version_id, {{first_code_point, text::count_code_points(part.text), part}});
}

Result<std::vector<PartSize>> part_sizes(Sql& sql, std::int64_t version_id) {
  std::vector<PartSize> out;
  TRY(sql.query("SELECT number, blocks FROM parts WHERE version_id = $1 ORDER BY number",
                {version_id}, [&](const SqlRow& row) {
                  out.push_back({static_cast<std::uint32_t>(row.integer(0)), row.integer(1)});
                  return true;
                }));
  for (PartSize& part : out)
    if (part.blocks < 0)  // written by a program that did not count them
      part.blocks = static_cast<std::int64_t>(
          TRY(read_part(sql, version_id, part.number)).part.blocks.size());
  return out;
}

Result<void> erase_parts(Sql& sql, std::int64_t version_id) {
  TRY(sql.run("DELETE FROM parts WHERE version_id = $1", {version_id}));
  return {};
}

Result<std::vector<StoredPart>> read_parts(Sql& sql, std::int64_t version_id, std::uint32_t first,
                                           std::uint64_t most) {
  std::vector<StoredPart> out;
  std::optional<Error> error;
  TRY(sql.query(R"sql(
        SELECT number, first_code_point, code_points, payload, crc FROM parts
        WHERE version_id = $1 AND number >= $2 ORDER BY number LIMIT $3)sql",
                {version_id, static_cast<std::int64_t>(first), to_sql(most)},
                [&](const SqlRow& row) {
                  auto part = decode(version_id, row);
                  if (part)
                    out.push_back(std::move(*part));
                  else
                    error = part.error();
                  return !error;
                }));
  if (error) return std::unexpected(*error);
  return out;
}

Result<std::vector<StoredPart>> read_parts(Sql& sql, std::int64_t version_id) {
  constexpr std::uint64_t kAll = std::numeric_limits<std::int64_t>::max();
  return read_parts(sql, version_id, 0, kAll);
}

Result<StoredPart> read_part(Sql& sql, std::int64_t version_id, std::uint32_t number) {
  auto found = TRY(read_parts(sql, version_id, number, 1));
  if (found.empty() || found.front().part.number != number)
    return fail(Code::kNotFound, "part_not_found", "version {} has no part {}", version_id, number);
  return std::move(found.front());
}

}  // namespace alexandria::store
