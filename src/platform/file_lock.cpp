#include "alexandria/platform/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "alexandria/platform/file.hpp"
#include "errno_error.hpp"

namespace alexandria::platform {

namespace {

// The text fills the same bytes each time, so that it needs no new room on a full disk.
constexpr std::size_t kTextBytes = 512;

// Whoever looks who holds the lock holds it too for a moment, and so does the child of a process
// that was killed between its fork and its exec.
constexpr auto kWait = std::chrono::milliseconds(500);
constexpr auto kPause = std::chrono::milliseconds(20);

bool lock_within(int descriptor, int kind, std::chrono::milliseconds wait) {
  const auto until = std::chrono::steady_clock::now() + wait;
  while (::flock(descriptor, kind | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

std::string read_text(const std::filesystem::path& path) {
  std::string text = read_file(path, 4096).value_or("");
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

std::unexpected<Error> in_use(const std::filesystem::path& path) {
  const std::string text = read_text(path);
  return fail(Code::kConflict, "data_folder_in_use", "the data folder {} is in use by {}",
              path.parent_path().string(), text.empty() ? "another process" : text);
}

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& path, const std::string& holder) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno_error("open", path);
  if (!lock_within(descriptor, LOCK_EX, kWait)) {
    ::close(descriptor);
    return in_use(path);
  }
  FileLock lock(descriptor, path);
  (void)lock.describe(holder);  // who holds it is worth knowing, and not worth failing for
  return lock;
}

Result<FileLock> FileLock::take_as_it_is(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno != ENOENT) return errno_error("open", path);
  if (descriptor >= 0 && !lock_within(descriptor, LOCK_SH, kWait)) {
    ::close(descriptor);
    return in_use(path);
  }
  return FileLock(descriptor, path);
}

Result<std::string> FileLock::holder_of(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return std::string();
  if (descriptor < 0) return errno_error("open", path);
  const bool free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  ::close(descriptor);
  if (free) return std::string();
  return read_text(path);
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> FileLock::describe(const std::string& holder) {
  std::string text = holder.substr(0, kTextBytes);
  text.resize(kTextBytes, '\n');
  if (::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return errno_error("write", path_);
  return {};
}

}  // namespace alexandria::platform
