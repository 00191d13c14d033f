#include "s3_transport.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/platform/sha256.hpp"
#include "s3_answer.hpp"
#include "s3_signature.hpp"

namespace alexandria::store::s3 {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::uint64_t kAnswerBytesMax = 16ULL << 20;  // of a list, an error
constexpr std::size_t kHeadersMax = 100;
constexpr std::size_t kHeaderBytesMax = 8 << 10;
constexpr std::size_t kHashBlockBytes = 256 << 10;
constexpr long kBufferBytes = 256L << 10;
constexpr std::int64_t kSkewMs = 300'000;  // servers refuse what is a quarter of an hour off

/// One request under way: what libcurl's functions work on.
struct Exchange {
  CURL* curl;
  const Request& request;
  const S3Limits& limits;
  Deadline& deadline;
  Answer answer = {};
  std::uint64_t sent = 0;
  std::uint64_t moved = 0;  // in both directions, when it was looked last
  Steady::time_point moved_at = Steady::now();
  std::optional<Error> error = {};  // ours, that ended it
  bool may_pass = false;
};

/// Ends the exchange with an error of ours, whatever libcurl will call it.
void end(Exchange& exchange, bool may_pass, std::unexpected<Error> error) {
  exchange.error = std::move(error).error();
  exchange.may_pass = may_pass;
}

std::size_t take_header(char* line, std::size_t size, std::size_t count, void* to) {
  auto& answer = static_cast<Exchange*>(to)->answer;
  std::string_view text(line, size * count);
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n'))
    text.remove_suffix(1);
  if (text.starts_with("HTTP/")) answer.headers.clear();  // after a 100
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || answer.headers.size() >= kHeadersMax ||
      text.size() > kHeaderBytesMax)
    return size * count;
  std::string name(text.substr(0, colon));
  for (char& sign : name)
    if (sign >= 'A' && sign <= 'Z') sign = static_cast<char>(sign | 0x20);
  text.remove_prefix(colon + 1);
  while (text.starts_with(' ') || text.starts_with('\t'))
    text.remove_prefix(1);
  answer.headers[name] = text;
  return size * count;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& exchange = *static_cast<Exchange*>(to);
  const std::string_view came(bytes, size * count);
  if (exchange.answer.status == 0) {
    long status = 0;
    curl_easy_getinfo(exchange.curl, CURLINFO_RESPONSE_CODE, &status);
    exchange.answer.status = static_cast<int>(status);
  }
  exchange.deadline.add_bytes(came.size());
  const int status = exchange.answer.status;
  if (exchange.request.take && status >= 200 && status < 300) {
    auto taken = exchange.request.take(exchange.answer, came);
    if (taken) return came.size();
    end(exchange, false, std::unexpected(std::move(taken).error()));
    return 0;
  }
  if (exchange.answer.body.size() + came.size() > kAnswerBytesMax) {
    end(exchange, false,
        fail(Code::kInternal, "object_store_error", "the answer has more than {} bytes",
             kAnswerBytesMax));
    return 0;
  }
  exchange.answer.body.append(came);
  return came.size();
}

std::size_t give_body(char* to, std::size_t size, std::size_t count, void* from) {
  auto& exchange = *static_cast<Exchange*>(from);
  const Payload& payload = *exchange.request.payload;
  const std::size_t wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(size * count, payload.size - exchange.sent));
  std::size_t got = wanted;
  if (payload.file == nullptr) {
    std::memcpy(to, payload.bytes.data() + exchange.sent, wanted);
  } else if (wanted > 0) {
    auto read = payload.file->read_at(payload.first + exchange.sent, to, wanted);
    if (read && *read == 0)
      read = fail(Code::kDataLoss, "checksum_mismatch", "{} became shorter while it was sent",
                  payload.file->path().string());
    if (!read) {
      end(exchange, false, std::unexpected(std::move(read).error()));
      return CURL_READFUNC_ABORT;
    }
    got = *read;
  }
  exchange.sent += got;
  exchange.deadline.add_bytes(got);
  return got;
}

/// libcurl begins anew on another connection when a kept one turns out to be closed.
int rewind_body(void* from, curl_off_t offset, int origin) {
  if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Exchange*>(from)->sent = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

/// Called about once a second while nothing moves, more often else.
int look(void* of, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  auto& exchange = *static_cast<Exchange*>(of);
  const auto moved = static_cast<std::uint64_t>(down + up);
  const auto now = Steady::now();
  if (moved != exchange.moved) exchange.moved_at = now;
  exchange.moved = moved;
  if (exchange.request.stop.stop_requested())
    end(exchange, false, fail(Code::kCancelled, "cancelled", "cancelled"));
  else if (exchange.deadline.is_over())
    end(exchange, false,
        fail(Code::kDeadline, "object_store_timeout", "the time for the call is over"));
  else if (now - exchange.moved_at > exchange.limits.silence_max)
    end(exchange, true,
        fail(Code::kDeadline, "object_store_timeout", "nothing came or went for {} ms",
             exchange.limits.silence_max.count()));
  return exchange.error ? 1 : 0;
}

bool is_about_trust(CURLcode status) {
  return status == CURLE_PEER_FAILED_VERIFICATION || status == CURLE_SSL_CACERT_BADFILE ||
         status == CURLE_SSL_ISSUER_ERROR || status == CURLE_SSL_CERTPROBLEM;
}

Failure failure_of_curl(CURLcode status, const char* words) {
  const std::string said = *words == '\0' ? curl_easy_strerror(status) : words;
  if (is_about_trust(status))
    return {
        {Code::kUnavailable, "object_store_not_trusted",
         "the certificate of the server is not trusted (ca= names another authority): " + said}};
  if (status == CURLE_OPERATION_TIMEDOUT)
    return {{Code::kDeadline, "object_store_timeout", said}, true};
  const bool is_ours = status == CURLE_URL_MALFORMAT || status == CURLE_UNSUPPORTED_PROTOCOL ||
                       status == CURLE_BAD_FUNCTION_ARGUMENT || status == CURLE_FAILED_INIT;
  if (is_ours) return {{Code::kInternal, "object_store_error", said}};
  return {{Code::kUnavailable, "object_store_not_reached", "not reached, or cut off: " + said},
          true};
}

class HeaderList {
 public:
  ~HeaderList() { curl_slist_free_all(list_); }
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  void add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

void set_functions(Exchange& exchange) {
  CURL* curl = exchange.curl;
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &look);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);
  if (!exchange.request.payload) return;
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE,
                   static_cast<curl_off_t>(exchange.request.payload->size));
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give_body);
  curl_easy_setopt(curl, CURLOPT_READDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, &rewind_body);
  curl_easy_setopt(curl, CURLOPT_SEEKDATA, &exchange);
}

}  // namespace

Payload payload_of(std::string_view bytes) {
  return {.bytes = bytes, .size = bytes.size(), .sha256 = platform::sha256_of(bytes)};
}

Result<Payload> payload_of(const platform::FileReader& file, std::uint64_t first,
                           std::uint64_t size) {
  platform::Sha256 hash;
  std::string block(kHashBlockBytes, '\0');
  for (std::uint64_t done = 0; done < size;) {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(size - done, kHashBlockBytes));
    const std::size_t got = TRY(file.read_at(first + done, block.data(), wanted));
    if (got == 0)
      return fail(Code::kDataLoss, "checksum_mismatch", "{} became shorter while it was read",
                  file.path().string());
    hash.update(std::string_view(block).substr(0, got));
    done += got;
  }
  return Payload{.file = &file, .first = first, .size = size, .sha256 = hash.finish()};
}

std::string Answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

Transport::Transport(const S3Place& place, const S3Limits& limits, const base::Clock& clock)
    : place_(place),
      limits_(limits),
      clock_(clock),
      slots_("requests to the object store", limits.requests_at_once, limits.requests_waiting) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)initialised;
}

Transport::~Transport() {
  idle_.with([](auto& idle) {
    for (Handle handle : idle)
      curl_easy_cleanup(handle);
  });
}

std::string Transport::name_of(const Request& request) const {
  return "s3://" + place_.bucket + (request.key.empty() ? "" : "/" + request.key);
}

// As libcurl would write it: without the port that the scheme implies.
std::string Transport::host() const {
  std::string host = place_.endpoint.substr(place_.endpoint.find("://") + 3);
  const std::string_view port = place_.endpoint.starts_with("https:") ? ":443" : ":80";
  if (host.ends_with(port)) host.resize(host.size() - port.size());
  return place_.path_style ? host : place_.bucket + "." + host;
}

std::string Transport::path_of(const Request& request) const {
  const std::string key = encode(request.key, true);
  if (!place_.path_style) return "/" + key;
  return "/" + place_.bucket + (key.empty() ? "" : "/" + key);
}

Result<std::map<std::string, std::string>> Transport::headers_of(const Request& request,
                                                                 std::int64_t ahead_ms) const {
  const std::string access_key = TRY(read_secret(place_.access_key));
  const std::string secret_key = TRY(read_secret(place_.secret_key));
  const std::string session_token = TRY(read_secret(place_.session_token));
  SignedRequest to_sign{.method = request.method,
                        .path = path_of(request),
                        .query = canonical_query(request.query),
                        .headers = request.headers,
                        .region = place_.region,
                        .time = time_stamp(clock_.now_ms() + ahead_ms)};
  to_sign.headers["host"] = host();
  to_sign.headers["x-amz-date"] = to_sign.time;
  to_sign.headers["x-amz-content-sha256"] =
      request.payload ? request.payload->sha256 : platform::sha256_of("");
  if (!session_token.empty()) to_sign.headers["x-amz-security-token"] = session_token;
  auto headers = to_sign.headers;
  headers["authorization"] = authorization(to_sign, access_key, secret_key);
  return headers;
}

std::expected<Answer, Failure> Transport::send(const Request& request, Deadline& deadline) {
  auto slot = slots_.take(std::max(deadline.left(), std::chrono::milliseconds(0)), request.stop);
  if (!slot && request.stop.stop_requested())
    return std::unexpected(Failure{{Code::kCancelled, "cancelled", "cancelled"}});
  if (!slot) return std::unexpected(Failure{slot.error()});
  Handle handle = idle_.with([](auto& idle) -> Handle {
    if (idle.empty()) return nullptr;
    Handle last = idle.back();
    idle.pop_back();
    return last;
  });
  if (handle == nullptr) handle = curl_easy_init();
  if (handle == nullptr)
    return std::unexpected(
        Failure{{Code::kResourceExhausted, "queue_full", "no memory for a connection"}});
  auto answer = perform(handle, request, deadline);
  idle_.with([&](auto& idle) { idle.push_back(handle); });
  const std::string status = answer ? std::to_string(answer->status) : answer.error().error.reason;
  metrics::counter("alexandria_object_store_requests_total",
                   "Requests to the object store, by what came of them.",
                   fmt::format("method=\"{}\",outcome=\"{}\"", request.method, status))
      .add();
  return answer;
}

std::expected<Answer, Failure> Transport::perform(Handle handle, const Request& request,
                                                  Deadline& deadline) {
  const std::int64_t signed_by = ahead_ms_;
  auto answer = perform_once(handle, request, deadline, signed_by);
  if (answer || !answer.error().server_ms) return answer;
  const std::int64_t ahead = *answer.error().server_ms - clock_.now_ms();
  if (std::abs(ahead - signed_by) < kSkewMs) return answer;
  if (ahead_ms_.exchange(ahead) == signed_by)
    log::warning("the clock of {} is {} s {} this machine's; requests are signed by it",
                 place_.endpoint, std::abs(ahead) / 1000, ahead > 0 ? "ahead of" : "behind");
  return perform_once(handle, request, deadline, ahead);
}

std::expected<Answer, Failure> Transport::perform_once(Handle handle, const Request& request,
                                                       Deadline& deadline, std::int64_t ahead_ms) {
  const auto signed_headers = headers_of(request, ahead_ms);
  if (!signed_headers) return std::unexpected(Failure{signed_headers.error()});
  CURL* curl = handle;
  curl_easy_reset(curl);
  Exchange exchange{curl, request, limits_, deadline};
  HeaderList headers;
  headers.add("Expect:");  // no round trip before each body
  for (const auto& [name, value] : *signed_headers)
    headers.add(name + ": " + value);
  std::string url =
      place_.endpoint.substr(0, place_.endpoint.find("://") + 3) + host() + path_of(request);
  if (!request.query.empty()) url += "?" + canonical_query(request.query);
  char words[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
  curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, kBufferBytes);
  curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, kBufferBytes);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "alexandria");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect_max.count()));
  if (place_.endpoint.starts_with("http:")) curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  if (!place_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, place_.ca_file.c_str());
  set_functions(exchange);

  const CURLcode status = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  const std::string what = request.method + " " + name_of(request);
  if (exchange.error) {
    Failure failure{std::move(*exchange.error), exchange.may_pass};
    failure.error.message = what + ": " + failure.error.message;
    return std::unexpected(std::move(failure));
  }
  if (status != CURLE_OK) {
    Failure failure = failure_of_curl(status, words);
    failure.error.message = what + " at " + place_.endpoint + ": " + failure.error.message;
    return std::unexpected(std::move(failure));
  }
  long code = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  exchange.answer.status = static_cast<int>(code);
  if (code >= 200 && code < 300) return std::move(exchange.answer);
  return std::unexpected(failure_of(what, exchange.answer));
}

}  // namespace alexandria::store::s3
