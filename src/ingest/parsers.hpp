#pragma once
// What parsers share.
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "alexandria/ingest/parse.hpp"
#include "table.hpp"
#include "text_reader.hpp"

namespace alexandria::ingest {

struct Source {
  std::filesystem::path path;
  std::string name;  // of the file as the user knows it
  std::string kind;
  std::uint32_t first_part = 0;
  std::string header = {};  // Reading::header
};
using Parser = Result<void> (*)(const Source&, const Sink&);

Result<void> parse_text(const Source&, const Sink&);
Result<void> parse_markdown(const Source&, const Sink&);
Result<void> parse_html(const Source&, const Sink&);
Result<void> parse_csv(const Source&, const Sink&);
Result<void> parse_code(const Source&, const Sink&);
Result<void> parse_docx(const Source&, const Sink&);
Result<void> parse_pdf(const Source&, const Sink&);

struct BlockTraits {
  std::uint8_t level = 0;
  std::string range{};
  bool set_aside = false;
  /// Visible characters of the text that do not stand in the source, or that were counted before:
  /// bars between cells, the name of a column in its second row.
  std::uint64_t written = 0;
};

/// Collects blocks into parts of at most some 32 KiB, cut before a heading where one is near.
class PartBuilder {
 public:
  PartBuilder(const Source& source, const Sink& sink) : source_(source), sink_(sink) {}
  /// Adds a block; empty text is left out. The text is kept as it is, but for white space at its
  /// ends; that before the first word of code is kept.
  void add(model::BlockKind kind, std::string_view text, const BlockTraits& traits = {});
  /// Adds a table: a block with its header, which is set aside where every row names its columns as
  /// it does, and blocks with its other rows. Of `traits` only `set_aside` counts.
  void add_table(const Table& table, const BlockTraits& traits = {});
  /// Adds lines of a table, in blocks. Of `traits` the level does not count.
  void add_lines(const TableLines& lines, const BlockTraits& traits = {});
  void set_sheet(const std::string& sheet) { part_.sheet = sheet; }
  /// Hands over the last part; one without text if there is none.
  void finish();
  bool stopped() const { return stopped_; }
  /// `seen` is what the parser counted in the source, `not_read` what it told of; text and
  /// set_aside are counted here, in what was added.
  model::Accounting& accounting() { return accounting_; }

 private:
  void flush();
  void append(model::BlockKind kind, std::string_view text, const BlockTraits& traits);
  const Source& source_;
  const Sink& sink_;
  model::ParsedPart part_;
  std::uint32_t next_ = 0;
  bool stopped_ = false;
  model::Accounting accounting_;
};

/// `sink`, which is told `facts` as they are then before every part: a title that is found on the
/// way is known to the records of its part. Both must outlive the result.
inline Sink telling_facts(const Sink& sink, const model::DocumentFacts& facts) {
  return {sink.facts, [&sink, &facts](model::ParsedPart part) {
            sink.facts(facts);
            return sink.part(std::move(part));
          }};
}

/// The file's name without folder and extension, for documents without a title of their own.
std::string title_from_name(const std::string& name);

}  // namespace alexandria::ingest
