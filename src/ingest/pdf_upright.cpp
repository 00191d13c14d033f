#include "pdf_upright.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace alexandria::ingest {
namespace {

constexpr int kNearInWidths = 2;   // of a line, from its foot to the table
constexpr int kColumnsMax = 1000;  // of a table with such names

PdfBox place_of(const PdfLine& line, const PdfTurn& turn) {
  PdfBox out;
  for (const PdfWord& word : line.words)
    out.add(turn.upright(word.place));
  return out;
}

struct Span {
  int x0 = 1 << 30, x1 = -1;
};

// Where the columns of a table are; what is between two belongs to the nearer one.
class Columns {
 public:
  Columns(const PdfBlock& table, const PdfTurn& turn) {
    std::map<std::uint32_t, Span> spans;
    for (const PdfRow& row : table.rows)
      for (const PdfLine& cell : row) {
        count_ = std::max(count_, cell.column + cell.columns);
        const PdfBox place = place_of(cell, turn);
        if (&row == &table.rows.front()) first_row_.add(place);
        if (cell.columns > 1) continue;
        Span& span = spans[cell.column];
        span = {std::min(span.x0, place.x0), std::max(span.x1, place.x1)};
      }
    spans_.assign(spans.begin(), spans.end());
  }

  std::uint32_t count() const { return count_; }
  const PdfBox& first_row() const { return first_row_; }

  std::optional<std::uint32_t> at(int x) const {
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      const Span& span = spans_[i].second;
      const int width = span.x1 - span.x0;
      const int left = i == 0 ? span.x0 - width : (spans_[i - 1].second.x1 + span.x0) / 2;
      const int right =
          i + 1 == spans_.size() ? span.x1 + width : (span.x1 + spans_[i + 1].second.x0) / 2;
      if (x >= left && x < right) return spans_[i].first;
    }
    return std::nullopt;
  }

 private:
  std::vector<std::pair<std::uint32_t, Span>> spans_;
  std::uint32_t count_ = 0;
  PdfBox first_row_;
};

struct Place {
  std::size_t block, row;
  std::uint32_t column;
};

class Names {
 public:
  Names(std::vector<PdfBlock>& turned, const PdfTurn& turn) : turned_(turned), turn_(turn) {}

  /// Those above a table, or none.
  std::vector<Place> find(const Columns& columns) {
    std::vector<Place> out;
    std::vector<bool> is_named(columns.count(), false);
    for (std::size_t block = 0; block < turned_.size(); ++block) {
      if (turned_[block].is_table()) continue;
      for (std::size_t row = 0; row < turned_[block].rows.size(); ++row) {
        const PdfBox place = place_of(turned_[block].rows[row].front(), turn_);
        const auto column = columns.at((place.x0 + place.x1) / 2);
        if (!column || !stands_above(place, columns.first_row())) continue;
        out.push_back({block, row, *column});
        is_named[*column] = true;
      }
    }
    const auto named = static_cast<std::size_t>(std::ranges::count(is_named, true));
    if (named < 2 || named * 2 < columns.count()) out.clear();
    return out;
  }

  // Cells of the first row, which are set as names are. The lines of a name are in their order.
  PdfRow take(const std::vector<Place>& places) {
    PdfRow cells;
    for (const Place& place : places) {
      PdfLine line = std::move(turned_[place.block].rows[place.row].front());
      box_.add(place_of(line, turn_));
      const auto cell = std::ranges::find(cells, place.column, &PdfLine::column);
      if (cell != cells.end()) {
        std::ranges::move(line.words, std::back_inserter(cell->words));
        continue;
      }
      line.column = place.column;
      line.columns = 1;
      line.bold = true;
      cells.push_back(std::move(line));
    }
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
      std::vector<PdfRow>& rows = turned_[place->block].rows;
      rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(place->row));
    }
    std::erase_if(turned_, [](const PdfBlock& block) { return block.rows.empty(); });
    std::ranges::sort(cells, {}, &PdfLine::column);
    return cells;
  }

  /// Of what was taken.
  const PdfBox& box() const { return box_; }

 private:
  // A line beside the table, as a stamp up the margin, does not end above it.
  static bool stands_above(const PdfBox& line, const PdfBox& row) {
    const int near = kNearInWidths * line.width();
    return line.height() > line.width() / 2 && line.y0 < row.y0 && line.y1 <= row.y1 + near / 2 &&
           line.y1 >= row.y0 - near;
  }

  std::vector<PdfBlock>& turned_;
  const PdfTurn& turn_;
  PdfBox box_;
};

// The line above the first column that ends the block before, beside the names.
bool names_first_column(const PdfBlock& before, const PdfBox& names, const Columns& columns,
                        const PdfTurn& turn) {
  if (before.kind != PdfBlockKind::kText || before.rows.empty()) return false;
  const PdfBox place = place_of(before.rows.back().front(), turn);
  return place.y0 >= names.y0 && place.y1 <= columns.first_row().y1 && place.x1 <= names.x0 &&
         columns.at((place.x0 + place.x1) / 2) == 0U;
}

}  // namespace

void add_upright_names(std::vector<PdfBlock>& flow, std::vector<PdfBlock>& turned,
                       const PdfTurn& turn) {
  for (std::size_t i = 0; i < flow.size() && !turned.empty(); ++i) {
    if (!flow[i].is_table() || flow[i].rows.empty()) continue;
    const Columns columns(flow[i], turn);
    Names names(turned, turn);
    const std::vector<Place> places = names.find(columns);
    if (places.empty() || columns.count() > kColumnsMax) continue;
    PdfRow cells = names.take(places);
    if (cells.front().column > 0 && i > 0 &&
        names_first_column(flow[i - 1], names.box(), columns, turn)) {
      PdfLine first = std::move(flow[i - 1].rows.back().front());
      first.column = 0;
      first.columns = 1;
      first.bold = true;
      cells.insert(cells.begin(), std::move(first));
      flow[i - 1].rows.pop_back();
    }
    flow[i].rows.insert(flow[i].rows.begin(), std::move(cells));
  }
  std::erase_if(flow, [](const PdfBlock& block) { return block.rows.empty(); });
}

}  // namespace alexandria::ingest
