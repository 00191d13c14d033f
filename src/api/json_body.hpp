#pragma once
// JSON that came with a request.
#include <string_view>

#include <boost/json.hpp>

#include "alexandria/base/result.hpp"

namespace alexandria::api {

/// kInvalidArgument `invalid_json`; `repeated_field` where an object has two members of one name,
/// of which readers would disagree.
Result<boost::json::value> parse_body(std::string_view text);

}  // namespace alexandria::api
