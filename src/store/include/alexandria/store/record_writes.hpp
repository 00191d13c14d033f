#pragma once
// Records as clients write them: by ids of their own, with vectors of their own. Many at once, in a
// fixed number of round trips.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alexandria/model/metadata.hpp"
#include "alexandria/store/record_collections.hpp"
#include "alexandria/store/records.hpp"

namespace alexandria::store {

enum class WriteKind {
  kAdd,     // what is there stays as it is; of several of one id the first wins
  kUpdate,  // what is not there is passed over
  kUpsert   // one or the other
};

/// What is to become of a record. Of one that is there: what is not given stays.
struct RecordChange {
  std::string id;
  std::optional<std::string> text = {};
  std::optional<std::string> uri = {};
  std::map<std::string, std::optional<model::MetadataValue>> metadata = {};  // none: key is removed
  std::vector<float> vector = {};  // empty: stays; a new record has one
};

struct RecordWrite {
  WriteKind kind = WriteKind::kAdd;
  std::vector<RecordChange> changes;
};

/// What a request changed, as the feed shows it.
struct WrittenRecords {
  std::vector<RecordRow> rows;
  CommitRow commit;  // of `rows`; nothing where they are none
};

/// Changes are made in their order. The first vector fixes the dimension. kInvalidArgument
/// `wrong_dimension` if a vector has another, and nothing is written; kConflict
/// `managed_by_library` if the collection is one of documents; kNotFound `collection_not_found`.
Result<WrittenRecords> write_records(Sql& sql, std::int64_t collection_id, const RecordWrite& write,
                                     std::int64_t now_ms);

/// Whether a record is to go; it is read again inside the transaction.
using RecordTest = std::function<bool(const RecordRow& record)>;
/// Removes at most `most` of these rows, in the order of insertion: those that are there and pass
/// the test (empty: all). Errors as of write_records.
Result<WrittenRecords> delete_records(Sql& sql, std::int64_t collection_id,
                                      std::vector<std::uint64_t> row_nos, const RecordTest& test,
                                      std::uint64_t most, std::int64_t now_ms);

/// Row numbers of records by their ids, ascending; those that are not there, or arrive still, are
/// left out, here and below.
Result<std::vector<std::uint64_t>> find_rows(Sql& sql, std::int64_t collection_id,
                                             const std::vector<std::string>& ids);
/// Row numbers in the order of insertion, after the first `offset`, `limit` at most.
Result<std::vector<std::uint64_t>> list_rows(Sql& sql, std::int64_t collection_id,
                                             std::uint64_t limit, std::uint64_t offset);

}  // namespace alexandria::store
