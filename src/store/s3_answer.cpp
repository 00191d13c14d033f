#include "s3_answer.hpp"

#include <charconv>
#include <cstring>
#include <ctime>
#include <map>
#include <span>

#include <curl/curl.h>
#include <pugixml.hpp>

namespace alexandria::store::s3 {
namespace {

constexpr std::size_t kMessageBytesMax = 300;

/// What one of S3's errors means here.
struct Meaning {
  Code code;
  const char* reason;
  bool may_pass;
  const char* advice;  // empty: the server's own words are given
};

const std::map<std::string, Meaning, std::less<>>& meanings() {
  static const std::map<std::string, Meaning, std::less<>> all = {
      {"NoSuchBucket", {Code::kNotFound, "bucket_not_found", false, "there is no such bucket"}},
      {"NoSuchKey", {Code::kNotFound, "object_not_found", false, "there is no such object"}},
      {"NoSuchUpload", {Code::kNotFound, "upload_not_found", false, "the upload has ended"}},
      {"AccessDenied",
       {Code::kPermission, "object_access_denied", false,
        "the access key may not do this: see the policy of the bucket"}},
      {"AllAccessDisabled", {Code::kPermission, "object_access_denied", false, ""}},
      {"AccountProblem", {Code::kPermission, "object_access_denied", false, ""}},
      {"SignatureDoesNotMatch",
       {Code::kUnauthenticated, "signature_mismatch", false,
        "the secret key is not that of the access key, or a proxy changes requests"}},
      {"InvalidAccessKeyId",
       {Code::kUnauthenticated, "access_key_unknown", false, "the access key is not known there"}},
      {"XAdminUserNotFound",  // of versitygw
       {Code::kUnauthenticated, "access_key_unknown", false, "the access key is not known there"}},
      {"ExpiredToken",
       {Code::kUnauthenticated, "session_expired", false, "the session token has expired"}},
      {"InvalidToken",
       {Code::kUnauthenticated, "session_expired", false, "the session token is not valid"}},
      {"RequestTimeTooSkewed", {Code::kUnauthenticated, "clock_skewed", false, ""}},
      {"RequestExpired", {Code::kUnauthenticated, "clock_skewed", false, ""}},
      {"PermanentRedirect", {Code::kInvalidArgument, "wrong_region", false, ""}},
      {"AuthorizationHeaderMalformed", {Code::kInvalidArgument, "wrong_region", false, ""}},
      {"QuotaExceeded", {Code::kResourceExhausted, "object_store_full", false, ""}},
      {"QuotaExceededException", {Code::kResourceExhausted, "object_store_full", false, ""}},
      {"XMinioStorageFull", {Code::kResourceExhausted, "object_store_full", false, ""}},
      {"XMinioAdminBucketQuotaExceeded",
       {Code::kResourceExhausted, "object_store_full", false, ""}},
      {"InsufficientCapacity", {Code::kResourceExhausted, "object_store_full", false, ""}},
      {"EntityTooLarge", {Code::kInvalidArgument, "object_too_large", false, ""}},
      {"InvalidRange", {Code::kInvalidArgument, "range_not_satisfiable", false, ""}},
      {"PreconditionFailed", {Code::kConflict, "precondition_failed", false, ""}},
      {"ConditionalRequestConflict", {Code::kConflict, "precondition_failed", true, ""}},
      {"OperationAborted", {Code::kConflict, "precondition_failed", true, ""}},
      {"BadDigest", {Code::kDataLoss, "checksum_mismatch", true, ""}},
      {"InvalidDigest", {Code::kDataLoss, "checksum_mismatch", true, ""}},
      {"XAmzContentSHA256Mismatch", {Code::kDataLoss, "checksum_mismatch", true, ""}},
      {"SlowDown", {Code::kUnavailable, "object_store_busy", true, ""}},
      {"ServiceUnavailable", {Code::kUnavailable, "object_store_busy", true, ""}},
      {"RequestTimeout", {Code::kUnavailable, "object_store_busy", true, ""}},
      {"InternalError", {Code::kUnavailable, "object_store_busy", true, ""}},
  };
  return all;
}

/// Of an answer that gives no name (HEAD), or one that is not known.
Meaning meaning_of(int status, bool has_name) {
  if (status == 404 && has_name) return {Code::kInternal, "object_store_error", false, ""};
  switch (status) {
    case 301: return {Code::kInvalidArgument, "wrong_region", false, ""};
    case 401: return {Code::kUnauthenticated, "signature_mismatch", false, ""};
    case 403: return {Code::kPermission, "object_access_denied", false, ""};
    case 404: return {Code::kNotFound, "object_not_found", false, ""};
    case 412: return {Code::kConflict, "precondition_failed", false, ""};
    case 416: return {Code::kInvalidArgument, "range_not_satisfiable", false, ""};
    case 507: return {Code::kResourceExhausted, "object_store_full", false, ""};
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504: return {Code::kUnavailable, "object_store_busy", true, ""};
    default: return {Code::kInternal, "object_store_error", false, ""};
  }
}

/// On one line, and not endless.
std::string tame(std::string text) {
  text.resize(std::min(text.size(), kMessageBytesMax));
  for (char& sign : text)
    if (static_cast<unsigned char>(sign) < 0x20) sign = ' ';
  return text;
}

pugi::xml_node root_of(pugi::xml_document& document, const std::string& body) {
  const auto read =
      document.load_buffer(body.data(), body.size(), pugi::parse_default, pugi::encoding_utf8);
  return read ? document.document_element() : pugi::xml_node();
}

std::string_view name_of(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);  // without the prefix of a namespace, if it has one
}

std::uint64_t number_of(const char* text) {
  std::uint64_t number = 0;
  std::from_chars(text, text + std::strlen(text), number);
  return number;
}

}  // namespace

std::string element_of(const std::string& body, const char* name) {
  pugi::xml_document document;
  return root_of(document, body).child_value(name);
}

std::string error_code_of(const std::string& body) {
  pugi::xml_document document;
  const pugi::xml_node root = root_of(document, body);
  return name_of(root) == "Error" ? root.child_value("Code") : "";
}

Failure failure_of(const std::string& what, const Answer& answer) {
  pugi::xml_document document;
  const pugi::xml_node root = root_of(document, answer.body);
  const bool is_error = name_of(root) == "Error";
  Failure failure;
  failure.code = is_error ? tame(root.child_value("Code")) : "";
  const auto known = meanings().find(failure.code);
  const bool is_known = known != meanings().end();
  const Meaning meaning =
      is_known ? known->second : meaning_of(answer.status, !failure.code.empty());
  std::string words = meaning.advice;
  if (words.empty() && is_error) words = tame(root.child_value("Message"));
  if (std::string_view(meaning.reason) == "clock_skewed")
    words = fmt::format("the clocks differ too much; the server's is at {}",
                        answer.header("date").empty() ? "?" : tame(answer.header("date")));
  if (std::string_view(meaning.reason) == "wrong_region") {
    const std::string region = is_error && *root.child_value("Region") != '\0'
                                   ? tame(root.child_value("Region"))
                                   : tame(answer.header("x-amz-bucket-region"));
    if (!region.empty()) words += " (the bucket's region is " + region + ")";
  }
  failure.error = {
      meaning.code, meaning.reason,
      fmt::format("{}: status {}{}{}{}{}", what, answer.status, failure.code.empty() ? "" : " ",
                  failure.code, words.empty() ? "" : ": ", words)};
  failure.may_pass = meaning.may_pass;
  // An answer to HEAD has no body that names the error.
  if (answer.status == 400 || answer.status == 403)
    failure.server_ms = time_of_date(answer.header("date"));
  const std::string retry_after = answer.header("retry-after");
  std::uint64_t seconds = 0;
  const char* end = retry_after.data() + retry_after.size();
  if (std::from_chars(retry_after.data(), end, seconds).ptr == end && !retry_after.empty())
    failure.pause = std::chrono::seconds(std::min<std::uint64_t>(seconds, 1'000'000));
  return failure;
}

Result<Page> read_page(const std::string& what, const std::string& body) {
  pugi::xml_document document;
  const pugi::xml_node root = root_of(document, body);
  if (name_of(root) != "ListBucketResult")
    return fail(Code::kInternal, "object_store_error", "{}: the answer is no list of a bucket",
                what);
  Page page;
  for (const pugi::xml_node& node : root.children("Contents"))
    page.entries.push_back({node.child_value("Key"), number_of(node.child_value("Size")),
                            time_of(node.child_value("LastModified"))});
  if (std::string_view(root.child_value("IsTruncated")) != "true") return page;
  page.continuation = root.child_value("NextContinuationToken");
  if (!page.continuation.empty()) return page;
  return fail(Code::kInternal, "object_store_error",
              "{}: the list goes on, but the answer does not say where", what);
}

std::optional<std::int64_t> time_of_date(const std::string& header) {
  const std::time_t seconds = curl_getdate(header.c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return static_cast<std::int64_t>(seconds) * 1000;
}

std::int64_t time_of(const std::string& text) {
  std::tm time{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &time);
  if (rest == nullptr) return 0;
  std::int64_t milliseconds = 0;
  std::int64_t unit = 100;
  if (*rest == '.')
    for (++rest; *rest >= '0' && *rest <= '9' && unit > 0; ++rest, unit /= 10)
      milliseconds += (*rest - '0') * unit;
  return static_cast<std::int64_t>(::timegm(&time)) * 1000 + milliseconds;
}

std::string base64_of_hex(std::string_view hex) {
  static constexpr std::string_view kSigns =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;  // of bits that wait
  for (const char digit : hex) {
    const auto value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
    bits = (bits << 4 | static_cast<unsigned>(value)) & 0xffff;
    count += 4;
    if (count < 6) continue;
    count -= 6;
    out += kSigns[bits >> count & 63];
  }
  if (count > 0) out += kSigns[bits << (6 - count) & 63];
  while (out.size() % 4 != 0)
    out += '=';
  return out;
}

}  // namespace alexandria::store::s3
