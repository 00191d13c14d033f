#include "sqlite.hpp"

#include "alexandria/base/log.hpp"

namespace alexandria::store {
namespace {

class SqliteRow final : public SqlRow {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  double number(int column) const override { return sqlite3_column_double(statement_, column); }
  std::string text(int column) const override {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return bytes == nullptr
               ? std::string()
               : std::string(bytes,
                             static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  bool is_null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }

 private:
  sqlite3_stmt* statement_;
};

// The values outlive the statement's run, so nothing is copied.
int bind(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, index, *integer);
  if (const auto* number = std::get_if<double>(&value))
    return sqlite3_bind_double(statement, index, *number);
  if (const auto* text = std::get_if<std::string_view>(&value))
    return sqlite3_bind_text64(statement, index, text->data() == nullptr ? "" : text->data(),
                               text->size(), SQLITE_STATIC, SQLITE_UTF8);
  if (const auto* bytes = std::get_if<Bytes>(&value))
    return sqlite3_bind_blob64(statement, index,
                               bytes->bytes.data() == nullptr ? "" : bytes->bytes.data(),
                               bytes->bytes.size(), SQLITE_STATIC);
  return sqlite3_bind_null(statement, index);
}

struct Meaning {
  Code code;
  const char* reason;
};

Meaning meaning_of(int status) {
  switch (status & 0xff) {
    case SQLITE_CONSTRAINT: return {Code::kConflict, "constraint"};
    case SQLITE_INTERRUPT: return {Code::kCancelled, "cancelled"};
    case SQLITE_FULL: return {Code::kResourceExhausted, "disk_full"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {Code::kUnavailable, "database_busy"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return {Code::kDataLoss, "database_damaged"};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM: return {Code::kUnavailable, "database_error"};
    default: return {Code::kInternal, "database_error"};
  }
}

// A statement that is reset however the block is left.
class Running {
 public:
  explicit Running(sqlite3_stmt* statement) : statement_(statement) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3_stmt* statement_;
};

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::filesystem::path& path,
                                                                 bool read_only, const char* vfs) {
  return open(path, read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
              vfs, "");
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::filesystem::path& path,
                                                                 int flags, const char* vfs,
                                                                 const char* first) {
  const bool read_only = (flags & SQLITE_OPEN_READONLY) != 0;
  sqlite3* handle = nullptr;
  const int status = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, vfs);
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle));
  if (status != SQLITE_OK)
    return fail(Code::kUnavailable, "database_not_opened", "cannot open {}: {}", path.string(),
                sqlite3_errmsg(handle));
  connection->wait_for_others(kLockPatience);
  TRY(connection->script(first));
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1,
                    nullptr);  // a plan never depends on a bound value, so statements stay prepared
  // It writes even where it changes nothing, which a full disk refuses: only a new file needs it.
  std::int64_t pages = 0;
  if (!read_only)
    TRY(connection->query("PRAGMA page_count", {}, [&](const SqlRow& row) {
      pages = row.integer(0);
      return true;
    }));
  if (!read_only && pages == 0) TRY(connection->script("PRAGMA auto_vacuum=INCREMENTAL;"));
  TRY(connection->script(read_only ? "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0; PRAGMA "
                                     "mmap_size=0; PRAGMA cache_size=-8000;"
                                   : "PRAGMA journal_mode=WAL; "
                                     "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                                     "PRAGMA journal_size_limit=67108864; PRAGMA mmap_size=0; "
                                     "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;"));
  return connection;
}

// A log that is there has to be read, with an index in memory; where there is none SQLite would
// make one, unless it is told that nothing ever changes.
Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open_unchanged(
    const std::filesystem::path& path) {
  std::error_code none;
  if (std::filesystem::file_size(path.string() + "-wal", none) > 0 && !none) {
    auto connection =
        TRY(open(path, SQLITE_OPEN_READONLY, "unix-none", "PRAGMA locking_mode=EXCLUSIVE"));
    sqlite3_db_config(connection->handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return connection;
  }
  std::string name;
  for (const char c : path.string())
    name += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02X}", static_cast<unsigned char>(c))
                                             : std::string(1, c);
  return open("file:" + name + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr, "");
}

SqliteConnection::Stoppable::Stoppable(SqliteConnection& connection, const std::stop_token& stop)
    : connection_(connection), stop_(stop) {
  constexpr int kStepsBetweenLooks = 100'000;  // about a millisecond
  if (!stop_.stop_possible()) return;
  const auto is_requested = [](void* token) {
    return static_cast<const std::stop_token*>(token)->stop_requested() ? 1 : 0;
  };
  sqlite3_progress_handler(connection_.handle_, kStepsBetweenLooks, is_requested, &stop_);
}

SqliteConnection::Stoppable::~Stoppable() {
  sqlite3_progress_handler(connection_.handle_, 0, nullptr, nullptr);
}

SqliteConnection::~SqliteConnection() {
  for (const auto& [text, statement] : statements_)
    sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

std::unexpected<Error> SqliteConnection::error(std::string_view statement) const {
  const Meaning meaning = meaning_of(sqlite3_extended_errcode(handle_));
  const std::string said = sqlite3_errmsg(handle_);
  log::write(log::Level::kDebug, fmt::format("the database says '{}' to: {}", said, statement));
  if (meaning.code == Code::kCancelled)
    return fail(meaning.code, meaning.reason, "the request was cancelled");
  if (meaning.code == Code::kDataLoss)
    return fail(meaning.code, meaning.reason, "the database file is damaged ({})", said);
  return fail(meaning.code, meaning.reason, "the database says '{}'", said);
}

bool SqliteConnection::commit_surely_failed() const {
  const int status = sqlite3_extended_errcode(handle_);
  switch (status & 0xff) {
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_CONSTRAINT:
    case SQLITE_NOMEM: return true;
    default:
      return status == SQLITE_IOERR_WRITE || status == SQLITE_IOERR_SHMSIZE ||
             status == SQLITE_IOERR_SHMMAP || status == SQLITE_IOERR_READ;
  }
}

Result<sqlite3_stmt*> SqliteConnection::prepare(std::string_view text) {
  const auto known = statements_.find(text);
  if (known != statements_.end()) return known->second;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    return error(text);
  statements_.emplace(text, statement);
  return statement;
}

const base::Clock& SqliteConnection::system_clock() {
  static const base::SystemClock clock;
  return clock;
}

Result<std::int64_t> SqliteConnection::query_each(
    std::string_view text, std::span<const Values> runs,
    const std::function<bool(std::size_t, const SqlRow&)>& take) {
  sqlite3_stmt* statement = TRY(prepare(text));
  const std::int64_t before = rows_changed();
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const Running running(statement);
    int index = 0;
    for (const Value& value : runs[run])
      if (bind(statement, ++index, value) != SQLITE_OK) return error(text);
    int status = SQLITE_ROW;
    const SqliteRow row(statement);
    bool more = true;
    while (more && (status = sqlite3_step(statement)) == SQLITE_ROW)
      more = take(run, row);
    if (status != SQLITE_ROW && status != SQLITE_DONE) return error(text);
    if (!more) break;
  }
  return rows_changed() - before;
}

Result<void> SqliteConnection::script(const char* statements) {
  if (sqlite3_exec(handle_, statements, nullptr, nullptr, nullptr) != SQLITE_OK)
    return error(statements);
  return {};
}

}  // namespace alexandria::store
