#include "markdown_rows.hpp"

#include <algorithm>
#include <charconv>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kBytesMin = 64 << 10;  // in all: less is read as fast as it is
constexpr std::size_t kRunMin = 8;           // rows
constexpr char kMark = '\x01';               // around the number of a run

bool is_word(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

// Whether a sign, between two others, may mean something to CommonMark. "snake_case", "a & b" and
// "< 5" do not.
bool may_mean(char before, char c, char after) {
  switch (c) {
    case '_': return !is_word(before) || !is_word(after);
    case '&': return after != ' ';
    case '<': return after != ' ' && after != '=';
    case '*':
    case '\\':
    case '`':
    case '[':
    case ']':
    case '~': return true;
    default: return c >= 0 && c < ' ' && c != '\t';
  }
}

// Nothing in it means anything but its bars, which stand at both ends.
bool is_plain_row(std::string_view line) {
  if (line.size() < 2 || line.front() != '|' || line.back() != '|') return false;
  for (std::size_t i = 1; i + 1 < line.size(); ++i)
    if (may_mean(line[i - 1], line[i], line[i + 1])) return false;
  return true;
}

bool is_delimiter_row(std::string_view line) {
  return line.size() > 2 && line.front() == '|' && line.back() == '|' && line.contains('-') &&
         line.find_first_not_of("|-: \t") == std::string_view::npos;
}

std::size_t count_cells(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count(line, '|')) - 1;
}

std::string_view without_white_space_behind(std::string_view line) {
  return line.substr(0, line.find_last_not_of(" \t\r") + 1);
}

}  // namespace

std::optional<PlainRows> PlainRows::take(std::string_view markdown) {
  if (markdown.size() < kBytesMin || markdown.contains(kMark)) return std::nullopt;
  PlainRows out(markdown);
  if (out.bytes_ < kBytesMin) return std::nullopt;
  return out;
}

PlainRows::PlainRows(std::string_view markdown) {
  std::string_view before;  // the line above
  std::size_t columns = 0;  // of the table around the line; 0 outside of one
  for (std::size_t begin = 0; begin < markdown.size();) {
    const std::size_t end = std::min(markdown.find('\n', begin), markdown.size());
    const std::string_view line = without_white_space_behind(markdown.substr(begin, end - begin));
    const bool is_row = columns > 0 && is_plain_row(line) && count_cells(line) == columns;
    if (!is_row) end_run(markdown, begin, columns);
    if (is_row)
      open_.push_back(line);
    else if (columns == 0 && is_delimiter_row(line) && before.starts_with('|'))
      columns = count_cells(line);
    else if (!line.starts_with('|'))
      columns = 0;
    before = line;
    begin = end + 1;
  }
  end_run(markdown, markdown.size(), columns);
  rest_.append(markdown.substr(done_));
}

void PlainRows::end_run(std::string_view markdown, std::size_t end, std::size_t columns) {
  if (open_.size() >= kRunMin) {
    const auto begin = static_cast<std::size_t>(open_.front().data() - markdown.data());
    rest_.append(markdown.substr(done_, begin - done_)).append("|").append(1, kMark);
    rest_.append(std::to_string(runs_.size())).append(1, kMark).append("|");
    for (std::size_t i = 1; i < columns; ++i)
      rest_.append(" |");
    rest_ += '\n';
    done_ = end;
    bytes_ += end - begin;
    cells_ += open_.size() * columns;
    runs_.push_back(std::move(open_));
  }
  open_.clear();
}

const std::vector<std::string_view>* PlainRows::run_at(cmark_node* row) const {
  cmark_node* const cell = cmark_node_first_child(row);
  cmark_node* const said = cell == nullptr ? nullptr : cmark_node_first_child(cell);
  if (said == nullptr || cmark_node_get_type(said) != CMARK_NODE_TEXT) return nullptr;
  const std::string_view text = cmark_node_get_literal(said);
  if (!text.starts_with(kMark) || !text.ends_with(kMark)) return nullptr;
  std::size_t number = runs_.size();
  std::from_chars(text.data() + 1, text.data() + text.size() - 1, number);
  if (number >= runs_.size()) return nullptr;
  std::size_t columns = 0;
  for (cmark_node* at = cell; at != nullptr; at = cmark_node_next(at))
    ++columns;
  return columns == count_cells(runs_[number].front()) ? &runs_[number] : nullptr;
}

std::vector<std::string_view> PlainRows::cells_of(std::string_view row) {
  std::vector<std::string_view> out;
  for (std::size_t begin = 1; begin < row.size();) {
    const std::size_t end = row.find('|', begin);
    out.push_back(text::trim(row.substr(begin, end - begin)));
    begin = end + 1;
  }
  return out;
}

}  // namespace alexandria::ingest
