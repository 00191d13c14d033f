#include "markdown_lost.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

// Lines, and which of them stand in fenced code.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}
  bool next() {
    if (at_ >= text_.size()) return false;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    begin_ = std::min(text_.find_first_not_of(' ', at_), end);
    indent_ = begin_ - at_;
    line_ = text_.substr(begin_, end - begin_);
    at_ = end + 1;
    follow_fence();
    return true;
  }
  std::size_t indent() const { return indent_; }
  bool is_code() const { return is_code_ || indent_ > 3; }
  std::size_t begin() const { return begin_; }     // without its indent
  std::string_view line() const { return line_; }  // so too

 private:
  void follow_fence() {
    is_code_ = fence_ > 0;
    if (line_.empty() || (line_[0] != '`' && line_[0] != '~') || indent_ > 3) return;
    const std::size_t length = std::min(line_.find_first_not_of(line_[0]), line_.size());
    if (fence_ == 0 && length >= 3) {
      fence_ = length;
      mark_ = line_[0];
      is_code_ = true;
    } else if (line_[0] == mark_ && length >= fence_ && text::trim(line_.substr(length)).empty()) {
      fence_ = 0;
    }
  }

  std::string_view text_, line_;
  std::size_t at_ = 0, begin_ = 0, indent_ = 0;
  std::size_t fence_ = 0;  // length of the fence of the code that is open
  char mark_ = 0;
  bool is_code_ = false;
};

struct Note {
  std::size_t begin = 0;
  std::string label;
};

// Of "[^label]", which `text` begins with; empty if it does not.
std::string label_of(std::string_view text) {
  if (!text.starts_with("[^")) return {};
  const std::size_t end = text.find_first_of("] \t\n[", 2);
  if (end == std::string_view::npos || text[end] != ']') return {};
  return text::fold_case(text.substr(2, end - 2));
}

std::vector<Note> find_notes(std::string_view markdown) {
  std::vector<Note> notes;
  for (LineReader lines(markdown); lines.next();) {
    if (lines.is_code() || !lines.line().starts_with("[^")) continue;
    std::string label = label_of(lines.line());
    const std::size_t end = lines.line().find(']') + 1;
    if (!label.empty() && lines.line().substr(end).starts_with(':'))
      notes.push_back({lines.begin(), std::move(label)});
  }
  return notes;
}

}  // namespace

std::optional<std::string> with_lone_notes_as_text(std::string_view markdown) {
  if (markdown.find("[^") == std::string_view::npos) return std::nullopt;
  const std::vector<Note> notes = find_notes(markdown);
  std::map<std::string, int> named;
  for (std::size_t at = markdown.find("[^"); at != std::string_view::npos;
       at = markdown.find("[^", at + 2))
    ++named[label_of(markdown.substr(at, 1000))];
  for (const Note& note : notes)
    --named[note.label];
  std::string out;
  std::size_t done = 0;
  for (const Note& note : notes) {
    int& uses = named[note.label];
    const bool is_used = uses > 0;
    if (is_used) uses = 0;  // of several of one label the first is taken
    if (is_used) continue;
    out.append(markdown.substr(done, note.begin - done)).append("\n\\");
    done = note.begin;
  }
  if (done == 0) return std::nullopt;
  return out.append(markdown.substr(done));
}

namespace {

constexpr std::size_t kLabelBytesMax = 1000;  // a label has at most 999 characters

// Of "[label]", which `text` begins with, as CommonMark compares it; empty if it does not.
std::string link_label_of(std::string_view text) {
  std::size_t end = 1;
  const std::size_t last = std::min(text.size(), kLabelBytesMax);
  while (end < last && text[end] != ']' && text[end] != '[')
    end += text[end] == '\\' ? 2 : 1;
  if (end >= last || text[end] != ']') return {};
  return text::fold_case(text::squeeze(text.substr(1, end - 1)));
}

struct Definition {
  std::size_t begin = 0, indent = 0;
  std::string label;
  bool follows = false;  // another one
};

// "[//]: # (x)" and "[comment]: <> (x)" are how people write comments.
bool is_comment(std::string_view destination) {
  return destination == "#" || destination.starts_with("# ") || destination.starts_with("<>");
}

std::vector<Definition> find_definitions(std::string_view markdown) {
  std::vector<Definition> out;
  bool follows = false;
  for (LineReader lines(markdown); lines.next();) {
    const std::string_view line = lines.line();
    const std::size_t end = line.find("]:");
    const bool may_be = !lines.is_code() && line.starts_with('[') && !line.starts_with("[^") &&
                        end != std::string_view::npos &&
                        !is_comment(text::trim(line.substr(std::min(end + 2, line.size()))));
    std::string label = may_be ? link_label_of(line) : std::string();
    const bool is_one = !label.empty() && line.find(']') == end;
    if (is_one) out.push_back({lines.begin(), lines.indent(), std::move(label), follows});
    follows = is_one;
  }
  return out;
}

}  // namespace

std::optional<std::string> with_lone_definitions_as_text(std::string_view markdown) {
  if (!markdown.contains("]:")) return std::nullopt;
  const std::vector<Definition> definitions = find_definitions(markdown);
  if (definitions.empty()) return std::nullopt;
  std::map<std::string, int> named;
  for (const Definition& definition : definitions)
    --named[definition.label];
  for (std::size_t at = markdown.find('['); at != std::string_view::npos;
       at = markdown.find('[', at + 1)) {
    const auto found = named.find(link_label_of(markdown.substr(at, kLabelBytesMax)));
    if (found != named.end()) ++found->second;
  }
  std::string out;
  std::size_t done = 0;
  bool was_lone = false;
  for (const Definition& definition : definitions) {
    int& uses = named[definition.label];
    const bool is_lone = uses <= 0;
    if (!is_lone) uses = 0;  // of several of one label the first is taken
    // Each is a paragraph of its own.
    if (is_lone) {
      out.append(markdown.substr(done, definition.begin - done));
      if (definition.follows && was_lone) out.append("\n").append(definition.indent, ' ');
      out += '\\';
      done = definition.begin;
    }
    was_lone = is_lone;
  }
  if (done == 0 && out.empty()) return std::nullopt;
  return out.append(markdown.substr(done));
}

namespace {

constexpr std::size_t kColumnsMax = 200;
// cmark-gfm fills short rows up, but ends a table in which it has filled more cells than this.
constexpr std::size_t kFilledMax = 0x80000;

// Without the marks of quotes and lists before it.
std::string_view row_of(std::string_view line) {
  line = text::trim(line);
  while (line.starts_with('>') || line.starts_with("- ") || line.starts_with("* "))
    line = text::trim(line.substr(1));
  return line;
}

// Without white space behind it.
std::size_t end_of_row(std::string_view line) {
  return std::min(line.find_last_not_of(" \t\r") + 1, line.size());
}

std::size_t count_cells(std::string_view row) {
  if (row.empty()) return 0;
  std::size_t bars = 0;
  for (std::size_t i = row[0] == '|' ? 1 : 0; i < row.size(); ++i) {
    if (row[i] == '\\')
      ++i;
    else
      bars += row[i] == '|' ? 1 : 0;
  }
  const bool has_end =
      bars > 0 && row.ends_with('|') && (row.size() < 2 || row[row.size() - 2] != '\\');
  return bars + (has_end ? 0 : 1);
}

bool is_delimiter_row(std::string_view row) {
  return row.contains('|') && row.contains('-') &&
         row.find_first_not_of("|-: \t") == std::string_view::npos;
}

// A table while its lines are read.
struct LongRows {
  std::size_t header_end = 0, delimiter_end = 0;  // of their lines
  std::size_t columns = 0, most = 0, cells = 0, rows = 0;
  bool ends_in_bar = false, delimiter_ends_in_bar = false;
};

// Gives more columns to the header.
void widen(const LongRows& table, std::string_view markdown, std::size_t& done, std::string& out) {
  const std::size_t columns = std::min(table.most, kColumnsMax);
  if (columns <= table.columns || columns * table.rows > table.cells + kFilledMax) return;
  const std::size_t more = columns - table.columns;
  const auto add = [&](std::size_t end, bool has_bar, std::string_view cell) {
    out.append(markdown.substr(done, end - done)).append(has_bar ? "" : "|");
    for (std::size_t i = 0; i < more; ++i)
      out.append(cell);
    done = end;
  };
  add(table.header_end, table.ends_in_bar, " |");
  add(table.delimiter_end, table.delimiter_ends_in_bar, "-|");
}

}  // namespace

std::optional<std::string> with_cells_of_long_rows(std::string_view markdown) {
  if (!markdown.contains('|')) return std::nullopt;
  std::string out;
  std::size_t done = 0;
  std::string_view before;  // the row above
  std::size_t before_end = 0;
  LongRows table;
  for (LineReader lines(markdown); lines.next();) {
    const std::string_view row = lines.is_code() ? std::string_view() : row_of(lines.line());
    const std::size_t end = lines.begin() + end_of_row(lines.line());
    if (table.columns > 0 && !row.empty()) {
      const std::size_t cells = count_cells(row);
      table.most = std::max(table.most, cells);
      table.cells += std::min(cells, kColumnsMax);
      ++table.rows;
    } else if (table.columns > 0) {
      widen(table, markdown, done, out);
      table = {};
    } else if (is_delimiter_row(row) && count_cells(row) == count_cells(before)) {
      table = {.header_end = before_end,
               .delimiter_end = end,
               .columns = count_cells(row),
               .ends_in_bar = before.ends_with('|'),
               .delimiter_ends_in_bar = row.ends_with('|')};
    }
    before = row;
    before_end = end;
  }
  widen(table, markdown, done, out);
  if (done == 0) return std::nullopt;
  return out.append(markdown.substr(done));
}

}  // namespace alexandria::ingest
