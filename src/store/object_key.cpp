#include <algorithm>

#include "alexandria/store/objects.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::store {
namespace {

constexpr std::size_t kKeyBytesMax = 900;  // S3 has 1,024 for the prefix of a place and the key
constexpr std::size_t kSegmentBytesMax = 200;

bool is_segment(std::string_view segment) {
  const auto is_control = [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; };
  return !segment.empty() && segment.size() <= kSegmentBytesMax && segment != "." &&
         segment != ".." && std::ranges::none_of(segment, is_control);
}

}  // namespace

Result<void> check_object_key(std::string_view key) {
  bool is_good = !key.empty() && key.size() <= kKeyBytesMax && text::is_valid_utf8(key);
  std::string_view rest = key;
  while (is_good) {
    const std::size_t slash = rest.find('/');
    is_good = is_segment(rest.substr(0, slash));
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (is_good) return {};
  return fail(Code::kInvalidArgument, "bad_object_key",
              "{:?} is no key of an object: UTF-8 of at most {} bytes in segments of 1 to {}, "
              "divided by /, none of them . or .., without control characters",
              key.substr(0, kSegmentBytesMax), kKeyBytesMax, kSegmentBytesMax);
}

}  // namespace alexandria::store
