#pragma once
// Files: the durable writes that the store and the index stand on.
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "alexandria/base/result.hpp"

namespace alexandria::platform {

/// The whole file. kNotFound if it is not there; kResourceExhausted if it is larger than
/// `bytes_max`.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t bytes_max);

/// Writes a temporary file beside `path`, fsyncs it, renames it over `path` and fsyncs the folder.
/// After a failure `path` is unchanged.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                                   unsigned mode = 0644);

/// The folder and those above it, where they are not there yet.
Result<void> make_folder(const std::filesystem::path& path);
/// Puts a file in the place of another, or of none. Not durable before `sync_path` of the folder.
Result<void> rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// fsync of a file or a folder.
Result<void> sync_path(const std::filesystem::path& path);

/// Makes `path` a file of `bytes` that has its room on the disk (not a sparse one).
/// kResourceExhausted `disk_full` if there is no such room; then the file is not there.
Result<void> reserve_file(const std::filesystem::path& path, std::uint64_t bytes);

/// An open file, read anywhere. Threads: `read_at` at any time.
class FileReader {
 public:
  static Result<FileReader> open(const std::filesystem::path& path);
  FileReader(FileReader&& other) noexcept
      : path_(std::move(other.path_)),
        descriptor_(std::exchange(other.descriptor_, -1)),
        bytes_(other.bytes_) {}
  FileReader& operator=(FileReader&&) = delete;
  ~FileReader();
  /// When it was opened.
  std::uint64_t bytes() const { return bytes_; }
  const std::filesystem::path& path() const { return path_; }
  /// Fills `out` with up to `size` bytes that begin at `first`; gives how many, 0 at the end.
  Result<std::size_t> read_at(std::uint64_t first, char* out, std::size_t size) const;

 private:
  FileReader(std::filesystem::path path, int descriptor, std::uint64_t bytes)
      : path_(std::move(path)), descriptor_(descriptor), bytes_(bytes) {}
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t bytes_ = 0;
};

/// A file being written from its beginning, removed by the destructor unless `keep_as` succeeded.
class TemporaryFile {
 public:
  /// Makes a new file with a random name in `folder` (which must exist).
  static Result<TemporaryFile> make(const std::filesystem::path& folder);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();
  Result<void> write(std::string_view bytes);
  /// fsync, rename to `path`, fsync of the folder.
  Result<void> keep_as(const std::filesystem::path& path);
  /// The same if nothing has that name yet; else false, and the file goes with this object. Of
  /// several that try at once, also on other machines that share the folder, one is told true.
  Result<bool> keep_as_new(const std::filesystem::path& path);
  /// Closes the file and leaves it under its temporary name; the caller answers for it from now on.
  Result<std::filesystem::path> release();
  const std::filesystem::path& path() const { return path_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  TemporaryFile(std::filesystem::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t bytes_ = 0;
};

/// A new, empty folder of its own (mode 0700) below the system's folder for temporary files,
/// removed with all in it by the destructor.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> make();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }
  operator const std::filesystem::path&() const {
    return path_;
  }  // NOLINT(google-explicit-constructor): it is its path, wherever one is taken
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace alexandria::platform
