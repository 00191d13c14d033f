#include "alexandria/store/copy.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>

#include <fmt/ranges.h>

#include "alexandria/store/meta.hpp"

#include "sqlite.hpp"

namespace alexandria::store {
namespace {

constexpr std::int64_t kRowsTogether = 2000;
constexpr std::int64_t kLargeTogether = 50;  // of parts: some hundred KB each

// In the order of their references. Sessions and nodes stay behind.
constexpr std::array kTables = {
    "access_sets",   "tenants",     "databases", "collections",   "catalogue_feed",
    "vector_spaces", "commits",     "blobs",     "documents",     "document_sources",
    "versions",      "parts",       "bodies",    "records",       "record_history",
    "tombstones",    "vectors",     "jobs",      "conversations", "turns",
    "judgements",    "blob_garbage"};
constexpr std::array kCounted = {"collections", "vector_spaces", "documents", "versions", "bodies"};

struct Column {
  std::string name;
  std::string type;  // INTEGER, TEXT, BLOB
  int key = 0;       // its place in the primary key, from 1; 0: none
};

struct Table {
  std::string name;
  std::vector<Column> columns;

  std::vector<std::string> names(bool keys_only) const {
    std::vector<Column> chosen;
    std::ranges::copy_if(columns, std::back_inserter(chosen),
                         [&](const Column& column) { return !keys_only || column.key > 0; });
    if (keys_only) std::ranges::sort(chosen, {}, &Column::key);
    std::vector<std::string> out;
    for (const Column& column : chosen)
      out.push_back(column.name);
    return out;
  }
};

// The tables as the schema makes them.
Result<std::vector<Table>> tables() {
  const auto empty = TRY(SqliteConnection::open(":memory:", false));
  TRY(migrate(*empty));
  std::vector<Table> out;
  for (const char* name : kTables) {
    Table table{name, {}};
    TRY(empty->query(fmt::format("PRAGMA table_info({})", name), {}, [&](const SqlRow& row) {
      table.columns.push_back({row.text(1), row.text(2), static_cast<int>(row.integer(5))});
      return true;
    }));
    out.push_back(std::move(table));
  }
  return out;
}

// A row as it is read, to be written elsewhere.
struct Row {
  std::vector<std::int64_t> integers;
  std::vector<std::string> texts;
  std::vector<bool> nulls;
};

Row read_row(const Table& table, const SqlRow& from) {
  Row row;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const int column = static_cast<int>(i);
    const bool is_number = table.columns[i].type == "INTEGER";
    row.nulls.push_back(from.is_null(column));
    row.integers.push_back(is_number ? from.integer(column) : 0);
    row.texts.push_back(is_number ? std::string() : from.text(column));
  }
  return row;
}

Value value_of(const Table& table, const Row& row, std::size_t i) {
  if (row.nulls[i]) return nullptr;
  if (table.columns[i].type == "INTEGER") return row.integers[i];
  if (table.columns[i].type == "BLOB") return Bytes{row.texts[i]};
  return std::string_view(row.texts[i]);
}

Values values_of(const Table& table, const Row& row, bool keys_only) {
  Values out;
  for (const std::string& name : table.names(keys_only)) {
    const auto at = std::ranges::find(table.columns, name, &Column::name) - table.columns.begin();
    out.push_back(value_of(table, row, static_cast<std::size_t>(at)));
  }
  return out;
}

std::string numbered(std::size_t count, std::size_t first = 1) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(fmt::format("${}", first + i));
  return fmt::format("{}", fmt::join(out, ", "));
}

// The rows behind the last one that the target has, in the order of the key.
Result<std::vector<Row>> next_rows(Store& from, const Table& table,
                                   const std::optional<Row>& last) {
  const auto keys = table.names(true);
  const std::string order = fmt::format("{}", fmt::join(keys, ", "));
  const std::string behind =
      last ? fmt::format("WHERE ({}) > ({})", order, numbered(keys.size())) : std::string();
  const std::string statement = fmt::format(
      "SELECT {} FROM {} {} ORDER BY {} LIMIT {}", fmt::join(table.names(false), ", "), table.name,
      behind, order, table.name == "parts" ? kLargeTogether : kRowsTogether);
  std::vector<Row> rows;
  TRY(from.read([&](Sql& sql) {
    rows.clear();
    return sql.query(statement, last ? values_of(table, *last, true) : Values{},
                     [&](const SqlRow& row) {
                       rows.push_back(read_row(table, row));
                       return true;
                     });
  }));
  return rows;
}

Result<std::optional<Row>> last_row(Store& to, const Table& table) {
  std::vector<std::string> order;
  for (const std::string& name : table.names(true))
    order.push_back(name + " DESC");
  std::optional<Row> last;
  TRY(to.read([&](Sql& sql) {
    return sql.query(
        fmt::format("SELECT {} FROM {} ORDER BY {} LIMIT 1", fmt::join(table.names(false), ", "),
                    table.name, fmt::join(order, ", ")),
        {}, [&](const SqlRow& row) {
          last = read_row(table, row);
          return false;
        });
  }));
  return last;
}

Result<std::uint64_t> count_rows(Store& store, const std::string& table) {
  std::uint64_t count = 0;
  TRY(store.read([&](Sql& sql) {
    return sql.query("SELECT COUNT(*) FROM " + table, {}, [&](const SqlRow& row) {
      count = static_cast<std::uint64_t>(row.integer(0));
      return false;
    });
  }));
  return count;
}

// The two orders of texts differ between databases: such a table is copied from its beginning, and
// what is there is passed over.
bool goes_on(const Table& table) {
  return std::ranges::none_of(
      table.columns, [](const Column& column) { return column.key > 0 && column.type == "TEXT"; });
}

Result<CopiedTable> copy_table(Store& from, Store& to, const Table& table,
                               const CopyProgress& progress) {
  const std::string insert =
      fmt::format("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING", table.name,
                  fmt::join(table.names(false), ", "), numbered(table.columns.size()));
  const std::uint64_t total = TRY(count_rows(from, table.name));
  std::optional<Row> last;
  if (goes_on(table)) last = TRY(last_row(to, table));
  for (std::uint64_t done = 0;;) {
    auto rows = TRY(next_rows(from, table, last));
    if (rows.empty()) break;
    std::vector<Values> values;
    for (const Row& row : rows)
      values.push_back(values_of(table, row, false));
    TRY(to.write([&](Sql& sql) -> Result<void> {
      TRY(sql.run_each(insert, values));
      return {};
    }));
    done += rows.size();
    last = std::move(rows.back());
    progress(table.name, done, total);
  }
  const std::uint64_t there = TRY(count_rows(to, table.name));
  if (there != total)
    return fail(Code::kDataLoss, "copy_differs", "table {} has {} rows at the source and {} here",
                table.name, total, there);
  return CopiedTable{table.name, there};
}

// An id that was given is not given again, also where its row is gone.
Result<std::int64_t> counter_of(Store& store, const std::string& table, const std::string& key) {
  const bool is_sqlite = store.dialect() == Dialect::kSqlite;
  std::int64_t counter = 0;
  TRY(store.read([&](Sql& sql) {
    const auto take = [&](const SqlRow& row) {
      counter = row.integer(0);
      return false;
    };
    if (is_sqlite)
      return sql.query("SELECT MAX(seq) FROM sqlite_sequence WHERE name = $1",
                       {std::string_view(table)}, take);
    return sql.query(
        "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass), 0)",
        {std::string_view(table), std::string_view(key)}, take);
  }));
  return counter;
}

Result<void> copy_counter(Store& from, Store& to, const Table& table) {
  const std::string key = table.names(true).front();
  const std::int64_t counter = TRY(counter_of(from, table.name, key));
  if (counter == 0) return {};
  return to.write([&](Sql& sql) -> Result<void> {
    if (sql.dialect() == Dialect::kPostgres)
      return sql.query("SELECT setval(pg_get_serial_sequence($1, $2), $3)",
                       {std::string_view(table.name), std::string_view(key), counter},
                       [](const SqlRow&) { return false; });
    TRY(sql.run("DELETE FROM sqlite_sequence WHERE name = $1", {std::string_view(table.name)}));
    TRY(sql.run("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)",
                {std::string_view(table.name), counter}));
    return {};
  });
}

// Names a state of a library: whatever is written moves a position, adds a row or changes a job.
Result<std::string> state_of(Store& store) {
  std::string out;
  TRY(store.read([&](Sql& sql) -> Result<void> {
    out = store.timeline();
    for (const char* number :
         {"SELECT COALESCE(SUM(position), 0) FROM collections", "SELECT COUNT(*) FROM collections",
          "SELECT COALESCE(MAX(position), 0) FROM catalogue_feed", "SELECT COUNT(*) FROM documents",
          "SELECT COALESCE(SUM(updated_ms), 0) FROM documents",
          "SELECT COALESCE(MAX(version_id), 0) FROM versions", "SELECT COUNT(*) FROM jobs",
          "SELECT COALESCE(SUM(updated_ms), 0) FROM jobs", "SELECT COUNT(*) FROM turns",
          "SELECT COUNT(*) FROM judgements"})
      TRY(sql.query(number, {}, [&](const SqlRow& row) {
        out += fmt::format(" {}", row.integer(0));
        return false;
      }));
    return {};
  }));
  return out;
}

// Of which state of a source a target that is not finished is a copy; empty: of none.
Result<std::string> copied_state(Store& to) {
  std::string out;
  TRY(to.read([&](Sql& sql) -> Result<void> {
    out = TRY(read_meta(sql, "copy_of"));
    return {};
  }));
  return out;
}

// The target says of whom it is a copy, and of which state, so that an interrupted one can go on.
Result<void> begin_copy(Store& from, Store& to) {
  const std::string state = TRY(state_of(from));
  const std::string source = TRY(copied_state(to));
  if (source == state) return {};
  if (source.starts_with(from.timeline()))
    return fail(
        Code::kConflict, "source_changed",
        "the source has changed since the copy of it was begun: begin with an empty target");
  for (const char* table : {"collections", "documents", "records", "jobs"})
    if (const std::uint64_t rows = TRY(count_rows(to, table)); rows > 0 || !source.empty())
      return fail(Code::kConflict, "target_not_empty",
                  "the target has {} rows of {} that no copy of this library wrote: choose an "
                  "empty database",
                  rows, table);
  return to.write([&](Sql& sql) -> Result<void> {
    TRY(sql.run("INSERT INTO meta (name, value) VALUES ('copy_of', $1)",
                {std::string_view(state)}));
    return {};
  });
}

}  // namespace

Result<std::vector<CopiedTable>> copy_database(Store& from, Store& to,
                                               const CopyProgress& progress) {
  TRY(begin_copy(from, to));
  std::vector<CopiedTable> out;
  for (const Table& table : TRY(tables())) {
    out.push_back(TRY(copy_table(from, to, table, progress)));
    if (std::ranges::find(kCounted, table.name) != kCounted.end())
      TRY(copy_counter(from, to, table));
  }
  return out;
}

Result<void> finish_copy(Store& from, Store& to) {
  const std::string state = TRY(state_of(from));
  const std::string begun = TRY(copied_state(to));
  if (begun != state)
    return fail(Code::kConflict, "source_changed",
                "the source was written to while it was copied: stop whatever uses it, and begin "
                "with an empty target");
  return to.write([](Sql& sql) -> Result<void> {
    TRY(sql.run("DELETE FROM meta WHERE name = 'copy_of'"));
    return {};
  });
}

Result<std::uint64_t> copy_blobs(Store& from, const Blobs& from_blobs, Blobs& to_blobs,
                                 const CopyProgress& progress) {
  std::vector<KeptBlob> blobs;
  TRY(from.read([&](Sql& sql) {
    blobs.clear();
    return sql.query(
        "SELECT sha256, object_key, bytes FROM blobs WHERE state = 'live'", {},
        [&](const SqlRow& row) {
          blobs.push_back({row.text(0), row.text(1), static_cast<std::uint64_t>(row.integer(2))});
          return true;
        });
  }));
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    const BlobFile file = TRY(from_blobs.open_file(blobs[i].sha256));
    TRY(to_blobs.put_as(blobs[i], file.path()));
    progress("originals", i + 1, blobs.size());
  }
  return blobs.size();
}

}  // namespace alexandria::store
