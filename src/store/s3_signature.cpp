#include "s3_signature.hpp"

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "alexandria/platform/sha256.hpp"

namespace alexandria::store::s3 {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string digits_of(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes)
    out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return out;
}

}  // namespace

std::string authorization(const SignedRequest& request, std::string_view access_key,
                          std::string_view secret_key) {
  std::string headers;
  std::string names;
  for (const auto& [name, value] : request.headers) {
    headers += name + ":" + value + "\n";
    names += (names.empty() ? "" : ";") + name;
  }
  const std::string canonical =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, request.path, request.query, headers,
                  names, request.headers.at("x-amz-content-sha256"));
  const std::string date = request.time.substr(0, 8);
  const std::string scope = date + "/" + request.region + "/s3/aws4_request";
  const std::string to_sign = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, request.time, scope,
                                          platform::sha256_of(canonical));
  std::string key = "AWS4" + std::string(secret_key);
  for (const std::string_view part : {std::string_view(date), std::string_view(request.region),
                                      std::string_view("s3"), std::string_view("aws4_request")})
    key = platform::hmac_sha256(key, part);
  return fmt::format("{} Credential={}/{},SignedHeaders={},Signature={}", kAlgorithm, access_key,
                     scope, names, digits_of(platform::hmac_sha256(key, to_sign)));
}

std::string time_stamp(std::int64_t now_ms) {
  const std::time_t seconds = now_ms / 1000;
  std::tm time{};
  ::gmtime_r(&seconds, &time);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", time.tm_year + 1900, time.tm_mon + 1,
                     time.tm_mday, time.tm_hour, time.tm_min, time.tm_sec);
}

std::string encode(std::string_view text, bool keep_slash) {
  std::string out;
  for (const char sign : text) {
    const bool is_plain = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
                          (sign >= '0' && sign <= '9') || sign == '-' || sign == '.' ||
                          sign == '_' || sign == '~' || (sign == '/' && keep_slash);
    if (is_plain)
      out += sign;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(sign));
  }
  return out;
}

// Sorted as encoded, which is not always the order of the names.
std::string canonical_query(const std::map<std::string, std::string>& query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [name, value] : query)
    pairs.emplace_back(encode(name, false), encode(value, false));
  std::ranges::sort(pairs);
  std::string out;
  for (const auto& [name, value] : pairs)
    out += (out.empty() ? "" : "&") + name + "=" + value;
  return out;
}

}  // namespace alexandria::store::s3
