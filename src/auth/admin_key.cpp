#include "alexandria/auth/authorize.hpp"
#include "alexandria/base/identifier.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::auth {

Result<std::string> load_admin_key(const std::filesystem::path& folder) {
  const auto path = folder / "admin.key";
  auto text = platform::read_file(path, 4096);
  if (text) {
    while (!text->empty() && (text->back() == '\n' || text->back() == '\r' || text->back() == ' '))
      text->pop_back();
    if (text->size() < 16)
      return fail(Code::kInvalidArgument, "invalid_key_file",
                  "{} holds {} characters; a key has at least 16", path.string(), text->size());
    return *text;
  }
  if (text.error().code != Code::kNotFound) return std::unexpected(text.error());
  const std::string key = "alx_" + base::random_hex(24);
  TRY(platform::write_file_atomically(path, key + "\n", 0600));
  return key;
}

}  // namespace alexandria::auth
