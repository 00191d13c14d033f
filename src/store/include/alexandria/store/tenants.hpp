#pragma once
// Tenants and their databases: the two names above a collection. The default ones are always there.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

inline constexpr std::string_view kDefaultTenant = "default_tenant";
inline constexpr std::string_view kDefaultDatabase = "default_database";
/// The default tenant's default database, in which the library's own collections are.
inline constexpr std::string_view kDefaultDatabaseId = "00000000-0000-0000-0000-000000000000";

struct TenantRow {
  std::string tenant;
  std::optional<std::string> resource_name;
};
struct DatabaseRow {
  std::string database_id;  // a UUID
  std::string tenant;
  std::string name;
};

/// A random UUID (RFC 9562, version 4) in its usual form.
std::string new_uuid();

/// kConflict `tenant_exists`.
Result<void> create_tenant(Sql& sql, const std::string& tenant);
/// kNotFound `tenant_not_found`.
Result<TenantRow> find_tenant(Sql& sql, const std::string& tenant);
Result<void> set_resource_name(Sql& sql, const std::string& tenant, const std::string& name);

/// kNotFound `tenant_not_found`; kConflict `database_exists`.
Result<DatabaseRow> create_database(Sql& sql, const std::string& tenant, const std::string& name);
/// kNotFound `database_not_found`.
Result<DatabaseRow> find_database(Sql& sql, const std::string& tenant, const std::string& name);
/// By their names.
Result<std::vector<DatabaseRow>> list_databases(Sql& sql, const std::string& tenant,
                                                std::uint64_t limit, std::uint64_t offset);
/// The row alone; the collections in it are gone already. The default database stays.
Result<void> drop_database(Sql& sql, const DatabaseRow& database);
/// All tenants but the default one, and all databases but its default one; their collections are
/// gone already.
Result<void> drop_tenants(Sql& sql);

}  // namespace alexandria::store
