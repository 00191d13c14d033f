#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "pdf_close.hpp"
#include "pdf_columns.hpp"
#include "pdf_flow.hpp"
#include "pdf_lattice.hpp"
#include "pdf_list.hpp"
#include "pdf_names.hpp"
#include "pdf_page.hpp"
#include "pdf_table.hpp"

namespace alexandria::ingest {
namespace {

constexpr int kColumnsDepthMax = 4;            // columns within columns
constexpr std::size_t kLinesAboveColumns = 3;  // that look like the first rows of a table with them
constexpr std::size_t kColumnRowsMin = 6;      // fewer may be cells of two lines
constexpr float kSameSize = .6F;               // points: superscripts move the usual size this much
constexpr int kParagraphGapPercent = 90;       // of the line's height; leading is some 20

bool breaks_paragraph(const PdfLine& above, const PdfLine& below) {
  if (std::abs(above.size - below.size) > kSameSize || above.bold != below.bold) return true;
  const int gap = below.box.y0 - above.box.y1;
  const int height = std::max(above.box.height(), below.box.height());
  const bool is_higher_up = gap < -below.box.height();
  return gap > height * kParagraphGapPercent / 100 || is_higher_up;
}

// Takes the words out of the fragments.
PdfLine join(PdfRow& row) {
  PdfLine out = std::move(row.front());
  row.front().box = out.box;
  for (std::size_t i = 1; i < row.size(); ++i) {
    std::ranges::move(row[i].words, std::back_inserter(out.words));
    out.box.add(row[i].box);
    out.bold = out.bold && row[i].bold;
  }
  put_in_order(out);
  return out;
}

// Whether the left column is read first.
bool left_is_first(const std::vector<PdfRow>& rows, const PdfColumns& columns) {
  std::ptrdiff_t to_left = 0;
  for (std::size_t r = columns.first; r < columns.last; ++r)
    to_left += runs_to_left(rows[r]) ? 1 : -1;
  return to_left <= 0;
}

std::vector<PdfRow> side_of(const std::vector<PdfRow>& rows, const PdfColumns& columns, bool left) {
  std::vector<PdfRow> out;
  for (std::size_t r = columns.first; r < columns.last; ++r) {
    PdfRow side;
    for (const PdfLine& fragment : rows[r])
      if ((fragment.box.x1 <= columns.gutter.x0) == left) side.push_back(fragment);
    if (!side.empty()) out.push_back(std::move(side));
  }
  return out;
}

// Gathers blocks in reading order. An empty block at the end says that what comes next is not part
// of the block before.
class BlockBuilder {
 public:
  BlockBuilder(const std::vector<PdfRule>& rules, const std::vector<PdfUpright>& uprights)
      : rules_(rules), lattices_(lattices_of(rules, uprights)) {}
  void add_rows(std::vector<PdfRow>& rows, int depth = 0) {
    std::size_t done = 0;
    for (PdfDrawnTable& table : drawn_tables(rows, depth)) {
      std::vector<PdfRow> above = part_of(rows, done, table.first);
      add_undrawn(above, depth);
      add_table(std::move(table.rows));
      done = table.last;
    }
    if (done == 0) return add_undrawn(rows, depth);
    std::vector<PdfRow> below = part_of(rows, done, rows.size());
    add_undrawn(below, depth);
  }

  std::vector<PdfBlock> take() {
    std::erase_if(blocks_, [](const PdfBlock& block) { return block.rows.empty(); });
    return std::move(blocks_);
  }

 private:
  static std::vector<PdfRow> part_of(std::vector<PdfRow>& rows, std::size_t first,
                                     std::size_t last) {
    const auto place = [&](std::size_t row) {
      return std::move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(row));
    };
    return {place(first), place(last)};
  }

  void add_undrawn(std::vector<PdfRow>& rows, int depth) {
    for (std::size_t r = 0; r < rows.size();) {
      if (std::optional<PdfCloseTable> close = close_table(rows, r)) {
        widen_names(close->rows, rules_);
        add_table(std::move(close->rows));
        r = close->last;
        continue;
      }
      if (depth < kColumnsDepthMax && !is_named_table(rows, r)) {
        const PdfColumns columns = find_columns(rows, rules_, r);
        if (columns.found()) {
          add_columns(rows, columns, depth);
          r = columns.last;
          continue;
        }
      }
      const PdfTable table = find_table(rows, r);
      if (table.found() && is_hanging_list(rows, table)) {
        for (; r < table.last; ++r)
          add_line(rows[r], r == 0);
      } else if (table.found() && !has_columns(rows, table, depth)) {
        std::vector<PdfRow> cells = table_rows(rows, rules_, table);
        widen_names(cells, rules_);
        add_table(std::move(cells));
        r = table.last;
      } else {
        add_line(rows[r], r == 0);
        ++r;
      }
    }
  }

  // Where gutters do not part as many columns.
  static std::optional<PdfCloseTable> close_table(const std::vector<PdfRow>& rows,
                                                  std::size_t first) {
    std::optional<PdfCloseTable> close = find_close_table(rows, first);
    if (!close) return std::nullopt;
    const PdfTable table = find_table(rows, first);
    const bool is_known = table.found() && table.gutters.size() + 1 >= close->columns;
    return is_known ? std::nullopt : std::move(close);
  }

  // Three names of columns in bold and more are above a table, however full its columns are.
  static bool is_named_table(const std::vector<PdfRow>& rows, std::size_t first) {
    const auto is_bold = [](const PdfRow& row) { return std::ranges::all_of(row, &PdfLine::bold); };
    if (first + 1 >= rows.size() || rows[first].size() < 3) return false;
    if (!is_bold(rows[first]) || is_bold(rows[first + 1])) return false;
    const PdfTable table = find_table(rows, first);
    return table.found() && table.gutters.size() + 1 >= rows[first].size();
  }

  // Whether what looks like a table is the line above columns, and these.
  bool has_columns(const std::vector<PdfRow>& rows, const PdfTable& table, int depth) const {
    if (depth >= kColumnsDepthMax) return false;
    const std::size_t end = std::min(table.last, table.first + kLinesAboveColumns + 1);
    for (std::size_t r = table.first + 1; r < end; ++r) {
      const PdfColumns columns = find_columns(rows, rules_, r);
      if (columns.found() && columns.last - columns.first >= kColumnRowsMin) return true;
    }
    return false;
  }

  void begin_block() { blocks_.emplace_back(); }
  bool last_is_empty() const { return !blocks_.empty() && blocks_.back().rows.empty(); }

  void add_columns(const std::vector<PdfRow>& rows, const PdfColumns& columns, int depth) {
    const bool first = left_is_first(rows, columns);
    for (const bool left : {first, !first}) {
      begin_block();
      std::vector<PdfRow> side = side_of(rows, columns, left);
      add_rows(side, depth + 1);
    }
    begin_block();
  }

  // Those beside a column of text are left to their own column.
  std::vector<PdfDrawnTable> drawn_tables(const std::vector<PdfRow>& rows, int depth) const {
    std::vector<PdfDrawnTable> out;
    for (std::size_t r = 0; !lattices_.empty() && r < rows.size(); ++r)
      if (std::optional<PdfDrawnTable> drawn = drawn_at(rows, r)) {
        r = drawn->last - 1;
        out.push_back(std::move(*drawn));
      }
    for (std::size_t r = 0; !out.empty() && depth < kColumnsDepthMax && r < rows.size(); ++r) {
      const PdfColumns columns = find_columns(rows, rules_, r);
      std::erase_if(out, [&](const PdfDrawnTable& table) {
        const bool is_beside =
            table.box.x1 <= columns.gutter.x0 || table.box.x0 >= columns.gutter.x1;
        return columns.found() && is_beside && r <= table.first && table.first < columns.last;
      });
      r = columns.found() ? columns.last - 1 : r;
    }
    return out;
  }

  std::optional<PdfDrawnTable> drawn_at(const std::vector<PdfRow>& rows, std::size_t first) const {
    for (const PdfLattice& lattice : lattices_)
      if (std::optional<PdfDrawnTable> drawn = lattice.read(rows, first)) return drawn;
    return std::nullopt;
  }

  void add_table(std::vector<PdfRow> rows) {
    begin_block();
    blocks_.back().kind = PdfBlockKind::kTable;
    blocks_.back().rows = std::move(rows);
    for (PdfRow& row : blocks_.back().rows)
      for (PdfLine& cell : row) {
        put_in_order(cell);
        for (PdfLine& line : cell.more)
          put_in_order(line);
      }
  }

  // A line of text; `is_first` of its column. A line below columns may end the paragraph of the
  // longer one.
  void add_line(PdfRow& row, bool is_first) {
    if (last_is_empty()) blocks_.pop_back();
    PdfLine line = join(row);
    const bool goes_on =
        is_first ? continues_column(line) : !blocks_.empty() && continues_paragraph(line);
    if (!goes_on) begin_block();
    blocks_.back().rows.push_back({std::move(line)});
  }

  bool continues_paragraph(const PdfLine& line) const {
    const PdfBlock& last = blocks_.back();
    return last.kind == PdfBlockKind::kText && !last.rows.empty() &&
           !breaks_paragraph(last.rows.back().back(), line);
  }
  bool continues_column(const PdfLine& line) const {
    if (blocks_.empty()) return false;
    const PdfBlock& last = blocks_.back();
    return last.kind == PdfBlockKind::kText && !last.rows.empty() &&
           may_go_on(last.rows.back().back(), line, false);
  }

  const std::vector<PdfRule>& rules_;
  std::vector<PdfLattice> lattices_;
  std::vector<PdfBlock> blocks_;
};

}  // namespace

std::vector<PdfBlock> arrange_rows(std::vector<PdfRow> rows, const std::vector<PdfRule>& rules,
                                   const std::vector<PdfUpright>& uprights) {
  BlockBuilder builder(rules, uprights);
  builder.add_rows(rows);
  return builder.take();
}

std::vector<PdfBlock> arrange(const std::vector<PdfWord>& words) {
  return arrange_rows(rows_of(words), {});
}

}  // namespace alexandria::ingest
