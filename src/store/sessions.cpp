#include "alexandria/store/sessions.hpp"

namespace alexandria::store {

Result<void> put_session(Sql& sql, const std::string& token_hash, const std::string& kind,
                         std::int64_t until_ms, std::int64_t most) {
  TRY(sql.run("DELETE FROM sessions WHERE until_ms < $1", {sql.now_ms()}));
  TRY(sql.run(R"sql(
        DELETE FROM sessions WHERE token_hash IN
          (SELECT token_hash FROM sessions WHERE kind = $1
           ORDER BY until_ms DESC, token_hash LIMIT 1000000 OFFSET $2))sql",
              {std::string_view(kind), most - 1}));
  TRY(sql.run(R"sql(
        INSERT INTO sessions (token_hash, kind, until_ms) VALUES ($1, $2, $3)
        ON CONFLICT (token_hash) DO UPDATE SET until_ms = excluded.until_ms)sql",
              {std::string_view(token_hash), std::string_view(kind), until_ms}));
  return {};
}

Result<std::int64_t> find_session(Sql& sql, const std::string& token_hash,
                                  const std::string& kind) {
  std::int64_t until = 0;
  TRY(sql.query("SELECT until_ms FROM sessions WHERE token_hash = $1 AND kind = $2",
                {std::string_view(token_hash), std::string_view(kind)}, [&](const SqlRow& row) {
                  until = row.integer(0);
                  return false;
                }));
  return until >= sql.now_ms() ? until : 0;
}

Result<bool> remove_session(Sql& sql, const std::string& token_hash, const std::string& kind) {
  const std::int64_t gone = TRY(sql.run("DELETE FROM sessions WHERE token_hash = $1 AND kind = $2",
                                        {std::string_view(token_hash), std::string_view(kind)}));
  return gone > 0;
}

}  // namespace alexandria::store
