#include "alexandria/platform/pages.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <new>

#include "errno_error.hpp"

namespace alexandria::platform {

ZeroPages::ZeroPages(std::size_t bytes) : bytes_(bytes) {
  if (bytes == 0) return;
  constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void* got = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, kFlags, -1, 0);
  if (got == MAP_FAILED) throw std::bad_alloc();
  data_ = got;
  ::madvise(data_, bytes, MADV_HUGEPAGE);  // refused where there are none: then small ones
}

ZeroPages::~ZeroPages() {
  if (data_ != nullptr) ::munmap(data_, bytes_);
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno_error("open", path);
  struct stat facts{};
  if (::fstat(descriptor, &facts) != 0) {
    auto error = errno_error("look at", path);
    ::close(descriptor);
    return error;
  }
  const auto bytes = static_cast<std::size_t>(facts.st_size);
  void* got = bytes == 0 ? nullptr : ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, descriptor, 0);
  if (got == MAP_FAILED) {
    auto error = errno_error("map", path);
    ::close(descriptor);
    return error;
  }
  ::close(descriptor);
  return MappedFile(got, bytes);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(data_, bytes_);
}

}  // namespace alexandria::platform
