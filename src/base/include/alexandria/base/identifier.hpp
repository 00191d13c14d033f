#pragma once
// Random names for documents, jobs and commits.
#include <cstdint>
#include <string>

namespace alexandria::base {

/// 128 bits: 48 of time (so that later ids sort later), 80 random, as 32 lower-case hexadecimal
/// digits.
std::string new_identifier(std::int64_t now_ms);
/// `bytes` random bytes as hexadecimal digits, from the operating system's generator.
std::string random_hex(std::size_t bytes);

}  // namespace alexandria::base
