#include "alexandria/platform/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alexandria/base/identifier.hpp"
#include "errno_error.hpp"

namespace alexandria::platform {
namespace {

Result<void> write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return errno_error("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t bytes_max) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno_error("open", path);
  std::string out;
  char block[1 << 16];
  for (;;) {
    const ssize_t got = ::read(descriptor, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      auto error = errno_error("read", path);
      ::close(descriptor);
      return error;
    }
    if (got == 0) break;
    out.append(block, static_cast<std::size_t>(got));
    if (out.size() > bytes_max) {
      ::close(descriptor);
      return fail(Code::kResourceExhausted, "file_too_large", "{} is larger than {} bytes",
                  path.string(), bytes_max);
    }
  }
  ::close(descriptor);
  return out;
}

Result<void> make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return {};
  errno = error.value();
  return errno_error("make the folder", path);
}

Result<void> rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return errno_error("rename a file to", to);
  return {};
}

Result<void> sync_path(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno_error("open", path);
  const int status = ::fsync(descriptor);
  ::close(descriptor);
  if (status != 0) return errno_error("sync", path);
  return {};
}

namespace {

// errno, or 0. A signal that ends the call says nothing of the room.
int allocate(int descriptor, std::uint64_t bytes) {
  if (bytes == 0) return 0;
  for (;;) {
    const int number = ::posix_fallocate(descriptor, 0, static_cast<off_t>(bytes));
    if (number != EINTR) return number;
  }
}

}  // namespace

Result<void> reserve_file(const std::filesystem::path& path, std::uint64_t bytes) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno_error("create", path);
  struct stat status{};
  const std::uint64_t before =
      ::fstat(descriptor, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  // Asked first: the call takes all that there is before it finds that it does not suffice.
  std::error_code unknown;
  const auto space = std::filesystem::space(path.parent_path(), unknown);
  if (!unknown && bytes > before && space.available < bytes - before)
    errno = ENOSPC;
  else
    errno = allocate(descriptor, bytes);
  Result<void> result;
  if (errno != 0) {
    result = errno_error("reserve room for", path);
    if (before == 0)
      ::unlink(path.c_str());
    else
      (void)!::ftruncate(descriptor, static_cast<off_t>(before));
  }
  ::close(descriptor);
  return result;
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                                   unsigned mode) {
  auto file = TRY(TemporaryFile::make(path.parent_path()));
  TRY(file.write(bytes));
  if (::chmod(file.path().c_str(), mode) != 0) return errno_error("set the mode of", file.path());
  return file.keep_as(path);
}

Result<FileReader> FileReader::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno_error("open", path);
  FileReader file(path, descriptor, 0);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return errno_error("look at", path);
  file.bytes_ = static_cast<std::uint64_t>(status.st_size);
  return file;
}

FileReader::~FileReader() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> FileReader::read_at(std::uint64_t first, char* out, std::size_t size) const {
  for (;;) {
    const ssize_t got = ::pread(descriptor_, out, size, static_cast<off_t>(first));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return errno_error("read", path_);
  }
}

Result<TemporaryFile> TemporaryFile::make(const std::filesystem::path& folder) {
  std::filesystem::path path = folder / ("tmp-" + base::random_hex(12));
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno_error("create", path);
  return TemporaryFile(std::move(path), descriptor);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      bytes_(other.bytes_) {
  other.path_.clear();
}

TemporaryFile::~TemporaryFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> TemporaryFile::write(std::string_view bytes) {
  TRY(write_all(descriptor_, bytes, path_));
  bytes_ += bytes.size();
  return {};
}

Result<std::filesystem::path> TemporaryFile::release() {
  if (::close(std::exchange(descriptor_, -1)) != 0) return errno_error("close", path_);
  return std::exchange(path_, {});
}

Result<void> TemporaryFile::keep_as(const std::filesystem::path& path) {
  if (::fsync(descriptor_) != 0) return errno_error("sync", path_);
  if (::rename(path_.c_str(), path.c_str()) != 0) return errno_error("rename to", path);
  path_.clear();
  return sync_path(path.parent_path());
}

// A link does not replace what is there, which no plain rename promises on a shared folder.
Result<bool> TemporaryFile::keep_as_new(const std::filesystem::path& path) {
  if (::fsync(descriptor_) != 0) return errno_error("sync", path_);
  const bool is_new = ::link(path_.c_str(), path.c_str()) == 0;
  if (!is_new && errno != EEXIST) return errno_error("link a file to", path);
  TRY(sync_path(path.parent_path()));  // also of what another has put there just now
  return is_new;
}

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code error;
  std::filesystem::path path =
      std::filesystem::temp_directory_path(error) / ("alexandria-" + base::random_hex(12));
  if (error)
    return fail(Code::kUnavailable, "no_temporary_folder",
                "there is no folder for temporary files (TMPDIR): {}", error.message());
  if (::mkdir(path.c_str(), 0700) != 0) return errno_error("create", path);
  return TemporaryFolder(std::move(path));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace alexandria::platform
