#pragma once
// Index files that one node made, for those that come after it: under the originals' place, as
//   indexes/TIMELINE/COLLECTION/SHA256            a file
//   indexes/TIMELINE/COLLECTION/at/POSITION-TIME  what an index of that position is made of
// They are never needed: a node without them builds its indexes from the database.
#include <filesystem>
#include <mutex>
#include <string>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/store/objects.hpp"

namespace alexandria::library {

/// Threads: all functions at any time.
class PublishedIndexes {
 public:
  /// `objects` outlives this. `timeline`: files of other histories are neither taken nor kept.
  PublishedIndexes(store::Objects& objects, std::string timeline)
      : objects_(objects), timeline_(std::move(timeline)) {}

  /// Publishes the files of a folder as the index of a place, unless one was published within the
  /// last half minute by whomever (false: it is to be tried again) or is further already, and
  /// removes what was published before: deleted text does not stay. The folder must not change
  /// meanwhile.
  Result<bool> publish(std::int64_t collection_id, const std::filesystem::path& folder,
                       const index::Place& place);
  /// Writes the newest published files to a folder, which is replaced; each is proved by its hash.
  /// kNotFound `index_not_published`; kDataLoss if one is damaged or gone: then the folder is as it
  /// was.
  Result<void> take(std::int64_t collection_id, const std::filesystem::path& folder);
  /// Removes what was published of collections that are not among these.
  Result<void> forget_others(const std::vector<std::int64_t>& known);

 private:
  std::string prefix_of(std::int64_t collection_id) const;
  Result<std::string> newest(std::int64_t collection_id);
  Result<void> prune(std::int64_t collection_id, const std::string& kept_list,
                     const std::string& lines);

  store::Objects& objects_;
  std::string timeline_;
};

}  // namespace alexandria::library
