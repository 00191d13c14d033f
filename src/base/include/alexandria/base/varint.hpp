#pragma once
// Whole numbers in as few bytes as they need: LEB128, 7 bits a byte, low bits first, the eighth bit
// set in all bytes but the last.
#include <cstdint>
#include <string>

namespace alexandria::base {

inline void append_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

/// Reads at `at` and moves it on. Only for bytes that are known to be well-formed: nothing is
/// checked. `ByteReader::varint` is for all others.
inline std::uint64_t read_trusted_varint(const char*& at) {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
}

}  // namespace alexandria::base
