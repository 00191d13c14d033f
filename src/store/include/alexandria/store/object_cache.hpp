#pragma once
// A bounded folder of objects on the local disk, for those that read them again.
//   C1 a file under its name is whole: it came by `Objects::get` and had its SHA-256
//   C2 a file that somebody holds is never removed
//   C3 all files together have at most `bytes_max` bytes, those that are arriving included
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "alexandria/base/result.hpp"
#include "alexandria/store/objects.hpp"

namespace alexandria::store {

class ObjectCache;

/// While it lives its file stays. Movable; must not outlive its cache.
class CachedFile {
 public:
  CachedFile(CachedFile&& other) noexcept
      : cache_(std::exchange(other.cache_, nullptr)),
        sha256_(std::move(other.sha256_)),
        path_(std::move(other.path_)),
        bytes_(other.bytes_) {}
  CachedFile& operator=(CachedFile&&) = delete;
  ~CachedFile();
  const std::filesystem::path& path() const { return path_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  friend class ObjectCache;
  CachedFile(ObjectCache* cache, std::string sha256, std::filesystem::path path,
             std::uint64_t bytes)
      : cache_(cache), sha256_(std::move(sha256)), path_(std::move(path)), bytes_(bytes) {}
  ObjectCache* cache_;
  std::string sha256_;
  std::filesystem::path path_;
  std::uint64_t bytes_;
};

/// Threads: all functions may be called at any time. No lock is held while bytes are read, fetched
/// or checked.
class ObjectCache {
 public:
  struct Counts {
    std::uint64_t hits = 0;
    std::uint64_t fetches = 0;  ///< of the objects, those that failed included
    std::uint64_t damaged = 0;  ///< files that had not their checksum any more
    std::uint64_t removed = 0;  ///< to make room
    std::uint64_t bytes = 0;    ///< in all files now
  };

  /// Takes over what an earlier process left in `folder`, in the order of its last use, and removes
  /// what is above `bytes_max` or half written. One process at a time has a folder. `objects` must
  /// outlive the cache.
  static Result<std::unique_ptr<ObjectCache>> open(const std::filesystem::path& folder,
                                                   Objects& objects, std::uint64_t bytes_max);

  /// The object `key`, whose bytes have this SHA-256 (which names the file here, so that keys with
  /// the same bytes share it). Of several that ask for one that is not here, one fetches it and
  /// the others wait for it and share its error. A file is checked when it is first held after a
  /// start, and again when its size or time of change is another; a damaged one is fetched anew.
  /// Errors: those of `Objects::get`; kInvalidArgument `bad_checksum`; kResourceExhausted
  /// `object_cache_full` if what is held leaves no room.
  Result<CachedFile> hold(const std::string& sha256, const std::string& key,
                          const std::stop_token& stop = {});

  Counts counts() const;

 private:
  friend class CachedFile;
  /// A check or fetch under way, and then its outcome, for those that wait for it.
  struct Work {
    bool is_done = false;
    std::optional<Error> error;
  };
  struct Entry {
    std::uint64_t bytes = 0;
    std::filesystem::file_time_type checked;  // its time of change when it had its checksum
    bool is_checked = false;
    std::shared_ptr<Work> work;  // not null while somebody checks or fetches it
    std::size_t holders = 0;
    std::list<std::string>::iterator place;  // in `order_`
  };
  using Entries = std::map<std::string, Entry>;

  ObjectCache(std::filesystem::path folder, Objects& objects, std::uint64_t bytes_max)
      : folder_(std::move(folder)), objects_(objects), bytes_max_(bytes_max) {}
  std::filesystem::path path_of(const std::string& sha256) const { return folder_ / sha256; }
  Result<void> take_over();
  Entry& entry_of(const std::string& sha256);
  bool is_as_checked(const std::string& sha256, const Entry& entry) const;
  void mark_used(const std::string& sha256, Entry& entry) const;
  bool forget_if_damaged(const std::string& sha256, Entry& entry);
  Result<void> bring(const std::string& sha256, const std::string& key, Entry& entry,
                     const std::stop_token& stop);
  Result<void> reserve(const std::string& key, Entry& entry, std::uint64_t bytes);
  void drop(Entries::iterator entry);
  void release(const std::string& sha256);

  const std::filesystem::path folder_;
  Objects& objects_;
  const std::uint64_t bytes_max_;
  mutable std::mutex
      mutex_;  // guards all below; of an entry with `work`, who has it may do without
  std::condition_variable_any changed_;
  Entries entries_;
  std::list<std::string> order_;  // least lately used first
  Counts counts_;
};

}  // namespace alexandria::store
