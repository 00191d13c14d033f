#include "alexandria/platform/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "alexandria/platform/file.hpp"
#include "errno_error.hpp"

namespace alexandria::platform {

Result<FileLock> FileLock::take(const std::filesystem::path& path, const std::string& holder) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno_error("open", path);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    const auto text = read_file(path, 4096);
    return fail(Code::kConflict, "data_folder_in_use", "the data folder {} is in use by {}",
                path.parent_path().string(), text && !text->empty() ? *text : "another process");
  }
  FileLock lock(descriptor, path);
  TRY(lock.describe(holder));
  return lock;
}

Result<std::string> FileLock::holder_of(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return std::string();
  if (descriptor < 0) return errno_error("open", path);
  const bool free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  ::close(descriptor);
  if (free) return std::string();
  return read_file(path, 4096);
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) {
    (void)!::ftruncate(descriptor_, 0);
    ::close(descriptor_);
  }
}

Result<void> FileLock::describe(const std::string& holder) {
  if (::ftruncate(descriptor_, 0) != 0) return errno_error("truncate", path_);
  if (::pwrite(descriptor_, holder.data(), holder.size(), 0) != static_cast<ssize_t>(holder.size()))
    return errno_error("write", path_);
  return {};
}

}  // namespace alexandria::platform
