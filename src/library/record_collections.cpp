#include "alexandria/library/record_collections.hpp"

#include <algorithm>
#include <limits>

#include "alexandria/store/collections.hpp"
#include "index_set.hpp"
#include "record_finder.hpp"

namespace alexandria::library {
namespace {

constexpr std::uint64_t kAll = std::numeric_limits<std::int64_t>::max();

Result<void> need_records(const store::RecordCollectionRow& collection) {
  if (collection.row.is_of_records) return {};
  return fail(Code::kConflict, "managed_by_library",
              "collection [{}] holds documents of the library: it can only be read here, and is "
              "changed in the library",
              collection.name);
}

}  // namespace

RecordCollections::RecordCollections(store::Store& store, IndexSet& indexes, RecordFinder& finder)
    : store_(store), indexes_(indexes), finder_(finder) {}

Result<void> RecordCollections::create_tenant(const std::string& tenant) {
  return store_.write([&](store::Sql& sql) { return store::create_tenant(sql, tenant); });
}

Result<store::TenantRow> RecordCollections::find_tenant(const std::string& tenant) {
  store::TenantRow out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::find_tenant(sql, tenant));
    return {};
  }));
  return out;
}

Result<void> RecordCollections::name_resource(const std::string& tenant,
                                              const std::string& resource_name) {
  return store_.write(
      [&](store::Sql& sql) { return store::set_resource_name(sql, tenant, resource_name); });
}

Result<store::DatabaseRow> RecordCollections::create_database(const std::string& tenant,
                                                              const std::string& name) {
  store::DatabaseRow out;
  TRY(store_.write([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::create_database(sql, tenant, name));
    return {};
  }));
  return out;
}

Result<store::DatabaseRow> RecordCollections::find_database(const std::string& tenant,
                                                            const std::string& name) {
  store::DatabaseRow out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::find_database(sql, tenant, name));
    return {};
  }));
  return out;
}

Result<std::vector<store::DatabaseRow>> RecordCollections::list_databases(const std::string& tenant,
                                                                          std::uint64_t limit,
                                                                          std::uint64_t offset) {
  std::vector<store::DatabaseRow> out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::list_databases(sql, tenant, limit, offset));
    return {};
  }));
  return out;
}

Result<void> RecordCollections::drop_all(
    const std::function<Result<std::vector<store::RecordCollectionRow>>(store::Sql&)>& which,
    const std::function<Result<void>(store::Sql&)>& then) {
  std::vector<std::int64_t> dropped;
  const auto request = [&](store::Sql& sql) -> Result<void> {
    dropped.clear();
    for (const store::RecordCollectionRow& collection : TRY(which(sql))) {
      TRY(store::drop_collection(sql, collection.row, sql.now_ms()));
      dropped.push_back(collection.row.collection_id);
    }
    return then(sql);
  };
  return store_.write(
      request,
      [&] {
        for (const std::int64_t id : dropped) {
          indexes_.forget(id);
          finder_.forget(id);
        }
      },
      store::Intent::kErase);
}

Result<void> RecordCollections::drop_database(const std::string& tenant, const std::string& name) {
  store::DatabaseRow database;
  return drop_all(
      [&](store::Sql& sql) -> Result<std::vector<store::RecordCollectionRow>> {
        database = TRY(store::find_database(sql, tenant, name));
        auto in_it = TRY(store::list_record_collections(sql, database.database_id, kAll, 0));
        std::erase_if(in_it, [](const auto& one) { return !one.row.is_of_records; });
        return in_it;
      },
      [&](store::Sql& sql) { return store::drop_database(sql, database); });
}

Result<void> RecordCollections::reset() {
  return drop_all([](store::Sql& sql) { return store::list_of_records(sql); },
                  [](store::Sql& sql) { return store::drop_tenants(sql); });
}

Result<store::RecordCollectionRow> RecordCollections::create(
    const std::string& tenant, const std::string& database,
    const store::RecordCollectionRow& wanted, bool or_get) {
  store::RecordCollectionRow out;
  TRY(store_.write([&](store::Sql& sql) -> Result<void> {
    store::RecordCollectionRow row = wanted;
    row.database = TRY(store::find_database(sql, tenant, database));
    auto made = store::create_record_collection(sql, row, sql.now_ms());
    if (!made && or_get && made.error().reason == "collection_exists")
      made = store::find_record_collection(sql, row.database, row.name);
    out = TRY(std::move(made));
    return {};
  }));
  return out;
}

Result<store::RecordCollectionRow> RecordCollections::find(const std::string& tenant,
                                                           const std::string& database,
                                                           const std::string& name) {
  store::RecordCollectionRow out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    const auto in = TRY(store::find_database(sql, tenant, database));
    out = TRY(store::find_record_collection(sql, in, name));
    return {};
  }));
  return out;
}

Result<store::RecordCollectionRow> RecordCollections::find_uuid(const std::string& tenant,
                                                                const std::string& database,
                                                                const std::string& uuid) {
  store::RecordCollectionRow out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::find_record_collection(sql, uuid));
    return {};
  }));
  if (out.database.tenant != tenant || out.database.name != database)
    return fail(Code::kNotFound, "collection_not_found", "Collection [{}] does not exist.", uuid);
  return out;
}

Result<std::vector<store::RecordCollectionRow>> RecordCollections::list(const std::string& tenant,
                                                                        const std::string& database,
                                                                        std::uint64_t limit,
                                                                        std::uint64_t offset) {
  std::vector<store::RecordCollectionRow> out;
  const auto read = [&](store::Sql& sql) -> Result<void> {
    out.clear();
    const auto found = store::find_database(sql, tenant, database);
    if (!found)
      return found.error().code == Code::kNotFound ? Result<void>{}
                                                   : std::unexpected(found.error());
    out = TRY(store::list_record_collections(sql, found->database_id, limit, offset));
    return {};
  };
  TRY(store_.read(read));
  // A node of the program before makes collections without one.
  if (std::ranges::any_of(out, [](const auto& one) { return one.uuid.empty(); })) {
    TRY(store_.write([](store::Sql& sql) -> Result<void> {
      TRY(store::fill_uuids(sql));
      return {};
    }));
    TRY(store_.read(read));
  }
  return out;
}

Result<std::uint64_t> RecordCollections::count(const std::string& tenant,
                                               const std::string& database) {
  std::uint64_t out = 0;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    const auto found = store::find_database(sql, tenant, database);
    if (!found)
      return found.error().code == Code::kNotFound ? Result<void>{}
                                                   : std::unexpected(found.error());
    out = TRY(store::count_record_collections(sql, found->database_id));
    return {};
  }));
  return out;
}

Result<void> RecordCollections::change(const std::string& uuid, const CollectionChange& change) {
  return store_.write([&](store::Sql& sql) -> Result<void> {
    auto collection = TRY(store::find_record_collection(sql, uuid));
    TRY(need_records(collection));
    collection.name = change.name.value_or(collection.name);
    collection.metadata = change.metadata.value_or(collection.metadata);
    collection.configuration = change.configuration.value_or(collection.configuration);
    collection.schema = change.schema.value_or(collection.schema);
    return store::update_record_collection(sql, collection, sql.now_ms());
  });
}

Result<void> RecordCollections::drop(const std::string& tenant, const std::string& database,
                                     const std::string& name) {
  return drop_all(
      [&](store::Sql& sql) -> Result<std::vector<store::RecordCollectionRow>> {
        const auto in = TRY(store::find_database(sql, tenant, database));
        auto found = TRY(store::find_record_collection(sql, in, name));
        TRY(need_records(found));
        return std::vector{std::move(found)};
      },
      [](store::Sql&) -> Result<void> { return {}; });
}

}  // namespace alexandria::library
