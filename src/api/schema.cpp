#include "schema.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "alexandria/text/unicode.hpp"

namespace alexandria::api {
namespace {

template <class... Args>
std::unexpected<Error> invalid(fmt::format_string<Args...> format, Args&&... args) {
  return fail(Code::kInvalidArgument, "invalid_input", format, std::forward<Args>(args)...);
}

struct KindWords {
  const char* type;   // of JSON Schema
  const char* words;  // for people
};

KindWords words_of(Schema::Kind kind) {
  switch (kind) {
    case Schema::Kind::kText: return {"string", "a string"};
    case Schema::Kind::kInteger: return {"integer", "an integer"};
    case Schema::Kind::kNumber: return {"number", "a number"};
    case Schema::Kind::kTruth: return {"boolean", "true or false"};
    case Schema::Kind::kList: return {"array", "an array"};
    case Schema::Kind::kObject:
    case Schema::Kind::kMap:
    case Schema::Kind::kRaw: return {"object", "an object"};
    case Schema::Kind::kAny:
    case Schema::Kind::kVariants: break;
  }
  return {"", "a value"};
}

bool is_whole(const json::value& value) {
  if (value.is_int64() || value.is_uint64()) return true;
  return value.is_double() && std::nearbyint(value.get_double()) == value.get_double() &&
         std::abs(value.get_double()) < 1e18;
}

bool has_kind(const json::value& value, Schema::Kind kind) {
  switch (kind) {
    case Schema::Kind::kText: return value.is_string();
    case Schema::Kind::kInteger: return is_whole(value);
    case Schema::Kind::kNumber: return value.is_number();
    case Schema::Kind::kTruth: return value.is_bool();
    case Schema::Kind::kList: return value.is_array();
    case Schema::Kind::kObject:
    case Schema::Kind::kMap:
    case Schema::Kind::kRaw: return value.is_object();
    case Schema::Kind::kAny:
    case Schema::Kind::kVariants: break;
  }
  return true;
}

json::value bound_to_json(Schema::Kind kind, double bound) {
  if (kind == Schema::Kind::kInteger) return static_cast<std::int64_t>(bound);
  return bound;
}

json::array to_array(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

}  // namespace

Schema::Schema(Kind kind) : kind_(kind) {}

Schema Schema::about(std::string description) const {
  Schema out = *this;
  out.about_ = std::move(description);
  return out;
}

Schema Schema::named(std::string name) const {
  Schema out = *this;
  out.name_ = std::move(name);
  return out;
}

Schema Schema::between(std::uint64_t shortest, std::uint64_t longest) const {
  Schema out = *this;
  out.shortest_ = shortest;
  out.longest_ = longest;
  return out;
}

Schema Schema::in_form(const Form& form) const {
  Schema out = *this;
  out.form_ = form;
  return out;
}

Schema Schema::or_null() const {
  Schema out = *this;
  out.nullable_ = true;
  return out;
}

Schema Schema::needs_one_of(std::vector<std::string> names) const {
  Schema out = *this;
  out.one_needed_ = std::move(names);
  return out;
}

const Member* Schema::find_member(std::string_view name) const {
  const auto found = std::ranges::find(
      members_, name, [](const Member& member) -> std::string_view { return member.name; });
  return found == members_.end() ? nullptr : &*found;
}

Result<void> Schema::check(const json::value& value, const std::string& where) const {
  if (value.is_null() && nullable_) return {};
  if (!has_kind(value, kind_)) return invalid("{} must be {}", where, words_of(kind_).words);
  switch (kind_) {
    case Kind::kText: return check_text(value.get_string(), where);
    case Kind::kInteger:
    case Kind::kNumber: return check_number(value, where);
    case Kind::kObject: return check_object(value.get_object(), where);
    case Kind::kList:
    case Kind::kMap:
    case Kind::kVariants: return check_parts(value, where);
    case Kind::kTruth:
    case Kind::kAny:
    case Kind::kRaw: break;
  }
  return {};
}

Result<void> Schema::check_text(std::string_view text, const std::string& where) const {
  if (!choices_.empty() && std::ranges::find(choices_, text) == choices_.end())
    return invalid("{} must be one of {}, not '{}'", where, fmt::join(choices_, ", "), text);
  if (shortest_ > 0 || longest_) {
    const std::uint64_t length = text::count_code_points(text);
    if (length < shortest_ || (longest_ && length > *longest_))
      return invalid("{} must have {} to {} characters, not {}", where, shortest_,
                     longest_.value_or(0), length);
  }
  if (form_.fits != nullptr && !form_.fits(text))
    return invalid("{} must be {}, not '{}'", where, form_.words, text);
  return {};
}

Result<void> Schema::check_number(const json::value& value, const std::string& where) const {
  const double given = value.to_number<double>();
  if ((!lowest_ || given >= *lowest_) && (!highest_ || given <= *highest_)) return {};
  return invalid("{} must be {} to {}, not {}", where,
                 json::serialize(bound_to_json(kind_, *lowest_)),
                 json::serialize(bound_to_json(kind_, *highest_)), json::serialize(value));
}

Result<void> Schema::check_object(const json::object& object, const std::string& where) const {
  const std::string inside = where.empty() ? "" : where + ".";
  for (const auto& [name, value] : object) {
    const Member* member = find_member(name);
    if (member == nullptr)
      return fail(Code::kInvalidArgument, "unknown_field", "there is no field '{}' here",
                  inside + std::string(name));
    TRY(member->schema.check(value, inside + std::string(name)));
  }
  for (const Member& member : members_)
    if (member.required && !object.contains(member.name))
      return invalid("{} is missing", inside + member.name);
  const bool none = std::ranges::none_of(
      one_needed_, [&](const std::string& name) { return object.contains(name); });
  if (none && !one_needed_.empty()) return invalid("{} is needed", fmt::join(one_needed_, " or "));
  return {};
}

Result<void> Schema::check_parts(const json::value& value, const std::string& where) const {
  if (kind_ == Kind::kVariants) {
    for (const Schema& variant : parts_)
      if (variant.check(value, where)) return {};
    return invalid("{} has none of the forms it may have", where);
  }
  if (kind_ == Kind::kMap) {
    for (const auto& [name, entry] : value.get_object())
      TRY(parts_.front().check(entry, fmt::format("{}.{}", where, std::string_view(name))));
    return {};
  }
  const json::array& entries = value.get_array();
  if (entries.size() < shortest_ || (longest_ && entries.size() > *longest_))
    return invalid("{} must have {} to {} entries, not {}", where, shortest_, longest_.value_or(0),
                   entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i)
    TRY(parts_.front().check(entries[i], fmt::format("{}[{}]", where, i)));
  return {};
}

Result<json::value> Schema::from_text(const std::string& text, const std::string& where) const {
  json::value value = json::string(text);
  if (kind_ == Kind::kInteger) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
      return invalid("{} must be an integer, not '{}'", where, text);
    value = number;
  } else if (kind_ == Kind::kTruth) {
    if (text != "true" && text != "false")
      return invalid("{} must be true or false, not '{}'", where, text);
    value = text == "true";
  } else if (!text::is_valid_utf8(text)) {
    return invalid("{} is not UTF-8", where);
  }
  TRY(check(value, where));
  return value;
}

json::object Schema::to_json(Objects objects) const {
  if (name_.empty()) return definition(objects);
  json::object reference{{"$ref", "#/components/schemas/" + name_}};
  if (nullable_) reference = {{"anyOf", {reference, {{"type", "null"}}}}};
  if (!about_.empty()) reference["description"] = about_;
  return reference;
}

json::object Schema::definition(Objects objects) const {
  if (kind_ == Kind::kRaw) return json::parse(raw_).as_object();
  json::object out;
  if (const std::string type = words_of(kind_).type; !type.empty()) {
    if (nullable_ && name_.empty())
      out["type"] = json::array{type, "null"};
    else
      out["type"] = type;
  }
  if (!about_.empty() && name_.empty()) out["description"] = about_;
  if (lowest_) out["minimum"] = bound_to_json(kind_, *lowest_);
  if (highest_) out["maximum"] = bound_to_json(kind_, *highest_);
  if (kind_ == Kind::kText) describe_text(out);
  if (kind_ == Kind::kObject) describe_object(out, objects);
  if (kind_ == Kind::kMap) out["additionalProperties"] = parts_.front().to_json(objects);
  if (kind_ == Kind::kList) {
    out["items"] = parts_.front().to_json(objects);
    if (shortest_ > 0) out["minItems"] = shortest_;
    if (longest_) out["maxItems"] = *longest_;
  }
  if (kind_ == Kind::kVariants) {
    json::array variants;
    for (const Schema& variant : parts_)
      variants.push_back(variant.to_json(objects));
    out["oneOf"] = std::move(variants);
  }
  return out;
}

void Schema::describe_text(json::object& out) const {
  if (shortest_ > 0) out["minLength"] = shortest_;
  if (longest_) out["maxLength"] = *longest_;
  if (form_.pattern != nullptr) out["pattern"] = form_.pattern;
  if (!choices_.empty()) out["enum"] = to_array(choices_);
}

void Schema::describe_object(json::object& out, Objects objects) const {
  json::object properties;
  json::array required;
  for (const Member& member : members_) {
    properties[member.name] = member.schema.to_json(objects);
    if (member.required) required.emplace_back(member.name);
  }
  out["properties"] = std::move(properties);
  if (!required.empty()) out["required"] = std::move(required);
  if (objects == Objects::kClosed) out["additionalProperties"] = false;
  if (one_needed_.empty()) return;
  json::array needed;
  for (const std::string& name : one_needed_)
    needed.push_back({{"required", json::array{name}}});
  out["anyOf"] = std::move(needed);
}

Member required(std::string name, const Schema& schema, const std::string& about) {
  return {std::move(name), about.empty() ? schema : schema.about(about), true};
}

Member optional(std::string name, const Schema& schema, const std::string& about) {
  return {std::move(name), about.empty() ? schema : schema.about(about), false};
}

Schema text() { return Schema(Schema::Kind::kText); }

Schema integer(std::int64_t lowest, std::int64_t highest) {
  Schema out(Schema::Kind::kInteger);
  out.lowest_ = static_cast<double>(lowest);
  out.highest_ = static_cast<double>(highest);
  return out;
}

Schema number() { return Schema(Schema::Kind::kNumber); }

Schema number(double lowest, double highest) {
  Schema out(Schema::Kind::kNumber);
  out.lowest_ = lowest;
  out.highest_ = highest;
  return out;
}

Schema truth() { return Schema(Schema::Kind::kTruth); }

Schema choice(std::vector<std::string> choices) {
  Schema out(Schema::Kind::kText);
  out.choices_ = std::move(choices);
  return out;
}

Schema object(Members members) {
  Schema out(Schema::Kind::kObject);
  out.members_ = std::move(members);
  return out;
}

Schema list_of(const Schema& item) {
  Schema out(Schema::Kind::kList);
  out.parts_ = {item};
  return out;
}

Schema map_of(const Schema& value) {
  Schema out(Schema::Kind::kMap);
  out.parts_ = {value};
  return out;
}

Schema any() { return Schema(Schema::Kind::kAny); }

Schema one_of(std::vector<Schema> variants) {
  Schema out(Schema::Kind::kVariants);
  out.parts_ = std::move(variants);
  return out;
}

Schema raw(std::string name, std::string definition) {
  Schema out(Schema::Kind::kRaw);
  out.name_ = std::move(name);
  out.raw_ = std::move(definition);
  return out;
}

}  // namespace alexandria::api
