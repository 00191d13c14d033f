#include "alexandria/base/bytes.hpp"

namespace alexandria::base {

void ByteWriter::text(std::string_view bytes) {
  varint(bytes.size());
  out_.append(bytes);
}

std::uint64_t ByteReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::string_view byte = take(1);
    if (byte.empty()) return 0;
    value |= static_cast<std::uint64_t>(byte[0] & 0x7f) << shift;
    if ((byte[0] & 0x80) == 0) return value;
  }
  failed_ = true;
  left_ = {};
  return 0;
}

std::string_view ByteReader::take(std::uint64_t count) {
  if (failed_ || count > left_.size()) {
    failed_ = true;
    left_ = {};
    return {};
  }
  const std::string_view bytes = left_.substr(0, count);
  left_.remove_prefix(count);
  return bytes;
}

}  // namespace alexandria::base
