#pragma once
#include <optional>
#include <string>
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Makes a collection with its vector space (`dimension` 0: none) and a line in the catalogue feed.
/// kConflict `collection_exists`.
Result<CollectionRow> create_collection(Sql& sql, const std::string& name, const std::string& model,
                                        const std::string& model_version, std::size_t dimension,
                                        std::int64_t now_ms);
/// kNotFound `collection_not_found`.
Result<CollectionRow> find_collection(Sql& sql, const std::string& name);
Result<CollectionRow> find_collection(Sql& sql, std::int64_t collection_id);
Result<std::vector<CollectionRow>> list_collections(Sql& sql);
/// Removes the collection with everything in it.
Result<void> drop_collection(Sql& sql, const CollectionRow& collection, std::int64_t now_ms);

/// What a request takes of a collection.
struct Taken {
  CommitRow commit;
  std::uint64_t first_row_no = 0;
};
/// Takes `count` positions and `rows` row numbers and writes the commit that names the positions.
/// From here to the COMMIT the collection's row is locked, so that positions commit in order: call
/// it last, or as late as can be. kNotFound if the collection is gone.
Result<Taken> take_positions(Sql& sql, std::int64_t collection_id, std::uint64_t count,
                             std::int64_t now_ms, std::uint64_t rows = 0);
/// Whether a write is of this database's history, as far as can be told: not if it was restored
/// from a time before it. Of what is older than an hour only what changed records is proved, of
/// what is older than the feed's retention nothing.
Result<bool> has_happened(Sql& sql, const Written& write);
/// The commit whose last position is `position`; empty id if there is none.
Result<std::string> commit_at(Sql& sql, std::int64_t collection_id, std::uint64_t position);

}  // namespace alexandria::store
