// Databases of SQLite, from the first version on.
#include <array>

#include "schema.hpp"

namespace alexandria::store {
namespace {

// The way to kBaseSchema. Never edited; later steps stand in schema.cpp.
constexpr const char* kFirst = R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE access_sets (access_set INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO access_sets VALUES (0, 'default'), (1, 'arriving');
CREATE TABLE collections (
  collection_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL DEFAULT 0, next_row_no INTEGER NOT NULL DEFAULT 1,
  purged_position INTEGER NOT NULL DEFAULT 0, retention_ms INTEGER NOT NULL DEFAULT 0,
  created_ms INTEGER NOT NULL);
CREATE TABLE catalogue_feed (
  position INTEGER PRIMARY KEY, kind TEXT NOT NULL, object TEXT NOT NULL, at_ms INTEGER NOT NULL);
CREATE TABLE vector_spaces (
  space_id INTEGER PRIMARY KEY,
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
  document_no INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE,
  collection_id INTEGER NOT NULL REFERENCES collections, title TEXT NOT NULL,
  source TEXT NOT NULL, kind TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', warning TEXT NOT NULL DEFAULT '',
  current_version INTEGER NOT NULL DEFAULT 0, pages INTEGER NOT NULL DEFAULT 0,
  access_set INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL, UNIQUE (collection_id, source));
CREATE TABLE versions (
  version_id INTEGER PRIMARY KEY,
  document_no INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blobs, state TEXT NOT NULL, created_ms INTEGER NOT NULL);
CREATE INDEX versions_by_document ON versions (document_no);
CREATE INDEX versions_by_blob ON versions (sha256);
CREATE TABLE parts (
  version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE, number INTEGER NOT NULL,
  first_code_point INTEGER NOT NULL, code_points INTEGER NOT NULL, page INTEGER NOT NULL,
  payload BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (version_id, number));
CREATE TABLE bodies (
  body_id INTEGER PRIMARY KEY, text TEXT NOT NULL, metadata TEXT NOT NULL, crc INTEGER NOT NULL);
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
  vector BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (space_id, row_no));
CREATE TABLE jobs (
  job_id TEXT PRIMARY KEY, kind TEXT NOT NULL, collection_id INTEGER NOT NULL,
  document_no INTEGER NOT NULL, version_id INTEGER NOT NULL, state TEXT NOT NULL,
  stage TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
  attempt INTEGER NOT NULL DEFAULT 0, fence INTEGER NOT NULL DEFAULT 0,
  lease_until_ms INTEGER NOT NULL DEFAULT 0, checkpoint TEXT NOT NULL DEFAULT '',
  cancel_wanted INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL,
  started_ms INTEGER NOT NULL DEFAULT 0, updated_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX jobs_by_state ON jobs (state, created_ms);
CREATE INDEX jobs_by_document ON jobs (document_no);
CREATE TABLE embedding_cache (
  model_version TEXT NOT NULL, text_hash TEXT NOT NULL, vector BLOB NOT NULL,
  used_ms INTEGER NOT NULL, PRIMARY KEY (model_version, text_hash));
)sql";

constexpr const char* kConversations = R"sql(
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

// Ids that are never given twice (AUTOINCREMENT remembers the highest ever given), a document that
// several sources share, jobs that wait and count how often the process ended under them, and
// vectors that are found by their text: the cache of embeddings outlived what was deleted.
constexpr const char* kIdentities = R"sql(
CREATE TABLE new_collections (
  collection_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL DEFAULT 0, next_row_no INTEGER NOT NULL DEFAULT 1,
  purged_position INTEGER NOT NULL DEFAULT 0, retention_ms INTEGER NOT NULL DEFAULT 0,
  created_ms INTEGER NOT NULL);
INSERT INTO new_collections SELECT collection_id, name, position, next_row_no, purged_position,
  retention_ms, created_ms FROM collections;
DROP TABLE collections;
ALTER TABLE new_collections RENAME TO collections;

CREATE TABLE new_vector_spaces (
  space_id INTEGER PRIMARY KEY AUTOINCREMENT,
  collection_id INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
  name TEXT NOT NULL, model TEXT NOT NULL, model_version TEXT NOT NULL,
  dimension INTEGER NOT NULL, metric TEXT NOT NULL, state TEXT NOT NULL);
INSERT INTO new_vector_spaces SELECT space_id, collection_id, name, model, model_version,
  dimension, metric, state FROM vector_spaces;
DROP TABLE vector_spaces;
ALTER TABLE new_vector_spaces RENAME TO vector_spaces;
CREATE INDEX vector_spaces_by_collection ON vector_spaces (collection_id);

CREATE TABLE new_documents (
  document_no INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL UNIQUE,
  collection_id INTEGER NOT NULL REFERENCES collections, title TEXT NOT NULL,
  source TEXT NOT NULL, kind TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', warning TEXT NOT NULL DEFAULT '',
  current_version INTEGER NOT NULL DEFAULT 0, pages INTEGER NOT NULL DEFAULT 0,
  access_set INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL);
INSERT INTO new_documents SELECT document_no, document_id, collection_id, title, source, kind,
  language, status, reason, warning, current_version, pages, access_set, created_ms, updated_ms
  FROM documents;
DROP TABLE documents;
ALTER TABLE new_documents RENAME TO documents;
CREATE INDEX documents_by_collection ON documents (collection_id, document_no);

CREATE TABLE document_sources (
  collection_id INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE, source TEXT NOT NULL,
  document_no INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  PRIMARY KEY (collection_id, source)) WITHOUT ROWID;
CREATE INDEX document_sources_by_document ON document_sources (document_no);
INSERT INTO document_sources SELECT collection_id, source, document_no FROM documents;

CREATE TABLE new_versions (
  version_id INTEGER PRIMARY KEY AUTOINCREMENT,
  document_no INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blobs, state TEXT NOT NULL, created_ms INTEGER NOT NULL,
  UNIQUE (document_no, number));
INSERT INTO new_versions SELECT version_id, document_no, number, sha256, state, created_ms
  FROM versions;
DROP TABLE versions;
ALTER TABLE new_versions RENAME TO versions;
CREATE INDEX versions_by_blob ON versions (sha256);

CREATE TABLE new_bodies (
  body_id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, metadata TEXT NOT NULL,
  crc INTEGER NOT NULL);
INSERT INTO new_bodies SELECT body_id, text, metadata, crc FROM bodies;
DROP TABLE bodies;
ALTER TABLE new_bodies RENAME TO bodies;

ALTER TABLE jobs ADD COLUMN not_before_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN process_ends INTEGER NOT NULL DEFAULT 0;
ALTER TABLE parts ADD COLUMN blocks INTEGER NOT NULL DEFAULT -1;
ALTER TABLE vectors ADD COLUMN text_hash TEXT NOT NULL DEFAULT '';
CREATE INDEX vectors_by_text ON vectors (text_hash);
DROP TABLE embedding_cache;
)sql";

// What became of everything that stands in a document's source, as JSON; empty where a program that
// did not count has read it.
constexpr const char* kAccounting = R"sql(
ALTER TABLE documents ADD COLUMN accounting TEXT NOT NULL DEFAULT '';
)sql";

// Checksums that also tell whose bytes they are (`row_mark`): a whole part or vector under another
// row's key passed. They are changed without reading the bytes, so that what was damaged stays so;
// a XOR b is (a | b) - (a & b). And a document knows whether the source that it is shown under
// stands for it: a bare upload has none, which nothing told from a source that was lost.
constexpr const char* kBoundChecksums = R"sql(
UPDATE parts SET crc = (crc | ((version_id * 2654435761 + number) & 4294967295))
                     - (crc & ((version_id * 2654435761 + number) & 4294967295));
UPDATE vectors SET crc = (crc | ((space_id * 2654435761 + row_no) & 4294967295))
                       - (crc & ((space_id * 2654435761 + row_no) & 4294967295));
ALTER TABLE documents ADD COLUMN holds_source INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET holds_source = 1 WHERE EXISTS (
  SELECT 1 FROM document_sources s WHERE s.collection_id = documents.collection_id
    AND s.source = documents.source AND s.document_no = documents.document_no);
)sql";

// What a user says of the first row of a CSV file: `first_row` names the columns, or `none` does.
constexpr const char* kHeaders = R"sql(
ALTER TABLE versions ADD COLUMN header TEXT NOT NULL DEFAULT '';
)sql";

constexpr std::array kToBase = {kFirst,      kConversations,  kIdentities,
                                kAccounting, kBoundChecksums, kHeaders};

// References are off while tables are made anew, and proved before the COMMIT.
Result<void> run_script(SqliteConnection& connection, const std::string& script, std::int64_t from,
                        std::int64_t to) {
  TRY(connection.script("PRAGMA foreign_keys=OFF"));
  TRY(connection.script("BEGIN IMMEDIATE"));
  TRY(connection.script(script.c_str()));
  if (from == 0) TRY(write_timeline(connection));
  std::string broken;
  TRY(connection.query("PRAGMA foreign_key_check", {}, [&](const SqlRow& row) {
    broken = row.text(0);
    return false;
  }));
  if (!broken.empty())
    return fail(Code::kDataLoss, "database_damaged",
                "table {} has rows whose references lead nowhere: the database stays at version {}",
                broken, from);
  TRY(connection.script(fmt::format("PRAGMA user_version={}", to).c_str()));
  TRY(connection.script("COMMIT"));
  return connection.script("PRAGMA foreign_keys=ON");
}

}  // namespace

Result<void> migrate(SqliteConnection& connection, std::int64_t version) {
  static_assert(kToBase.size() == kBaseSchema);
  std::int64_t found = 0;
  TRY(connection.query("PRAGMA user_version", {}, [&](const SqlRow& row) {
    found = row.integer(0);
    return false;
  }));
  if (found > kNewestSchema) return prove_usable(connection, found);
  if (found == 0 && version >= kBaseSchema) {
    TRY(run_script(connection, std::string(base_schema()), 0, kBaseSchema));
    found = kBaseSchema;
  }
  for (; found < version; ++found)
    TRY(run_script(connection,
                   found < kBaseSchema ? kToBase[static_cast<std::size_t>(found)]
                                       : step_after(found, Dialect::kSqlite),
                   found, found + 1));
  return {};
}

}  // namespace alexandria::store
