#include "alexandria/http/field_value.hpp"

#include "ascii.hpp"

namespace alexandria::http {
namespace {

// Where a quoted text ends that begins at 0. Where none ends, a backslash before the last quotation
// mark was one of a name, as "C:\".
std::size_t end_of_quoted(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\'))
      ++at;
    else if (text[at] == '"')
      return at;
  }
  const std::size_t last = text.rfind('"');
  return last == 0 ? text.size() : last;
}

std::string unquoted(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_pair =
        text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\');
    out += text[is_pair ? ++at : at];
  }
  return out;
}

// Takes the value off `rest`.
std::string take_value(std::string_view& rest) {
  if (rest.starts_with('"')) {
    const std::size_t end = end_of_quoted(rest);
    const std::string value = unquoted(rest.substr(1, end - 1));
    rest = rest.substr(std::min(rest.size(), end + 1));
    return value;
  }
  const std::string_view value = rest.substr(0, rest.find(';'));
  rest = rest.substr(value.size());
  return std::string(trimmed(value));
}

}  // namespace

FieldValue parse_field_value(std::string_view value) {
  FieldValue out;
  out.word = lower(trimmed(value.substr(0, value.find(';'))));
  std::size_t at = value.find(';');
  while (at != std::string_view::npos) {
    std::string_view rest = value.substr(at + 1);
    const std::size_t end = rest.find_first_of("=;");
    if (end == std::string_view::npos) break;
    const std::string name = lower(trimmed(rest.substr(0, end)));
    rest = rest.substr(end);
    if (rest.starts_with('=')) {
      rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t", 1)));
      out.parameters.emplace(name, take_value(rest));
    }
    value = rest;
    at = value.find(';');
  }
  return out;
}

std::string media_type(std::string_view content_type) {
  return parse_field_value(content_type).word;
}

}  // namespace alexandria::http
