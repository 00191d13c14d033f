#pragma once
// What an S3 server answers: its errors as ours, its lists as values.
#include <optional>
#include <string>
#include <vector>

#include "alexandria/store/objects.hpp"
#include "s3_transport.hpp"

namespace alexandria::store::s3 {

/// The error of an answer whose status is not 2xx, or whose body is an error all the same. `what`
/// names the request and the object.
Failure failure_of(const std::string& what, const Answer& answer);
/// S3's name of the error that the body holds, or "".
std::string error_code_of(const std::string& body);

struct Page {
  std::vector<ObjectEntry> entries;  ///< keys with the prefix of the place
  std::string continuation;          ///< empty at the last page
};
/// The answer to ListObjectsV2. kInternal `object_store_error` if it is none.
Result<Page> read_page(const std::string& what, const std::string& body);
/// The text of an element below the document's own, or "".
std::string element_of(const std::string& body, const char* name);

/// "2026-11-26T12:54:00.000Z" as milliseconds since 1970; 0 if it is no such time.
std::int64_t time_of(const std::string& text);
/// "Thu, 26 Nov 2026 12:54:00 GMT", of the header `Date`, as milliseconds since 1970.
std::optional<std::int64_t> time_of_date(const std::string& header);
/// Bytes given as hexadecimal digits, in base64.
std::string base64_of_hex(std::string_view hex);

}  // namespace alexandria::store::s3
