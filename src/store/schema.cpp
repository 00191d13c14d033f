#include "schema.hpp"

#include <array>

#include <fmt/format.h>

#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"
#include "postgres.hpp"

namespace alexandria::store {
namespace {

// Version kBaseSchema. What became of databases of SQLite before it stands in migrations.cpp.
constexpr std::string_view kBase = R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE access_sets (access_set INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO access_sets VALUES (0, 'default'), (1, 'arriving');
CREATE TABLE collections (
  collection_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL DEFAULT 0, next_row_no INTEGER NOT NULL DEFAULT 1,
  purged_position INTEGER NOT NULL DEFAULT 0, retention_ms INTEGER NOT NULL DEFAULT 0,
  created_ms INTEGER NOT NULL);
CREATE TABLE catalogue_feed (
  position INTEGER PRIMARY KEY, kind TEXT NOT NULL, object TEXT NOT NULL, at_ms INTEGER NOT NULL);
CREATE TABLE vector_spaces (
  space_id INTEGER PRIMARY KEY AUTOINCREMENT,
  collection_id INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
  name TEXT NOT NULL, model TEXT NOT NULL, model_version TEXT NOT NULL,
  dimension INTEGER NOT NULL, metric TEXT NOT NULL, state TEXT NOT NULL);
CREATE INDEX vector_spaces_by_collection ON vector_spaces (collection_id);
CREATE TABLE commits (
  collection_id INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  commit_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY (collection_id, last)) WITHOUT ROWID;
CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, state TEXT NOT NULL,
  condemned_ms INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE documents (
  document_no INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL UNIQUE,
  collection_id INTEGER NOT NULL REFERENCES collections, title TEXT NOT NULL,
  source TEXT NOT NULL, kind TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', warning TEXT NOT NULL DEFAULT '',
  current_version INTEGER NOT NULL DEFAULT 0, pages INTEGER NOT NULL DEFAULT 0,
  access_set INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL, accounting TEXT NOT NULL DEFAULT '',
  holds_source INTEGER NOT NULL DEFAULT 0);
CREATE INDEX documents_by_collection ON documents (collection_id, document_no);
CREATE TABLE document_sources (
  collection_id INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE, source TEXT NOT NULL,
  document_no INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  PRIMARY KEY (collection_id, source)) WITHOUT ROWID;
CREATE INDEX document_sources_by_document ON document_sources (document_no);
CREATE TABLE versions (
  version_id INTEGER PRIMARY KEY AUTOINCREMENT,
  document_no INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blobs, state TEXT NOT NULL, created_ms INTEGER NOT NULL,
  header TEXT NOT NULL DEFAULT '',
  UNIQUE (document_no, number));
CREATE INDEX versions_by_blob ON versions (sha256);
CREATE TABLE parts (
  version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE, number INTEGER NOT NULL,
  first_code_point INTEGER NOT NULL, code_points INTEGER NOT NULL, page INTEGER NOT NULL,
  payload BLOB NOT NULL, crc INTEGER NOT NULL, blocks INTEGER NOT NULL DEFAULT -1,
  PRIMARY KEY (version_id, number));
CREATE TABLE bodies (
  body_id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, metadata TEXT NOT NULL,
  crc INTEGER NOT NULL);
CREATE TABLE records (
  collection_id INTEGER NOT NULL REFERENCES collections, row_no INTEGER NOT NULL,
  id TEXT NOT NULL, seq INTEGER NOT NULL, position INTEGER NOT NULL,
  body_id INTEGER NOT NULL REFERENCES bodies, document_no INTEGER NOT NULL,
  version_id INTEGER NOT NULL, access_set INTEGER NOT NULL REFERENCES access_sets,
  PRIMARY KEY (collection_id, row_no)) WITHOUT ROWID;
CREATE UNIQUE INDEX records_by_position ON records (collection_id, position);
CREATE UNIQUE INDEX records_by_id ON records (collection_id, id);
CREATE INDEX records_by_version ON records (version_id);
CREATE INDEX records_by_body ON records (body_id);
CREATE TABLE record_history (
  collection_id INTEGER NOT NULL, row_no INTEGER NOT NULL, id TEXT NOT NULL,
  seq INTEGER NOT NULL, from_position INTEGER NOT NULL, to_position INTEGER NOT NULL,
  body_id INTEGER NOT NULL REFERENCES bodies, document_no INTEGER NOT NULL,
  version_id INTEGER NOT NULL, access_set INTEGER NOT NULL, ended_ms INTEGER NOT NULL,
  PRIMARY KEY (collection_id, row_no, from_position)) WITHOUT ROWID;
CREATE INDEX record_history_by_body ON record_history (body_id);
CREATE TABLE tombstones (
  collection_id INTEGER NOT NULL, position INTEGER NOT NULL, row_no INTEGER NOT NULL,
  id TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (collection_id, position)) WITHOUT ROWID;
CREATE TABLE vectors (
  space_id INTEGER NOT NULL REFERENCES vector_spaces ON DELETE CASCADE, row_no INTEGER NOT NULL,
  vector BLOB NOT NULL, crc INTEGER NOT NULL, text_hash TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (space_id, row_no));
CREATE INDEX vectors_by_text ON vectors (text_hash);
CREATE TABLE jobs (
  job_id TEXT PRIMARY KEY, kind TEXT NOT NULL, collection_id INTEGER NOT NULL,
  document_no INTEGER NOT NULL, version_id INTEGER NOT NULL, state TEXT NOT NULL,
  stage TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
  attempt INTEGER NOT NULL DEFAULT 0, fence INTEGER NOT NULL DEFAULT 0,
  lease_until_ms INTEGER NOT NULL DEFAULT 0, checkpoint TEXT NOT NULL DEFAULT '',
  cancel_wanted INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL,
  started_ms INTEGER NOT NULL DEFAULT 0, updated_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
  process_ends INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX jobs_by_state ON jobs (state, created_ms);
CREATE INDEX jobs_by_document ON jobs (document_no);
CREATE TABLE conversations (
  conversation_id TEXT PRIMARY KEY,
  collection_id INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE, title TEXT NOT NULL,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX conversations_by_use ON conversations (updated_ms);
CREATE TABLE turns (
  conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  number INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
  created_ms INTEGER NOT NULL, PRIMARY KEY (conversation_id, number));
CREATE TABLE judgements (
  judgement_id TEXT PRIMARY KEY,
  collection_id INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE, query TEXT NOT NULL,
  document_id TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
  grade INTEGER NOT NULL, created_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX judgements_by_document ON judgements (document_id);
)sql";

// Nodes that share a database; which of them runs a job, and one job of a document at a time, by
// the database's own word. Sessions of the page, good on any node. A transaction on PostgreSQL
// writes its random id, which tells whether it was committed where the answer was lost.
constexpr std::string_view kNodes = R"sql(
CREATE TABLE nodes (
  node_id TEXT PRIMARY KEY, address TEXT NOT NULL, version TEXT NOT NULL, state TEXT NOT NULL,
  workers INTEGER NOT NULL, behind INTEGER NOT NULL DEFAULT 0, started_ms INTEGER NOT NULL,
  heartbeat_ms INTEGER NOT NULL) WITHOUT ROWID;
ALTER TABLE jobs ADD COLUMN node_id TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX jobs_running ON jobs (document_no) WHERE state = 'running';
ALTER TABLE blobs ADD COLUMN object_key TEXT NOT NULL DEFAULT '';
CREATE TABLE blob_garbage (object_key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY, kind TEXT NOT NULL, until_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE commit_ids (commit_id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
)sql";

// Passages of a running job that other nodes embed.
constexpr std::string_view kEmbedTasks = R"sql(
CREATE TABLE embed_tasks (
  task_id TEXT PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE,
  model TEXT NOT NULL, model_version TEXT NOT NULL, texts TEXT NOT NULL, count INTEGER NOT NULL,
  state TEXT NOT NULL, node_id TEXT NOT NULL DEFAULT '', lease_until_ms INTEGER NOT NULL DEFAULT 0,
  vectors BLOB, crc INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX embed_tasks_by_job ON embed_tasks (job_id);
CREATE INDEX embed_tasks_by_state ON embed_tasks (state, created_ms);
)sql";

// What files say of themselves (author, keywords), as JSON; empty where they say nothing.
constexpr std::string_view kProperties = R"sql(
ALTER TABLE documents ADD COLUMN properties TEXT NOT NULL DEFAULT '';
)sql";

// Records without documents: collections of tenants and databases, as Chroma's clients know them.
// The name of a collection outside the default database stands behind its database's id
// ("ID/NAME"), so that names are unique in a database by the constraint that was there. A body may
// have no text, and a URI.
constexpr std::string_view kRecordCollections = R"sql(
CREATE TABLE tenants (tenant TEXT PRIMARY KEY, resource_name TEXT) WITHOUT ROWID;
INSERT INTO tenants (tenant) VALUES ('default_tenant');
CREATE TABLE databases (
  database_id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants, name TEXT NOT NULL,
  UNIQUE (tenant, name)) WITHOUT ROWID;
INSERT INTO databases VALUES
  ('00000000-0000-0000-0000-000000000000', 'default_tenant', 'default_database');
ALTER TABLE collections ADD COLUMN database_id TEXT NOT NULL
  DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE collections ADD COLUMN uuid TEXT NOT NULL DEFAULT '';
ALTER TABLE collections ADD COLUMN kind TEXT NOT NULL DEFAULT 'documents';
ALTER TABLE collections ADD COLUMN metadata TEXT NOT NULL DEFAULT '';
ALTER TABLE collections ADD COLUMN configuration TEXT NOT NULL DEFAULT '';
ALTER TABLE collections ADD COLUMN record_schema TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX collections_by_uuid ON collections (uuid) WHERE uuid <> '';
CREATE INDEX collections_by_database ON collections (database_id);
ALTER TABLE bodies ADD COLUMN uri TEXT;
ALTER TABLE bodies ADD COLUMN has_text INTEGER NOT NULL DEFAULT 1;
)sql";

// A step, and the earliest version whose programs work on what it leaves.
struct Step {
  std::string_view script;
  std::int64_t since;
};
constexpr std::array kSteps = {Step{kNodes, 7}, Step{kEmbedTasks, 7}, Step{kProperties, 7},
                               Step{kRecordCollections, 7}};
static_assert(kBaseSchema + kSteps.size() == kNewestSchema);

constexpr std::int64_t kMigrationLock = 0x616C657861;  // of pg_advisory_xact_lock: "alexa"

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

Result<std::int64_t> version_of(Sql& sql) {
  std::int64_t found = 0;
  bool there = false;
  TRY(sql.query("SELECT to_regclass('meta') IS NOT NULL", {}, [&](const SqlRow& row) {
    there = row.integer(0) != 0;
    return false;
  }));
  if (!there) return 0;
  TRY(sql.query("SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'schema'", {},
                [&](const SqlRow& row) {
                  found = row.integer(0);
                  return false;
                }));
  return found;
}

Result<void> set_version(Sql& sql, std::int64_t version) {
  const std::string value = std::to_string(version);
  TRY(
      sql.run("INSERT INTO meta (name, value) VALUES ('schema', $1) "
              "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
              {std::string_view(value)}));
  return {};
}

Result<void> to_newest(PostgresConnection& connection) {
  TRY(connection.query("SELECT pg_advisory_xact_lock($1)", {kMigrationLock},
                       [](const SqlRow&) { return false; }));
  const std::int64_t found = TRY(version_of(connection));
  if (found > kNewestSchema) return prove_usable(connection, found);
  if (found == 0) {
    TRY(connection.script(in_dialect(kBase, Dialect::kPostgres)));
    TRY(write_timeline(connection));
  }
  for (std::int64_t version = std::max(found, kBaseSchema); version < kNewestSchema; ++version)
    TRY(connection.script(step_after(version, Dialect::kPostgres)));
  return found == kNewestSchema ? Result<void>{} : set_version(connection, kNewestSchema);
}

}  // namespace

std::string_view base_schema() { return kBase; }

std::string step_after(std::int64_t version, Dialect dialect) {
  const Step& step = kSteps.at(static_cast<std::size_t>(version - kBaseSchema));
  return in_dialect(step.script, dialect) +
         fmt::format(
             "INSERT INTO meta (name, value) VALUES ('schema_since', '{}')\n"
             "ON CONFLICT (name) DO UPDATE SET value = excluded.value;\n",
             step.since);
}

std::string in_dialect(std::string_view portable, Dialect dialect) {
  std::string out(portable);
  if (dialect == Dialect::kSqlite) return out;
  replace_all(out, "INTEGER PRIMARY KEY AUTOINCREMENT",
              "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY");
  replace_all(out, "INTEGER", "BIGINT");
  replace_all(out, "BLOB", "BYTEA");
  replace_all(out, " WITHOUT ROWID", "");
  return out;
}

Result<void> write_timeline(Sql& sql) {
  const std::string timeline = base::new_identifier(sql.now_ms());
  TRY(sql.run("INSERT INTO meta (name, value) VALUES ('timeline', $1)",
              {std::string_view(timeline)}));
  return {};
}

Result<void> prove_usable(Sql& sql, std::int64_t found) {
  std::int64_t since = found;
  TRY(sql.query("SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'schema_since'", {},
                [&](const SqlRow& row) {
                  since = row.integer(0);
                  return false;
                }));
  if (since <= kNewestSchema) {
    log::info(
        "the database has schema version {} of a later program; this one knows {} and works "
        "on it",
        found, kNewestSchema);
    return {};
  }
  return fail(Code::kDataLoss, "database_too_new",
              "the database has schema version {}, which needs a program that knows version {} or "
              "later; this one knows up to {}: use the later program",
              found, since, kNewestSchema);
}

Result<void> migrate(PostgresConnection& connection) {
  connection.begin(PostgresConnection::Kind::kWrite);
  TRY(to_newest(connection));
  return connection.commit();
}

}  // namespace alexandria::store
