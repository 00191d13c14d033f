#include "csv_dialect.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "alexandria/text/unicode.hpp"
#include "csv_cells.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::string_view kSeparators = ",;\t|^~:";
constexpr std::size_t kRecordsMax = 400;  // of the sample, for each dialect
constexpr std::size_t kCellsJudged = 20;  // of a record
constexpr double kShareOfRecords = 0.3;   // with the width of the table, at least
constexpr double kScoreMin = 0.25;        // below, there is one column
constexpr double kColonWeight = 0.5;      // times and labels have colons

struct Records {
  std::vector<CsvRecord> records;
  bool are_quoted_by_need = false;
};

Records records_of(std::string_view sample, const CsvDialect& dialect) {
  bool is_given = false;
  CsvReader reader(dialect, [&] {
    const std::string out(is_given ? std::string_view() : sample);
    is_given = true;
    return out;
  });
  std::vector<CsvRecord> out;
  for (auto record = reader.next(); record && out.size() < kRecordsMax; record = reader.next())
    if (record->fields.size() > 1 || !text::trim(record->fields[0]).empty())
      out.push_back(std::move(*record));
  return {std::move(out), reader.quoted_by_need() > 0};
}

// The most frequent number of fields above one, and how many records have it.
std::pair<std::size_t, std::size_t> usual_width(const std::vector<CsvRecord>& records) {
  std::map<std::size_t, std::size_t> counts;
  for (const CsvRecord& record : records)
    if (record.fields.size() > 1) ++counts[record.fields.size()];
  const auto most =
      std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; });
  if (most == counts.end()) return {1, 0};
  return {most->first, most->second};
}

// 1 for what is one value, less for what another dialect would part.
double likeness_to_cell(std::string_view cell) {
  if (cell_kind(cell) != CellKind::kText) return 1;
  const std::string_view value = text::trim(cell);
  for (const char quote : {'"', '\''})
    if (value.starts_with(quote) || value.ends_with(quote)) return 0.2;
  double out = 1;
  for (std::size_t i = 0; i + 1 < value.size(); ++i)
    if (kSeparators.substr(0, 4).find(value[i]) != std::string_view::npos)
      out = std::min(out, value[i + 1] == ' ' ? 0.8 : 0.4);
  return out;
}

double likeness_to_cells(const std::vector<CsvRecord>& records) {
  double sum = 0;
  std::size_t count = 0;
  for (const CsvRecord& record : records) {
    for (std::size_t i = 0; i < std::min(record.fields.size(), kCellsJudged); ++i, ++count)
      sum += likeness_to_cell(record.fields[i]);
    if (record.is_mended) sum -= 0.5;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

struct Judged {
  double score = 0;
  CsvDialect dialect;
};

Judged judge(std::string_view sample, CsvDialect dialect) {
  auto [records, are_quoted_by_need] = records_of(sample, dialect);
  if (records.size() > 2 && sample.back() != '\n') records.pop_back();  // cut off
  const auto [width, number] = usual_width(records);
  const auto parted = std::ranges::count_if(
      records, [](const CsvRecord& record) { return record.fields.size() > 1; });
  if (number == 0) return {};
  const double share = static_cast<double>(number) / static_cast<double>(records.size());
  if (share < kShareOfRecords) return {};
  const double agreement = static_cast<double>(number) / static_cast<double>(parted);
  dialect.width = width;
  dialect.quotes_by_need = are_quoted_by_need;
  double score = agreement * std::sqrt(std::sqrt(share)) * likeness_to_cells(records);
  if (dialect.separator == ':') score *= kColonWeight;
  return {score, dialect};
}

// Lines that are a date, a time or an address each are one column, whatever signs they have.
double share_of_whole_lines(std::string_view sample) {
  const std::vector<CsvRecord> lines =
      records_of(sample, {.separator = '\0', .quote = '\0'}).records;
  const auto whole = std::ranges::count_if(lines, [](const CsvRecord& line) {
    const CellKind kind = cell_kind(line.fields[0]);
    return kind == CellKind::kDate || kind == CellKind::kAddress;
  });
  return lines.empty() ? 0 : static_cast<double>(whole) / static_cast<double>(lines.size());
}

bool has_escapes(std::string_view sample, char quote) {
  return sample.find(std::string("\\") + quote) != std::string_view::npos;
}

}  // namespace

CsvDialect find_csv_dialect(std::string_view sample, char declared) {
  Judged best{.dialect = {.separator = declared}};
  if (declared == '\0') best.score = std::max(kScoreMin, share_of_whole_lines(sample));
  for (const char separator : declared == '\0' ? kSeparators : std::string_view(&declared, 1)) {
    if (sample.find(separator) == std::string_view::npos) continue;
    for (const char quote : std::array{'"', '\''}) {
      const bool is_used = sample.find(quote) != std::string_view::npos;
      if (!is_used && quote != '"') continue;
      const Judged judged = judge(
          sample, {.separator = separator, .quote = quote, .escapes = has_escapes(sample, quote)});
      if (judged.score > best.score + 1e-6) best = judged;
    }
  }
  return best.dialect;
}

char declared_separator(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  const bool is_declared =
      line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP="));
  return is_declared ? line[4] : '\0';
}

}  // namespace alexandria::ingest
