#pragma once
// Memory by whole pages: zeroed pages that cost nothing until touched, and files mapped to be read.
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <utility>

#include "alexandria/base/result.hpp"

namespace alexandria::platform {

/// Zeroed memory, aligned to a page, resident only where it was written; large pages where the
/// system gives them. Never moves. Throws std::bad_alloc where the system has no address space.
class ZeroPages {
 public:
  ZeroPages() = default;
  explicit ZeroPages(std::size_t bytes);
  ZeroPages(ZeroPages&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  ZeroPages& operator=(ZeroPages&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~ZeroPages();
  void* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// A file's bytes as memory, for reading. A file that is made shorter meanwhile ends the process
/// (SIGBUS), so only files that are replaced by renaming are mapped.
class MappedFile {
 public:
  /// Errors: kNotFound, kPermission, kUnavailable as for the other files.
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();
  /// Valid while this object is.
  std::string_view bytes() const { return {static_cast<const char*>(data_), bytes_}; }

 private:
  MappedFile(void* data, std::size_t bytes) : data_(data), bytes_(bytes) {}
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace alexandria::platform
