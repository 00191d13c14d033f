#pragma once
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "alexandria/base/result.hpp"

namespace alexandria::platform {

/// The error for errno after a failed call on `path`.
inline std::unexpected<Error> errno_error(std::string_view action,
                                          const std::filesystem::path& path) {
  const int number = errno;
  const Code code = number == ENOENT                       ? Code::kNotFound
                    : number == EACCES || number == EPERM  ? Code::kPermission
                    : number == ENOSPC || number == EDQUOT ? Code::kResourceExhausted
                                                           : Code::kUnavailable;
  return fail(code, number == ENOENT ? "file_not_found" : "file_error", "cannot {} {}: {}", action,
              path.string(), std::strerror(number));
}

}  // namespace alexandria::platform
