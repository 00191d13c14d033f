#pragma once
#include <cstdint>
#include <string_view>

#include "alexandria/base/crc32c.hpp"

namespace alexandria::store {

/// The checksum of a body: CRC-32C of its text, then of its metadata.
inline std::int64_t body_crc(std::string_view text, std::string_view metadata) {
  return base::crc32c(metadata, base::crc32c(text));
}

}  // namespace alexandria::store
