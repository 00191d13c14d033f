#include <algorithm>
#include <array>
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
std::string row_text(const std::vector<std::string>& header, const std::vector<std::string>& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string value = text::squeeze(row[i]);
    if (value.empty()) continue;
    if (!out.empty()) out += " | ";
    if (i < header.size() && !header[i].empty()) out += text::squeeze(header[i]) + ": ";
    out += value;
  }
  return out;
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
  std::size_t at = 0;
  const std::vector<std::string> header = base::read_csv_record(content, at, separator);
  std::string block;
  std::size_t first = 2;
  std::size_t number = 2;
  std::size_t widest = header.size();
  const auto flush = [&] {
    if (number > first)
      parts.add(model::BlockKind::kTable, block, 0,
                fmt::format("A{}:{}{}", first, column_name(widest - 1), number - 1));
    block.clear();
    first = number;
  };
  if (at >= content.size())
    parts.add(model::BlockKind::kTable, row_text({}, header), 0,
              fmt::format("A1:{}1", column_name(widest - 1)));
  while (at < content.size() && !parts.stopped()) {
    const std::vector<std::string> row = base::read_csv_record(content, at, separator);
    widest = std::max(widest, row.size());
    block += row_text(header, row) + "\n";
    if (++number - first >= kRowsTogether) flush();
  }
  flush();
  return parts.finish();
}

}  // namespace alexandria::ingest
