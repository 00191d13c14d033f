#pragma once
// SHA-256, the name of a blob, and the signature made with it.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "alexandria/base/result.hpp"

namespace alexandria::platform {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  void update(std::string_view bytes);
  /// 64 hexadecimal digits; call once.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The digest of a file, read in blocks.
Result<std::string> sha256_of_file(const std::filesystem::path& path);
std::string sha256_of(std::string_view bytes);
/// HMAC-SHA256 (RFC 2104): 32 bytes, not digits.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace alexandria::platform
