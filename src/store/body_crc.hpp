#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "alexandria/base/crc32c.hpp"

namespace alexandria::store {

/// The checksum of a body: CRC-32C of its text, then of its metadata.
inline std::int64_t body_crc(std::string_view text, std::string_view metadata) {
  return base::crc32c(metadata, base::crc32c(text));
}

/// The same of a body that may have no text, or a URI: what is usual adds nothing to it.
inline std::int64_t body_crc(std::string_view text, std::string_view metadata, bool has_text,
                             std::optional<std::string_view> uri) {
  std::uint32_t crc = base::crc32c(metadata, base::crc32c(text));
  if (!has_text) crc = base::crc32c("no text", crc);
  if (uri) crc = base::crc32c(*uri, base::crc32c("uri", crc));
  return crc;
}

}  // namespace alexandria::store
