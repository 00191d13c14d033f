#pragma once
// The schema, in SQL of one source: base, then steps, each released one never edited. A step only
// adds (expand), so that the program before runs beside the new one; what nothing uses any more is
// removed by a later release (contract).
#include <string>
#include <string_view>

#include "alexandria/store/sql.hpp"
#include "sqlite.hpp"

namespace alexandria::store {

class PostgresConnection;

inline constexpr std::int64_t kBaseSchema = 6;

/// Version kBaseSchema, for an empty database.
std::string_view base_schema();
/// From `version` (kBaseSchema or later) to the next. Writes down, too, which programs may go on
/// (`schema_since` in the table meta).
std::string step_after(std::int64_t version, Dialect dialect);
/// On PostgreSQL INTEGER is BIGINT, AUTOINCREMENT an identity, BLOB is BYTEA; WITHOUT ROWID is
/// dropped.
std::string in_dialect(std::string_view portable, Dialect dialect);
Result<void> write_timeline(Sql& sql);
/// Whether this program works on a database of a later version: while steps only added, the program
/// before runs beside the new one, and one may go back to it. kDataLoss `database_too_new`.
Result<void> prove_usable(Sql& sql, std::int64_t found);

/// Whether a database is a library of this very schema, so that it can be read as it is: errors as
/// for Store::open_to_read. `where` names it.
Result<void> prove_readable(Sql& sql, const std::string& where);

/// Brings a database of PostgreSQL up to date; nodes that start together take turns.
Result<void> migrate(PostgresConnection& connection);

}  // namespace alexandria::store
