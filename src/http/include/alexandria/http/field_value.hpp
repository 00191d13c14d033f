#pragma once
// Field values of the form `word; name=value; name="value"` (RFC 9110, 5.6.6), read whole.
#include <map>
#include <string>
#include <string_view>

namespace alexandria::http {

struct FieldValue {
  std::string word;                               ///< in lower case, as "multipart/form-data"
  std::map<std::string, std::string> parameters;  ///< names in lower case; the first of two counts
};

/// In quotes, \" is a quotation mark and \\ a backslash; any other backslash stands for itself, for
/// browsers send names of files as they are.
FieldValue parse_field_value(std::string_view value);

/// The type of a Content-Type, without its parameters, in lower case.
std::string media_type(std::string_view content_type);

}  // namespace alexandria::http
