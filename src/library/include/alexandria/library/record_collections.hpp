#pragma once
// Tenants, their databases, and the collections in them, as those see them who keep records.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/store/record_collections.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

class IndexSet;
class RecordFinder;

/// What is to become of a collection; what is not given stays.
struct CollectionChange {
  std::optional<std::string> name = {};
  std::optional<std::string> metadata = {};
  std::optional<std::string> configuration = {};
  std::optional<std::string> schema = {};
};

/// Errors: kNotFound `tenant_not_found`, `database_not_found`, `collection_not_found`; kConflict
/// `tenant_exists`, `database_exists`, `collection_exists`, and `managed_by_library` where a
/// collection of documents is to be changed. Threads: all functions at any time.
class RecordCollections {
 public:
  RecordCollections(store::Store& store, IndexSet& indexes, RecordFinder& finder);

  Result<void> create_tenant(const std::string& tenant);
  Result<store::TenantRow> find_tenant(const std::string& tenant);
  Result<void> name_resource(const std::string& tenant, const std::string& resource_name);
  Result<store::DatabaseRow> create_database(const std::string& tenant, const std::string& name);
  Result<store::DatabaseRow> find_database(const std::string& tenant, const std::string& name);
  Result<std::vector<store::DatabaseRow>> list_databases(const std::string& tenant,
                                                         std::uint64_t limit, std::uint64_t offset);
  /// With its collections of records. The default database stays, with those of documents.
  Result<void> drop_database(const std::string& tenant, const std::string& name);

  /// `wanted` has the name, the metric and the texts. With `or_get` one that is there is given as
  /// it is.
  Result<store::RecordCollectionRow> create(const std::string& tenant, const std::string& database,
                                            const store::RecordCollectionRow& wanted, bool or_get);
  Result<store::RecordCollectionRow> find(const std::string& tenant, const std::string& database,
                                          const std::string& name);
  /// By UUID; also where it stands in another database than it is looked for: kNotFound.
  Result<store::RecordCollectionRow> find_uuid(const std::string& tenant,
                                               const std::string& database,
                                               const std::string& uuid);
  /// By their UUIDs; none where there is no such database.
  Result<std::vector<store::RecordCollectionRow>> list(const std::string& tenant,
                                                       const std::string& database,
                                                       std::uint64_t limit, std::uint64_t offset);
  Result<std::uint64_t> count(const std::string& tenant, const std::string& database);
  Result<void> change(const std::string& uuid, const CollectionChange& change);
  Result<void> drop(const std::string& tenant, const std::string& database,
                    const std::string& name);
  /// Drops all collections of records, all tenants but the default one and their databases.
  Result<void> reset();

 private:
  Result<void> drop_all(
      const std::function<Result<std::vector<store::RecordCollectionRow>>(store::Sql&)>& which,
      const std::function<Result<void>(store::Sql&)>& then);
  store::Store& store_;
  IndexSet& indexes_;
  RecordFinder& finder_;
};

}  // namespace alexandria::library
