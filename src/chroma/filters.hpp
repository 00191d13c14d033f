#pragma once
// `where` and `where_document`.
#include <optional>

#include "alexandria/library/record_filter.hpp"
#include "body.hpp"

namespace alexandria::chroma {

/// The filter of a body, of both together; nothing where it has none. 400 in Chroma's words, also
/// where `schema` (empty: the default one) has switched off an index that it needs.
Result<std::optional<library::RecordFilter>> read_filter(const json::object& body,
                                                         const std::string& schema);

}  // namespace alexandria::chroma
