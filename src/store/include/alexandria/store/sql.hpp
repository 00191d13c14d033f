#pragma once
// The SQL layer: statements that SQLite and PostgreSQL both understand. Parameters are $1, $2, ...
// and first appear in that order.
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::store {

/// Bytes, as against text.
struct Bytes {
  std::string_view bytes;
};
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Bytes>;
/// The parameters of one run of a statement; what they point to must outlive the run.
using Values = std::vector<Value>;

enum class Dialect { kSqlite, kPostgres };

/// The row a query stands on; valid inside the callback only.
class SqlRow {
 public:
  virtual ~SqlRow() = default;
  virtual std::int64_t integer(int column) const = 0;
  virtual double number(int column) const = 0;
  virtual std::string text(int column) const = 0;  // text or bytes
  virtual bool is_null(int column) const = 0;
};

/// One connection. Used by one thread at a time.
class Sql {
 public:
  virtual ~Sql() = default;
  virtual Dialect dialect() const = 0;
  /// The database's clock, in milliseconds since 1970-01-01 UTC: all nodes that share a database
  /// agree on it.
  virtual std::int64_t now_ms() const = 0;
  /// A random id that is kept with the transaction for an hour and tells later whether it was
  /// committed; empty where there is none (SQLite, or a read).
  virtual std::string transaction_id() { return {}; }
  /// Runs a statement once for each element of `runs`, all of them in one round trip where there is
  /// a server (bounded: in one for every megabyte or so), and calls `take` with the number of the
  /// run for every row, until it returns false. Gives the number of rows that were changed. The
  /// first failure ends it. Statements are prepared once and kept.
  virtual Result<std::int64_t> query_each(
      std::string_view statement, std::span<const Values> runs,
      const std::function<bool(std::size_t run, const SqlRow& row)>& take) = 0;

  /// Runs a statement and calls `take` for every row until it returns false.
  Result<void> query(std::string_view statement, Values values,
                     const std::function<bool(const SqlRow&)>& take);
  /// Runs a statement; gives the number of rows it changed.
  Result<std::int64_t> run(std::string_view statement, Values values = {});
  /// The same for each element of `runs`.
  Result<std::int64_t> run_each(std::string_view statement, std::span<const Values> runs);
  /// Runs a statement once for each element of `runs` without waiting for the server's word: they
  /// go out with what is asked next or with the COMMIT, whose error theirs is then. For statements
  /// whose effect nobody asks for.
  virtual Result<void> run_later(std::string_view statement, std::span<const Values> runs);
};

inline std::int64_t to_sql(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace alexandria::store
