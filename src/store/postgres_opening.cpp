// How a connection begins: what libpq is told, and what the server says of itself.
#include "postgres.hpp"
#include "postgres_values.hpp"

namespace alexandria::store {
namespace {

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// With `hostaddr`, libpq says nothing of the names that certificates are compared with.
std::string named_hosts(const std::map<std::string, std::string>& parameters) {
  const auto hosts = parameters.find("host");
  return hosts == parameters.end() || hosts->second.empty() ? "" : " at " + hosts->second;
}

}  // namespace

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(
    const PostgresOptions& options) {
  const auto wanted = TRY(parameters_of(options));
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : wanted) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  PGconn* raw = PQconnectdbParams(names.data(), values.data(), 0);
  std::unique_ptr<PostgresConnection> connection(new PostgresConnection(raw, options));
  if (PQstatus(raw) != CONNECTION_OK)
    return fail(Code::kUnavailable, "database_unreachable", "no connection to PostgreSQL{}: {}",
                named_hosts(wanted), one_line(PQerrorMessage(raw)));
  PQsetnonblocking(raw, 1);
  PQenterPipelineMode(raw);
  TRY(connection->greet());
  return connection;
}

// What the connection is, in one round trip; settings, where they hold.
Result<void> PostgresConnection::greet() {
  std::int64_t backend = 0;
  std::int64_t version = 0;
  std::string encoding;
  TRY(query(R"sql(
        SELECT pg_backend_pid(), CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT),
               CAST(current_setting('server_version_num') AS BIGINT),
               CAST(current_setting('server_encoding') AS TEXT))sql",
            {}, [&](const SqlRow& row) {
              backend = row.integer(0);
              clock_ahead_ms_ = row.integer(1) - steady_ms();
              version = row.integer(2);
              encoding = row.text(3);
              return false;
            }));
  if (version < 130'000)
    return fail(Code::kUnavailable, "database_too_old",
                "PostgreSQL {} is too old: Alexandria needs 13 or later", version / 10'000);
  if (encoding != "UTF8")
    return fail(Code::kUnavailable, "database_encoding",
                "the database has the encoding {}: it must be UTF8", encoding);
  pooled_ = backend != PQbackendPID(connection_);
  if (pooled_) return {};
  const std::string statement_max = std::to_string(options_.statement_max.count());
  const std::string lock_wait_max = std::to_string(options_.lock_wait_max.count());
  const auto nothing = [](const SqlRow&) { return false; };
  TRY(query(R"sql(
        SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
               set_config('idle_in_transaction_session_timeout', '60000', false))sql",
            {std::string_view(statement_max), std::string_view(lock_wait_max)}, nothing));
  if (version >= 140'000)
    TRY(query("SELECT set_config('client_connection_check_interval', '2000', false)", {}, nothing));
  // What is acknowledged is on the disk, whatever the database's default.
  return query(
      "SELECT set_config('synchronous_commit', 'on', false) "
      "WHERE current_setting('synchronous_commit') = 'off'",
      {}, nothing);
}

std::int64_t PostgresConnection::now_ms() const {
  return options_.clock != nullptr ? options_.clock->now_ms() : steady_ms() + clock_ahead_ms_;
}

}  // namespace alexandria::store
