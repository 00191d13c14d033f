#pragma once
// The schema of a collection: which fields have which index, for which types.
#include <string>

#include "configuration.hpp"

namespace alexandria::chroma {

json::object default_schema(const Configuration& configuration);
/// A request's schema, filled up with the defaults; `configuration` becomes what it says of
/// vectors. 422 where `defaults` or `keys` is missing, 400 where an index stands where it may not.
Result<json::object> read_schema(const json::value& wanted, Configuration& configuration);
/// 400 if the schema has switched off the index that a condition on `key` needs; `type` is string,
/// int, float or bool. An empty schema is the default one.
Result<void> check_indexed(const json::object& schema, const std::string& key,
                           std::string_view type);
/// The same of full text.
Result<void> check_full_text(const json::object& schema);

}  // namespace alexandria::chroma
