#pragma once
// Outgoing requests, by libcurl.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "alexandria/http/message.hpp"

namespace alexandria::http {

struct ClientRequest {
  std::string method = "GET";
  std::string url;
  std::map<std::string, std::string> headers;
  std::string body;
  std::filesystem::path file;                 ///< sent as the multipart part `file`, if not empty
  std::string file_name;                      ///< the name it is given
  std::map<std::string, std::string> fields;  ///< other multipart parts
  std::chrono::seconds timeout{600};
  std::uint64_t answer_bytes_max = 1ULL << 30;
  std::chrono::seconds silence_max{
      0};  ///< no byte for so long is kDeadline; 0: only `timeout` counts
  /// Takes the body of a 2xx answer as it comes, instead of ClientResponse::body; false ends the
  /// request (which then still succeeds).
  std::function<bool(std::string_view)> on_bytes = {};
  const std::atomic<bool>* stop = nullptr;  ///< once true: kCancelled
};
struct ClientResponse {
  int status = 0;
  std::string content_type;
  std::string body;
  std::chrono::seconds retry_after{0};  ///< of the header, if it gives seconds
};
/// kUnavailable `server_not_reached`, kDeadline, kResourceExhausted `answer_too_large`. Threads:
/// one Client is used by one thread.
class Client {
 public:
  Client();
  ~Client();
  Result<ClientResponse> send(const ClientRequest& request);

 private:
  void* handle_;
};

}  // namespace alexandria::http
