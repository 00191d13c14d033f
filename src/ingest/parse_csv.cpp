#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "alexandria/base/csv.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kRowsTogether = 20;

char guess_separator(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char candidate : std::array{',', ';', '\t', '|'})
    if (std::ranges::count(line, candidate) > std::ranges::count(line, best)) best = candidate;
  return best;
}

std::string column_name(std::size_t index) {
  std::string name;
  for (std::size_t n = index + 1; n > 0; n = (n - 1) / 26)
    name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
  return name;
}

// "name: value" pairs where there is a header, so that a row can be understood alone.
class Rows {
 public:
  explicit Rows(std::vector<std::string> header)
      : header_(std::move(header)), named_(header_.size(), false) {}

  const std::vector<std::string>& header() const { return header_; }
  std::string text(const std::vector<std::string>& row) {
    std::string out;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string value = text::squeeze(row[i]);
      if (value.empty()) continue;
      if (!out.empty()) {
        out += " | ";
        ++written_;
      }
      if (i < header_.size() && !header_[i].empty()) out += name(i) + ": ";
      out += value;
    }
    return out;
  }
  // Names of columns that no row has a value for.
  std::string names_left() const {
    std::string out;
    for (std::size_t i = 0; i < header_.size(); ++i)
      if (!named_[i]) out += text::squeeze(header_[i]) + "\n";
    return out;
  }
  // Characters in what was given since the last call that no cell says for the first time.
  std::uint64_t take_written() { return std::exchange(written_, 0); }

 private:
  std::string name(std::size_t i) {
    std::string out = text::squeeze(header_[i]);
    written_ += 1 + (named_[i] ? text::count_visible(out) : 0);
    named_[i] = true;
    return out;
  }
  std::vector<std::string> header_;
  std::vector<bool> named_;
  std::uint64_t written_ = 0;
};

std::uint64_t count_visible(const std::vector<std::string>& row) {
  std::uint64_t sum = 0;
  for (const std::string& cell : row)
    sum += text::count_visible(cell);
  return sum;
}

}  // namespace

Result<void> parse_csv(const Source& source, const Sink& sink) {
  const std::string content = TRY(read_text(source.path));
  model::DocumentFacts facts;
  facts.kind = "csv";
  facts.title = title_from_name(source.name);
  facts.language = text::detect_language(content);
  sink.facts(facts);
  const char separator = guess_separator(content);
  PartBuilder parts(source, sink);
  parts.set_sheet(facts.title);
  std::uint64_t& seen = parts.accounting().seen;
  std::size_t at = 0;
  Rows rows(base::read_csv_record(content, at, separator));
  std::string block;
  std::size_t first = 2;
  std::size_t number = 2;
  std::size_t widest = rows.header().size();
  const auto flush = [&] {
    if (number > first)
      parts.add(model::BlockKind::kTable, block,
                {.range = fmt::format("A{}:{}{}", first, column_name(widest - 1), number - 1),
                 .written = rows.take_written()});
    block.clear();
    first = number;
  };
  seen += count_visible(rows.header());
  const std::string header_range = fmt::format("A1:{}1", column_name(widest - 1));
  const bool is_header_alone = at >= content.size();
  if (is_header_alone) {
    Rows values({});
    const std::string row = values.text(rows.header());
    parts.add(model::BlockKind::kTable, row,
              {.range = header_range, .written = values.take_written()});
  }
  while (at < content.size() && !parts.stopped()) {
    const std::vector<std::string> row = base::read_csv_record(content, at, separator);
    seen += count_visible(row);
    widest = std::max(widest, row.size());
    block += rows.text(row) + "\n";
    if (++number - first >= kRowsTogether) flush();
  }
  flush();
  if (!is_header_alone)
    parts.add(model::BlockKind::kTable, rows.names_left(),
              {.range = header_range, .set_aside = true});
  parts.finish();
  facts.accounting = parts.accounting();
  sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
