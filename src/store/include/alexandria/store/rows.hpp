#pragma once
// The rows of the store as values.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace alexandria::store {

/// As the library sees a collection. One of records shows no vectors here: they are of no model
/// that the library knows (record_collections.hpp).
struct CollectionRow {
  std::int64_t collection_id = 0;
  std::string name;
  std::string model;  // "none": no vectors
  std::string model_version;
  std::size_t dimension = 0;
  std::int64_t space_id = 0;  // the current vector space; 0: none
  std::int64_t retention_ms = 0;
  std::uint64_t position = 0;
  std::uint64_t purged_position = 0;
  std::int64_t created_ms = 0;
  std::string commit_id;       // of the commit that came to `position`; empty: none is known
  bool is_of_records = false;  // of those that came without documents
  std::string database_id;     // of the tenants' databases
};

// A write as whoever made it remembers it; has_happened (collections.hpp) tells whether it is of
// this database's history.
struct Written {
  std::int64_t collection_id = 0;
  std::uint64_t position = 0;  // that the collection came to, or had
  std::string commit_id;       // of the commit that came to it; empty: none is known
  std::string transaction_id;  // Sql::transaction_id; empty: it had none
  std::int64_t at_ms = 0;
};

struct DocumentRow {
  std::int64_t document_no = 0;
  std::string document_id;
  std::int64_t collection_id = 0;
  std::string title;
  std::string source;  // path or URL it came from, or the file's bare name; text, to be shown
  std::string kind;
  std::string language;
  std::string status;  // processing, searchable, failed
  std::string reason;  // of a failure
  std::string warning;
  std::string accounting;  // JSON (model::accounting_to_json); empty where nothing was counted
  std::string properties;  // JSON (model::properties_to_json); empty where the file says none
  std::int64_t current_version = 0;  // version_id; 0: none yet
  std::uint32_t pages = 0;
  std::uint64_t bytes = 0;
  std::string sha256;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
};

struct VersionRow {
  std::int64_t version_id = 0;
  std::int64_t document_no = 0;
  std::int64_t number = 0;  // from 1
  std::string sha256;
  std::uint64_t bytes = 0;
  std::string state;  // arriving, current, retired, failed, superseded
  std::int64_t created_ms = 0;
  std::string header;  // of CSV, what its user says: first_row, none; empty: nothing
};

/// A record as it is written: thin row, body and vector together.
struct NewRecord {
  std::string id;
  std::string text;
  std::string metadata;  // JSON
  std::int64_t document_no = 0;
  std::int64_t version_id = 0;
  std::uint32_t access_set = 0;
  std::vector<float> vector;  // empty: none
  std::string text_hash;      // of what the model read: 32 hexadecimal digits; empty: not kept
  bool has_text = true;       // false: `text` is empty because there is none
  std::optional<std::string> uri = {};
};

/// A record as the feed gives it. A deleted one has row_no and position only.
struct RecordRow {
  std::uint64_t row_no = 0;
  std::uint64_t position = 0;
  bool deleted = false;
  std::string id;
  std::int64_t document_no = 0;
  std::int64_t version_id = 0;
  std::uint32_t access_set = 0;
  std::string text;
  std::string metadata;
  std::vector<float> vector;
  bool has_text = true;
  std::optional<std::string> uri = {};
};

/// What a request changed in a collection: the span of positions, and the commit that names it.
struct CommitRow {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::string commit_id;
};

struct JobRow {
  std::string job_id;
  std::string kind;
  std::int64_t collection_id = 0;
  std::int64_t document_no = 0;
  std::int64_t version_id = 0;
  std::string document_id;
  std::string title;
  std::string state;  // queued, running, done, failed, cancelled
  std::string stage;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string reason;
  std::int64_t attempt = 0;  // how often it was taken
  std::int64_t fence = 0;
  std::string checkpoint;  // JSON
  bool cancel_wanted = false;
  std::int64_t failures = 0;       // attempts that ended in an error that may pass
  std::int64_t not_before_ms = 0;  // queued: not taken before this
  std::string node_id;             // that runs it, or ran it last
  std::int64_t process_ends = 0;   // how often the process ended under it since it last advanced
  std::int64_t created_ms = 0;
  std::int64_t started_ms = 0;
  std::int64_t updated_ms = 0;
};

/// A process that serves the library.
struct NodeRow {
  std::string node_id;
  std::string address;  // under which it is reached; empty: it serves nobody
  std::string version;
  std::string state;  // ready, draining; lost: it gave no sign for a while
  std::int64_t workers = 0;
  std::uint64_t behind = 0;  // positions that its indexes are behind
  std::int64_t started_ms = 0;
  std::int64_t heartbeat_ms = 0;
};

}  // namespace alexandria::store
