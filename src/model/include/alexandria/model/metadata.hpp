#pragma once
// Metadata of a record: keys with scalars or arrays of scalars. Integers and floats are kept apart,
// as in the Chroma API.
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::model {

using Scalar = std::variant<bool, std::int64_t, double, std::string>;
using MetadataValue = std::variant<bool, std::int64_t, double, std::string, std::vector<Scalar>>;
using Metadata = std::map<std::string, MetadataValue>;

/// A JSON object. kDataLoss if the text is none that metadata_to_json wrote.
Result<Metadata> metadata_from_json(std::string_view json);
std::string metadata_to_json(const Metadata& metadata);

}  // namespace alexandria::model
