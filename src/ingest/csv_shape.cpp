#include <algorithm>
#include <set>

#include "alexandria/text/unicode.hpp"
#include "csv_dialect.hpp"
#include "header_names.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kPreambleMax = 60;

std::size_t count_filled(const CsvRecord& record) {
  return static_cast<std::size_t>(std::ranges::count_if(
      record.fields, [](const std::string& field) { return !text::trim(field).empty(); }));
}

// Values of a column below the first record of the table.
std::vector<std::string> values_of(const std::vector<CsvRecord>& first, std::size_t begin,
                                   std::size_t column) {
  std::vector<std::string> out;
  for (std::size_t i = begin + 1; i < first.size(); ++i) {
    if (column >= first[i].fields.size()) continue;
    std::string value = text::squeeze(first[i].fields[column]);
    if (!value.empty()) out.push_back(std::move(value));
  }
  return out;
}

bool has_header(const std::vector<CsvRecord>& first, std::size_t begin) {
  if (begin + 1 >= first.size()) return false;
  const std::vector<std::string>& names = first[begin].fields;
  int sum = 0;
  std::set<std::string> different;
  for (std::size_t column = 0; column < names.size(); ++column) {
    const std::string name = text::squeeze(names[column]);
    sum += name_evidence(name, values_of(first, begin, column));
    if (!name.empty() && !different.insert(name).second) --sum;
  }
  // Nothing speaks for either: most tables have one, most lists have none.
  return names.size() > 1 ? sum >= 0 : sum > 0;
}

}  // namespace

bool is_line_of_text(const CsvRecord& record, std::size_t width) {
  if (count_filled(record) != 1 || text::trim(record.fields[0]).empty()) return false;
  return width > 1 && (record.fields.size() == 1 || width > 2);
}

namespace {

// A table begins where there are as many fields as in most records; its header may have one less.
std::size_t count_preamble(const std::vector<CsvRecord>& first, std::size_t width) {
  const auto begins = [&](const CsvRecord& record) {
    return record.fields.size() >= width && count_filled(record) > 0 &&
           !is_line_of_text(record, width);
  };
  const auto end =
      first.begin() + static_cast<std::ptrdiff_t>(std::min(first.size(), kPreambleMax));
  const auto table = std::find_if(first.begin(), end, begins);
  if (table == end || table == first.begin()) return 0;
  const CsvRecord& before = *(table - 1);
  const bool is_header = width > 2 && before.fields.size() + 1 == width &&
                         count_filled(before) == before.fields.size();
  return static_cast<std::size_t>(table - first.begin()) - (is_header ? 1 : 0);
}

}  // namespace

namespace {

// The second record names columns too if what stands below it is of another kind.
bool has_second_header(const std::vector<CsvRecord>& first, std::size_t begin) {
  if (begin + 2 >= first.size()) return false;
  const std::vector<std::string>& upper = first[begin].fields;
  const std::vector<std::string>& lower = first[begin + 1].fields;
  if (upper.size() != lower.size() || !are_names_of_groups(upper)) return false;
  return are_names_below(upper, lower,
                         [&](std::size_t column) { return values_of(first, begin + 1, column); });
}

}  // namespace

std::size_t count_own_table(const std::vector<CsvRecord>& first, std::size_t begin,
                            std::size_t end) {
  constexpr std::size_t kRecordsMin = 3;
  const std::size_t width = first[begin].fields.size();
  std::vector<CsvRecord> records;
  for (std::size_t i = begin; i < end && first[i].fields.size() == width; ++i)
    records.push_back(first[i]);
  if (width < 2 || records.size() < kRecordsMin) return 0;
  std::size_t of_other_kind = 0;
  for (std::size_t column = 0; column < width; ++column) {
    const std::string name = text::squeeze(records[0].fields[column]);
    const int one = name_evidence(name, values_of(records, 0, column));
    if (one < 0 || name.empty()) return 0;
    of_other_kind += one == kOtherKindBelow ? 1 : 0;
  }
  return of_other_kind > 1 ? records.size() : 0;  // pairs of a name and a value have one
}

bool begins_table(const std::vector<CsvRecord>& section, std::size_t begin, std::size_t width) {
  const CsvRecord& first = section[begin];
  if (begin + 1 >= section.size() || count_filled(first) < 2) return false;
  std::vector<CsvRecord> records;
  for (std::size_t i = begin; i < section.size(); ++i) {
    if (section[i].fields.size() != first.fields.size()) return false;
    records.push_back(section[i]);
  }
  int of_other_kind = 0;
  for (std::size_t column = 0; column < first.fields.size(); ++column) {
    const std::string name = text::squeeze(first.fields[column]);
    const std::vector<std::string> values = values_of(records, 0, column);
    const int one = name_evidence(name, values);
    if (one < 0 || (name.empty() && !values.empty())) return false;
    of_other_kind += one == kOtherKindBelow ? 1 : 0;
  }
  return of_other_kind > (first.fields.size() != width ? 0 : 1);
}

namespace {

// Until the first empty line below the first rows: what follows may be a table of another shape.
std::vector<CsvRecord> first_section(const std::vector<CsvRecord>& first, std::size_t begin) {
  constexpr std::size_t kRecordsMin = 3;
  std::size_t end = std::min(begin + kRecordsMin, first.size());
  while (end < first.size() && count_filled(first[end]) > 0)
    ++end;
  return {first.begin(), first.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace

CsvShape find_csv_shape(const std::vector<CsvRecord>& first, std::size_t width) {
  CsvShape out;
  if (width > 1) out.preamble = count_preamble(first, width);
  const std::vector<CsvRecord> table = first_section(first, out.preamble);
  const bool has_two = width > 2 && has_second_header(table, out.preamble);
  out.has_header = has_two || has_header(table, out.preamble);
  out.header_rows = has_two ? 2 : out.has_header ? 1 : 0;
  return out;
}

}  // namespace alexandria::ingest
