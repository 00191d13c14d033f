#pragma once
// Index files that one node made, for those that come after it: under the originals' place, as
//   indexes/TIMELINE/COLLECTION/SHA256            a file
//   indexes/TIMELINE/COLLECTION/at/POSITION-TIME  what an index of that position is made of
// They are never needed: a node without them builds its indexes from the database.
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/store/objects.hpp"

namespace alexandria::library {

struct PublishedFile {
  std::string name;
  std::string sha256;
  std::uint64_t bytes = 0;
};

/// Threads: all functions at any time.
class PublishedIndexes {
 public:
  /// `objects` outlives this. `timeline`: files of other histories are neither taken nor kept.
  PublishedIndexes(store::Objects& objects, std::string timeline)
      : objects_(objects), timeline_(std::move(timeline)) {}

  /// Publishes the files of a folder as the index of a place, unless one of that place or a later
  /// one is published, or any was within the last half minute (ten seconds, if text was `erased`)
  /// by whomever (false: it is to be tried again); and removes what was published before. No file
  /// may hold a row that was deleted before the place, and so none that is published does. If the
  /// files cannot be put, what was published before goes all the same: it may hold text that is
  /// gone. The folder must not change meanwhile.
  Result<bool> publish(std::int64_t collection_id, const std::filesystem::path& folder,
                       const index::Place& place, bool erased);
  /// Writes the newest published files to a folder, which is replaced; each is proved by its hash.
  /// kNotFound `index_not_published`; kDataLoss if one is damaged or gone: then the folder is as it
  /// was, and what is published is withdrawn.
  Result<void> take(std::int64_t collection_id, const std::filesystem::path& folder);
  /// Removes what was published of collections that are not among these.
  Result<void> forget_others(const std::vector<std::int64_t>& known);

 private:
  std::string prefix_of(std::int64_t collection_id) const;
  Result<std::string> newest(std::int64_t collection_id);
  Result<std::vector<PublishedFile>> put_files(const std::string& prefix,
                                               const std::filesystem::path& folder);
  Result<void> withdraw(std::int64_t collection_id, const index::Place& place);
  Result<void> keep_only(std::int64_t collection_id, const std::string& list);

  store::Objects& objects_;
  std::string timeline_;
};

}  // namespace alexandria::library
