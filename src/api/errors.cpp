#include <map>

#include "json_views.hpp"

namespace alexandria::api {
namespace {

// The tables of docs/api.md: code > HTTP status. The reason goes out as `error`.
int status_of_code(Code code) {
  switch (code) {
    case Code::kNotFound: return 404;
    case Code::kInvalidArgument: return 400;
    case Code::kConflict: return 409;
    case Code::kUnavailable: return 503;
    case Code::kDeadline: return 504;
    case Code::kCancelled: return 409;
    case Code::kResourceExhausted: return 413;
    case Code::kPermission: return 403;
    case Code::kUnauthenticated: return 401;
    case Code::kDataLoss: return 500;
    case Code::kUnimplemented: return 501;
    case Code::kInternal: return 500;
  }
  return 500;
}

// Reasons for which HTTP has a word of its own.
int status_of(const Error& error) {
  static const std::map<std::string, int, std::less<>> kReasons = {
      {"method_not_allowed", 405},
      {"json_needed", 415},
      {"queue_full", 503},
      {"disk_full", 507},
      {"object_store_full", 507},
      // What our own servers refuse us is no fault of whoever asks.
      {"database_denies", 503},
      {"signature_mismatch", 503},
      {"access_key_unknown", 503},
      {"session_expired", 503},
      {"clock_skewed", 503},
      {"no_credentials", 503},
      {"object_access_denied", 503},
      {"bucket_not_found", 503},
      {"object_cache_full", 503}};
  const auto special = kReasons.find(error.reason);
  return special == kReasons.end() ? status_of_code(error.code) : special->second;
}

}  // namespace

http::Response error_response(const Error& error) {
  const int status = status_of(error);
  http::Response response = json_response(error_to_json(error), status);
  if (error.reason == "queue_full") response.headers["retry-after"] = "1";
  if (status == 401) response.headers["www-authenticate"] = "Bearer";
  return response;
}

}  // namespace alexandria::api
