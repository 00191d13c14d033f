#include "alexandria/base/identifier.hpp"

#include <sys/random.h>

#include <fmt/format.h>

#include "alexandria/base/assert.hpp"

namespace alexandria::base {

std::string random_hex(std::size_t bytes) {
  std::string out;
  while (out.size() < bytes * 2) {
    unsigned char block[64];
    const std::size_t want = std::min(sizeof block, bytes - out.size() / 2);
    ALEX_ASSERT(getrandom(block, want, 0) == static_cast<ssize_t>(want));
    for (std::size_t i = 0; i < want; ++i)
      out += fmt::format("{:02x}", block[i]);
  }
  return out;
}

std::string new_identifier(std::int64_t now_ms) {
  return fmt::format("{:012x}", static_cast<std::uint64_t>(now_ms) & 0xffffffffffffULL) +
         random_hex(10);
}

}  // namespace alexandria::base
