#include "postgres_rows.hpp"

#include <charconv>

namespace alexandria::store {

std::optional<RowsStatement> RowsStatement::of(std::string_view statement) {
  constexpr std::string_view kValues = "VALUES (";
  const std::size_t begin = statement.find_first_not_of(" \n");
  if (begin == std::string_view::npos || !statement.substr(begin).starts_with("INSERT INTO "))
    return std::nullopt;
  const std::size_t values = statement.find(kValues);
  if (values == std::string_view::npos || statement.find("ON CONFLICT") != std::string_view::npos)
    return std::nullopt;
  const std::size_t row = values + kValues.size() - 1;
  const std::size_t end = statement.find(')', row);
  // A function or a query inside the row is left to statements of one row.
  if (end == std::string_view::npos ||
      statement.substr(row + 1, end - row - 1).find('(') != std::string_view::npos)
    return std::nullopt;
  RowsStatement out;
  out.head_ = statement.substr(0, row);
  out.row_ = statement.substr(row, end + 1 - row);
  out.tail_ = statement.substr(end + 1);
  return out;
}

std::string RowsStatement::with_rows(std::size_t rows, std::size_t parameters) const {
  std::string out(head_);
  for (std::size_t i = 0; i < rows; ++i) {
    if (i > 0) out += ", ";
    for (std::size_t at = 0; at < row_.size();) {
      if (row_[at] != '$') {
        out += row_[at++];
        continue;
      }
      std::size_t number = 0;
      const char* const end = row_.data() + row_.size();
      const char* const after = std::from_chars(row_.data() + at + 1, end, number).ptr;
      out += "$" + std::to_string(number + i * parameters);
      at = static_cast<std::size_t>(after - row_.data());
    }
  }
  out += tail_;
  return out;
}

}  // namespace alexandria::store
