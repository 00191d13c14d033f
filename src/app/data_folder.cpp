#include "data_folder.hpp"

#include <cstdlib>

namespace alexandria::app {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

Places places_of_process(const std::string& given) {
  return {given, variable("ALEXANDRIA_DATA"), variable("XDG_DATA_HOME"), variable("HOME")};
}

Result<std::filesystem::path> find_data_folder(const Places& places) {
  if (!places.given.empty()) return std::filesystem::path(places.given);
  if (!places.environment.empty()) return std::filesystem::path(places.environment);
  const std::filesystem::path beside = places.here / "data";
  // Nobody named it, and other programs call their databases so too: every library has a lock.
  std::error_code ignored;
  if (holds_library(beside) && std::filesystem::exists(beside / "lock", ignored))
    return beside.lexically_normal();
  const std::filesystem::path xdg = places.xdg_data;
  if (xdg.is_absolute()) return xdg / "alexandria";
  if (places.home.empty())
    return fail(Code::kInvalidArgument, "no_home",
                "it is not known where your library is: name its folder with --data or "
                "$ALEXANDRIA_DATA ($HOME is not set)");
  return std::filesystem::path(places.home) / ".local" / "share" / "alexandria";
}

bool holds_library(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(folder / "library.db", ignored);
}

}  // namespace alexandria::app
