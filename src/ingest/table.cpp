#include "table.hpp"

#include <algorithm>
#include <map>

#include "alexandria/text/unicode.hpp"
#include "column_names.hpp"
#include "header_names.hpp"

namespace alexandria::ingest {
namespace {

// A table may ask for more than it holds: what is repeated is bounded, in bytes.
constexpr std::size_t kRepeatedCellMax = 200;
constexpr std::size_t kRepeatedMax = 1 << 20;
constexpr std::uint32_t kEmptyCellsShownMax = 12;  // columns of a table that shows its empty cells
constexpr std::string_view kBar = " | ";

struct Placed {
  const TableCell* cell;
  bool is_repeated;
};
using Row = std::map<std::uint32_t, Placed>;  // by column

class TableWriter {
 public:
  explicit TableWriter(const Table& table) : table_(table) {
    for (const TableCell& cell : table.cells)
      columns_ = std::max(columns_, cell.column + cell.columns);
    names_ = ColumnNames(columns_);
    is_key_and_value_ = table.header_rows == 0 && columns_ == 2 && are_keys();
  }

  TableText write() {
    for (auto at = table_.cells.begin(); at != table_.cells.end();) {
      const std::uint32_t row = at->row;
      Row placed = reaching_into(row);
      const auto first = at;
      for (; at != table_.cells.end() && at->row == row; ++at)
        placed.insert_or_assign(at->column, Placed{&*at, false});
      if (renames(first, at)) {
        names_ = ColumnNames(columns_);
        name_columns(placed);
        own_names_.assign(columns_, {});  // it names itself
        write_row(row, placed, false);
        own_names_.clear();
        continue;
      }
      add_row(row, placed);
    }
    return std::move(out_);
  }

 private:
  // Whether a row below the header names the columns anew, for the rows below it: it is of headers
  // alone, more than one, and what follows is not.
  bool renames(std::vector<TableCell>::const_iterator at,
               std::vector<TableCell>::const_iterator end) const {
    if (table_.header_rows == 0 || at->row < table_.header_rows || end == table_.cells.end())
      return false;
    std::size_t texts = 0;
    for (const std::uint32_t row = at->row; at != end; ++at) {
      if (text::trim(at->text.text).empty()) continue;
      if (!at->is_header || at->rows > 1 || row != at->row) return false;
      ++texts;
    }
    bool has_values = false;
    for (auto next = end; next != table_.cells.end() && next->row == end->row; ++next)
      has_values = has_values || (!next->is_header && !text::trim(next->text.text).empty());
    return texts > 1 && has_values;
  }

  // Whether the first column holds the names: "Capital | Paris".
  bool are_keys() const {
    std::size_t keys = 0, marked = 0;
    for (const TableCell& cell : table_.cells) {
      if (cell.column != 0 || cell.columns != 1) continue;
      ++keys;
      marked += cell.is_header ? 1 : 0;
    }
    return keys > 0 && marked * 2 > keys;
  }

  // Cells of rows above that are there in `row` too. `long_cells_` keeps those that reach so far.
  Row reaching_into(std::uint32_t row) {
    std::erase_if(long_cells_,
                  [&](const TableCell* cell) { return cell->row + cell->rows <= row; });
    Row placed;
    for (const TableCell* cell : long_cells_)
      placed.emplace(cell->column, Placed{cell, true});
    return placed;
  }

  void add_row(std::uint32_t row, const Row& placed) {
    const bool has_text = std::ranges::any_of(placed, [](const auto& entry) {
      return !entry.second.is_repeated && !text::trim(entry.second.cell->text.text).empty();
    });
    const bool is_header = row < table_.header_rows;
    if (is_header) name_columns(placed);
    if (!is_header && own_names_.empty()) settle_names();
    if (has_text) write_row(row, placed, is_header);
    for (const auto& [column, place] : placed)
      if (!place.is_repeated && place.cell->rows > 1) long_cells_.push_back(place.cell);
  }

  void settle_names() {
    names_.settle();
    out_.are_names_short = out_.are_names_short || names_.are_short();
    for (std::uint32_t i = 0; i < columns_; ++i)
      own_names_.push_back(names_.of(i, i + 1));
  }

  void name_columns(const Row& placed) {
    for (const auto& [column, place] : placed)
      names_.add(column, column + place.cell->columns, place.cell->text.text);
  }

  void write_row(std::uint32_t row, const Row& placed, bool is_header) {
    TableLines& lines = is_header ? out_.header : out_.rows;
    const std::size_t line_begin = lines.text.text.size();
    const bool is_across = placed.size() == 1 && placed.begin()->second.cell->columns >= columns_;
    bool is_first = true;
    for (std::uint32_t column = 0; column < columns_;) {
      const auto at = placed.find(column);
      const TableCell* cell = at == placed.end() ? nullptr : at->second.cell;
      std::string content = cell != nullptr ? content_of(at->second) : std::string();
      const std::uint32_t end = column + (cell != nullptr ? std::max(cell->columns, 1U) : 1);
      if (content.empty() && columns_ > kEmptyCellsShownMax) {
        column = end;
        continue;
      }
      const bool is_bare = lines.text.text.size() == line_begin;
      if (!is_first) write(lines, is_bare ? "| " : is_key_and_value_ ? ": " : kBar);
      std::string name;
      if (!is_header && !is_across)
        name = end == column + 1 ? own_names_[column] : names_.of(column, end);
      if (!name.empty()) write(lines, name + (content.empty() ? ":" : ": "));
      place_cell(lines, at == placed.end() ? nullptr : &at->second, row, column, content);
      is_first = false;
      column = end;
    }
    squeeze_line_end(lines, line_begin);
    lines.text.text += '\n';
  }

  // What is repeated too often is left out: it stands in the row where it begins.
  std::string content_of(const Placed& place) {
    std::string content = text::squeeze(place.cell->text.text);
    if (!place.is_repeated) return content;
    if (content.size() > kRepeatedCellMax || repeated_ > kRepeatedMax) return {};
    repeated_ += content.size() + 1;
    return content;
  }

  static void write(TableLines& lines, std::string_view text) {
    lines.text.text += text;
    lines.text.characters += text::count_visible(text);
  }

  static void place_cell(TableLines& lines, const Placed* place, std::uint32_t row,
                         std::uint32_t column, const std::string& content) {
    const auto begin = static_cast<std::uint32_t>(lines.text.text.size());
    lines.text.text += content;
    if (place == nullptr || content.empty()) return;
    lines.text.characters +=
        place->is_repeated ? text::count_visible(content) : place->cell->text.characters;
    lines.cells.push_back({begin, static_cast<std::uint32_t>(begin + content.size()), row, column,
                           place->cell->columns, place->cell->is_header, place->is_repeated});
  }

  static void squeeze_line_end(TableLines& lines, std::size_t line_begin) {
    std::string& text = lines.text.text;
    while (text.size() > line_begin && text.back() == ' ')
      text.pop_back();
  }

  const Table& table_;
  TableText out_;
  std::uint32_t columns_ = 0;
  ColumnNames names_{0};
  std::vector<std::string> own_names_;        // of each column, once all are known
  std::vector<const TableCell*> long_cells_;  // that reach below their row
  std::size_t repeated_ = 0;
  bool is_key_and_value_ = false;
};

}  // namespace

TableText write_table(const Table& table) { return TableWriter(table).write(); }

void TableBuilder::begin_row() {
  row_ += has_rows_ ? 1 : 0;
  has_rows_ = true;
  column_ = 0;
}

void TableBuilder::end_section() {
  if (!has_rows_) return;
  const std::uint32_t end = row_ + 1;
  for (std::uint32_t& row : free_from_)
    row = std::min(row, end);
  for (; section_ < table_.cells.size(); ++section_) {
    TableCell& cell = table_.cells[section_];
    cell.rows = std::min(cell.rows, end - cell.row);
  }
}

void TableBuilder::end_head() {
  end_section();
  if (table_.head_rows == 0 && has_rows_) table_.head_rows = row_ + 1;
}

void TableBuilder::add_cell(Written text, std::uint32_t rows, std::uint32_t columns,
                            bool is_header) {
  while (column_ < free_from_.size() && free_from_[column_] > row_)
    ++column_;
  if (column_ >= kTableColumnsMax) {  // what is too much stands in the last cell
    if (table_.cells.empty()) return;
    Written& last = table_.cells.back().text;
    last.text += " " + text.text;
    last.characters += text.characters;
    return;
  }
  columns = std::clamp(columns, 1U, kTableColumnsMax - column_);
  rows = std::max(rows, 1U);
  if (free_from_.size() < column_ + columns) free_from_.resize(column_ + columns, 0);
  for (std::uint32_t i = 0; i < columns; ++i)
    free_from_[column_ + i] = row_ + rows;
  table_.cells.push_back({std::move(text), row_, column_, rows, columns, is_header});
  column_ += columns;
}

Table TableBuilder::take() {
  end_section();
  table_.header_rows = count_header_rows(table_);
  if (table_.header_rows > 1) widen_first_row();
  return std::move(table_);
}

// Where the source does not say over which columns a name of a group reaches.
void TableBuilder::widen_first_row() {
  std::size_t end = 0;
  std::vector<std::string> names;
  for (; end < table_.cells.size() && table_.cells[end].row == 0; ++end) {
    if (table_.cells[end].columns > 1) return;
    names.push_back(table_.cells[end].text.text);
  }
  if (are_names_of_groups(names)) widen_groups(table_.cells, 0, end, texts_of_row(table_, 1));
}

}  // namespace alexandria::ingest
