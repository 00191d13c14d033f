#include "alexandria/base/csv.hpp"

namespace alexandria::base {
namespace {

// The field in quotes whose opening quote stands before `at`; moves behind the closing one.
std::string read_quoted(std::string_view text, std::size_t& at) {
  std::string field;
  while (at < text.size()) {
    const char c = text[at++];
    if (c == '"') {
      const bool doubled = at < text.size() && text[at] == '"';
      if (!doubled) break;
      ++at;
    }
    field += c;
  }
  return field;
}

}  // namespace

std::vector<std::string> read_csv_record(std::string_view text, std::size_t& at, char separator) {
  std::vector<std::string> fields(1);
  while (at < text.size()) {
    const char c = text[at++];
    const bool ends_line = c == '\r' && at < text.size() && text[at] == '\n';
    if (c == '\n') break;
    if (c == '"' && fields.back().empty())
      fields.back() = read_quoted(text, at);
    else if (c == separator)
      fields.emplace_back();
    else if (!ends_line)
      fields.back() += c;
  }
  return fields;
}

}  // namespace alexandria::base
