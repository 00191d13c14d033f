#pragma once
// Many runs of an INSERT of one row as one INSERT of many rows: a third of the server's time.
#include <optional>
#include <string>
#include <string_view>

namespace alexandria::store {

/// An INSERT ... VALUES (...) [RETURNING ...] that can take several rows. PostgreSQL inserts them,
/// and gives what is returned of them, in their order.
class RowsStatement {
 public:
  /// Nothing where the statement is another one, or what it does with a row depends on the table.
  static std::optional<RowsStatement> of(std::string_view statement);
  /// The statement for so many rows; row i has the parameters of run i, one run's behind another's.
  std::string with_rows(std::size_t rows, std::size_t parameters) const;

 private:
  std::string_view head_;  // up to and with VALUES
  std::string_view row_;   // ($1, $2)
  std::string_view tail_;
};

}  // namespace alexandria::store
