#include "alexandria/store/record_writes.hpp"

#include <algorithm>

#include "alexandria/store/collections.hpp"
#include "body_crc.hpp"
#include "delete_rows.hpp"
#include "stored_text.hpp"
#include "vector_bytes.hpp"

namespace alexandria::store {
namespace {

constexpr std::size_t kIdsTogether = 64;  // in one run of a statement

// From here to the COMMIT nobody else writes to the collection.
Result<RecordCollectionRow> lock(Sql& sql, std::int64_t collection_id) {
  std::string uuid;
  bool is_of_records = false;
  TRY(sql.query(fmt::format("SELECT uuid, kind = 'records', name FROM collections "
                            "WHERE collection_id = $1{}",
                            sql.dialect() == Dialect::kPostgres ? " FOR UPDATE" : ""),
                {collection_id}, [&](const SqlRow& row) {
                  uuid = row.text(0);
                  is_of_records = row.integer(1) != 0;
                  return false;
                }));
  if (uuid.empty())
    return fail(Code::kNotFound, "collection_not_found", "collection number {} was dropped",
                collection_id);
  auto found = TRY(find_record_collection(sql, uuid));
  if (!is_of_records)
    return fail(Code::kConflict, "managed_by_library",
                "collection [{}] holds the passages of documents: they change with the documents, "
                "in the library, and can only be read here",
                found.name);
  return found;
}

// "$2, $3, ...", for kIdsTogether values.
const std::string& places() {
  static const std::string kPlaces = [] {
    std::string out;
    for (std::size_t i = 0; i < kIdsTogether; ++i)
      out += fmt::format("{}${}", i == 0 ? "" : ", ", i + 2);
    return out;
  }();
  return kPlaces;
}

// Runs of a statement with `places`; the last run is filled up with its last value.
template <class List, class ToValue>
std::vector<Values> runs_of(std::int64_t first, const List& list, ToValue to_value) {
  std::vector<Values> runs;
  for (std::size_t at = 0; at < list.size(); at += kIdsTogether) {
    Values run = {first};
    for (std::size_t i = 0; i < kIdsTogether; ++i)
      run.push_back(to_value(list[std::min(at + i, list.size() - 1)]));
    runs.push_back(std::move(run));
  }
  return runs;
}

// A record as it is, and as it becomes.
struct State {
  std::int64_t row_no = 0;  // 0: there is none yet
  std::int64_t body_id = 0;
  NewRecord record;
  model::Metadata metadata;
  bool is_wanted = false;  // it is there, or a change makes it
  bool is_changed = false;
  bool is_body_changed = false;
};

class Writing {
 public:
  Writing(Sql& sql, RecordCollectionRow collection, std::int64_t now_ms)
      : sql_(sql), collection_(std::move(collection)), now_ms_(now_ms) {}

  Result<WrittenRecords> run(const RecordWrite& write) {
    TRY(fix_dimension(write));
    for (const RecordChange& change : write.changes) {
      std::string id = to_stored(change.id);
      if (states_.try_emplace(id).second) order_.push_back(std::move(id));
    }
    TRY(read_old(write.kind != WriteKind::kAdd));
    for (const RecordChange& change : write.changes)
      apply(change, write.kind, states_.at(to_stored(change.id)));
    return write_all();
  }

 private:
  Result<void> fix_dimension(const RecordWrite& write) {
    std::size_t& dimension = collection_.row.dimension;
    const bool is_open = dimension == 0;
    for (const RecordChange& change : write.changes) {
      if (change.vector.empty()) continue;
      if (dimension == 0) dimension = change.vector.size();
      if (change.vector.size() != dimension)
        return fail(Code::kInvalidArgument, "wrong_dimension",
                    "Collection expecting embedding with dimension of {}, got {}", dimension,
                    change.vector.size());
    }
    if (!is_open || dimension == 0) return {};
    TRY(sql_.run("UPDATE vector_spaces SET dimension = $1 WHERE space_id = $2",
                 {to_sql(dimension), collection_.row.space_id}));
    return {};
  }

  Result<void> read_old(bool with_bodies) {
    const auto runs = runs_of(collection_.row.collection_id, order_,
                              [](const std::string& id) { return std::string_view(id); });
    std::optional<Error> error;
    const std::string statement =
        with_bodies
            ? fmt::format(R"sql(
            SELECT r.id, r.row_no, r.body_id, b.text, b.metadata, b.crc, b.has_text, b.uri
            FROM records r JOIN bodies b ON b.body_id = r.body_id
            WHERE r.collection_id = $1 AND r.id IN ({}))sql",
                          places())
            : fmt::format("SELECT id, row_no FROM records WHERE collection_id = $1 AND id IN ({})",
                          places());
    TRY(sql_.query_each(statement, runs, [&](std::size_t, const SqlRow& row) {
      State& state = states_.at(row.text(0));
      state.row_no = row.integer(1);
      state.is_wanted = true;
      if (with_bodies) {
        const auto read = read_body(row, state);
        if (!read) error = read.error();
      }
      return !error;
    }));
    if (error) return std::unexpected(*error);
    return {};
  }

  static Result<void> read_body(const SqlRow& row, State& state) {
    state.body_id = row.integer(2);
    NewRecord& record = state.record;
    record.text = row.text(3);
    record.metadata = row.text(4);
    record.has_text = row.integer(6) != 0;
    if (!row.is_null(7)) record.uri = row.text(7);
    if (body_crc(record.text, record.metadata, record.has_text, record.uri) != row.integer(5))
      return fail(Code::kDataLoss, "checksum_mismatch",
                  "the body of record {} (row {}) fails its checksum", row.text(0), state.row_no);
    state.metadata = TRY(model::metadata_from_json(record.metadata));
    return {};
  }

  static void apply(const RecordChange& change, WriteKind kind, State& state) {
    if (kind == WriteKind::kAdd && state.is_wanted) return;
    if (kind == WriteKind::kUpdate && !state.is_wanted) return;
    NewRecord& record = state.record;
    if (!state.is_wanted) {
      record.has_text = false;
      state.is_body_changed = true;
    }
    state.is_wanted = state.is_changed = true;
    if (change.text) {
      record.text = to_stored(*change.text);
      record.has_text = true;
    }
    if (change.uri) record.uri = to_stored(*change.uri);
    for (const auto& [key, value] : change.metadata) {
      if (value)
        state.metadata[key] = *value;
      else
        state.metadata.erase(key);
    }
    if (change.text || change.uri || !change.metadata.empty()) state.is_body_changed = true;
    if (!change.vector.empty()) record.vector = change.vector;
  }

  Result<WrittenRecords> write_all() {
    std::vector<State*> fresh;
    std::vector<State*> changed;
    for (const std::string& id : order_) {
      State& state = states_.at(id);
      if (!state.is_changed) continue;
      state.record.id = id;
      if (state.is_body_changed) state.record.metadata = model::metadata_to_json(state.metadata);
      (state.row_no == 0 ? fresh : changed).push_back(&state);
    }
    WrittenRecords out;
    if (fresh.empty() && changed.empty()) return out;
    TRY(replace_bodies(changed));
    std::vector<NewRecord> records;
    for (State* state : fresh)
      records.push_back(std::move(state->record));
    if (!records.empty())
      out.rows = TRY(insert_records(sql_, collection_.row, records, now_ms_, out.commit));
    if (!changed.empty()) TRY(move_forward(changed, out));
    for (RecordRow& row : out.rows) {
      row.id = from_stored(std::move(row.id));
      row.text = from_stored(std::move(row.text));
      if (row.uri) row.uri = from_stored(std::move(*row.uri));
    }
    return out;
  }

  // Bodies of the new texts; the old ones go to the history, or go.
  Result<void> replace_bodies(const std::vector<State*>& changed) {
    std::vector<Values> bodies;
    std::vector<State*> states;
    for (State* state : changed) {
      if (!state->is_body_changed) continue;
      const NewRecord& record = state->record;
      states.push_back(state);
      bodies.push_back({std::string_view(record.text), std::string_view(record.metadata),
                        body_crc(record.text, record.metadata, record.has_text, record.uri),
                        record.uri ? Value(std::string_view(*record.uri)) : Value(nullptr),
                        static_cast<std::int64_t>(record.has_text ? 1 : 0)});
      old_bodies_.push_back({state->body_id});
    }
    TRY(sql_.query_each(
        "INSERT INTO bodies (text, metadata, crc, uri, has_text) VALUES ($1, $2, $3, $4, $5) "
        "RETURNING body_id",
        bodies, [&](std::size_t i, const SqlRow& row) {
          states[i]->body_id = row.integer(0);
          return true;
        }));
    return {};
  }

  Result<void> move_forward(const std::vector<State*>& changed, WrittenRecords& out) {
    const auto taken =
        TRY(take_positions(sql_, collection_.row.collection_id, changed.size(), now_ms_));
    const std::uint64_t first = taken.commit.first;
    const std::uint64_t before = out.commit.first;
    out.commit = taken.commit;
    if (!out.rows.empty()) out.commit.first = before;
    std::vector<Values> rows;
    std::vector<Values> history;
    for (std::size_t i = 0; i < changed.size(); ++i) {
      const std::int64_t position = to_sql(first + i);
      rows.push_back(
          {changed[i]->body_id, position, collection_.row.collection_id, changed[i]->row_no});
      history.push_back({position, now_ms_, collection_.row.collection_id, changed[i]->row_no});
    }
    if (collection_.row.retention_ms > 0) TRY(sql_.run_later(kToHistory, history));
    TRY(sql_.run_later(R"sql(
          UPDATE records SET body_id = $1, position = $2
          WHERE collection_id = $3 AND row_no = $4)sql",
                       rows));
    if (collection_.row.retention_ms == 0 && !old_bodies_.empty())
      TRY(sql_.run_later("DELETE FROM bodies WHERE body_id = $1", old_bodies_));
    TRY(replace_vectors(changed));
    TRY(to_feed(changed, first, out.rows));
    return {};
  }

  Result<void> replace_vectors(const std::vector<State*>& changed) {
    std::vector<Values> runs;
    for (const State* state : changed) {
      if (state->record.vector.empty()) continue;
      const std::string_view bytes = bytes_of(state->record.vector);
      runs.push_back({Bytes{bytes}, vector_crc(bytes, collection_.row.space_id, state->row_no),
                      collection_.row.space_id, state->row_no});
    }
    if (runs.empty()) return {};
    return sql_.run_later(
        "UPDATE vectors SET vector = $1, crc = $2 WHERE space_id = $3 AND row_no = $4", runs);
  }

  // What followers are told holds the whole row, also a vector that stayed.
  Result<void> to_feed(const std::vector<State*>& changed, std::uint64_t first,
                       std::vector<RecordRow>& out) {
    std::vector<std::uint64_t> kept;
    for (const State* state : changed)
      if (state->record.vector.empty()) kept.push_back(static_cast<std::uint64_t>(state->row_no));
    auto vectors = TRY(read_vectors(sql_, collection_.row.space_id, kept));
    std::size_t next = 0;
    for (std::size_t i = 0; i < changed.size(); ++i) {
      NewRecord& record = changed[i]->record;
      if (record.vector.empty()) record.vector = std::move(vectors[next++]);
      out.push_back({static_cast<std::uint64_t>(changed[i]->row_no), first + i, false,
                     std::move(record.id), 0, 0, 0, std::move(record.text),
                     std::move(record.metadata), std::move(record.vector), record.has_text,
                     std::move(record.uri)});
    }
    return {};
  }

  Sql& sql_;
  RecordCollectionRow collection_;
  std::int64_t now_ms_;
  std::map<std::string, State> states_;  // by id, as it is stored
  std::vector<std::string> order_;       // of ids, as they first come
  std::vector<Values> old_bodies_;
};

}  // namespace

Result<WrittenRecords> write_records(Sql& sql, std::int64_t collection_id, const RecordWrite& write,
                                     std::int64_t now_ms) {
  return Writing(sql, TRY(lock(sql, collection_id)), now_ms).run(write);
}

Result<WrittenRecords> delete_records(Sql& sql, std::int64_t collection_id,
                                      std::vector<std::uint64_t> row_nos, const RecordTest& test,
                                      std::uint64_t most, std::int64_t now_ms) {
  const RecordCollectionRow collection = TRY(lock(sql, collection_id));
  std::ranges::sort(row_nos);
  std::vector<OldRecord> old;
  if (test) {
    std::vector<std::uint64_t> passed;
    CollectionRow bare = collection.row;
    bare.space_id = 0;  // the test reads no vectors
    for (const RecordRow& record : TRY(read_records(sql, bare, row_nos)))
      if (passed.size() < most && test(record)) passed.push_back(record.row_no);
    row_nos = std::move(passed);
  }
  TRY(sql.query_each(
      fmt::format("SELECT row_no, body_id, id FROM records "
                  "WHERE collection_id = $1 AND row_no IN ({}) ORDER BY row_no",
                  places()),
      runs_of(collection_id, row_nos, [](std::uint64_t row_no) { return to_sql(row_no); }),
      [&](std::size_t, const SqlRow& row) {
        if (old.size() < most) old.push_back({row.integer(0), row.integer(1), row.text(2)});
        return true;
      }));
  WrittenRecords out;
  if (old.empty()) return out;
  out.commit = TRY(take_positions(sql, collection_id, old.size(), now_ms)).commit;
  TRY(delete_rows(sql, collection.row, old, out.commit.first, now_ms));
  out.rows = gone_rows(old, out.commit.first);
  return out;
}

Result<std::vector<std::uint64_t>> find_rows(Sql& sql, std::int64_t collection_id,
                                             const std::vector<std::string>& ids) {
  std::vector<std::string> stored;
  for (const std::string& id : ids)
    stored.push_back(to_stored(id));
  std::vector<std::uint64_t> out;
  TRY(sql.query_each(
      fmt::format("SELECT row_no FROM records "
                  "WHERE collection_id = $1 AND id IN ({}) AND access_set <> 1",
                  places()),
      runs_of(collection_id, stored, [](const std::string& id) { return std::string_view(id); }),
      [&](std::size_t, const SqlRow& row) {
        out.push_back(static_cast<std::uint64_t>(row.integer(0)));
        return true;
      }));
  std::ranges::sort(out);
  const auto repeated = std::ranges::unique(out);
  out.erase(repeated.begin(), repeated.end());
  return out;
}

Result<std::vector<std::uint64_t>> list_rows(Sql& sql, std::int64_t collection_id,
                                             std::uint64_t limit, std::uint64_t offset) {
  std::vector<std::uint64_t> out;
  TRY(sql.query(R"sql(
        SELECT row_no FROM records WHERE collection_id = $1 AND access_set <> 1
        ORDER BY row_no LIMIT $2 OFFSET $3)sql",
                {collection_id, to_sql(limit), to_sql(offset)}, [&](const SqlRow& row) {
                  out.push_back(static_cast<std::uint64_t>(row.integer(0)));
                  return true;
                }));
  return out;
}

}  // namespace alexandria::store
