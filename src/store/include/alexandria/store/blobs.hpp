#pragma once
// Blobs: original bytes, known by their SHA-256. Which there are says the database; the bytes are
// objects, in a folder or in an S3 bucket.
//
//   (none) --keep--> arriving --reference--> live --nobody names it--> condemned --grace--> (none)
//                        |                     ^------------ reference ------|
//                        +-- an hour without a reference ----------------------------------> (none)
//
//   B1 an object is durable before the commit that makes its blob live
//   B2 each life of a blob has an object of its own, with a key that is never used again: whoever
//      removes the object of an ended life, however late, cannot meet an upload
//   B3 an ended life's key stands in `blob_garbage` from the same commit on, until its object is
//      gone. An object without row is somebody's only copy, whatever the database says: it stays,
//      and `check` names it
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/store/object_cache.hpp"
#include "alexandria/store/objects.hpp"
#include "alexandria/store/sql.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::store {

/// A blob whose bytes are kept, and that no version names yet.
struct KeptBlob {
  std::string sha256;
  std::string key;
  std::uint64_t bytes = 0;
};

/// The bytes of a blob as a file, while it lives. It must not outlive its Blobs.
class BlobFile {
 public:
  const std::filesystem::path& path() const { return path_; }

 private:
  friend class Blobs;
  explicit BlobFile(std::filesystem::path path) : path_(std::move(path)) {}
  explicit BlobFile(CachedFile cached)
      : cached_(std::make_shared<CachedFile>(std::move(cached))), path_(cached_->path()) {}
  std::shared_ptr<CachedFile> cached_;
  std::filesystem::path path_;
};

/// kInvalidArgument `bad_objects_url` (objects_place.hpp).
Result<void> check_objects_url(const std::string& url);

struct BlobPlaces {
  std::string url;                 ///< `file:FOLDER` or `s3://...` (objects_place.hpp)
  std::filesystem::path incoming;  ///< this process's alone; emptied
  std::filesystem::path cache;     ///< of objects that are not files here
  std::uint64_t cache_bytes = 4ULL << 30;
  bool only_read = false;  ///< nothing is made or changed at the place
};

/// Threads: all functions may be called at any time, on any number of nodes.
class Blobs {
 public:
  /// Whether `folder` has files of blobs.
  static bool has_files(const std::filesystem::path& folder);
  static Result<std::unique_ptr<Blobs>> open(const BlobPlaces& places, Store& store);
  ~Blobs();

  /// The place itself; keys of blobs begin with two hexadecimal digits and a slash.
  Objects& objects() { return *objects_; }
  /// Where new bytes are written before their hash is known.
  const std::filesystem::path& incoming() const { return places_.incoming; }
  /// Announces a blob and puts the bytes of a written file of `incoming`, which is taken where
  /// objects are files on its disk; durable when this returns. Within an hour a request must name
  /// it (`reference`).
  Result<KeptBlob> keep(const std::filesystem::path& file, const std::string& sha256);
  /// Makes a kept blob live. kUnavailable `blob_gone` if its life ended meanwhile: keep it again.
  static Result<void> reference(Sql& sql, const KeptBlob& blob);
  /// Nobody will name a kept blob after all: unless somebody else keeps it, its life ends soon.
  Result<void> give_up(const KeptBlob& blob);
  /// Puts bytes as the object of a blob of another place (`key` empty: by its hash alone), unless
  /// it is there with that size. The file stays. kDataLoss `checksum_mismatch`.
  Result<void> put_as(const KeptBlob& blob, const std::filesystem::path& file);
  /// The bytes of a blob that is named. kNotFound `blob_not_found`; errors of `Objects::get`.
  Result<BlobFile> open_file(const std::string& sha256, const std::stop_token& stop = {}) const;

  /// Condemns live blobs that no version names; ends the lives of those condemned before
  /// `grace_ms` ago, and of those that were announced long ago; removes their objects. Gives how
  /// many objects went.
  Result<std::size_t> tidy(std::int64_t grace_ms);
  /// Missing, damaged and unknown objects; those that wait to be removed go to `waiting`. Reads
  /// every byte. No snapshot is held while objects are read.
  Result<std::vector<std::string>> check(const Reads& store, std::vector<std::string>& waiting);

 private:
  Blobs(BlobPlaces places, Store& store) : places_(std::move(places)), store_(store) {}
  Result<KeptBlob> announce(const std::string& sha256, std::uint64_t bytes);
  Result<void> put(const std::filesystem::path& file, const KeptBlob& blob);
  Result<std::size_t> remove_garbage();
  Result<void> settle_marks();
  Result<bool> take(const std::filesystem::path& file, const std::filesystem::path& target) const;
  std::optional<std::filesystem::path> file_of(const std::string& key) const;

  BlobPlaces places_;
  Store& store_;
  std::optional<std::filesystem::path> folder_;  // where objects are files here
  std::unique_ptr<Objects> objects_;
  std::unique_ptr<ObjectCache> cache_;
};

}  // namespace alexandria::store
