#include "csv_records.hpp"

#include <algorithm>

#include "alexandria/text/unicode.hpp"
#include "csv_cells.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kQuotedBytesMax = 256 << 10;
constexpr std::size_t kUnclosedMax = 100;         // after so many, none goes over lines
constexpr std::size_t kRecordBytesMax = 8 << 20;  // a longer one is cut into two

bool is_blank(std::string_view field) { return text::trim(field).empty(); }

using Cells = std::vector<std::string_view>;

Cells cells_of(std::string_view line, char separator) {
  Cells out;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(separator, begin), line.size());
    out.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

// A space stands behind a separator, as behind a comma in a sentence.
bool is_prose(const Cells& cells) {
  return std::any_of(cells.begin() + 1, cells.end(),
                     [](std::string_view cell) { return cell.starts_with(' '); });
}

// 1 for values of one column, -1 for those that are none, 0 where both may be.
int likeness_of(std::string_view first, std::string_view second) {
  const CellKind kind = cell_kind(first), other = cell_kind(second);
  if (kind == CellKind::kEmpty || other == CellKind::kEmpty) return 0;
  if (kind != other) return -1;
  if (kind != CellKind::kText) return 1;
  const std::string pattern = cell_pattern(first);  // "A9": a number of a part
  return pattern.contains('9') && pattern == cell_pattern(second) ? 1 : 0;
}

int likeness_of(const Cells& first, const Cells& second, char quote) {
  int sum = 0;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i)
    if (!first[i].contains(quote) && !second[i].contains(quote))
      sum += likeness_of(first[i], second[i]);
  return sum;
}

}  // namespace

std::optional<CsvRecord> CsvReader::next() {
  for (;;) {
    if (is_all_ && begin_ >= text_.size()) return std::nullopt;
    if (auto record = read_record()) return record;
    text_.erase(0, begin_);
    begin_ = 0;
    const std::string piece = more_();
    is_all_ = piece.empty();
    text_ += piece;
  }
}

// None if the text at hand ends before it is clear where the record does; nothing has moved then.
std::optional<CsvRecord> CsvReader::read_record() {
  CsvRecord record;
  record.fields.emplace_back();
  std::size_t at = begin_;
  bool can_open = true;  // a field in quotes begins here
  while (at < text_.size() && at - begin_ < kRecordBytesMax) {
    const char c = text_[at];
    std::string& field = record.fields.back();
    if (c == dialect_.quote && c != '\0' && can_open && is_blank(field)) {
      const Found found = read_quoted(at, field);
      if (found == Found::kTooLittle) return std::nullopt;
      can_open = false;
      if (found == Found::kField) continue;
      record.is_mended = true;
      if (found == Found::kUnclosed) ++unclosed_;
    }
    ++at;
    if (c == '\n') {
      begin_ = at;
      return record;
    }
    if (ends_field(c)) {
      record.fields.emplace_back();
      can_open = true;
      continue;
    }
    const std::size_t begin = at - 1;
    while (at < text_.size() && !ends_field(text_[at]) && text_[at] != dialect_.quote)
      ++at;
    field.append(text_, begin, at - begin);
  }
  if (at >= text_.size() && !is_all_) return std::nullopt;
  begin_ = at;
  return record;
}

// The field in quotes that begins at `at`, which moves behind it. kNothing: it is none.
CsvReader::Found CsvReader::read_quoted(std::size_t& at, std::string& field) {
  std::string content;
  bool crosses_lines = false;
  bool has_doubled = false;
  const std::size_t limit = std::min(text_.size(), at + kQuotedBytesMax + 1);
  for (std::size_t i = at + 1; i < limit; ++i) {
    const std::size_t run = i;
    while (i < limit && !means_something(text_[i]))
      ++i;
    content.append(text_, run, i - run);
    if (i == limit) break;
    const char c = text_[i];
    const bool is_doubled = c == dialect_.quote && i + 1 < text_.size() && text_[i + 1] == c;
    const bool is_escaped = dialect_.escapes && c == '\\' && i + 1 < text_.size();
    if (is_doubled || is_escaped) {
      has_doubled = true;
      content += text_[++i];
      continue;
    }
    if (c == dialect_.quote) {
      const std::optional<bool> is_end = closes(i);
      if (!is_end) return Found::kTooLittle;
      if (*is_end) {
        const std::size_t end = std::min(text_.find_first_not_of(' ', i + 1), text_.size());
        if (crosses_lines && are_rows(end)) return Found::kNothing;
        const bool needs_quotes = has_doubled || content.contains(dialect_.separator);
        if (needs_quotes && !crosses_lines) ++quoted_by_need_;
        field = std::move(content);
        at = end;
        return Found::kField;
      }
      if (crosses_lines) return Found::kNothing;  // the quote of another field
    }
    crosses_lines = crosses_lines || c == '\n';
    if (crosses_lines && unclosed_ > kUnclosedMax) return Found::kNothing;
    content += c;
  }
  const bool has_seen_enough = is_all_ || text_.size() - at > kQuotedBytesMax;
  return has_seen_enough ? Found::kUnclosed : Found::kTooLittle;
}

// Whether a field ends behind this quote; nothing if that is not at hand.
std::optional<bool> CsvReader::closes(std::size_t quote) const {
  const std::size_t next = text_.find_first_not_of(' ', quote + 1);
  if (next != std::string::npos) return ends_field(text_[next]);
  if (!is_all_) return std::nullopt;
  return true;
}

// Lines from the record's beginning to that of `end` which are rows as they stand: they have as
// many fields each as rows have, of the kinds of the first one. No field goes over them.
bool CsvReader::are_rows(std::size_t end) const {
  if (dialect_.width < 2 || dialect_.quotes_by_need) return false;
  end = std::min(text_.find('\n', end), text_.size());
  std::string_view left = std::string_view(text_).substr(begin_, end - begin_);
  const Cells first = cells_of(left.substr(0, left.find('\n')), dialect_.separator);
  int likeness = 0;
  for (;;) {
    const std::string_view line = left.substr(0, left.find('\n'));
    const Cells cells = cells_of(line, dialect_.separator);
    if (cells.size() != dialect_.width) return false;
    if (line.data() != text_.data() + begin_) {
      if (is_prose(cells) && !is_prose(first)) return false;
      likeness += likeness_of(first, cells, dialect_.quote);
    }
    if (line.size() == left.size()) return likeness > 0;
    left.remove_prefix(line.size() + 1);
  }
}

}  // namespace alexandria::ingest
