#pragma once
// Vectors by model version and content hash: a text that was embedded once is never embedded again.
#include <string>
#include <vector>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// A vector for each hash; empty where none is kept.
Result<std::vector<std::vector<float>>> find_cached_vectors(Sql& sql,
                                                            const std::string& model_version,
                                                            const std::vector<std::string>& hashes);
Result<void> keep_cached_vectors(Sql& sql, const std::string& model_version,
                                 const std::vector<std::string>& hashes,
                                 const std::vector<std::vector<float>>& vectors,
                                 std::int64_t now_ms);
/// Keeps the `most` entries used last.
Result<void> trim_cached_vectors(Sql& sql, std::uint64_t most);

}  // namespace alexandria::store
