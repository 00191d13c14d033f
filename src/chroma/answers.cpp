#include "answers.hpp"

#include "alexandria/base/identifier.hpp"
#include "json_out.hpp"

namespace alexandria::chroma {
namespace {

struct Named {
  int status;
  std::string_view name;
};

// docs/chroma.md has the same table.
Named named(const Error& error) {
  if (error.reason == kShape) return {422, "ChromaError"};
  if (error.reason == "content_type") return {415, "ChromaError"};
  if (error.reason == "first_api") return {410, "Unimplemented"};
  if (error.reason == "queue_full") return {429, "Backoff"};
  switch (error.code) {
    case Code::kNotFound: return {404, "NotFoundError"};
    case Code::kInvalidArgument: return {400, "InvalidArgumentError"};
    case Code::kConflict: return {409, "ChromaError"};
    case Code::kUnauthenticated: return {401, "ChromaError"};
    case Code::kPermission: return {403, "ChromaError"};
    case Code::kUnimplemented: return {501, "ChromaError"};
    case Code::kResourceExhausted: return {507, "InternalError"};
    case Code::kUnavailable: return {503, "InternalError"};
    case Code::kDeadline: return {504, "InternalError"};
    default: return {500, "InternalError"};
  }
}

}  // namespace

http::Response error_answer(const Error& error) {
  const Named known = named(error);
  JsonOut out;
  out.raw("{\"error\":");
  out.text(known.name);
  out.raw(",\"message\":");
  out.text(error.reason == "invalid_pattern" ? "Regex syntax errror: " + error.message
                                             : error.message);
  if (error.reason == "managed_by_library") out.raw(",\"reason\":\"managed_by_library\"");
  out.raw("}");
  http::Response response;
  response.status = known.status;
  response.body = out.take();
  response.headers["chroma-trace-id"] = base::random_hex(16);
  if (known.status == 401) response.headers["www-authenticate"] = "Bearer";
  if (known.status == 429) response.headers["retry-after"] = "1";
  return response;
}

http::Response empty_answer(int status) {
  http::Response response;
  response.status = status;
  response.content_type = "text/plain";
  response.headers["chroma-trace-id"] = base::random_hex(16);
  return response;
}

}  // namespace alexandria::chroma
