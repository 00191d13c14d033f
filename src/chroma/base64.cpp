#include "base64.hpp"

#include <array>
#include <cstdint>
#include <cstring>

#include "answers.hpp"

namespace alexandria::chroma {
namespace {

constexpr std::uint8_t kNone = 64;

constexpr std::array<std::uint8_t, 256> kSixBits = [] {
  std::array<std::uint8_t, 256> out{};
  out.fill(kNone);
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    out[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  return out;
}();

}  // namespace

Result<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return wrong_value("Invalid base64 string: Invalid padding");
  const bool one = text.ends_with('=');
  const bool two = text.ends_with("==");
  const std::size_t padding = two ? 2 : one ? 1 : 0;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  const std::string_view digits = text.substr(0, text.size() - padding);
  std::uint32_t bits = 0;
  int count = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::uint8_t six = kSixBits[static_cast<unsigned char>(digits[i])];
    if (six == kNone) return wrong_value("Invalid base64 string: Invalid symbol at {}", i);
    bits = bits << 6 | six;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  if ((bits & ((1U << count) - 1)) != 0)
    return wrong_value("Invalid base64 string: bits are left over at its end");
  return out;
}

Result<std::vector<float>> decode_vector(std::string_view text) {
  const std::string bytes = TRY(decode_base64(text));
  if (bytes.size() % sizeof(float) != 0)
    return wrong_value(
        "Invalid byte length: {} bytes cannot be converted to f32 values (must be divisible by 4)",
        bytes.size());
  std::vector<float> out(bytes.size() / sizeof(float));
  if (!out.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
  return out;
}

}  // namespace alexandria::chroma
