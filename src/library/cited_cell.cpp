#include "cited_cell.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "alexandria/text/lines.hpp"
#include "alexandria/text/unicode.hpp"
#include "chunk_records.hpp"
#include "evidence.hpp"

namespace alexandria::library {
namespace {

constexpr std::string_view kBar = " | ";

// A cell as it is written: "Torque: 118 Nm".
struct WrittenCell {
  std::string column;  // without its colon; empty if the column has no name
  std::string value;   // empty if the cell is
  const model::Cell* cell = nullptr;
  std::uint32_t number = 0;  // of its column
};

// The cells of a row, those that are empty too.
std::vector<WrittenCell> cells_of_row(const model::ParsedPart& part, std::uint32_t begin,
                                      std::uint32_t end) {
  std::vector<WrittenCell> out;
  std::uint32_t place = begin;
  std::uint32_t next = 0;                         // column
  const auto add_empty = [&](std::uint32_t to) {  // "| Late: |"
    std::string_view between = std::string_view(part.text).substr(place, to - place);
    while (!between.empty()) {
      const std::size_t bar = between.find('|');
      const std::string_view name = text::trim(between.substr(0, bar));
      if (name.ends_with(':'))
        out.push_back({std::string(name.substr(0, name.size() - 1)), "", nullptr, next++});
      if (bar == std::string_view::npos) return;
      between.remove_prefix(bar + 1);
    }
  };
  for (const model::Cell& cell : part.cells) {
    if (cell.begin < begin || cell.end > end) continue;
    const std::string_view before = std::string_view(part.text).substr(place, cell.begin - place);
    const std::size_t bar = before.rfind(kBar);
    const std::size_t own = bar == std::string_view::npos ? 0 : bar + kBar.size();
    add_empty(static_cast<std::uint32_t>(place + (bar == std::string_view::npos ? 0 : bar)));
    std::string_view name = text::trim(before.substr(own));
    if (name.ends_with(':')) name.remove_suffix(1);
    out.push_back({std::string(name), part.text.substr(cell.begin, cell.end - cell.begin), &cell,
                   cell.column});
    place = cell.end;
    next = cell.column + std::max(cell.columns, 1U);
  }
  if (!out.empty()) add_empty(end);
  return out;
}

// How much of a name the words say, 0 to 1.
double said(const std::string& name, const std::set<std::string>& words,
            const std::string& language) {
  const std::set<std::string> terms = terms_of(name, language);
  if (terms.empty()) return 0;
  const auto known = std::ranges::count_if(terms, [&](const auto& t) { return words.contains(t); });
  return static_cast<double>(known) / static_cast<double>(terms.size());
}

const WrittenCell* asked_for(const std::vector<WrittenCell>& cells,
                             const std::set<std::string>& words, const std::string& language) {
  const WrittenCell* best = nullptr;
  double best_share = 0;
  const WrittenCell* unsaid = nullptr;
  std::size_t unsaid_count = 0;
  for (const WrittenCell& cell : cells) {
    const bool is_given = !cell.value.empty() && said(cell.value, words, language) >= 1;
    if (is_given) continue;
    if (!cell.value.empty()) {
      unsaid = &cell;
      ++unsaid_count;
    }
    const double share = said(cell.column, words, language);
    if (share > best_share) {
      best = &cell;
      best_share = share;
    }
  }
  if (best == nullptr && unsaid_count == 1) best = unsaid;
  return best;
}

// "C4"; an empty cell stands in the row of the others.
std::string reference_of(const WrittenCell& cell, const std::vector<WrittenCell>& row) {
  const auto known = std::ranges::find_if(row, &WrittenCell::cell);
  return known == row.end()
             ? std::string()
             : model::column_name(cell.number) + std::to_string(known->cell->row + 1);
}

}  // namespace

std::optional<CitedCell> cited_cell(const store::StoredPart& part, std::uint32_t begin,
                                    std::uint32_t end, const std::string& words,
                                    const std::string& language) {
  const std::vector<WrittenCell> cells = cells_of_row(part.part, begin, end);
  if (cells.empty()) return std::nullopt;
  const WrittenCell* asked = asked_for(cells, terms_of(words, language), language);
  if (asked == nullptr) return std::nullopt;
  CitedCell out;
  out.row = cells.front().value;
  out.column = asked->column;
  out.text = asked->value;
  out.reference = reference_of(*asked, cells);
  if (asked->cell == nullptr) return out;
  out.anchors = anchors_of(part, asked->cell->begin, asked->cell->end);
  for (model::Anchor& anchor : out.anchors)
    if (anchor.kind == model::AnchorKind::kCells) anchor.range = out.reference;
  return out;
}

}  // namespace alexandria::library
