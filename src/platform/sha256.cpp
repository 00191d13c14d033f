#include "alexandria/platform/sha256.hpp"

#include <fstream>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "alexandria/base/assert.hpp"
#include "errno_error.hpp"

namespace alexandria::platform {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  ALEX_ASSERT(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  ALEX_ASSERT(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish() {
  unsigned char digest[32];
  ALEX_ASSERT(EVP_DigestFinal_ex(state_->context, digest, nullptr) == 1);
  std::string out;
  for (const unsigned char byte : digest)
    out += fmt::format("{:02x}", byte);
  return out;
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return errno_error("open", path);
  Sha256 hash;
  std::string block(1 << 18, '\0');
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    hash.update(std::string_view(block).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  if (in.bad()) return errno_error("read", path);
  return hash.finish();
}

std::string sha256_of(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string out(32, '\0');
  const auto* message = reinterpret_cast<const unsigned char*>(bytes.data());
  auto* digest = reinterpret_cast<unsigned char*>(out.data());
  ALEX_ASSERT(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message, bytes.size(),
                   digest, nullptr) != nullptr);
  return out;
}

}  // namespace alexandria::platform
