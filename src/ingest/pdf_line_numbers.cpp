#include "pdf_line_numbers.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

namespace alexandria::ingest {
namespace {

constexpr std::size_t kNumbersMin = 5;
constexpr std::size_t kDigitsMax = 4;
constexpr int kAligned = 2 * kUnitsAPoint;
constexpr int kFilledPercent = 75;           // of the text's width, on average
constexpr std::string_view kEnds = ".;:!?";  // of most items of a list, but of few lines
constexpr std::size_t kWordsALine = 5;       // on average

std::optional<int> number_of(const PdfRow& row) {
  if (row.size() < 2 || row.front().words.size() != 1) return std::nullopt;
  const std::string& text = row.front().words.front().text;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  return is_number && text.size() <= kDigitsMax ? std::optional(number) : std::nullopt;
}

// The numbered rows, if their numbers count by one.
std::vector<const PdfRow*> numbered(const std::vector<PdfRow>& rows) {
  std::vector<const PdfRow*> out;
  std::optional<int> before;
  for (const PdfRow& row : rows) {
    const std::optional<int> number = number_of(row);
    if (!number) continue;
    if (before && *number != *before + 1) return {};
    before = number;
    out.push_back(&row);
  }
  return out;
}

bool are_aligned(const std::vector<const PdfRow*>& rows, int PdfBox::* edge) {
  const int first = rows.front()->front().box.*edge;
  return std::ranges::all_of(rows, [&](const PdfRow* row) {
    return std::abs(row->front().box.*edge - first) <= kAligned;
  });
}

// Whether the text beside the numbers runs on from line to line.
bool is_running_text(const std::vector<const PdfRow*>& rows) {
  std::size_t words = 0, ends = 0;
  int filled = 0, left = PdfBox().x0, right = 0;
  for (const PdfRow* row : rows) {
    if (row->size() != 2) return false;
    const PdfLine& text = row->back();
    words += text.words.size();
    const std::string& last = text.words.back().text;
    ends += !last.empty() && kEnds.contains(last.back()) ? 1 : 0;
    filled += text.box.width();
    left = std::min(left, text.box.x0);
    right = std::max(right, text.box.x1);
  }
  const int count = static_cast<int>(rows.size());
  return words >= kWordsALine * rows.size() && ends * 2 <= rows.size() &&
         filled * 100 >= count * (right - left) * kFilledPercent;
}

bool are_in_margin(const std::vector<PdfRow>& rows, const std::vector<const PdfRow*>& numbers) {
  int right = 0;
  for (const PdfRow* row : numbers)
    right = std::max(right, row->front().box.x1);
  return std::ranges::all_of(
      rows, [&](const PdfRow& row) { return row[number_of(row) ? 1 : 0].box.x0 > right; });
}

}  // namespace

std::vector<PdfLine> take_line_numbers(std::vector<PdfRow>& rows) {
  const std::vector<const PdfRow*> numbers = numbered(rows);
  if (numbers.size() < kNumbersMin || numbers.size() * 2 < rows.size()) return {};
  if (!are_aligned(numbers, &PdfBox::x1) && !are_aligned(numbers, &PdfBox::x0)) return {};
  if (!is_running_text(numbers) || !are_in_margin(rows, numbers)) return {};
  std::vector<PdfLine> out;
  for (PdfRow& row : rows) {
    if (!number_of(row)) continue;
    out.push_back(std::move(row.front()));
    row.erase(row.begin());
  }
  return out;
}

}  // namespace alexandria::ingest
