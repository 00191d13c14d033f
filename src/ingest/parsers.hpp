#pragma once
// What parsers share.
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "alexandria/ingest/parse.hpp"

namespace alexandria::ingest {

struct Source {
  std::filesystem::path path;
  std::string name;  // of the file as the user knows it
  std::string kind;
  std::uint32_t first_part = 0;
};
using Parser = Result<void> (*)(const Source&, const Sink&);

Result<void> parse_text(const Source&, const Sink&);
Result<void> parse_markdown(const Source&, const Sink&);
Result<void> parse_html(const Source&, const Sink&);
Result<void> parse_csv(const Source&, const Sink&);
Result<void> parse_code(const Source&, const Sink&);
Result<void> parse_docx(const Source&, const Sink&);
Result<void> parse_pdf(const Source&, const Sink&);

/// The whole file as UTF-8, whatever its encoding; line ends become \n. kInvalidArgument `not_text`
/// for binary bytes.
Result<std::string> read_text(const std::filesystem::path& path,
                              std::string_view declared_encoding = {});
/// Bytes in an encoding (empty: guessed) as UTF-8.
Result<std::string> decode_text(std::string_view bytes, std::string_view encoding);

/// Collects blocks into parts of at most some 32 KiB, cut before a heading where one is near.
class PartBuilder {
 public:
  PartBuilder(const Source& source, const Sink& sink) : source_(source), sink_(sink) {}
  /// Adds a block; empty text is left out. The text is kept as it is, but for white space at its
  /// ends.
  void add(model::BlockKind kind, std::string_view text, std::uint8_t level = 0,
           std::string range = {});
  void set_sheet(const std::string& sheet) { part_.sheet = sheet; }
  /// Hands over the last part. kInvalidArgument `empty_document` if there was no text at all.
  Result<void> finish();
  bool stopped() const { return stopped_; }

 private:
  void flush();
  const Source& source_;
  const Sink& sink_;
  model::ParsedPart part_;
  std::uint32_t next_ = 0;
  bool stopped_ = false;
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
