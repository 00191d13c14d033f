#pragma once
// Requests and responses as values.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::http {

/// A file of a multipart body, on disk. The server removes it after the request unless somebody
/// moved it away.
struct UploadedFile {
  std::string field;
  std::string name;
  std::filesystem::path path;
  std::uint64_t bytes = 0;
};

struct Request {
  std::string method;  // "GET"
  std::string path;    // decoded, without the query
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::vector<UploadedFile> files;            // of a multipart body
  std::map<std::string, std::string> fields;  // its other parts
  std::string header(const std::string& name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::map<std::string, std::string> headers;
  std::string body;
  std::filesystem::path file;  // sent instead of the body, if not empty
  /// Sent instead of the body: called once, writes as long as it likes; `write` returns false once
  /// the peer is gone or the server stops.
  std::function<void(const std::function<bool(std::string_view)>& write)> stream;
};

/// The canonical reason phrase of a status ("Not Found").
std::string_view status_text(int status);
/// %41 becomes A, and in queries + becomes a space. kInvalidArgument for broken escapes.
Result<std::string> decode_percent(std::string_view text, bool plus_is_space);
std::string encode_percent(std::string_view text);
/// Path and query of a request target. kInvalidArgument `invalid_target`.
Result<void> parse_target(std::string_view target, Request& request);

}  // namespace alexandria::http
