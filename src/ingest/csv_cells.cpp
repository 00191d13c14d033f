#include "csv_cells.hpp"

#include <algorithm>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

bool is_figure(char c) { return c >= '0' && c <= '9'; }

std::size_t count_figures(std::string_view cell) {
  return static_cast<std::size_t>(std::ranges::count_if(cell, is_figure));
}

bool is_made_of(std::string_view cell, std::string_view signs) {
  return std::ranges::all_of(cell,
                             [&](char c) { return is_figure(c) || signs.find(c) != signs.npos; });
}

// A currency before or behind a number: up to three bytes that are no figures.
std::string_view without_currency(std::string_view cell) {
  for (const std::string_view sign : {"$", "€", "£", "¥", "EUR", "USD", "GBP", "CHF"}) {
    if (cell.starts_with(sign)) return text::trim(cell.substr(sign.size()));
    if (cell.ends_with(sign)) return text::trim(cell.substr(0, cell.size() - sign.size()));
  }
  return cell;
}

// Figures, two of the same sign between them, perhaps a time behind.
bool is_date(std::string_view cell) {
  if (!is_figure(cell[0]) || !is_made_of(cell, "-/.:TZ +") || cell.size() > 30) return false;
  const auto count = [&](char sign) { return std::ranges::count(cell, sign); };
  return count('-') == 2 || count('/') == 2 || (count('.') == 2 && cell.size() <= 10) ||
         count(':') == 1 || count(':') == 2;
}

bool is_address(std::string_view cell) {
  if (cell.find(' ') != std::string_view::npos) return false;
  const std::size_t at = cell.find('@');
  return cell.starts_with("http://") || cell.starts_with("https://") ||
         (at != std::string_view::npos && at > 0 && cell.find('.', at) != std::string_view::npos);
}

char kind_of(UChar32 c) {
  if (u_isdigit(c)) return '9';
  if (u_isupper(c)) return 'A';
  if (u_isalpha(c)) return 'a';
  if (u_isUWhiteSpace(c)) return ' ';
  return c < 0x80 ? static_cast<char>(c) : '*';
}

}  // namespace

CellKind cell_kind(std::string_view cell) {
  cell = text::trim(cell);
  if (cell.empty()) return CellKind::kEmpty;
  if (is_address(cell)) return CellKind::kAddress;
  if (is_date(cell)) return CellKind::kDate;
  const std::string_view number = without_currency(cell);
  if (count_figures(number) > 0 && is_made_of(number, "+-.,' %eE()")) return CellKind::kNumber;
  return CellKind::kText;
}

std::string cell_pattern(std::string_view cell) {
  std::string out;
  for (std::size_t at = 0; at < cell.size();) {
    UChar32 point = 0;
    U8_NEXT_UNSAFE(cell.data(), at, point);
    const char kind = kind_of(point);
    if (out.empty() || out.back() != kind) out += kind;
  }
  return out;
}

}  // namespace alexandria::ingest
