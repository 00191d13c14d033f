#pragma once
// One connection to PostgreSQL, by libpq in pipeline mode: BEGIN, settings and preparing go out
// together with the first statement, and all runs of a statement together.
//   P1 a connection on which a transaction was left, a time ran out or the network failed is broken
//      and never used again
//   P2 nothing waits for the network without a deadline
//   P3 behind a pooler (PgBouncer in transaction mode) nothing is kept on the server's side of the
//      connection: no named statement, no setting, no LISTEN
#include <chrono>
#include <map>
#include <memory>
#include <stop_token>
#include <vector>

#include <libpq-fe.h>

#include "alexandria/store/sql.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::store {

/// What libpq is told: the address, and what it leaves open: a server that takes writes where there
/// are several, its certificate proved (`verify-full`) where it is not on this machine, time
/// limits.
Result<std::map<std::string, std::string>> parameters_of(const PostgresOptions& options);

/// What a failed transaction may hope for.
enum class Again {
  kNever,     ///< the request itself is at fault
  kAtOnce,    ///< serialisation, deadlock, or two requests made the same thing
  kElsewhere  ///< the connection is gone
};
Again again_after(const Error& error);

class PostgresConnection final : public Sql {
 public:
  /// kUnavailable `database_unreachable` names the hosts and what each said, never the password.
  static Result<std::unique_ptr<PostgresConnection>> open(const PostgresOptions& options);
  ~PostgresConnection() override;
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  Dialect dialect() const override { return Dialect::kPostgres; }
  std::int64_t now_ms() const override;
  Result<std::int64_t> query_each(
      std::string_view statement, std::span<const Values> runs,
      const std::function<bool(std::size_t, const SqlRow&)>& take) override;
  Result<void> run_later(std::string_view statement, std::span<const Values> runs) override;

  std::string transaction_id() override;

  enum class Kind { kRead, kWrite };
  /// The next statement begins a transaction: one snapshot, or read committed. Its id, if it has
  /// one, is written with the COMMIT if a row was changed or the id was asked for.
  void begin(Kind kind, const std::stop_token& stop = {}, std::string transaction_id = {});
  /// Ends it. An error whose reason is `connection_lost` leaves the outcome open.
  Result<void> commit();
  /// Ends it, and its answer is read by whoever uses the connection next.
  void end_later();
  /// Whether a row was handed out since `begin`.
  bool has_delivered() const { return delivered_; }
  bool is_broken() const { return broken_; }
  /// Behind a pooler.
  bool is_pooled() const { return pooled_; }

  /// Several statements in one script, outside of a transaction of ours.
  Result<void> script(const std::string& statements);
  /// Waits for a notification at most so long; gives its payload, empty if none came. The
  /// connection must be listening.
  Result<std::string> wait_for_notice(std::chrono::milliseconds patience);

 private:
  PostgresConnection(PGconn* connection, const PostgresOptions& options);
  class Row;
  // A command that went out, and the run of the statement that it is; -1: nobody asks for it.
  struct Sent {
    std::int64_t run = -1;
    bool rows_are_runs = false;  // this run and those behind it, a row each
    std::string forget = {};     // key of `prepared_` that does not hold if this fails
  };
  Result<void> greet();
  Result<void> ready();
  Result<void> send(const std::string& statement, std::string_view named, const Values& values);
  Result<void> send_plain(const std::string& statement, std::vector<Sent>& sent);
  Result<std::size_t> send_runs(std::string_view statement, std::span<const Values> runs,
                                std::size_t at, std::vector<Sent>& sent);
  Result<void> send_beginning(std::vector<Sent>& sent);
  Result<std::string> named(std::string_view statement, const Values& values,
                            std::vector<Sent>& sent);
  Result<std::int64_t> exchange(std::vector<Sent>& sent,
                                const std::function<bool(std::size_t, const SqlRow&)>& take);
  Result<void> take_answers(Sent& expected, Result<std::int64_t>& outcome, bool& more,
                            const std::function<bool(std::size_t, const SqlRow&)>& take);
  Result<void> flush();
  Result<PGresult*> next();
  Result<void> wait(bool to_write);
  Result<void> drain();
  std::unexpected<Error> lost(const std::string& why);

  PGconn* connection_;
  PostgresOptions options_;
  std::chrono::steady_clock::time_point deadline_;
  std::stop_token stop_;
  std::vector<Sent> waiting_;  // went out, and their answers come with the next ones
  std::map<std::string, std::string, std::less<>> prepared_;  // by statement and types
  std::int64_t clock_ahead_ms_ = 0;  // of the database's clock, to our steady one
  std::int64_t changed_ = 0;
  std::string transaction_id_;
  bool id_asked_ = false;
  Kind kind_ = Kind::kRead;
  bool begun_ = false;   // BEGIN went out
  bool wanted_ = false;  // and is to go out with the next statement
  bool failed_ = false;  // a statement of the transaction failed
  bool delivered_ = false;
  bool undrained_ = false;  // the answer to an end was not read yet
  bool pooled_ = true;      // until the server has said otherwise: P3 holds from the first word
  bool broken_ = false;
};

}  // namespace alexandria::store
