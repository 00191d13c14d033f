#include <algorithm>

#include <boost/json.hpp>

#include "alexandria/model/codec.hpp"

namespace alexandria::model {

std::string_view DocumentFacts::property(std::string_view name) const {
  const auto found = std::ranges::find(properties, name, &Property::name);
  return found == properties.end() ? std::string_view() : std::string_view(found->value);
}

std::string properties_to_json(const std::vector<Property>& properties) {
  if (properties.empty()) return {};
  boost::json::object out;
  for (const Property& property : properties)
    out[property.name] = property.value;
  return boost::json::serialize(out);
}

std::vector<Property> properties_from_json(std::string_view json) {
  std::vector<Property> out;
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(json, error);
  if (error || !value.is_object()) return out;
  for (const auto& [name, text] : value.get_object())
    if (text.is_string()) out.push_back({std::string(name), std::string(text.get_string())});
  return out;
}

}  // namespace alexandria::model
