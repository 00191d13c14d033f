// Any bytes through the multipart parser and the target parser; however the bytes are cut, the
// outcome is the same.
#include "alexandria/base/assert.hpp"
#include "alexandria/http/message.hpp"
#include "alexandria/http/multipart.hpp"

namespace {

namespace http = alexandria::http;
using alexandria::Result;

std::string outcome(std::string_view body, std::size_t step) {
  std::string seen;
  http::MultipartEvents events;
  events.begin_part = [&](const std::string& field, const std::string& file) -> Result<void> {
    seen += "<" + field + "|" + file + ">";
    return {};
  };
  events.data = [&](std::string_view bytes) -> Result<void> {
    seen += bytes;
    return {};
  };
  events.end_part = [&]() -> Result<void> {
    seen += "</>";
    return {};
  };
  http::MultipartParser parser("bound", events);
  for (std::size_t at = 0; at < body.size(); at += step)
    if (!parser.feed(body.substr(at, step))) return "refused";
  return parser.finish() ? seen : "unfinished";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ALEX_ASSERT(outcome(bytes, 1) == outcome(bytes, std::max<std::size_t>(size, 1)));
  http::Request request;
  (void)http::parse_target(bytes, request);
  (void)http::multipart_boundary(std::string(bytes));
  return 0;
}
