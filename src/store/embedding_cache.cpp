#include "alexandria/store/embedding_cache.hpp"

#include <cstring>

namespace alexandria::store {

Result<std::vector<std::vector<float>>> find_cached_vectors(
    Sql& sql, const std::string& model_version, const std::vector<std::string>& hashes) {
  std::vector<std::vector<float>> out(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    TRY(sql.query("SELECT vector FROM embedding_cache WHERE model_version = $1 AND text_hash = $2",
                  {std::string_view(model_version), std::string_view(hashes[i])},
                  [&](const SqlRow& row) {
                    const std::string bytes = row.text(0);
                    out[i].resize(bytes.size() / sizeof(float));
                    std::memcpy(out[i].data(), bytes.data(), out[i].size() * sizeof(float));
                    return false;
                  }));
  }
  return out;
}

Result<void> keep_cached_vectors(Sql& sql, const std::string& model_version,
                                 const std::vector<std::string>& hashes,
                                 const std::vector<std::vector<float>>& vectors,
                                 std::int64_t now_ms) {
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const std::string_view bytes(reinterpret_cast<const char*>(vectors[i].data()),
                                 vectors[i].size() * sizeof(float));
    TRY(sql.run(
        "INSERT INTO embedding_cache (model_version, text_hash, vector, used_ms) VALUES ($1, $2, "
        "$3, $4) ON CONFLICT (model_version, text_hash) DO "
        "UPDATE SET used_ms = excluded.used_ms",
        {std::string_view(model_version), std::string_view(hashes[i]), Bytes{bytes}, now_ms}));
  }
  return {};
}

Result<void> trim_cached_vectors(Sql& sql, std::uint64_t most) {
  TRY(
      sql.run("DELETE FROM embedding_cache WHERE used_ms < (SELECT used_ms FROM embedding_cache "
              "ORDER BY used_ms DESC LIMIT 1 OFFSET $1)",
              {to_sql(most)}));
  return {};
}

}  // namespace alexandria::store
