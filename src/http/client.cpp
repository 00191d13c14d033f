#include "alexandria/http/client.hpp"

#include <memory>

#include <curl/curl.h>

namespace alexandria::http {
namespace {

struct Sink {
  std::string* out;
  std::uint64_t most;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto* sink = static_cast<Sink*>(to);
  if (sink->out->size() + size * count > sink->most) return 0;
  sink->out->append(bytes, size * count);
  return size * count;
}

}  // namespace

Client::Client() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)initialised;
  handle_ = curl_easy_init();
}
Client::~Client() { curl_easy_cleanup(handle_); }

Result<ClientResponse> Client::send(const ClientRequest& request) {
  CURL* curl = handle_;
  curl_easy_reset(curl);
  ClientResponse response;
  Sink sink{&response.body, request.answer_bytes_max};
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, &curl_slist_free_all);
  const auto add_header = [&](const std::string& line) { headers.reset(curl_slist_append(headers.release(), line.c_str())); };
  add_header("Expect:");
  for (const auto& [name, value] : request.headers) add_header(name + ": " + value);
  std::unique_ptr<curl_mime, decltype(&curl_mime_free)> form(nullptr, &curl_mime_free);
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, request.method == "GET" ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "alexandria");
  if (!request.file.empty()) {
    form.reset(curl_mime_init(curl));
    for (const auto& [name, value] : request.fields) {
      curl_mimepart* part = curl_mime_addpart(form.get());
      curl_mime_name(part, name.c_str());
      curl_mime_data(part, value.data(), value.size());
    }
    curl_mimepart* part = curl_mime_addpart(form.get());
    curl_mime_name(part, "file");
    curl_mime_filedata(part, request.file.c_str());
    curl_mime_filename(part, request.file_name.c_str());
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, form.get());
  } else if (request.method != "GET") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  const CURLcode status = curl_easy_perform(curl);
  if (status == CURLE_WRITE_ERROR)
    return fail(Code::kResourceExhausted, "answer_too_large", "{} answers with more than {} bytes", request.url, request.answer_bytes_max);
  if (status == CURLE_OPERATION_TIMEDOUT) return fail(Code::kDeadline, "server_timeout", "{} did not answer within {} s", request.url, request.timeout.count());
  if (status != CURLE_OK) return fail(Code::kUnavailable, "server_not_reached", "{} cannot be reached: {}", request.url, curl_easy_strerror(status));
  long code = 0;
  const char* type = nullptr;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  response.status = static_cast<int>(code);
  response.content_type = type == nullptr ? "" : type;
  return response;
}

}  // namespace alexandria::http
