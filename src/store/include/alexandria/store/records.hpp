#pragma once
// Records: thin rows, immutable bodies with checksums, vectors, tombstones, and the feed that
// followers read.
#include <functional>
#include <string>
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Writes records at the end of the collection; each takes a new row number and a position. Gives
/// the rows as the feed will show them. kConflict if an id is there already.
Result<std::vector<RecordRow>> insert_records(Sql& sql, const CollectionRow& collection,
                                              const std::vector<NewRecord>& records,
                                              std::int64_t now_ms, CommitRow& commit);

/// Removes all records of a version: tombstones stay, bodies go to the history or, without
/// retention, at once. `commit` is untouched if there were none.
Result<std::vector<RecordRow>> delete_records_of_version(Sql& sql, const CollectionRow& collection,
                                                         std::int64_t version_id,
                                                         std::int64_t now_ms, CommitRow& commit);

/// Moves all records of a version to an access set; each takes a new position and keeps its row
/// number. Gives the rows as the feed shows them.
Result<std::vector<RecordRow>> set_access_set(Sql& sql, const CollectionRow& collection,
                                              std::int64_t version_id, std::uint32_t access_set,
                                              std::int64_t now_ms, CommitRow& commit);

/// The first `most` changes after `position`, in the order of positions; each row once, with its
/// latest position. Fewer than `most`: there are no more in this snapshot. A follower that pages
/// goes on from the last one's position, and may serve what it has only when it has reached the
/// collection's position of the last page's snapshot (a row may move forward while it pages).
/// kConflict `stale_position` if tombstones after `position` are purged already: rebuild.
Result<std::vector<RecordRow>> read_changes(Sql& sql, const CollectionRow& collection,
                                            std::uint64_t position, std::uint64_t most);

/// Records by row number, in the order asked; those that are gone are left out. kDataLoss if a body
/// fails its checksum.
Result<std::vector<RecordRow>> read_records(Sql& sql, const CollectionRow& collection,
                                            const std::vector<std::uint64_t>& row_nos);
/// Records with what a hit shows of their documents, in the order asked; those that are gone are
/// left out. kDataLoss if a body fails its checksum.
struct HitRow {
  RecordRow record;  // without its vector
  std::string document_id;
  std::string title;
  std::string kind;
  std::string status;
};
Result<std::vector<HitRow>> read_hits(Sql& sql, const CollectionRow& collection,
                                      const std::vector<std::uint64_t>& row_nos);
/// Records of a version, ascending by row number.
Result<std::vector<RecordRow>> read_records_of_version(Sql& sql, const CollectionRow& collection,
                                                       std::int64_t version_id);
/// Vectors by row number, in the order asked; empty where there is none.
Result<std::vector<std::vector<float>>> read_vectors(Sql& sql, std::int64_t space_id,
                                                     const std::vector<std::uint64_t>& row_nos);
Result<std::uint64_t> count_records(Sql& sql, std::int64_t collection_id);
/// Row numbers of a collection's records, ascending.
Result<std::vector<std::uint64_t>> live_row_numbers(Sql& sql, std::int64_t collection_id);

/// Removes tombstones and commits older than `feed_before_ms`, and history past its collection's
/// retention.
Result<void> purge(Sql& sql, std::int64_t now_ms, std::int64_t feed_before_ms);

}  // namespace alexandria::store
