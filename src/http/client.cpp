#include "alexandria/http/client.hpp"

#include <memory>

#include <curl/curl.h>

namespace alexandria::http {
namespace {

struct Sink {
  CURL* curl;
  const ClientRequest* request;
  std::string* out;
  bool too_large = false;
  bool ended = false;  // by on_bytes
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto* sink = static_cast<Sink*>(to);
  long status = 0;
  curl_easy_getinfo(sink->curl, CURLINFO_RESPONSE_CODE, &status);
  if (sink->request->on_bytes && status >= 200 && status < 300) {
    sink->ended = !sink->request->on_bytes(std::string_view(bytes, size * count));
    return sink->ended ? 0 : size * count;
  }
  sink->too_large = sink->out->size() + size * count > sink->request->answer_bytes_max;
  if (sink->too_large) return 0;
  sink->out->append(bytes, size * count);
  return size * count;
}

int is_stopped(void* request, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto* stop = static_cast<const ClientRequest*>(request)->stop;
  return stop != nullptr && *stop ? 1 : 0;
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
  Sink sink{curl, &request, &response.body};
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr,
                                                                      &curl_slist_free_all);
  const auto add_header = [&](const std::string& line) {
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
  };
  add_header("Expect:");
  for (const auto& [name, value] : request.headers)
    add_header(name + ": " + value);
  std::unique_ptr<curl_mime, decltype(&curl_mime_free)> form(nullptr, &curl_mime_free);
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &is_stopped);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, const_cast<ClientRequest*>(&request));
  if (request.silence_max.count() > 0) {
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.silence_max.count()));
  }
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
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  const CURLcode status = curl_easy_perform(curl);
  if (status == CURLE_WRITE_ERROR)
    return fail(Code::kResourceExhausted, "answer_too_large", "{} answers with more than {} bytes",
                request.url, request.answer_bytes_max);
  if (status == CURLE_OPERATION_TIMEDOUT)
    return fail(Code::kDeadline, "server_timeout", "{} did not answer within {} s", request.url,
                request.timeout.count());
  if (status != CURLE_OK && !sink.ended)
    return fail(Code::kUnavailable, "server_not_reached", "{} cannot be reached: {}", request.url,
                curl_easy_strerror(status));
  long code = 0;
  const char* type = nullptr;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  curl_off_t retry_after = 0;
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
  response.retry_after = std::chrono::seconds(retry_after);
  response.status = static_cast<int>(code);
  response.content_type = type == nullptr ? "" : type;
  return response;
}

}  // namespace alexandria::http
