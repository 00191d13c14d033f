#pragma once
#include <optional>

#include <boost/json.hpp>

#include "alexandria/model/metadata.hpp"

namespace alexandria::model {

/// A scalar, or nothing for null, arrays and objects. Integers above int64 become floats.
inline std::optional<Scalar> scalar_from_json(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::bool_: return value.get_bool();
    case boost::json::kind::int64: return value.get_int64();
    case boost::json::kind::uint64: return static_cast<double>(value.get_uint64());
    case boost::json::kind::double_: return value.get_double();
    case boost::json::kind::string: return std::string(value.get_string());
    default: return std::nullopt;
  }
}

inline boost::json::value scalar_to_json(const Scalar& scalar) {
  return std::visit([](const auto& v) -> boost::json::value { return boost::json::value(v); },
                    scalar);
}

}  // namespace alexandria::model
