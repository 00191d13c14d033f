#include "endpoint.hpp"

namespace alexandria::api {

// The table of docs/api.md: code > HTTP status. The reason goes out as `error`.
int http_status(Code code) {
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

http::Response error_response(const Error& error) {
  // Reasons whose status says more than their code's.
  const bool busy = error.reason == "queue_full";
  int status = http_status(error.code);
  if (busy) status = 503;
  if (error.reason == "disk_full") status = 507;
  http::Response response = json_response({{"error", error.reason},
                                           {"message", error.message},
                                           {"details", {{"code", code_name(error.code)}}}},
                                          status);
  if (busy) response.headers["retry-after"] = "1";
  if (error.code == Code::kUnauthenticated) response.headers["www-authenticate"] = "Bearer";
  return response;
}

}  // namespace alexandria::api
