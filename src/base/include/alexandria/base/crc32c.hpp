#pragma once
// CRC-32C (Castagnoli, polynomial 0x1EDC6F41, reflected, as in RFC 3720 appendix B.4).
#include <cstdint>
#include <string_view>

namespace alexandria::base {
/// The checksum of `bytes`, continuing from `seed` (0 to begin).
std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed = 0);
}  // namespace alexandria::base
