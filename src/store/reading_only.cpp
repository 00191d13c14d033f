// A library that is read as it is: nothing in its files or tables changes.
#include <mutex>

#include "database.hpp"
#include "schema.hpp"

namespace alexandria::store {
namespace {

// How many tables there are, and whether those are among them that every library has had.
struct Tables {
  std::size_t count = 0;
  bool are_ours = false;
};

Result<Tables> tables_of(Sql& sql) {
  const bool is_sqlite = sql.dialect() == Dialect::kSqlite;
  Tables out;
  bool has_sets = false;
  bool has_collections = false;
  TRY(sql.query(is_sqlite ? "SELECT name FROM sqlite_schema WHERE type = 'table'"
                          : "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname NOT IN "
                            "('pg_catalog', 'information_schema')",
                {}, [&](const SqlRow& row) {
                  ++out.count;
                  has_sets = has_sets || row.text(0) == "access_sets";
                  has_collections = has_collections || row.text(0) == "collections";
                  return true;
                }));
  out.are_ours = has_sets && has_collections;
  return out;
}

// 0: it says none.
Result<std::int64_t> schema_of(Sql& sql) {
  std::int64_t version = 0;
  TRY(sql.query(sql.dialect() == Dialect::kSqlite
                    ? "PRAGMA user_version"
                    : "SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'schema'",
                {}, [&](const SqlRow& row) {
                  version = row.integer(0);
                  return false;
                }));
  return version;
}

class SqliteToRead final : public Database {
 public:
  explicit SqliteToRead(std::unique_ptr<SqliteConnection> connection)
      : connection_(std::move(connection)) {}
  Dialect dialect() const override { return Dialect::kSqlite; }
  Result<void> write(const Request&, const std::function<void()>&, Intent) override {
    return refuse_write();
  }
  Result<void> read(const Request& query, const std::stop_token& stop) override {
    const std::lock_guard lock(mutex_);
    const SqliteConnection::Stoppable stoppable(*connection_, stop);
    TRY(connection_->script("BEGIN"));
    auto done = query(*connection_);
    auto ended = connection_->script("ROLLBACK");
    return done ? std::move(ended) : std::move(done);
  }
  Result<void> tidy() override { return {}; }
  bool erasure_waits() const override { return false; }
  std::string full_reason() const override { return {}; }
  std::uint64_t bytes() const override { return 0; }

 private:
  std::mutex mutex_;
  std::unique_ptr<SqliteConnection> connection_;
};

}  // namespace

Result<void> prove_readable(Sql& sql, const std::string& where) {
  const Tables tables = TRY(tables_of(sql));
  if (tables.count == 0)
    return fail(Code::kNotFound, "library_not_found", "{} is empty: there is no library in it",
                where);
  const auto not_ours = [&] {
    return fail(Code::kInvalidArgument, "not_a_library",
                "{} has {} tables of another program, and no library", where, tables.count);
  };
  if (!tables.are_ours) return not_ours();
  const auto found = schema_of(sql);
  if (!found && found.error().reason != "database_error") return std::unexpected(found.error());
  if (!found || *found == 0) return not_ours();
  if (*found == kNewestSchema) return {};
  if (*found < kNewestSchema)
    return fail(Code::kConflict, "schema_too_old",
                "{} has schema version {}, this program reads version {}: start it once with this "
                "program, which brings it up to date (keep a backup for the one before)",
                where, *found, kNewestSchema);
  return fail(Code::kDataLoss, "database_too_new",
              "{} has schema version {} of a later program, this one reads version {}: use the "
              "later program",
              where, *found, kNewestSchema);
}

std::unexpected<Error> refuse_write() {
  return fail(Code::kPermission, "read_only", "this library was opened to read it only");
}

Result<std::unique_ptr<Database>> open_sqlite_to_read(const std::filesystem::path& folder,
                                                      const base::Clock& clock) {
  const auto path = folder / "library.db";
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none))
    return fail(Code::kNotFound, "library_not_found", "there is no library in {}", folder.string());
  auto connection = TRY(SqliteConnection::open_unchanged(path));
  connection->tell_time_by(clock);
  TRY(prove_readable(*connection, path.string()));
  return std::make_unique<SqliteToRead>(std::move(connection));
}

}  // namespace alexandria::store
