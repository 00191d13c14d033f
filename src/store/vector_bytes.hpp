#pragma once
// Vectors as they stand in the database: float32, little-endian, with the CRC-32C of these bytes
// and the mark of their row.
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "alexandria/base/crc32c.hpp"
#include "row_mark.hpp"

namespace alexandria::store {

inline std::string_view bytes_of(const std::vector<float>& vector) {
  return {reinterpret_cast<const char*>(vector.data()), vector.size() * sizeof(float)};
}

inline std::vector<float> vector_of(std::string_view bytes) {
  std::vector<float> out(bytes.size() / sizeof(float));
  if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof(float));
  return out;
}

inline std::int64_t vector_crc(std::string_view bytes, std::int64_t space_id, std::int64_t row_no) {
  return base::crc32c(bytes) ^ row_mark(space_id, row_no);
}

}  // namespace alexandria::store
