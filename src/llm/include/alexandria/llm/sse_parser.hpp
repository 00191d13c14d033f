#pragma once
// Server-sent events (WHATWG HTML, "Parsing an event stream") as a state machine without I/O: bytes
// in as they come, data out.
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::llm {

class SseParser {
 public:
  /// The data of the events that these bytes complete; the lines of one event are joined by
  /// newlines. An event over 1 MiB is dropped.
  std::vector<std::string> feed(std::string_view bytes);

 private:
  void line(std::string_view text, std::vector<std::string>& out);
  std::string buffer_;
  std::string data_;
  bool has_data_ = false;
};

}  // namespace alexandria::llm
