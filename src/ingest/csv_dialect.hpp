#pragma once
#include <string_view>
#include <vector>

#include "csv_records.hpp"

namespace alexandria::ingest {

/// The dialect of which most records have the same number of fields and whose cells look most like
/// cells, out of the beginning of a text; after CleverCSV (van den Burg, Nazábal, Sutton 2019,
/// "Wrangling messy CSV files by detecting row and type patterns"). `separator`: known already, or
/// \0.
CsvDialect find_csv_dialect(std::string_view sample, char separator = '\0');

/// "sep=;" on the first line, as Excel takes it: the separator, and \0 where there is no such line.
char declared_separator(std::string_view text);

/// What the first records say of the whole.
struct CsvShape {
  std::size_t preamble = 0;  // records before the table
  bool has_header = false;   // the first record of the table names its columns
  /// Records that do: 2 where the upper one is of groups of columns ("2023,,2024,").
  std::size_t header_rows = 0;
};
/// `width`: fields of most records.
CsvShape find_csv_shape(const std::vector<CsvRecord>& first, std::size_t width);

/// How many records from `begin` on, of those before the table, are a narrower table of their own
/// whose first record names its columns beyond doubt; 0 if none are.
std::size_t count_own_table(const std::vector<CsvRecord>& first, std::size_t begin,
                            std::size_t end);

/// Whether a table of its own begins at `begin` of records behind an empty line, below a table of
/// so many fields: its first record names its columns, beyond doubt if it is as wide.
bool begins_table(const std::vector<CsvRecord>& section, std::size_t begin, std::size_t width);

/// Has text in its first field alone, where the table has more than two columns.
bool is_line_of_text(const CsvRecord& record, std::size_t width);

}  // namespace alexandria::ingest
