#include "docx_table.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "alexandria/text/unicode.hpp"
#include "docx_xml.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kCellBytesMax = 1500;  // a cell with more text is a column of a page
constexpr std::size_t kMarkedRowsMax = 3;    // of names; more are rows that are all set alike
constexpr std::size_t kLayoutCellsMax = 4;   // of a table with headings that is layout

struct GridCell {
  Written text;
  std::uint32_t column = 0, columns = 1, rows = 1;
  bool is_bold = false, is_shaded = false, is_header = false;
};
struct GridRow {
  std::vector<GridCell> cells;
  bool is_header = false;
};

std::uint32_t number_in(pugi::xml_node parent, const char* child, std::uint32_t absent) {
  const int value = parent.child(child).attribute("w:val").as_int(static_cast<int>(absent));
  return static_cast<std::uint32_t>(std::clamp(value, 0, static_cast<int>(kTableColumnsMax)));
}

bool is_bold(pugi::xml_node run, const DocxStyle& paragraph, const DocxStyles& styles) {
  const pugi::xml_node properties = run.child("w:rPr");
  DocxRunTraits traits = docx_run_traits(properties);
  if (const std::string_view id = docx_value(properties, "w:rStyle"); !id.empty())
    traits.inherit(styles.of(id).run);
  traits.inherit(paragraph.run);
  return traits.is_bold.value_or(false);
}

// Whether all text of a cell is.
bool is_bold_cell(pugi::xml_node cell, const DocxStyles& styles) {
  bool has_text = false;
  const DocxStyle* paragraph = &DocxStyles::none();
  for (pugi::xml_node node = docx_next(cell, cell); node; node = docx_next(node, cell)) {
    const std::string_view name = node.name();
    if (name == "w:p") paragraph = &styles.of(docx_value(node.child("w:pPr"), "w:pStyle"));
    if (name != "w:t" || text::trim(node.text().get()).empty()) continue;
    has_text = true;
    if (!is_bold(node.parent(), *paragraph, styles)) return false;
  }
  return has_text;
}

bool is_shaded_cell(pugi::xml_node cell) {
  const pugi::xml_node shade = cell.child("w:tcPr").child("w:shd");
  const std::string_view fill = shade.attribute("w:fill").value();
  return !fill.empty() && fill != "auto" && fill != "FFFFFF" && fill != "ffffff";
}

void append(Written& to, const Written& more) {
  if (text::trim(more.text).empty()) return;
  if (!to.text.empty()) to.text += ' ';
  to.text += more.text;
  to.characters += more.characters;
}

struct CellContent {
  std::size_t bytes = 0, paragraphs = 0;
  bool has_heading = false;

  void add(pugi::xml_node parent, const DocxStyles& styles) {
    for (pugi::xml_node node = parent.first_child(); node; node = node.next_sibling()) {
      const std::string_view name = node.name();
      if (name == "w:t") {
        bytes += std::string_view(node.text().get()).size();
      } else if (name == "w:p") {
        ++paragraphs;
        const std::string_view style = docx_value(node.child("w:pPr"), "w:pStyle");
        has_heading = has_heading || docx_heading_level(styles.of(style).name) > 0;
        add(node, styles);
      } else if (!name.ends_with("Pr")) {
        add(node, styles);
      }
    }
  }
};

class GridReader {
 public:
  GridReader(pugi::xml_node table, const DocxStyles& styles,
             const std::function<Written(pugi::xml_node)>& read_cell)
      : table_(table), styles_(styles), read_cell_(read_cell) {}

  Table read() {
    for (const pugi::xml_node row : table_.children("w:tr"))
      read_row(row);
    mark_headers();
    return build();
  }

 private:
  using Place = std::pair<std::size_t, std::size_t>;  // row, and cell of it

  void read_row(pugi::xml_node node) {
    const pugi::xml_node properties = node.child("w:trPr");
    rows_.emplace_back();
    rows_.back().is_header = docx_is_on(properties.child("w:tblHeader"));
    const pugi::xml_node second = node.child("w:tc").next_sibling("w:tc");
    is_pair_ = second && !second.next_sibling("w:tc");
    std::uint32_t column = number_in(properties, "w:gridBefore", 0);
    if (column > 0) rows_.back().cells.push_back({.columns = column});
    for (const pugi::xml_node cell : node.children("w:tc"))
      column = read_cell(cell, column);
  }

  // Gives the column behind it.
  std::uint32_t read_cell(pugi::xml_node node, std::uint32_t column) {
    const pugi::xml_node properties = node.child("w:tcPr");
    std::vector<GridCell>& cells = rows_.back().cells;
    GridCell cell{.text = read_cell_(node),
                  .column = column,
                  .columns = std::max(number_in(properties, "w:gridSpan", 1), 1U)};
    column = std::min(column + cell.columns, 2 * kTableColumnsMax);
    if (docx_value(properties, "w:hMerge") == "continue" && !cells.empty()) {
      cells.back().columns += cell.columns;
      append(cells.back().text, cell.text);
      return column;
    }
    const pugi::xml_node merge = properties.child("w:vMerge");
    const std::string_view how = merge.attribute("w:val").as_string("continue");
    const auto above = open_.find(cell.column);
    if (merge && how != "restart" && above != open_.end() && reaches_here(above->second)) {
      GridCell& first = rows_[above->second.first].cells[above->second.second];
      ++first.rows;
      append(first.text, cell.text);
      return column;
    }
    if (merge)
      open_[cell.column] = {rows_.size() - 1, cells.size()};
    else
      open_.erase(cell.column);
    if (rows_.size() <= kMarkedRowsMax + 1 || is_pair_) cell.is_bold = is_bold_cell(node, styles_);
    cell.is_shaded = rows_.size() <= kMarkedRowsMax + 1 && is_shaded_cell(node);
    cells.push_back(std::move(cell));
    return column;
  }

  bool reaches_here(const Place& place) const {
    return place.first + rows_[place.first].cells[place.second].rows == rows_.size() - 1;
  }

  void mark_headers() {
    std::size_t rows = 0;
    while (rows < rows_.size() && rows_[rows].is_header)
      ++rows;
    if (rows == 0 && rows_.size() > 1) rows = count_marked_rows();
    for (std::size_t i = 0; i < rows; ++i)
      for (GridCell& cell : rows_[i].cells)
        cell.is_header = true;
    if (rows == 0) mark_first_column();
  }

  template <class Test>
  static bool all_of(const GridRow& row, Test test) {
    bool has_text = false;
    for (const GridCell& cell : row.cells) {
      if (text::trim(cell.text.text).empty()) continue;
      has_text = true;
      if (!test(cell)) return false;
    }
    return has_text;
  }

  // Something sets the first rows apart from those below: their letters, their ground, or, of one
  // row, the style of the table, where that is asked for.
  std::size_t count_marked_rows() const {
    const pugi::xml_node properties = table_.child("w:tblPr");
    const pugi::xml_node look = properties.child("w:tblLook");
    const std::string_view flag = look.attribute("w:firstRow").value();
    const auto bits = std::strtoul(look.attribute("w:val").value(), nullptr, 16);
    const bool is_asked = flag.empty() ? (bits & 0x20) != 0 : flag == "1" || flag == "true";
    if (is_asked && styles_.of(docx_value(properties, "w:tblStyle")).is_first_row_marked) return 1;
    const auto is_bold = [](const GridCell& cell) { return cell.is_bold; };
    const auto is_shaded = [](const GridCell& cell) { return cell.is_shaded; };
    const std::size_t bold = count_leading(is_bold);
    if (bold < rows_.size() && may_be_names(bold)) return bold;
    const std::size_t shaded = count_leading(is_shaded);
    const bool is_set_apart = shaded < rows_.size() && may_be_names(shaded) &&
                              std::ranges::none_of(rows_[shaded].cells, is_shaded);
    return is_set_apart ? shaded : 0;
  }

  // Of several rows the first one has names of groups: it has merged cells, or gaps.
  bool may_be_names(std::size_t rows) const {
    const auto is_group = [](const GridCell& cell) {
      return cell.columns > 1 || cell.rows > 1 || text::trim(cell.text.text).empty();
    };
    return rows == 1 ||
           (rows > 1 && rows <= kMarkedRowsMax && std::ranges::any_of(rows_[0].cells, is_group));
  }

  template <class Test>
  std::size_t count_leading(Test test) const {
    std::size_t rows = 0;
    while (rows < rows_.size() && all_of(rows_[rows], test))
      ++rows;
    return rows;
  }

  // Names on the left of a table of two columns.
  void mark_first_column() {
    for (const GridRow& row : rows_)
      if (row.cells.size() != 2 || !row.cells[0].is_bold || row.cells[1].is_bold) return;
    for (GridRow& row : rows_)
      row.cells[0].is_header = true;
  }

  Table build() {
    std::map<std::uint32_t, std::uint32_t> numbers;  // of columns, by place in the grid
    for (const GridRow& row : rows_)
      for (const GridCell& cell : row.cells)
        numbers.emplace(cell.column, 0);
    std::uint32_t next = 0;
    for (auto& [column, number] : numbers)
      number = next++;
    const auto number_of = [&](std::uint32_t column) {
      const auto found = numbers.lower_bound(column);
      return found == numbers.end() ? next : found->second;
    };
    TableBuilder builder;
    for (GridRow& row : rows_) {
      builder.begin_row();
      for (GridCell& cell : row.cells)
        builder.add_cell(std::move(cell.text), cell.rows,
                         number_of(cell.column + cell.columns) - number_of(cell.column),
                         cell.is_header);
    }
    return builder.take();
  }

  const pugi::xml_node table_;
  const DocxStyles& styles_;
  const std::function<Written(pugi::xml_node)>& read_cell_;
  std::vector<GridRow> rows_;
  bool is_pair_ = false;                 // the row has two cells
  std::map<std::uint32_t, Place> open_;  // merged cells, by column
};

}  // namespace

Table docx_table(pugi::xml_node table, const DocxStyles& styles,
                 const std::function<Written(pugi::xml_node)>& read_cell) {
  return GridReader(table, styles, read_cell).read();
}

bool docx_is_layout(pugi::xml_node table, const DocxStyles& styles) {
  std::size_t cells = 0;
  CellContent content;
  for (const pugi::xml_node row : table.children("w:tr"))
    for (const pugi::xml_node cell : row.children("w:tc")) {
      ++cells;
      content.bytes = 0;
      content.add(cell, styles);
      if (content.bytes > kCellBytesMax) return true;
    }
  return (cells == 1 && content.paragraphs > 1) ||
         (content.has_heading && cells <= kLayoutCellsMax);
}

}  // namespace alexandria::ingest
