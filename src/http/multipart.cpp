#include "alexandria/http/multipart.hpp"

#include <algorithm>
#include <utility>

#include "alexandria/http/field_value.hpp"
#include "ascii.hpp"

namespace alexandria::http {
namespace {

constexpr std::size_t kHeaderBytesMax = 16 << 10;

// A name as it was before a browser or curl sent it (WHATWG HTML, multipart form data).
std::string plain_name(std::string_view sent) {
  static constexpr std::pair<std::string_view, char> kSigns[] = {
      {"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}};
  std::string out;
  while (!sent.empty()) {
    const auto sign = std::ranges::find_if(
        kSigns, [&](const auto& one) { return sent.substr(0, 3) == one.first; });
    out += sign == std::end(kSigns) ? sent.front() : sign->second;
    sent.remove_prefix(sign == std::end(kSigns) ? 1 : 3);
  }
  return out;
}

}  // namespace

std::string multipart_boundary(const std::string& content_type) {
  auto value = parse_field_value(content_type);
  if (value.word != "multipart/form-data") return {};
  const std::string boundary = std::move(value.parameters["boundary"]);
  return boundary.size() <= 200 ? boundary : std::string();
}

MultipartParser::MultipartParser(const std::string& boundary, MultipartEvents events)
    : delimiter_("\r\n--" + boundary), events_(std::move(events)), buffer_("\r\n") {}

Result<void> MultipartParser::headers(std::string_view block) {
  std::string field;
  std::string file_name;
  while (!block.empty()) {
    const std::string_view line = block.substr(0, block.find("\r\n"));
    block.remove_prefix(std::min(block.size(), line.size() + 2));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || lower(line.substr(0, colon)) != "content-disposition")
      continue;
    auto value = parse_field_value(line.substr(colon + 1));
    field = plain_name(value.parameters["name"]);
    file_name = plain_name(value.parameters["filename"]);
  }
  if (field.empty())
    return fail(Code::kInvalidArgument, "invalid_multipart",
                "a part of the multipart body has no name");
  state_ = State::kData;
  return events_.begin_part(field, file_name);
}

Result<void> MultipartParser::feed(std::string_view bytes) {
  if (state_ == State::kEnd) return {};
  buffer_ += bytes;
  for (;;) {
    if (state_ == State::kHeaders) {
      const std::size_t end = buffer_.find("\r\n\r\n");
      if (end == std::string::npos && buffer_.size() > kHeaderBytesMax)
        return fail(Code::kInvalidArgument, "invalid_multipart",
                    "the headers of a part have more than {} bytes", kHeaderBytesMax);
      if (end == std::string::npos) return {};
      const std::string block = buffer_.substr(0, end);
      buffer_.erase(0, end + 4);
      buffer_.insert(0,
                     "\r\n");  // an empty part's delimiter begins with the line end of its headers
      TRY(headers(block));
      data_begin_ = true;
      continue;
    }
    const std::size_t found = buffer_.find(delimiter_);
    const std::size_t skip = data_begin_ && state_ == State::kData ? 2 : 0;
    if (found == std::string::npos || buffer_.size() < found + delimiter_.size() + 2) {
      // What cannot be the beginning of a delimiter is data already.
      const std::size_t safe = found != std::string::npos
                                   ? found
                                   : buffer_.size() - std::min(buffer_.size(), delimiter_.size());
      if (safe > skip) {
        if (state_ == State::kData)
          TRY(events_.data(std::string_view(buffer_).substr(skip, safe - skip)));
        buffer_.erase(0, safe);
        data_begin_ = false;
      }
      return {};
    }
    if (state_ == State::kData) {
      if (found > skip) TRY(events_.data(std::string_view(buffer_).substr(skip, found - skip)));
      TRY(events_.end_part());
    }
    const std::string after = buffer_.substr(found + delimiter_.size(), 2);
    buffer_.erase(0, found + delimiter_.size() + 2);
    data_begin_ = false;
    if (after == "--") {
      state_ = State::kEnd;
      return {};
    }
    if (after != "\r\n")
      return fail(Code::kInvalidArgument, "invalid_multipart",
                  "a boundary of the multipart body is followed by nonsense");
    state_ = State::kHeaders;
  }
}

Result<void> MultipartParser::finish() const {
  if (state_ != State::kEnd)
    return fail(Code::kInvalidArgument, "invalid_multipart",
                "the multipart body ends before its closing boundary");
  return {};
}

}  // namespace alexandria::http
