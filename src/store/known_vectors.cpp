#include "alexandria/store/known_vectors.hpp"

#include "vector_bytes.hpp"

namespace alexandria::store {

Result<std::vector<std::vector<float>>> find_known_vectors(Sql& sql,
                                                           const std::string& model_version,
                                                           const std::vector<std::string>& hashes) {
  std::vector<Values> keys;
  for (const std::string& hash : hashes)
    keys.push_back({std::string_view(hash), std::string_view(model_version)});
  std::vector<std::vector<float>> out(hashes.size());
  bool damaged = false;
  TRY(sql.query_each(R"sql(
        SELECT v.vector, v.crc, v.space_id, v.row_no FROM vectors v
        JOIN vector_spaces s ON s.space_id = v.space_id
        WHERE v.text_hash = $1 AND s.model_version = $2 LIMIT 1)sql",
                     keys, [&](std::size_t i, const SqlRow& row) {
                       const std::string bytes = row.text(0);
                       damaged =
                           vector_crc(bytes, row.integer(2), row.integer(3)) != row.integer(1);
                       out[i] = vector_of(bytes);
                       return !damaged;
                     }));
  if (damaged)
    return fail(Code::kDataLoss, "checksum_mismatch",
                "the vector of a text of this model fails its checksum: run `alexandria check`");
  return out;
}

}  // namespace alexandria::store
