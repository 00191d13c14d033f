#include "html_table.hpp"

#include <algorithm>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

// A table may ask for more cells than it has text: what is repeated is bounded.
constexpr std::size_t kColumnsMax = 200;
constexpr std::size_t kRepeatedCellMax = 200;
constexpr std::size_t kRepeatedMax = 1 << 20;

class TableReader {
 public:
  TableReader(const std::vector<HtmlNode>& nodes, std::uint32_t table)
      : nodes_(nodes), table_(table), text_(nodes) {}

  HtmlTable read() {
    for (std::uint32_t i = table_ + 1; i < nodes_[table_].end;) {
      const HtmlNode& node = nodes_[i];
      if (i >= cell_end_) end_cell();
      if (i >= row_end_) end_row();
      if (!node.is_visible) {
        i = node.end;
      } else if (node.tag.empty()) {
        text_.add(nodes_[i++].text, false);
      } else if (node.tag == "sup" || node.tag == "sub") {
        i = text_.add_raised(i);
      } else {
        begin(node);
        ++i;
      }
    }
    end_cell();
    end_row();
    return std::move(out_);
  }

 private:
  struct Cell {
    std::string text;
    std::size_t rows_left = 0;  // in which it stands again
  };

  void begin(const HtmlNode& node) {
    if (node.tag == "tr") {
      end_cell();
      end_row();
      row_end_ = node.end;
      in_row_ = true;
    } else if (node.tag == "td" || node.tag == "th") {
      end_cell();
      in_cell_ = true;
      cell_end_ = node.end;
      rowspan_ = node.rowspan;
      colspan_ = node.colspan;
    } else if (node.is_block || node.tag == "br") {
      text_.add(" ", false);
    }
  }

  // Cells of rows above that reach down to the next column.
  void place_carried() {
    while (row_.size() < carried_.size() && carried_[row_.size()].rows_left > 0) {
      Cell& cell = carried_[row_.size()];
      --cell.rows_left;
      const bool fits = repeated_ < kRepeatedMax && cell.text.size() <= kRepeatedCellMax;
      const std::string again = fits ? cell.text : std::string();
      repeated_ += again.size() + 1;
      out_.rows.characters += text::count_visible(again);
      row_.push_back(again);
    }
  }

  void end_cell() {
    Written cell = text_.take(false);
    if (!in_cell_) {
      if (cell.text.empty()) return;
      out_.caption.text += cell.text + "\n";
      out_.caption.characters += cell.characters;
      return;
    }
    in_cell_ = false;
    has_text_ = has_text_ || !cell.text.empty();
    place_carried();
    out_.rows.characters += cell.characters;
    const std::size_t columns = std::min<std::size_t>(colspan_, kColumnsMax);
    for (std::size_t i = 0; i < columns && (i == 0 || row_.size() < kColumnsMax); ++i) {
      if (carried_.size() <= row_.size()) carried_.resize(row_.size() + 1);
      carried_[row_.size()] = {i == 0 ? cell.text : std::string(), rowspan_ - 1U};
      row_.push_back(i == 0 ? cell.text : std::string());
    }
  }

  void end_row() {
    if (!in_row_) return;
    in_row_ = false;
    if (!row_.empty()) place_carried();
    if (has_text_) {
      for (std::size_t i = 0; i < row_.size(); ++i) {
        if (i > 0) out_.rows.text += " | ";
        out_.rows.text += row_[i];
      }
      out_.rows.characters += row_.size() - 1;
      out_.rows.text += '\n';
    } else {
      for (const std::string& cell : row_)
        out_.rows.characters -= text::count_visible(cell);
    }
    row_.clear();
    has_text_ = false;
  }

  const std::vector<HtmlNode>& nodes_;
  const std::uint32_t table_;
  HtmlLine text_;
  HtmlTable out_;
  std::vector<std::string> row_;
  std::vector<Cell> carried_;  // by column
  std::size_t repeated_ = 0;
  std::uint32_t row_end_ = 0, cell_end_ = 0;
  std::uint16_t rowspan_ = 1, colspan_ = 1;
  bool in_row_ = false, in_cell_ = false, has_text_ = false;
};

}  // namespace

HtmlTable read_table(const std::vector<HtmlNode>& nodes, std::uint32_t table) {
  return TableReader(nodes, table).read();
}

}  // namespace alexandria::ingest
