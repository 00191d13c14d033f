#pragma once
// Vectors that are there already, by the text they were made of: what is embedded once and still
// stands in some collection is not embedded again. They go when the last record of that text goes.
#include <string>
#include <vector>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// A vector for each hash (NewRecord::text_hash), made by this very version of a model; empty where
/// there is none. kDataLoss if one fails its checksum.
Result<std::vector<std::vector<float>>> find_known_vectors(Sql& sql,
                                                           const std::string& model_version,
                                                           const std::vector<std::string>& hashes);

}  // namespace alexandria::store
