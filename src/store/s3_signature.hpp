#pragma once
// Signatures of requests to S3: AWS Signature Version 4 in the header, with the hash of the payload
// ("Authenticating Requests: Using the Authorization Header" in the reference of the S3 API).
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace alexandria::store::s3 {

struct SignedRequest {
  std::string method;
  std::string path;   ///< encoded, as it is sent
  std::string query;  ///< by `canonical_query`, as it is sent
  /// All that are signed, names in lower case; with host, x-amz-date and x-amz-content-sha256.
  std::map<std::string, std::string> headers;
  std::string region;
  std::string time;  ///< by `time_stamp`
};

/// The value of the header Authorization.
std::string authorization(const SignedRequest& request, std::string_view access_key,
                          std::string_view secret_key);
/// "20261126T131614Z" of milliseconds since 1970.
std::string time_stamp(std::int64_t now_ms);
/// Percent-encodes all but letters, digits and -._~ (and /, if it is to stay).
std::string encode(std::string_view text, bool keep_slash);
/// "a=1&b=" of names and values.
std::string canonical_query(const std::map<std::string, std::string>& query);

}  // namespace alexandria::store::s3
