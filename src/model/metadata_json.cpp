#include <cmath>

#include <boost/json.hpp>

#include "alexandria/model/metadata.hpp"
#include "scalar_json.hpp"

namespace alexandria::model {
namespace json = boost::json;

Result<Metadata> metadata_from_json(std::string_view text) {
  boost::system::error_code code;
  const json::value value = json::parse(text, code);
  if (code || !value.is_object())
    return fail(Code::kDataLoss, "invalid_metadata", "metadata is not a JSON object");
  Metadata metadata;
  for (const auto& [key, item] : value.as_object()) {
    if (item.is_array()) {
      std::vector<Scalar> scalars;
      for (const json::value& element : item.as_array()) {
        const auto scalar = scalar_from_json(element);
        if (!scalar)
          return fail(Code::kDataLoss, "invalid_metadata",
                      "metadata key {} holds an array of something else than scalars",
                      std::string_view(key));
        scalars.push_back(*scalar);
      }
      metadata.emplace(key, std::move(scalars));
      continue;
    }
    const auto scalar = scalar_from_json(item);
    if (!scalar)
      return fail(Code::kDataLoss, "invalid_metadata",
                  "metadata key {} is neither a scalar nor an array", std::string_view(key));
    metadata.emplace(key, std::visit([](const auto& v) -> MetadataValue { return v; }, *scalar));
  }
  return metadata;
}

std::string metadata_to_json(const Metadata& metadata) {
  json::object out;
  for (const auto& [key, value] : metadata) {
    if (const auto* array = std::get_if<std::vector<Scalar>>(&value)) {
      json::array items;
      for (const Scalar& scalar : *array)
        items.push_back(scalar_to_json(scalar));
      out[key] = std::move(items);
    } else {
      out[key] = std::visit(
          [](const auto& v) -> json::value {
            if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::vector<Scalar>>)
              return nullptr;
            else
              return json::value(v);
          },
          value);
    }
  }
  return json::serialize(out);
}

}  // namespace alexandria::model
