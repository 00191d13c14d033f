#pragma once
// Records of tables that are kept as text, out of pieces of it.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::ingest {

struct CsvDialect {
  char separator = ',';   // \0: there is one column
  char quote = '"';       // \0: none
  bool escapes = false;   // a backslash before a quote: it is a letter
  std::size_t width = 1;  // fields of most records
  /// Fields in quotes that need them are there: whoever wrote the text puts quotes where they
  /// belong.
  bool quotes_by_need = false;
  bool operator==(const CsvDialect&) const = default;
};

struct CsvRecord {
  std::vector<std::string> fields;
  /// A quote that opens a field is never closed, or only rows later: it is a letter, and the record
  /// ends with its line.
  bool is_mended = false;
};

/// Reads records in bounded memory: a field in quotes that is longer than 256 KiB is not closed.
class CsvReader {
 public:
  /// `more`: the next piece of the text, empty at the end; lines end with \n.
  CsvReader(CsvDialect dialect, std::function<std::string()> more)
      : dialect_(dialect), more_(std::move(more)) {}
  /// None at the end. A blank line is a record of one empty field.
  std::optional<CsvRecord> next();
  /// Of the fields that were read, those on one line that would be others without their quotes.
  std::size_t quoted_by_need() const { return quoted_by_need_; }

 private:
  enum class Found : std::uint8_t {
    kField,
    kNothing,   // what stands there is no field in quotes
    kUnclosed,  // nor is there an end of it far and wide
    kTooLittle  // text at hand
  };
  std::optional<CsvRecord> read_record();
  Found read_quoted(std::size_t& at, std::string& field);
  std::optional<bool> closes(std::size_t quote) const;
  bool are_rows(std::size_t end) const;
  // In quotes.
  bool means_something(char c) const {
    return c == dialect_.quote || c == '\n' || (c == '\\' && dialect_.escapes);
  }
  bool ends_field(char c) const { return c == '\n' || (c == dialect_.separator && c != '\0'); }

  CsvDialect dialect_;
  std::function<std::string()> more_;
  std::string text_;
  std::size_t begin_ = 0;  // of the next record
  bool is_all_ = false;    // text_ goes to the end
  std::size_t unclosed_ = 0;
  std::size_t quoted_by_need_ = 0;
};

}  // namespace alexandria::ingest
