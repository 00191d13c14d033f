#include <poll.h>

#include <algorithm>
#include <array>
#include <utility>

#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "postgres.hpp"
#include "postgres_rows.hpp"
#include "postgres_values.hpp"

namespace alexandria::store {
namespace {

constexpr std::size_t kTogether = 1000;                            // runs in one round trip
constexpr std::size_t kBytesTogether = 1U << 20;                   // or so much of their values
constexpr std::size_t kPreparedMax = 500;                          // others are parsed every time
constexpr std::array<std::size_t, 3> kRowsTogether = {64, 16, 4};  // of an INSERT, in one run
constexpr auto kLook = std::chrono::milliseconds(50);              // between two looks at a stop
constexpr auto kGrace = std::chrono::milliseconds(5000);  // beyond the server's own time limit

std::size_t bytes_in(const Values& values) {
  std::size_t out = 0;
  for (const Value& value : values)
    if (const auto* text = std::get_if<std::string_view>(&value))
      out += text->size();
    else if (const auto* bytes = std::get_if<Bytes>(&value))
      out += bytes->bytes.size();
  return out;
}

// PostgreSQL has no text with this character.
Result<void> need_storable(const Values& values) {
  for (const Value& value : values)
    if (const auto* text = std::get_if<std::string_view>(&value);
        text != nullptr && text->find('\0') != std::string_view::npos)
      return fail(Code::kInvalidArgument, "invalid_text",
                  "a text of {} bytes has the character U+0000, which PostgreSQL cannot keep",
                  text->size());
  return {};
}

// How many of these runs an INSERT takes as its rows: alike ones, and no more bytes than go out
// together.
std::size_t rows_together(std::span<const Values> runs) {
  const auto is_alike = [&](const Values& run) {
    return std::ranges::equal(run, runs.front(), {}, &Value::index, &Value::index);
  };
  for (const std::size_t rows : kRowsTogether) {
    if (rows > runs.size() || bytes_in(runs.front()) * rows > kBytesTogether) continue;
    if (std::ranges::all_of(runs.first(rows), is_alike)) return rows;
  }
  return 1;
}

// Which of our own limits a statement ran over.
void name_limit(Error& error, const PostgresOptions& options) {
  if (error.reason == "statement_timeout")
    error.message += fmt::format(": a statement may take {} ms (database.statement_max_ms)",
                                 options.statement_max.count());
  if (error.reason == "lock_timeout")
    error.message += fmt::format(
        ": another one holds what is needed, and {} ms are waited for it "
        "(database.lock_wait_max_ms)",
        options.lock_wait_max.count());
}

// Cleared at its end.
class Answer {
 public:
  explicit Answer(PGresult* result) : result(result) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() { PQclear(result); }
  PGresult* const result;
};

}  // namespace

class PostgresConnection::Row final : public SqlRow {
 public:
  Row(const PGresult* result, int row) : result_(result), row_(row) {}
  std::int64_t integer(int column) const override {
    return is_null(column) ? 0 : integer_of(PQftype(result_, column), bytes(column));
  }
  double number(int column) const override {
    return is_null(column) ? 0 : number_of(PQftype(result_, column), bytes(column));
  }
  std::string text(int column) const override {
    const Oid type = PQftype(result_, column);
    if (type == kInt8 && !is_null(column)) return std::to_string(integer(column));
    return std::string(bytes(column));
  }
  bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }

 private:
  std::string_view bytes(int column) const {
    return {PQgetvalue(result_, row_, column),
            static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }
  const PGresult* result_;
  int row_;
};

PostgresConnection::PostgresConnection(PGconn* connection, const PostgresOptions& options)
    : connection_(connection), options_(options) {}

PostgresConnection::~PostgresConnection() { PQfinish(connection_); }

std::unexpected<Error> PostgresConnection::lost(const std::string& why) {
  broken_ = true;
  return fail(Code::kUnavailable, "connection_lost", "the connection to PostgreSQL was lost: {}",
              why);
}

Result<void> PostgresConnection::wait(bool to_write) {
  for (;;) {
    if (stop_.stop_requested()) {
      broken_ = true;  // its statement still runs
      return fail(Code::kCancelled, "cancelled", "the request was cancelled");
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) return lost("no answer in time");
    pollfd socket{PQsocket(connection_), static_cast<short>(POLLIN | (to_write ? POLLOUT : 0)), 0};
    const auto pause = stop_.stop_possible() ? std::min(left, kLook) : left;
    const int ready = poll(&socket, 1, static_cast<int>(pause.count()));
    if (ready < 0 && errno != EINTR) return lost("poll failed");
    if (ready > 0) return {};
  }
}

Result<void> PostgresConnection::flush() {
  for (int left = 1; left != 0;) {
    left = PQflush(connection_);
    if (left < 0) return lost(one_line(PQerrorMessage(connection_)));
    if (left == 0) return {};
    TRY(wait(true));
    if (PQconsumeInput(connection_) == 0) return lost(one_line(PQerrorMessage(connection_)));
  }
  return {};
}

Result<PGresult*> PostgresConnection::next() {
  while (PQisBusy(connection_) != 0) {
    TRY(wait(false));
    if (PQconsumeInput(connection_) == 0) return lost(one_line(PQerrorMessage(connection_)));
  }
  return PQgetResult(connection_);
}

Result<void> PostgresConnection::send(const std::string& statement, std::string_view name,
                                      const Values& values) {
  const Parameters parameters(values);
  const int sent = name.empty()
                       ? PQsendQueryParams(connection_, statement.c_str(), parameters.count(),
                                           parameters.types(), parameters.pointers(),
                                           parameters.lengths(), parameters.formats(), 1)
                       : PQsendQueryPrepared(connection_, std::string(name).c_str(),
                                             parameters.count(), parameters.pointers(),
                                             parameters.lengths(), parameters.formats(), 1);
  if (sent == 0) return lost(one_line(PQerrorMessage(connection_)));
  return {};
}

Result<void> PostgresConnection::send_plain(const std::string& statement, std::vector<Sent>& sent) {
  TRY(send(statement, "", {}));
  sent.push_back({});
  return {};
}

Result<void> PostgresConnection::send_beginning(std::vector<Sent>& sent) {
  if (!wanted_) return {};
  wanted_ = false;
  begun_ = true;
  TRY(send_plain(kind_ == Kind::kRead ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                      : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
                 sent));
  if (!pooled_) return {};
  TRY(send_plain(fmt::format("SELECT set_config('statement_timeout', '{}', true), "
                             "set_config('lock_timeout', '{}', true), "
                             "set_config('idle_in_transaction_session_timeout', '60000', true)",
                             options_.statement_max.count(), options_.lock_wait_max.count()),
                 sent));
  if (kind_ == Kind::kRead) return {};
  return send_plain(
      "SELECT set_config('synchronous_commit', 'on', true) "
      "WHERE current_setting('synchronous_commit') = 'off'",
      sent);
}

// The name under which a statement is prepared; empty: it is not.
Result<std::string> PostgresConnection::named(std::string_view statement, const Values& values,
                                              std::vector<Sent>& sent) {
  if (pooled_) return std::string();
  std::string key(statement);
  for (const Value& value : values)
    key += static_cast<char>('0' + value.index());
  const auto known = prepared_.find(key);
  if (known != prepared_.end()) return known->second;
  if (prepared_.size() >= kPreparedMax) return std::string();
  const std::string name = fmt::format("s{}", prepared_.size());
  const Parameters parameters(values);
  if (PQsendPrepare(connection_, name.c_str(), std::string(statement).c_str(), parameters.count(),
                    parameters.types()) == 0)
    return lost(one_line(PQerrorMessage(connection_)));
  sent.push_back({.forget = key});
  prepared_.emplace(std::move(key), name);
  return name;
}

// Sends runs from `at` on, as many as go out together; gives their number.
Result<std::size_t> PostgresConnection::send_runs(std::string_view statement,
                                                  std::span<const Values> runs, std::size_t at,
                                                  std::vector<Sent>& sent) {
  const auto several =
      runs.size() < kRowsTogether.back() ? std::nullopt : RowsStatement::of(statement);
  const std::size_t first = at;
  std::size_t bytes = 0;
  std::string text(statement);
  std::size_t rows_in_text = 1;
  while (at < runs.size() && at - first < kTogether && bytes < kBytesTogether) {
    const std::size_t rows = several ? rows_together(runs.subspan(at)) : 1;
    Values joined;
    for (std::size_t i = 0; i < rows; ++i) {
      // A NULL where the first run has a value is of that value's type.
      if (runs[at + i].size() != runs.front().size())
        return fail(Code::kInternal, "database_error", "runs of one statement differ in length");
      TRY(need_storable(runs[at + i]));
      bytes += bytes_in(runs[at + i]);
      if (rows > 1) joined.insert(joined.end(), runs[at + i].begin(), runs[at + i].end());
    }
    if (rows != rows_in_text)
      text = rows == 1 ? std::string(statement) : several->with_rows(rows, runs.front().size());
    rows_in_text = rows;
    const Values& values = rows > 1 ? joined : runs[at];
    const std::string name = TRY(named(text, values, sent));
    TRY(send(text, name, values));
    sent.push_back({.run = static_cast<std::int64_t>(at), .rows_are_runs = rows > 1});
    at += rows;
  }
  return at - first;
}

Result<void> PostgresConnection::ready() {
  if (broken_) return lost("it was broken before");
  if (failed_)
    return fail(Code::kInternal, "transaction_failed",
                "a statement was run after another one of its transaction had failed");
  deadline_ = std::chrono::steady_clock::now() + options_.statement_max + kGrace;
  TRY(drain());
  return {};
}

Result<void> PostgresConnection::run_later(std::string_view statement,
                                           std::span<const Values> runs) {
  if (runs.empty()) return {};
  TRY(ready());
  TRY(send_beginning(waiting_));
  const std::size_t before = waiting_.size();
  const std::size_t sent = TRY(send_runs(statement, runs, 0, waiting_));
  for (Sent& one : std::span(waiting_).subspan(before))
    one.run = -1;
  changed_ += static_cast<std::int64_t>(sent);
  // More than goes out together is waited for.
  if (sent < runs.size()) TRY(run_each(statement, runs.subspan(sent)));
  return {};
}

Result<std::int64_t> PostgresConnection::query_each(
    std::string_view statement, std::span<const Values> runs,
    const std::function<bool(std::size_t, const SqlRow&)>& take) {
  TRY(ready());
  std::int64_t changed = 0;
  bool more = true;
  const auto taken = [&](std::size_t run, const SqlRow& row) {
    return more = more && take(run, row);
  };
  for (std::size_t at = 0; at < runs.size() && more;) {
    std::vector<Sent> sent = std::exchange(waiting_, {});
    TRY(send_beginning(sent));
    at += TRY(send_runs(statement, runs, at, sent));
    changed += TRY(exchange(sent, taken));
  }
  changed_ += changed;
  return changed;
}

// Sends what waits with a point of synchronisation, and takes the answers up to it.
Result<std::int64_t> PostgresConnection::exchange(
    std::vector<Sent>& sent, const std::function<bool(std::size_t, const SqlRow&)>& take) {
  static metrics::Counter& all = metrics::counter("alexandria_database_round_trips_total",
                                                  "Answers of the database that were waited for.");
  all.add();
  if (PQpipelineSync(connection_) == 0) return lost(one_line(PQerrorMessage(connection_)));
  TRY(flush());
  Result<std::int64_t> outcome = 0;
  bool more = true;
  for (Sent& expected : sent)
    TRY(take_answers(expected, outcome, more, take));
  const Answer sync(TRY(next()));
  if (PQresultStatus(sync.result) != PGRES_PIPELINE_SYNC)
    return lost("an answer was not the one expected");
  if (!outcome) {
    failed_ = begun_;
    if (outcome.error().reason == "connection_lost") broken_ = true;
  }
  return outcome;
}

Result<void> PostgresConnection::take_answers(
    Sent& expected, Result<std::int64_t>& outcome, bool& more,
    const std::function<bool(std::size_t, const SqlRow&)>& take) {
  for (;;) {
    const Answer answer(TRY(next()));
    if (answer.result == nullptr) return {};
    const ExecStatusType status = PQresultStatus(answer.result);
    if (status == PGRES_TUPLES_OK && expected.run >= 0) {
      delivered_ = delivered_ || PQntuples(answer.result) > 0;
      for (int i = 0; i < PQntuples(answer.result) && more && outcome; ++i)
        more = take(static_cast<std::size_t>(expected.run + (expected.rows_are_runs ? i : 0)),
                    Row(answer.result, i));
    }
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
      if (outcome && expected.run >= 0 &&
          !std::string_view(PQcmdStatus(answer.result)).starts_with("SELECT"))
        *outcome += std::atoll(PQcmdTuples(answer.result));
      continue;
    }
    prepared_.erase(expected.forget);
    if (status == PGRES_PIPELINE_ABORTED) continue;
    if (status == PGRES_PIPELINE_SYNC) return lost("an answer was not the one expected");
    if (!outcome) continue;
    const char* state = PQresultErrorField(answer.result, PG_DIAG_SQLSTATE);
    const char* said = PQresultErrorField(answer.result, PG_DIAG_MESSAGE_PRIMARY);
    outcome = std::unexpected(
        error_of(state, said == nullptr ? one_line(PQerrorMessage(connection_)) : said));
    if (outcome.error().reason == "statement_timeout" && stop_.stop_requested())
      outcome = fail(Code::kCancelled, "cancelled", "the request was cancelled");
    else
      name_limit(outcome.error(), options_);
  }
}

std::string PostgresConnection::transaction_id() {
  id_asked_ = true;
  return transaction_id_;
}

void PostgresConnection::begin(Kind kind, const std::stop_token& stop, std::string transaction_id) {
  kind_ = kind;
  stop_ = stop;
  transaction_id_ = std::move(transaction_id);
  id_asked_ = false;
  wanted_ = true;
  begun_ = failed_ = delivered_ = false;
  changed_ = 0;
}

Result<void> PostgresConnection::commit() {
  wanted_ = false;
  if (!begun_) return {};
  stop_ = {};  // an end is never left open
  deadline_ = std::chrono::steady_clock::now() + options_.statement_max + kGrace;
  std::vector<Sent> sent = std::exchange(waiting_, {});
  const bool is_noted = !transaction_id_.empty() && (changed_ > 0 || id_asked_);
  if (is_noted && !failed_) {
    const Values values = {std::string_view(transaction_id_), now_ms()};
    constexpr std::string_view kNote = "INSERT INTO commit_ids (commit_id, at_ms) VALUES ($1, $2)";
    const std::string name = TRY(named(kNote, values, sent));
    TRY(send(std::string(kNote), name, values));
    sent.push_back({});
  }
  TRY(send_plain(failed_ ? "ROLLBACK" : "COMMIT", sent));
  const bool failed = failed_;
  TRY(exchange(sent, [](std::size_t, const SqlRow&) { return true; }));
  begun_ = failed_ = false;
  if (failed)
    return fail(Code::kInternal, "transaction_failed",
                "a transaction was to be committed after one of its statements had failed");
  return {};
}

void PostgresConnection::end_later() {
  wanted_ = false;
  stop_ = {};
  if (!begun_ || broken_) return;
  if (!waiting_.empty()) {
    auto sent = std::exchange(waiting_, {});
    (void)exchange(sent, [](std::size_t, const SqlRow&) { return false; });
    if (broken_) return;
  }
  begun_ = failed_ = false;
  deadline_ = std::chrono::steady_clock::now() + options_.statement_max + kGrace;
  undrained_ = true;
  if (!send("ROLLBACK", "", {}) || PQpipelineSync(connection_) == 0 || !flush()) broken_ = true;
}

Result<void> PostgresConnection::drain() {
  if (!undrained_) return {};
  undrained_ = false;
  for (;;) {
    const Answer answer(TRY(next()));
    if (answer.result == nullptr) continue;
    const auto status = PQresultStatus(answer.result);
    if (status == PGRES_PIPELINE_SYNC) return {};
    if (status != PGRES_COMMAND_OK) return lost(one_line(PQresultErrorMessage(answer.result)));
  }
}

Result<void> PostgresConnection::script(const std::string& statements) {
  // Split where a statement ends a line: pipelines take one statement at a time.
  std::size_t begin = 0;
  while (begin < statements.size()) {
    const std::size_t end = std::min(statements.find(";\n", begin), statements.size());
    const std::string one = statements.substr(begin, end - begin);
    if (one.find_first_not_of(" \n") != std::string::npos) TRY(run(one));
    begin = end + 2;
  }
  return {};
}

Result<std::string> PostgresConnection::wait_for_notice(std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    if (PQconsumeInput(connection_) == 0) return lost(one_line(PQerrorMessage(connection_)));
    if (PGnotify* notice = PQnotifies(connection_); notice != nullptr) {
      std::string payload = notice->extra;
      PQfreemem(notice);
      return payload;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return std::string();
    pollfd socket{PQsocket(connection_), POLLIN, 0};
    if (poll(&socket, 1, static_cast<int>(left.count())) < 0 && errno != EINTR)
      return lost("poll failed");
  }
}

}  // namespace alexandria::store
