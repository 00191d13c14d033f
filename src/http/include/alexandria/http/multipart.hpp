#pragma once
// multipart/form-data (RFC 7578) as a state machine without I/O: bytes go in as they come, events
// come out.
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "alexandria/base/result.hpp"

namespace alexandria::http {

/// The boundary of a Content-Type; empty if it is no multipart/form-data.
std::string multipart_boundary(const std::string& content_type);

struct MultipartEvents {
  std::function<Result<void>(const std::string& field, const std::string& file_name)>
      begin_part;  // file name empty: a plain field
  std::function<Result<void>(std::string_view bytes)> data;
  std::function<Result<void>()> end_part;
};

class MultipartParser {
 public:
  MultipartParser(const std::string& boundary, MultipartEvents events);
  /// kInvalidArgument `invalid_multipart`, or an event's error.
  Result<void> feed(std::string_view bytes);
  /// kInvalidArgument if the closing boundary has not come.
  Result<void> finish() const;

 private:
  enum class State { kPreamble, kHeaders, kData, kEnd };
  Result<void> headers(std::string_view block);
  std::string delimiter_;
  MultipartEvents events_;
  State state_ = State::kPreamble;
  std::string buffer_;
  bool data_begin_ = false;  // the buffer begins with a line end that is not data
};

}  // namespace alexandria::http
