#pragma once
// What a parse child writes to its standard output: frames of u32 length (of type and body), u8
// type, body. docs/formats/parsed.md.
#include <atomic>
#include <cstdint>
#include <string>

#include "alexandria/base/result.hpp"
#include "alexandria/platform/child_process.hpp"

namespace alexandria::ingest {

enum class FrameType : char { kFacts = 'F', kPart = 'P', kError = 'E', kDone = 'D', kImage = 'I' };
inline constexpr std::uint32_t kFrameBytesMax = 64U << 20;

std::string encode_frame(FrameType type, std::string_view body);
/// The child's side: writes to standard output; false if the parent is gone.
bool write_frame(std::string_view frame);

struct Frame {
  FrameType type;
  std::string body;
};
/// The parent's side: the next frame, or the reason why there is none. `name` is that of the file,
/// for messages.
Result<Frame> read_frame(platform::ChildProcess& child, const std::string& name,
                         const std::atomic<bool>& stop);

std::string encode_error(const Error& error);
Error decode_error(std::string_view bytes);

}  // namespace alexandria::ingest
