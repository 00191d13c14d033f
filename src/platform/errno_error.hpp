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
  if (number == ENOSPC || number == EDQUOT)
    return fail(Code::kResourceExhausted, "disk_full", "cannot {} {}: the disk is full", action,
                path.string());
  if (number == ENOENT)
    return fail(Code::kNotFound, "file_not_found", "cannot {} {}: it is not there", action,
                path.string());
  const Code code = number == EACCES || number == EPERM ? Code::kPermission : Code::kUnavailable;
  return fail(code, "file_error", "cannot {} {}: {}", action, path.string(), std::strerror(number));
}

}  // namespace alexandria::platform
