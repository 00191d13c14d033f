#include "service.hpp"

#include "alexandria/http/message.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/file_lock.hpp"
#include "data_folder.hpp"

namespace alexandria::app {
namespace {

Result<json::value> parsed(Result<Reply> reply) {
  if (!reply) return std::unexpected(reply.error());
  boost::system::error_code error;
  json::value value =
      reply->body.empty() ? json::value(json::object()) : json::parse(reply->body, error);
  if (error) return fail(Code::kInternal, "invalid_answer", "the server's answer is no JSON");
  return value;
}

Code code_of(int status) {
  switch (status) {
    case 400: return Code::kInvalidArgument;
    case 401: return Code::kUnauthenticated;
    case 403: return Code::kPermission;
    case 404: return Code::kNotFound;
    case 409: return Code::kConflict;
    case 413: return Code::kResourceExhausted;
    case 503: return Code::kUnavailable;
    case 504: return Code::kDeadline;
    default: return Code::kInternal;
  }
}

// The lock's text ends with the address of a server: "alexandria serve, process 17,
// http://127.0.0.1:8080".
std::string address_in(const std::string& holder) {
  const std::size_t at = holder.find("http://");
  return at == std::string::npos ? std::string() : holder.substr(at);
}

Result<std::string> read_key(const std::filesystem::path& path) {
  std::string key = TRY(platform::read_file(path, 4096));
  while (!key.empty() && std::isspace(static_cast<unsigned char>(key.back())))
    key.pop_back();
  return key;
}

// What has to be typed to mean the same library again.
std::string data_option(const Target& target) {
  if (!target.server.empty()) return " --server " + target.server;
  return target.data_named ? " --data " + target.data_folder.string() : std::string();
}

}  // namespace

std::string text_at(const json::value& object, std::string_view key) {
  const json::value* found = object.is_object() ? object.get_object().if_contains(key) : nullptr;
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t integer_at(const json::value& object, std::string_view key) {
  const json::value* found = object.is_object() ? object.get_object().if_contains(key) : nullptr;
  return found != nullptr && found->is_number() ? found->to_number<std::int64_t>() : 0;
}

Error error_of(int status, const std::string& body) {
  boost::system::error_code error;
  const json::value value = json::parse(body, error);
  if (error || text_at(value, "message").empty())
    return {code_of(status), "http_" + std::to_string(status),
            fmt::format("the server answers with status {}", status)};
  return {code_of(status), text_at(value, "error"), text_at(value, "message")};
}

Result<json::value> Service::get(const std::string& target) {
  return parsed(call("GET", target, ""));
}
Result<json::value> Service::post(const std::string& target, const json::value& body) {
  return parsed(call("POST", target, json::serialize(body)));
}

Result<std::unique_ptr<Service>> open_service(const Target& target, const Settings& settings,
                                              Use use) {
  if (!target.server.empty()) {
    const auto key_file =
        target.key_file.empty() ? target.data_folder / "admin.key" : target.key_file;
    auto key = read_key(key_file);
    if (!key && !target.key_file.empty())
      return fail(Code::kInvalidArgument, "invalid_key_file", "--key-file: {}",
                  key.error().message);
    return open_remote(target.server, TRY(std::move(key)));
  }
  const std::string address =
      address_in(TRY(platform::FileLock::holder_of(target.data_folder / "lock")));
  if (!address.empty())
    return open_remote(address, TRY(read_key(target.data_folder / "admin.key")));
  const bool is_elsewhere = !settings.library.postgres.address.empty();
  if (use != Use::kAdd && !is_elsewhere && !holds_library(target.data_folder))
    return fail(Code::kUnavailable, "library_not_found",
                "there is no library in {}; begin one with: alexandria add FILE{}",
                target.data_folder.string(), data_option(target));
  return open_local(target.data_folder, settings, use != Use::kRead);
}

std::string empty_library_hint(Service& service, const Target& target) {
  const auto list = service.get("/api/v1/documents?limit=0&collection=" +
                                http::encode_percent(target.collection));
  if (!list || integer_at(*list, "total") > 0) return {};
  const std::string where =
      target.server.empty() ? target.data_folder.string() : "at " + target.server;
  return fmt::format("The library {} is empty; add to it with: alexandria add FILE{}", where,
                     data_option(target));
}

}  // namespace alexandria::app
