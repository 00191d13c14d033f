#include "html_table.hpp"

#include <utility>
#include <vector>

namespace alexandria::ingest {
namespace {

class TableReader {
 public:
  TableReader(const std::vector<HtmlNode>& nodes, std::uint32_t table, const ListNumbers& numbers)
      : nodes_(nodes), table_(table), numbers_(numbers), text_(nodes) {}

  HtmlTable read() {
    read_nodes(table_ + 1, nodes_[table_].end);
    for (const std::uint32_t foot : std::exchange(feet_, {})) {
      rows_.end_section();
      read_nodes(foot + 1, nodes_[foot].end);
    }
    out_.grid = rows_.take();
    return std::move(out_);
  }

 private:
  // The foot stands behind the rows, wherever it is written.
  void read_nodes(std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t i = first; i < last;) {
      const HtmlNode& node = nodes_[i];
      if (i >= cell_end_) end_cell();
      if (header_end_ > 0 && i >= header_end_) end_head();
      if (!node.is_visible) {
        i = node.end;
      } else if (node.tag == "tfoot") {
        end_cell();
        feet_.push_back(i);
        i = node.end;
      } else if (node.tag.empty()) {
        text_.add(nodes_[i++].text);
      } else if (is_written_whole(node)) {
        i = text_.add_whole(i);
      } else {
        begin(i++);
      }
    }
    end_cell();
    end_head();
  }

  void begin(std::uint32_t i) {
    const HtmlNode& node = nodes_[i];
    if (node.tag == "thead" || node.tag == "tbody") {
      end_cell();
      rows_.end_section();
      if (node.tag == "thead") header_end_ = node.end;
    } else if (node.tag == "tr") {
      end_cell();
      rows_.begin_row();
    } else if (node.tag == "td" || node.tag == "th") {
      end_cell();
      in_cell_ = true;
      cell_end_ = node.end;
      cell_ = &node;
      is_header_ = node.tag == "th" || i < header_end_;
    } else if (node.is_block || node.tag == "br") {
      text_.add(" ");
      if (node.tag == "li") add_number(i);
    }
  }

  void add_number(std::uint32_t item) {
    const auto number = numbers_.find(item);
    if (number == numbers_.end()) return;
    text_.add(number->second + " ");
    out_.numbers += number->second.size();
  }

  void end_head() {
    if (header_end_ > 0) rows_.end_head();
    header_end_ = 0;
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
    rows_.add_cell(std::move(cell), cell_->attributes().rowspan, cell_->attributes().colspan,
                   is_header_);
  }

  const std::vector<HtmlNode>& nodes_;
  const std::uint32_t table_;
  const ListNumbers& numbers_;
  HtmlLine text_;
  HtmlTable out_;
  TableBuilder rows_;
  const HtmlNode* cell_ = nullptr;
  std::vector<std::uint32_t> feet_;
  std::uint32_t cell_end_ = 0, header_end_ = 0;
  bool in_cell_ = false, is_header_ = false;
};

}  // namespace

HtmlTable read_table(const std::vector<HtmlNode>& nodes, std::uint32_t table,
                     const ListNumbers& numbers) {
  return TableReader(nodes, table, numbers).read();
}

}  // namespace alexandria::ingest
