#include <algorithm>
#include <deque>
#include <span>
#include <utility>
#include <vector>

#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "csv_dialect.hpp"
#include "csv_records.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kRowsTogether = 20;
constexpr std::size_t kBlockBytes = 16 << 10;    // wide rows: fewer together
constexpr std::size_t kNameBytesAbout = 64;      // longer names are shortened in rows
constexpr std::size_t kSampleBytes = 256 << 10;  // the dialect is told by
constexpr std::size_t kFirstRecords = 200;       // the shape is told by
constexpr std::size_t kFirstBytes = 4 << 20;
constexpr std::size_t kFooterMax = 20;  // lines behind the table

std::uint64_t count_visible(const std::vector<std::string>& row) {
  std::uint64_t sum = 0;
  for (const std::string& cell : row)
    sum += text::count_visible(cell);
  return sum;
}

bool is_blank(const CsvRecord& record) {
  return std::ranges::all_of(record.fields,
                             [](const std::string& field) { return text::trim(field).empty(); });
}

bool is_like_a_sentence(std::string_view field) {
  constexpr std::size_t kLong = 60;
  field = text::trim(field);
  return field.size() > kLong || field.ends_with('.') || field.find(": ") != std::string_view::npos;
}

// A sentence that the delimiter has cut: "Source: Statistics Office, Oslo" below three columns.
bool is_cut_sentence(const CsvRecord& record, std::size_t width) {
  const auto is_behind_a_space = [](const std::string& field) { return field.starts_with(' '); };
  return record.fields.size() > 1 && record.fields.size() < width &&
         is_like_a_sentence(record.fields[0]) &&
         std::all_of(record.fields.begin() + 1, record.fields.end(), is_behind_a_space);
}

// What stands beside the table: its fields as they come, parted by bars.
Written line_of(const CsvRecord& record) {
  Written out;
  for (const std::string& field : record.fields) {
    const std::string value = text::squeeze(field);
    if (value.empty()) continue;
    out.characters += out.text.empty() ? 0 : 1;
    out.text += (out.text.empty() ? "" : " | ") + value;
  }
  return out;
}

// Hands over the records of a table in their order, and counts them from 1.
class CsvBlocks {
 public:
  CsvBlocks(PartBuilder& parts, std::size_t width) : parts_(parts), width_(width), widest_(width) {}

  void add_line(const CsvRecord& record) {
    flush();
    const Written line = line_of(record);
    count(record);
    parts_.add(model::BlockKind::kParagraph, line.text, {.written = line.characters});
  }
  // A table of its own before the table.
  void add_table(std::span<CsvRecord> records) {
    add_header(std::move(records[0]));
    for (CsvRecord& record : records.subspan(1))
      add_row(std::move(record));
    flush();
    begin_table();
  }
  // Of several, the upper ones name groups of columns.
  void add_header(CsvRecord record) {
    widest_ = std::max(widest_, record.fields.size());
    if (header_.empty()) header_number_ = number_;
    count(record);
    for (const std::string& name : record.fields)
      header_bytes_ += std::min(name.size(), kNameBytesAbout) + 1;
    header_.push_back(std::move(record));
  }
  // What follows an empty line waits until it is known whether it is a table of its own.
  void add(CsvRecord record) {
    const bool is_blank_now = is_blank(record);
    const bool goes_on = !section_.empty() && !is_blank_now && section_.size() < kSectionRecords;
    if (goes_on || (after_blank_ && !is_blank_now && section_.empty())) {
      section_.push_back(std::move(record));
      return;
    }
    end_section();
    add_to_table(std::move(record));
  }
  void finish() {
    end_section();
    end_table();
    for (const CsvRecord& record : waiting_)
      add_line(record);
  }

 private:
  static constexpr std::size_t kSectionRecords = 50;

  void end_section() {
    std::vector<CsvRecord> section = std::exchange(section_, {});
    if (section.empty()) return;
    std::size_t lines = 0;  // above the names
    while (lines + 1 < section.size() && is_line_of_text(section[lines], 3))
      ++lines;
    if (number_ > 1 && begins_table(section, lines, width_)) {
      end_table();
      for (const CsvRecord& record : std::exchange(waiting_, {}))
        add_line(record);
      for (std::size_t i = 0; i < lines; ++i)
        add_line(section[i]);
      width_ = widest_ = section[lines].fields.size();
      begin_table();
      add_header(std::move(section[lines]));
      section.erase(section.begin(), section.begin() + static_cast<std::ptrdiff_t>(lines + 1));
    }
    after_blank_ = true;
    for (CsvRecord& record : section)
      add_to_table(std::move(record));
  }

  // A line that may stand behind the table waits until it is known whether rows follow.
  void add_to_table(CsvRecord record) {
    const bool is_blank_now = is_blank(record);
    const bool stands_apart =
        record.fields.size() == 1 || after_blank_ || is_like_a_sentence(record.fields[0]);
    const bool may_be_footer =
        (stands_apart && is_line_of_text(record, width_)) || is_cut_sentence(record, width_);
    after_blank_ = is_blank_now;
    if (may_be_footer || is_blank_now) {
      waiting_.push_back(std::move(record));
      if (waiting_.size() > kFooterMax) add_waiting_as_rows();
      return;
    }
    add_waiting_as_rows();
    add_row(std::move(record));
  }
  void end_table() {
    flush();
    if (header_number_ > 0 && !is_header_told_) add_header_alone();
  }
  void begin_table() {
    header_.clear();
    header_bytes_ = header_number_ = 0;
    is_header_told_ = false;
    table_ = {};
  }
  void count(const CsvRecord& record) {
    parts_.accounting().seen += count_visible(record.fields);
    ++number_;
  }
  void add_row(CsvRecord record) {
    if (table_.cells.empty()) begin_block();
    bytes_ += record_bytes(record) + header_bytes_;
    const std::size_t number = number_;
    count(record);
    add_cells(std::move(record), number, false);
    if (++rows_ >= kRowsTogether || bytes_ > kBlockBytes) flush();
  }
  void add_waiting_as_rows() {
    for (CsvRecord& record : waiting_)
      add_row(std::move(record));
    waiting_.clear();
  }
  void begin_block() {
    first_ = number_;
    if (header_.empty()) return;
    add_header_cells(true);
    table_.header_rows = static_cast<std::uint32_t>(header_end() - 1);
  }
  std::size_t header_end() const { return header_number_ + header_.size(); }
  void add_header_cells(bool is_header) {
    for (std::size_t i = 0; i < header_.size(); ++i) {
      const std::size_t begin = table_.cells.size();
      add_cells(header_[i], header_number_ + i, is_header);
      if (i + 1 < header_.size())
        widen_groups(table_.cells, begin, table_.cells.size(), header_[i + 1].fields);
    }
  }
  void add_cells(CsvRecord record, std::size_t number, bool is_header) {
    widest_ = std::max(widest_, record.fields.size());
    for (std::size_t i = 0; i < record.fields.size(); ++i)
      table_.cells.push_back({.text = {std::move(record.fields[i]), 0},
                              .row = static_cast<std::uint32_t>(number - 1),
                              .column = static_cast<std::uint32_t>(i),
                              .is_header = is_header});
  }
  // Without rows its fields name nothing: they are values.
  void add_header_alone() {
    add_header_cells(false);
    parts_.add_lines(write_table(table_).rows, {.range = range(header_number_, header_end() - 1)});
  }
  static std::size_t record_bytes(const CsvRecord& record) {
    std::size_t bytes = 0;
    for (const std::string& field : record.fields)
      bytes += field.size() + 1;
    return bytes;
  }
  // The header is a block of its own, before the first rows.
  void flush() {
    if (rows_ == 0) return;
    const TableText text = write_table(table_);
    if (header_number_ > 0 && !is_header_told_)
      parts_.add_lines(text.header, {.range = range(header_number_, header_end() - 1),
                                     .set_aside = text.is_header_told()});
    is_header_told_ = true;
    parts_.add_lines(text.rows, {.range = range(first_, number_ - 1)});
    table_ = {};
    bytes_ = rows_ = 0;
  }
  std::string range(std::size_t first, std::size_t last) const {
    return fmt::format("A{}:{}{}", first, model::column_name(widest_ - 1), last);
  }

  PartBuilder& parts_;
  std::size_t width_;
  std::size_t widest_;
  std::deque<CsvRecord> waiting_;
  std::vector<CsvRecord> section_;  // behind an empty line
  bool after_blank_ = false;
  Table table_;
  std::size_t rows_ = 0;    // of the block
  std::size_t bytes_ = 0;   // of the block, about
  std::size_t number_ = 1;  // of the next record
  std::size_t first_ = 1;   // of the block
  std::vector<CsvRecord> header_;
  std::size_t header_bytes_ = 0;
  std::size_t header_number_ = 0;  // 0: there is none
  bool is_header_told_ = false;
};

// Enough records to tell what stands before the table and whether it has a header.
std::vector<CsvRecord> first_records(CsvReader& reader) {
  std::vector<CsvRecord> out;
  std::size_t bytes = 0;
  while (out.size() < kFirstRecords && bytes < kFirstBytes) {
    auto record = reader.next();
    if (!record) break;
    for (const std::string& field : record->fields)
      bytes += field.size();
    out.push_back(std::move(*record));
  }
  return out;
}

std::string warning_of(std::size_t mended, bool has_no_header) {
  std::string out;
  if (has_no_header)
    out =
        "No row of column names was found: all rows are data, and columns are known by their "
        "letters (A, B, C). If the first row names them, add the file again with --header "
        "first_row";
  if (mended == 0) return out;
  if (!out.empty()) out += ". ";
  return out +
         fmt::format("{} with a quotation mark that is never closed: read to the end of the line",
                     mended == 1 ? "1 row" : fmt::format("{} rows", mended));
}

}  // namespace

Result<void> parse_csv(const Source& source, const Sink& sink) {
  TextReader text = TRY(TextReader::open(source.path));
  std::string head = text.next();
  model::DocumentFacts facts;
  facts.kind = "csv";
  facts.title = title_from_name(source.name);
  facts.language = text::detect_language(head);
  const char declared = declared_separator(head);
  if (declared != '\0') head.erase(0, head.find('\n') + 1);
  const CsvDialect dialect =
      find_csv_dialect(std::string_view(head).substr(0, kSampleBytes), declared);
  CsvReader reader(dialect, [&] { return head.empty() ? text.next() : std::exchange(head, {}); });
  std::vector<CsvRecord> first = first_records(reader);
  CsvShape shape = find_csv_shape(first, dialect.width);
  if (!source.header.empty()) {
    shape.has_header = source.header == "first_row";
    shape.header_rows = shape.has_header ? 1 : 0;
  }
  const bool has_no_header =
      source.header.empty() && !shape.has_header && dialect.width > 1 && first.size() > 1;
  facts.warning = warning_of(0, has_no_header);
  sink.facts(facts);

  PartBuilder parts(source, sink);
  parts.set_sheet(facts.title);
  CsvBlocks blocks(parts, dialect.width);
  std::size_t mended = 0;
  mended += static_cast<std::size_t>(std::ranges::count_if(first, &CsvRecord::is_mended));
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::size_t own = i < shape.preamble ? count_own_table(first, i, shape.preamble) : 0;
    if (own > 0) {
      blocks.add_table(std::span(first).subspan(i, own));
      i += own - 1;
    } else if (i < shape.preamble) {
      blocks.add_line(first[i]);
    } else if (i < shape.preamble + shape.header_rows) {
      blocks.add_header(std::move(first[i]));
    } else {
      blocks.add(std::move(first[i]));
    }
  }
  for (auto record = reader.next(); record && !parts.stopped(); record = reader.next()) {
    if (record->is_mended) ++mended;
    blocks.add(std::move(*record));
  }
  blocks.finish();
  parts.finish();
  account_undecodable(text.undecodable(), parts.accounting());
  facts.warning = warning_of(mended, has_no_header);
  facts.accounting = parts.accounting();
  sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
