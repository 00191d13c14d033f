#pragma once
// What a parse child writes to its standard output: frames of u32 length (of type and body), u8 type, body. docs/formats/parsed.md.
#include <cstdint>
#include <string>

#include "alexandria/base/result.hpp"

namespace alexandria::ingest {

enum class FrameType : char { kFacts = 'F', kPart = 'P', kError = 'E', kDone = 'D' };
inline constexpr std::uint32_t kFrameBytesMax = 64U << 20;

std::string encode_frame(FrameType type, std::string_view body);
std::string encode_error(const Error& error);
Error decode_error(std::string_view bytes);

}  // namespace alexandria::ingest
