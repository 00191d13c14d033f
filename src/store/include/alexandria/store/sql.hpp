#pragma once
// The SQL layer: statements that SQLite and PostgreSQL both understand. Parameters are $1, $2, ...
// and first appear in that order.
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "alexandria/base/result.hpp"

namespace alexandria::store {

/// Bytes, as against text.
struct Bytes {
  std::string_view bytes;
};
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Bytes>;

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
  /// Runs a statement and calls `take` for every row until it returns false. Statements are
  /// prepared once and kept.
  virtual Result<void> query(std::string_view statement, std::initializer_list<Value> values,
                             const std::function<bool(const SqlRow&)>& take) = 0;
  /// Runs a statement; gives the number of rows it changed.
  virtual Result<std::int64_t> run(std::string_view statement,
                                   std::initializer_list<Value> values = {}) = 0;
};

inline std::int64_t to_sql(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace alexandria::store
