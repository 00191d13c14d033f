#include "web_files.hpp"

#include "alexandria/platform/file.hpp"

namespace alexandria::api {
namespace {

constexpr std::uint64_t kBytesMax = 64 << 20;

std::string_view content_type(std::string_view path) {
  static const std::map<std::string, std::string_view, std::less<>> kTypes = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".json", "application/json"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"}};
  const std::size_t dot = path.rfind('.');
  const auto type = dot == std::string_view::npos ? kTypes.end() : kTypes.find(path.substr(dot));
  return type == kTypes.end() ? "application/octet-stream" : type->second;
}

// Only what this program serves is run, and nobody may frame it.
constexpr std::string_view kPolicy =
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; font-src "
    "'self' data:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'";

}  // namespace

WebFiles::WebFiles(const std::filesystem::path& folder) {
  std::error_code error;
  std::uint64_t total = 0;
  for (auto it = std::filesystem::recursive_directory_iterator(folder, error);
       !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
    if (!it->is_regular_file(error)) continue;
    auto bytes = platform::read_file(it->path(), kBytesMax);
    if (!bytes || (total += bytes->size()) > kBytesMax) continue;
    files_[std::filesystem::relative(it->path(), folder, error).generic_string()] =
        std::make_shared<const std::string>(std::move(*bytes));
  }
}

std::optional<http::Response> WebFiles::find(const http::Request& request) const {
  if (request.method != "GET") return std::nullopt;
  const std::string path = request.path == "/" ? "index.html" : request.path.substr(1);
  const auto plain = files_.find(path);
  if (plain == files_.end()) return std::nullopt;
  const auto packed = files_.find(path + ".gz");
  const bool compressed =
      packed != files_.end() && request.header("accept-encoding").find("gzip") != std::string::npos;
  http::Response response;
  response.content_type = content_type(path);
  response.shared_body = compressed ? packed->second : plain->second;
  response.headers["vary"] = "accept-encoding";
  if (compressed) response.headers["content-encoding"] = "gzip";
  response.headers["cache-control"] =
      path.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  if (path == "index.html") response.headers["content-security-policy"] = kPolicy;
  response.headers["referrer-policy"] = "no-referrer";
  return response;
}

}  // namespace alexandria::api
