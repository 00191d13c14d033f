#pragma once
// Requests and responses as values.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::http {

class EventTopic;
class WebSocketHandler;

/// A file of a multipart body, on disk. The server removes it after the request unless somebody
/// moved it away.
struct UploadedFile {
  std::string field;
  std::string name;
  std::filesystem::path path;
  std::uint64_t bytes = 0;
};

struct Request {
  std::string method;  // "GET"
  std::string path;    // decoded, without the query
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::vector<UploadedFile> files;            // of a multipart body
  std::map<std::string, std::string> fields;  // its other parts
  std::string peer;                           // numeric address of the other side
  /// Every wait on behalf of this request ends at the latest here,
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  /// or as soon as this is requested: the peer is gone, the deadline passed or the server stops.
  std::stop_token stop;
  std::string header(const std::string& name) const;
};

/// Takes the next piece of a streamed answer. Waits while the peer is behind; false once the peer
/// is gone, is too slow, the request's deadline has passed or the server stops.
using StreamWriter = std::function<bool(std::string_view)>;

/// One answer. What it carries is the first of these that is set: `web_socket`, `events`, `stream`,
/// `file`, `shared_body`, `body`.
struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::map<std::string, std::string> headers;
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // one text for many answers
  std::filesystem::path file;                      // sent in pieces from the disk
  std::shared_ptr<const void> file_hold;           // lives until the file is sent
  /// Called once, on the thread that ran the handler; writes as long as it likes.
  std::function<void(const StreamWriter& write)> stream;
  /// Server-sent events of this topic, from the one after `events_after` on; costs no thread.
  std::shared_ptr<EventTopic> events;
  std::uint64_t events_after = 0;
  /// Takes the connection over once the handshake is done; a request that is none gets 426.
  std::shared_ptr<WebSocketHandler> web_socket;
};

/// The canonical reason phrase of a status ("Not Found").
std::string_view status_text(int status);
/// The answer `{"error":reason,"message":message,"details":{}}`.
Response error_answer(int status, std::string_view reason, std::string_view message);
/// %41 becomes A, and in queries + becomes a space. kInvalidArgument for broken escapes.
Result<std::string> decode_percent(std::string_view text, bool plus_is_space);
std::string encode_percent(std::string_view text);
/// Path and query of a request target; the host of an absolute one takes the place of the Host
/// field (RFC 9112, 3.2.2). kInvalidArgument `invalid_target`, `repeated_field`.
Result<void> parse_target(std::string_view target, Request& request);

}  // namespace alexandria::http
