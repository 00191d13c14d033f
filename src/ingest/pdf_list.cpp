#include "pdf_list.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMarksMin = 2;
constexpr std::size_t kRunningWords = 5;  // of a line, on the average
constexpr std::array kBullets = {"•"sv, "◦"sv, "▪"sv, "■"sv, "□"sv, "●"sv, "○"sv, "‣"sv, "–"sv,
                                 "—"sv, "-"sv, "*"sv, "·"sv, "➢"sv, "✓"sv, "→"sv, "§"sv};

enum class Mark : std::uint8_t { kNone, kDotted, kMark };

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 3 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_letters(std::string_view text) {
  const bool is_roman = text.size() <= 5 && text.find_first_not_of("ivxlcIVXLC") == text.npos;
  const bool is_letter = text.size() == 1 && ((text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z');
  return !text.empty() && (is_roman || is_letter);
}

// "2.1", "4.2.1."
bool is_dotted(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  std::size_t levels = 0;
  while (!text.empty()) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    if (!is_number(text.substr(0, dot))) return false;
    ++levels;
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return levels > 1;
}

Mark mark_of(std::string_view text) {
  if (std::ranges::find(kBullets, text) != kBullets.end()) return Mark::kMark;
  if (is_dotted(text)) return Mark::kDotted;
  std::string_view inside = text;
  if (inside.starts_with('(') || inside.starts_with('[')) inside.remove_prefix(1);
  const bool has_end = inside.ends_with('.') || inside.ends_with(')') || inside.ends_with(']');
  if (!has_end) return Mark::kNone;
  inside.remove_suffix(1);
  return is_number(inside) || is_letters(inside) ? Mark::kMark : Mark::kNone;
}

}  // namespace

bool is_hanging_list(const std::vector<PdfRow>& rows, const PdfTable& table) {
  std::size_t marks = 0, dotted = 0, words = 0;
  for (std::size_t r = table.first; r < table.last; ++r) {
    const PdfRow cells = cells_of(rows[r], table.gutters);
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
      const Mark mark = mark_of(cells[i].text());
      if (mark == Mark::kNone) return false;
      ++marks;
      dotted += mark == Mark::kDotted ? 1 : 0;
    }
    if (cells.size() == 1 && cells.front().column == 0) return false;
    words += cells.back().words.size();
  }
  const std::size_t lines = table.last - table.first;
  return marks >= kMarksMin && (dotted == 0 || words >= lines * kRunningWords);
}

}  // namespace alexandria::ingest
