#include "front_matter_toml.hpp"

#include <charconv>
#include <optional>
#include <string>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

class TomlReader {
 public:
  explicit TomlReader(std::string_view toml) : rest_(toml) {}

  FrontMatter::Fields read() {
    for (skip_space(true); !rest_.empty() && !rest_.starts_with('['); skip_space(true)) {
      const std::string key = text::fold(text::squeeze(read_key()));
      if (!take('=') || key.empty()) {
        skip_line();
        continue;
      }
      std::vector<std::string>& values = fields_[key];
      skip_space(false);
      if (take('['))
        read_array(values);
      else if (auto value = read_value(); value && !value->empty())
        values.push_back(std::move(*value));
      skip_line();
    }
    return std::move(fields_);
  }

 private:
  bool take(char sign) {
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_line() { rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size())); }
  // With comments, and over the ends of lines where that is allowed.
  void skip_space(bool over_lines) {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '#' && over_lines)
        skip_line();
      else if (c == ' ' || c == '\t' || c == '\r' || (c == '\n' && over_lines))
        rest_.remove_prefix(1);
      else
        return;
    }
  }

  std::string read_key() {
    if (rest_.starts_with('"') || rest_.starts_with('\'')) {
      std::string key = read_value().value_or("");
      skip_space(false);
      return key;
    }
    const std::size_t end = std::min(rest_.find_first_of("=\n"), rest_.size());
    std::string key(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return key;
  }

  void read_array(std::vector<std::string>& values) {
    for (skip_space(true); !rest_.empty() && !take(']'); skip_space(true)) {
      auto value = read_value();
      if (!value) return;
      if (!value->empty()) values.push_back(std::move(*value));
      skip_space(true);
      take(',');
    }
  }

  // Nothing where a text has no end, or a value is neither text nor word, as an inline table.
  std::optional<std::string> read_value() {
    for (const std::string_view quote : {"\"\"\"", "'''", "\"", "'"}) {
      if (!rest_.starts_with(quote)) continue;
      rest_.remove_prefix(quote.size());
      return read_text(quote);
    }
    const std::size_t end = std::min(rest_.find_first_of(",]#\n{["), rest_.size());
    std::string value(text::trim(rest_.substr(0, end)));
    rest_.remove_prefix(end);
    if (value.empty()) return std::nullopt;
    return value;
  }

  std::optional<std::string> read_text(std::string_view quote) {
    const bool has_escapes = quote.front() == '"';
    std::string out;
    while (!rest_.empty()) {
      if (rest_.starts_with(quote)) {
        rest_.remove_prefix(quote.size());
        return out;
      }
      if (quote.size() == 1 && rest_.front() == '\n') return std::nullopt;
      if (has_escapes && rest_.front() == '\\')
        read_escape(out);
      else
        out += rest_.front();
      rest_.remove_prefix(std::min<std::size_t>(1, rest_.size()));
    }
    return std::nullopt;
  }

  // Stops at its last letter.
  void read_escape(std::string& out) {
    rest_.remove_prefix(1);
    if (rest_.empty()) return;
    const char c = rest_.front();
    if (c == 'u' || c == 'U') {
      const std::size_t figures = c == 'u' ? 4 : 8;
      const std::string_view number = rest_.substr(1, figures);
      std::uint32_t point = 0xFFFD;
      std::from_chars(number.data(), number.data() + number.size(), point, 16);
      text::append_code_point(out, point);
      rest_.remove_prefix(number.size());
    } else if (c == 'n' || c == 't' || c == 'r' || c == '\n') {
      out += ' ';
    } else {
      out += c;
    }
  }

  std::string_view rest_;
  FrontMatter::Fields fields_;
};

}  // namespace

FrontMatter::Fields read_toml_fields(std::string_view toml) { return TomlReader(toml).read(); }

}  // namespace alexandria::ingest
