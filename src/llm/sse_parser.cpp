#include "alexandria/llm/sse_parser.hpp"

namespace alexandria::llm {
namespace {
constexpr std::size_t kEventBytesMax = 1 << 20;
}

std::vector<std::string> SseParser::feed(std::string_view bytes) {
  std::vector<std::string> out;
  buffer_ += bytes;
  std::size_t begin = 0;
  for (std::size_t end = buffer_.find('\n'); end != std::string::npos;
       end = buffer_.find('\n', begin)) {
    std::string_view text = std::string_view(buffer_).substr(begin, end - begin);
    if (text.ends_with('\r')) text.remove_suffix(1);
    line(text, out);
    begin = end + 1;
  }
  buffer_.erase(0, begin);
  if (buffer_.size() > kEventBytesMax) buffer_.clear();
  return out;
}

void SseParser::line(std::string_view text, std::vector<std::string>& out) {
  if (text.empty()) {
    if (has_data_) out.push_back(std::move(data_));
    data_.clear();
    has_data_ = false;
    return;
  }
  if (!text.starts_with("data:")) return;  // comments, names and ids of events say nothing here
  text.remove_prefix(5);
  if (text.starts_with(' ')) text.remove_prefix(1);
  if (data_.size() + text.size() > kEventBytesMax) return;
  if (has_data_) data_ += '\n';
  data_ += text;
  has_data_ = true;
}

}  // namespace alexandria::llm
