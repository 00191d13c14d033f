#include "alexandria/http/multipart.hpp"

#include <algorithm>

namespace alexandria::http {
namespace {

constexpr std::size_t kHeaderBytesMax = 16 << 10;

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

// The value of `name="..."` (or name=...) in a header line; browsers write " as %22 and keep \ as
// it is.
std::string parameter(std::string_view line, std::string_view name) {
  const std::string key = "; " + std::string(name) + "=";
  const std::size_t at = lower(line).find(key);
  if (at == std::string::npos) return {};
  std::string_view value = line.substr(at + key.size());
  if (!value.starts_with('"')) return std::string(value.substr(0, value.find(';')));
  value.remove_prefix(1);
  return std::string(value.substr(0, value.find('"')));
}

}  // namespace

std::string multipart_boundary(const std::string& content_type) {
  if (!lower(content_type).starts_with("multipart/form-data")) return {};
  std::string spaced = content_type;
  for (std::size_t at = spaced.find(';'); at != std::string::npos; at = spaced.find(';', at + 1))
    if (at + 1 < spaced.size() && spaced[at + 1] != ' ') spaced.insert(at + 1, " ");
  const std::string boundary = parameter(spaced, "boundary");
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
    if (!lower(line).starts_with("content-disposition:")) continue;
    field = parameter(line, "name");
    file_name = parameter(line, "filename");
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
