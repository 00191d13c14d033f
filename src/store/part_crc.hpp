#pragma once
#include <cstdint>
#include <string_view>

#include "alexandria/base/crc32c.hpp"
#include "row_mark.hpp"

namespace alexandria::store {

/// The checksum of a part: CRC-32C of its payload, and the mark of its row.
inline std::int64_t part_crc(std::string_view payload, std::int64_t version_id,
                             std::int64_t number) {
  return base::crc32c(payload) ^ row_mark(version_id, number);
}

}  // namespace alexandria::store
