#include "alexandria/store/tenants.hpp"

#include "alexandria/base/identifier.hpp"
#include "read_all.hpp"

namespace alexandria::store {
namespace {

DatabaseRow read_row(const SqlRow& row) { return {row.text(0), row.text(1), row.text(2)}; }

}  // namespace

std::string new_uuid() {
  std::string digits = base::random_hex(16);
  digits[12] = '4';
  constexpr std::string_view kVariants = "89ab";
  digits[16] = kVariants[static_cast<std::size_t>(digits[16]) % kVariants.size()];
  for (const std::size_t at : {8U, 13U, 18U, 23U})
    digits.insert(at, 1, '-');
  return digits;
}

Result<void> create_tenant(Sql& sql, const std::string& tenant) {
  const auto made =
      TRY(sql.run("INSERT INTO tenants (tenant) VALUES ($1) ON CONFLICT (tenant) DO NOTHING",
                  {std::string_view(tenant)}));
  if (made == 0)
    return fail(Code::kConflict, "tenant_exists", "Tenant [{}] already exists", tenant);
  return {};
}

Result<TenantRow> find_tenant(Sql& sql, const std::string& tenant) {
  std::optional<TenantRow> found;
  TRY(sql.query("SELECT tenant, resource_name FROM tenants WHERE tenant = $1",
                {std::string_view(tenant)}, [&](const SqlRow& row) {
                  found = TenantRow{row.text(0), std::nullopt};
                  if (!row.is_null(1)) found->resource_name = row.text(1);
                  return false;
                }));
  if (!found) return fail(Code::kNotFound, "tenant_not_found", "Tenant [{}] not found", tenant);
  return std::move(*found);
}

Result<void> set_resource_name(Sql& sql, const std::string& tenant, const std::string& name) {
  TRY(find_tenant(sql, tenant));
  TRY(sql.run("UPDATE tenants SET resource_name = $1 WHERE tenant = $2",
              {std::string_view(name), std::string_view(tenant)}));
  return {};
}

Result<DatabaseRow> create_database(Sql& sql, const std::string& tenant, const std::string& name) {
  TRY(find_tenant(sql, tenant));
  DatabaseRow made{new_uuid(), tenant, name};
  const auto rows = TRY(sql.run(
      "INSERT INTO databases (database_id, tenant, name) VALUES ($1, $2, $3) "
      "ON CONFLICT (tenant, name) DO NOTHING",
      {std::string_view(made.database_id), std::string_view(tenant), std::string_view(name)}));
  if (rows == 0)
    return fail(Code::kConflict, "database_exists", "Database [{}] already exists", name);
  return made;
}

Result<DatabaseRow> find_database(Sql& sql, const std::string& tenant, const std::string& name) {
  std::optional<DatabaseRow> found;
  TRY(sql.query("SELECT database_id, tenant, name FROM databases WHERE tenant = $1 AND name = $2",
                {std::string_view(tenant), std::string_view(name)}, [&](const SqlRow& row) {
                  found = read_row(row);
                  return false;
                }));
  if (!found) return fail(Code::kNotFound, "database_not_found", "Database [{}] not found", name);
  return std::move(*found);
}

Result<std::vector<DatabaseRow>> list_databases(Sql& sql, const std::string& tenant,
                                                std::uint64_t limit, std::uint64_t offset) {
  return read_all(sql, R"sql(
        SELECT database_id, tenant, name FROM databases WHERE tenant = $1
        ORDER BY name LIMIT $2 OFFSET $3)sql",
                  {std::string_view(tenant), to_sql(limit), to_sql(offset)}, read_row);
}

Result<void> drop_database(Sql& sql, const DatabaseRow& database) {
  TRY(sql.run("DELETE FROM databases WHERE database_id = $1 AND database_id <> $2",
              {std::string_view(database.database_id), kDefaultDatabaseId}));
  return {};
}

Result<void> drop_tenants(Sql& sql) {
  TRY(sql.run("DELETE FROM databases WHERE database_id <> $1", {kDefaultDatabaseId}));
  TRY(sql.run("DELETE FROM tenants WHERE tenant <> $1", {kDefaultTenant}));
  return {};
}

}  // namespace alexandria::store
