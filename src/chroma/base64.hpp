#pragma once
// Vectors as base64 (RFC 4648, section 4) of little-endian float32.
#include <string_view>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::chroma {

/// kInvalidArgument, in Chroma's words.
Result<std::string> decode_base64(std::string_view text);
Result<std::vector<float>> decode_vector(std::string_view text);

}  // namespace alexandria::chroma
