#pragma once
// One process per data folder: a lock that says who holds it.
#include <filesystem>
#include <string>

#include "alexandria/base/result.hpp"

namespace alexandria::platform {

/// Holds an exclusive lock on a file until destroyed (or until the process dies, however it dies).
/// The file's text says who holds it.
class FileLock {
 public:
  /// kConflict, naming the holder's text, if another process holds the lock and still does after
  /// half a second.
  static Result<FileLock> take(const std::filesystem::path& path, const std::string& holder);
  /// Keeps others from taking the lock, and changes nothing: a file that is not there is not made,
  /// and then nothing is kept. Errors as above.
  static Result<FileLock> take_as_it_is(const std::filesystem::path& path);
  /// The text of the process that holds the lock; empty if nobody does.
  static Result<std::string> holder_of(const std::filesystem::path& path);
  FileLock(FileLock&& other) noexcept
      : descriptor_(other.descriptor_), path_(std::move(other.path_)) {
    other.descriptor_ = -1;
  }
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();
  /// Replaces the holder's text (to add the address a server listens on).
  Result<void> describe(const std::string& holder);

 private:
  FileLock(int descriptor, std::filesystem::path path)
      : descriptor_(descriptor), path_(std::move(path)) {}
  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace alexandria::platform
