// Which rows of a grid name its columns.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "alexandria/text/unicode.hpp"
#include "header_names.hpp"
#include "table.hpp"

namespace alexandria::ingest {
namespace {

// "12", "-3.5 %", "5 kg", "$ 1,250.00", "2024-03-01": a digit, perhaps behind a sign.
bool is_like_number(std::string_view text) {
  for (const std::string_view sign : {"-", "+", "−", "±", "<", ">", "~", "€", "$", "£", "¥"})
    if (text.starts_with(sign)) text = text::trim(text.substr(sign.size()));
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

std::uint32_t width_of(const Table& table) {
  std::uint32_t width = 0;
  for (const TableCell& cell : table.cells)
    width = std::max(width, cell.column + cell.columns);
  return width;
}

// Nothing is there, in words or signs.
bool is_missing(const std::string& text) {
  constexpr std::array<std::string_view, 10> kSigns = {"",    "-",    "–",   "—", "n/a",
                                                       "N/A", "n.a.", "...", "…", "k. A."};
  return std::ranges::find(kSigns, text) != kSigns.end();
}

// The first texts of the columns, and what stands below them.
struct FirstRow {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> values;
};

// The texts of the columns from a row on, of those cells that count.
template <typename Counts>
std::vector<std::vector<std::string>> values_from(const Table& table, std::uint32_t row,
                                                  Counts counts) {
  constexpr std::uint32_t kRowsTried = 200;
  std::vector<std::vector<std::string>> out(width_of(table));
  for (const TableCell& cell : table.cells) {
    if (cell.row < row) continue;
    if (cell.row > kRowsTried) break;
    std::string value = text::squeeze(cell.text.text);
    if (counts(cell, value)) out[cell.column].push_back(std::move(value));
  }
  return out;
}

FirstRow read_first_row(const Table& table) {
  const auto counts = [](const TableCell&, const std::string& value) { return !is_missing(value); };
  return {texts_of_row(table, 0), values_from(table, 1, counts)};
}

// Whether the first row is of another kind than what stands below it: words, or years, above
// figures.
bool first_row_differs(const FirstRow& row) {
  bool has_evidence = false;
  for (std::size_t column = 0; column < row.names.size(); ++column) {
    const std::string& name = row.names[column];
    const auto& values = row.values[column];
    const auto numbers = static_cast<std::size_t>(std::ranges::count_if(values, is_like_number));
    if (is_like_number(name)) {
      if (name_evidence(name, values) < 0 || numbers < values.size()) return false;
      has_evidence = has_evidence || !values.empty();
    } else if (!name.empty() && !values.empty() && numbers * 10 >= values.size() * 7) {
      has_evidence = true;
    }
  }
  return has_evidence;
}

// Whether the first row of a table of words is written in another way than the rows below it: in
// two columns at least, and in none as one of its values.
bool first_row_is_written_otherwise(const FirstRow& row) {
  constexpr std::size_t kValuesMin = 2;
  int evidence = 0;
  std::set<std::string> different;
  for (std::size_t column = 0; column < row.names.size(); ++column) {
    const std::string& name = row.names[column];
    if (name.empty() || !different.insert(name).second || row.values[column].size() < kValuesMin)
      return false;
    const int one = name_evidence(name, row.values[column]);
    if (one < 0) return false;
    evidence += one;
  }
  return evidence > 1;
}

// What tells whether a row is one of names.
struct HeaderRow {
  std::uint32_t number = 0;
  std::uint32_t reach = 0;  // the row behind the last that its names reach into
  std::size_t texts = 0;    // cells with text
  bool is_marked = true;    // all of them
  bool has_marks = false;
  bool begins_first = false;  // a text in the first column
};

// Reads the row that begins at `at`, and moves `at` behind it.
HeaderRow read_header_row(const Table& table, std::vector<TableCell>::const_iterator& at) {
  HeaderRow row{.number = at->row, .reach = at->row + 1};
  std::uint32_t first_reach = 0;  // of the first column, where a name may be that of rows
  bool has_groups = false;        // then it is of columns
  for (; at != table.cells.end() && at->row == row.number; ++at) {
    if (text::trim(at->text.text).empty()) continue;
    ++row.texts;
    row.has_marks = row.has_marks || at->is_header;
    row.is_marked = row.is_marked && at->is_header;
    row.begins_first = row.begins_first || at->column == 0;
    has_groups = has_groups || at->columns > 1;
    if (!at->is_header) continue;
    std::uint32_t& reach = at->column > 0 ? row.reach : first_reach;
    reach = std::max(reach, row.number + at->rows);
  }
  if (row.number == 0 && has_groups && row.texts > 1) row.reach = std::max(row.reach, first_reach);
  return row;
}

bool reaches_over_some(const TableCell& cell, std::uint32_t width) {
  return cell.columns > 1 && cell.columns < width && !text::trim(cell.text.text).empty();
}

// Whether the first row names groups of columns, and the second these.
bool names_groups(const Table& table, std::uint32_t rows) {
  if (rows < 3) return false;
  const std::uint32_t width = width_of(table);
  bool has_spans = false;
  for (auto at = table.cells.begin(); at != table.cells.end() && at->row == 0; ++at)
    has_spans = has_spans || reaches_over_some(*at, width);
  const std::vector<std::string> upper = texts_of_row(table, 0);
  if (width < 3 || (!has_spans && !are_names_of_groups(upper))) return false;
  const auto values = values_from(table, 2, [](const TableCell& cell, const std::string& value) {
    return cell.columns == 1 && !value.empty();
  });
  return are_names_below(upper, texts_of_row(table, 1),
                         [&](std::size_t column) { return values[column]; });
}

}  // namespace

std::vector<std::string> texts_of_row(const Table& table, std::uint32_t row) {
  std::vector<std::string> out(width_of(table));
  for (const TableCell& cell : table.cells) {
    if (cell.row > row) break;
    if (cell.row == row) out[cell.column] = text::squeeze(cell.text.text);
  }
  return out;
}

std::size_t widen_groups(std::vector<TableCell>& cells, std::size_t begin, std::size_t end,
                         const std::vector<std::string>& below) {
  std::size_t last = begin;  // the cell that what follows may belong to
  for (std::size_t i = begin + 1; i < end; ++i) {
    TableCell& cell = cells[i];
    const bool is_gap = text::trim(cell.text.text).empty();
    const bool has_name = cell.column < below.size() && !text::trim(below[cell.column]).empty();
    const bool follows = cells[last].column + cells[last].columns == cell.column;
    if (is_gap && has_name && follows && !text::trim(cells[last].text.text).empty())
      cells[last].columns += cell.columns;
    else if (++last != i)
      cells[last] = std::move(cell);
  }
  const auto place = [&](std::size_t at) {
    return cells.begin() + static_cast<std::ptrdiff_t>(at);
  };
  if (begin < end) cells.erase(place(last + 1), place(end));
  return begin < end ? last + 1 : end;
}

std::uint32_t count_header_rows(const Table& table) {
  std::uint32_t rows = 0, marked = 0;  // marked: leading rows of headers
  bool is_leading = true, has_marks = false, has_names = false;
  for (auto at = table.cells.begin(); at != table.cells.end();) {
    const HeaderRow row = read_header_row(table, at);
    rows = std::max(rows, row.number + 1);
    has_marks = has_marks || row.has_marks;
    if (row.texts == 0) continue;
    const bool is_below_head = table.head_rows > 0 && row.number >= table.head_rows;
    const bool names_group = has_names && row.texts == 1 && row.begins_first;
    is_leading = is_leading && row.is_marked && !is_below_head && !names_group;
    if (is_leading) marked = std::max(marked, row.reach);
    has_names = has_names || row.texts > 1;
  }
  const bool may_go_on = table.head_rows == 0 && (marked == 1 || !has_marks);
  if (may_go_on && names_groups(table, rows)) return 2;
  if (marked > 0) return marked < rows ? marked : 0;
  if (has_marks || rows < 2) return 0;
  const FirstRow first = read_first_row(table);
  return first_row_differs(first) || first_row_is_written_otherwise(first) ? 1 : 0;
}

}  // namespace alexandria::ingest
