#pragma once
// Collections as those see them who keep records in them: by UUID, in a tenant's database, with
// metadata, configuration and schema. Those of documents are among them, in the default database.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/tenants.hpp"

namespace alexandria::store {

struct RecordCollectionRow {
  CollectionRow row;  // with the vector space and its dimension, whose ever they are
  std::string uuid;
  std::string name;  // unique in the database
  DatabaseRow database;
  std::string metric = "l2";  // l2, cosine, ip
  std::string metadata;       // JSON; empty: none. So are the two below
  std::string configuration;
  std::string schema;
};

/// Makes a collection of records; `wanted` has its name, database, metric and texts. kConflict
/// `collection_exists`.
Result<RecordCollectionRow> create_record_collection(Sql& sql, const RecordCollectionRow& wanted,
                                                     std::int64_t now_ms);
/// kNotFound `collection_not_found`.
Result<RecordCollectionRow> find_record_collection(Sql& sql, const DatabaseRow& database,
                                                   const std::string& name);
Result<RecordCollectionRow> find_record_collection(Sql& sql, const std::string& uuid);
/// Those of a database, by their UUIDs.
Result<std::vector<RecordCollectionRow>> list_record_collections(Sql& sql,
                                                                 const std::string& database_id,
                                                                 std::uint64_t limit,
                                                                 std::uint64_t offset);
Result<std::uint64_t> count_record_collections(Sql& sql, const std::string& database_id);
/// Collections of records in all databases.
Result<std::vector<RecordCollectionRow>> list_of_records(Sql& sql);
/// Writes name, metadata, configuration and schema. kConflict `collection_exists`.
Result<void> update_record_collection(Sql& sql, const RecordCollectionRow& collection,
                                      std::int64_t now_ms);
/// Gives UUIDs to collections that a program before has made without one; how many there were.
Result<std::int64_t> fill_uuids(Sql& sql);

}  // namespace alexandria::store
