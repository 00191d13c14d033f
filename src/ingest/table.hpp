#pragma once
// A table as a grid, and how its rows are written: every row names its columns, so that it can be
// understood, found and quoted alone.
#include <cstdint>
#include <string>
#include <vector>

#include "alexandria/model/document.hpp"
#include "written.hpp"

namespace alexandria::ingest {

/// Rows and columns count from 0, and take the spans of earlier cells into account.
struct TableCell {
  Written text;  // white space is squeezed when it is written
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::uint32_t rows = 1;  // over which it reaches
  std::uint32_t columns = 1;
  bool is_header = false;  // marked as one in the source: th, a repeated row, a bold first row
};

struct Table {
  std::vector<TableCell> cells;  // ascending by row, then by column; empty ones may be left out
  std::uint32_t header_rows = 0;
  std::uint32_t head_rows = 0;  // of the part that the source calls the head; 0 if it has none
};

/// Rows of column names at the top: those whose cells with text are all marked as headers, but for
/// what stands below the head of the source, and for a row that only names the group below it;
/// without any mark, the first row if the cells below it are of another kind (numbers, dates). A
/// table has at least one row below its header. The second row is one too if the first has names of
/// groups of columns, over several or with gaps behind them, and the second names columns that hold
/// numbers, unless the source says where its head ends.
std::uint32_t count_header_rows(const Table& table);

/// Of a row of names, the cells [begin, end): one with text reaches over the empty ones behind it
/// where `below`, by column, has names. Those that it reaches over are gone. Gives the new end.
std::size_t widen_groups(std::vector<TableCell>& cells, std::size_t begin, std::size_t end,
                         const std::vector<std::string>& below);

/// The texts of a row by column, empty where there is none and where a cell reaches to.
std::vector<std::string> texts_of_row(const Table& table, std::uint32_t row);

/// Puts cells into rows from left to right, past the cells of rows above that reach down.
class TableBuilder {
 public:
  void begin_row();
  /// What follows begins with a row of its own, into which no cell above reaches.
  void end_section();
  /// As `end_section`; the rows until here are the head.
  void end_head();
  /// Spans are cut at kTableColumnsMax and at the last row of the table.
  void add_cell(Written text, std::uint32_t rows, std::uint32_t columns, bool is_header);
  /// With its header rows counted.
  Table take();

 private:
  void widen_first_row();
  Table table_;
  std::vector<std::uint32_t> free_from_;  // by column: the first row where no cell reaches
  std::uint32_t row_ = 0;
  std::uint32_t column_ = 0;
  std::size_t section_ = 0;  // the first cell of the section
  bool has_rows_ = false;
};

constexpr std::uint32_t kTableColumnsMax = 1000;

/// Places of cells are bytes of `text.text`; its last line ends with a newline.
struct TableLines {
  Written text;
  std::vector<model::Cell> cells;
};

struct TableText {
  TableLines header;  // a line for each header row, cells parted by bars
  /// A line for each other row: "Flow: 20 l/min | Weight: 4 kg". A cell that reaches over several
  /// rows stands in each, one over several columns has the names of all. Columns without a name
  /// have none written, and an empty cell keeps its place in a table of at most 12 columns.
  TableLines rows;
  /// Names are shortened in the rows (ColumnNames), so that only the header has all their words.
  bool are_names_short = false;
  /// Whether the header says nothing that the rows do not say.
  bool is_header_told() const { return !are_names_short && !rows.text.text.empty(); }
};

TableText write_table(const Table& table);

}  // namespace alexandria::ingest
