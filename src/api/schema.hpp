#pragma once
// What a JSON value may be, said once: requests are checked by it, answers are tested by it, and
// OpenAPI is written from it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "alexandria/base/result.hpp"

namespace alexandria::api {

namespace json = boost::json;

/// The form of a text beyond its length: an ECMA regular expression for readers, and the function
/// that decides.
struct Form {
  const char* pattern = nullptr;
  bool (*fits)(std::string_view text) = nullptr;
  const char* words = nullptr;  ///< "must be WORDS"
};

class Schema;
struct Member;
using Members = std::vector<Member>;

class Schema {
 public:
  enum class Kind { kText, kInteger, kNumber, kTruth, kObject, kList, kMap, kAny, kVariants, kRaw };

  explicit Schema(Kind kind);

  Schema about(std::string description) const;
  /// Written once under `components`, and referred to.
  Schema named(std::string name) const;
  /// Bounds, both inclusive: code points of a text, entries of a list.
  Schema between(std::uint64_t shortest, std::uint64_t longest) const;
  Schema in_form(const Form& form) const;
  /// null is a value, too.
  Schema or_null() const;
  /// Of an object: at least one of these members is there.
  Schema needs_one_of(std::vector<std::string> names) const;

  const std::string& name() const { return name_; }
  const Members& members() const { return members_; }
  /// Items, values or variants.
  const std::vector<Schema>& parts() const { return parts_; }
  const Member* find_member(std::string_view name) const;

  /// kInvalidArgument `invalid_input` or `unknown_field`, which names the place: `where` and what
  /// follows it.
  Result<void> check(const json::value& value, const std::string& where) const;
  /// The value that a text of an address or a form stands for.
  Result<json::value> from_text(const std::string& text, const std::string& where) const;

  /// Whether OpenAPI closes objects with additionalProperties.
  enum class Objects { kOpen, kClosed };
  /// As a reference if it has a name.
  json::object to_json(Objects objects) const;
  /// Itself, also if it has a name.
  json::object definition(Objects objects) const;

 private:
  friend Schema integer(std::int64_t lowest, std::int64_t highest);
  friend Schema number(double lowest, double highest);
  friend Schema number();
  friend Schema choice(std::vector<std::string> choices);
  friend Schema object(Members members);
  friend Schema list_of(const Schema& item);
  friend Schema map_of(const Schema& value);
  friend Schema one_of(std::vector<Schema> variants);
  friend Schema raw(std::string name, std::string definition);

  Result<void> check_text(std::string_view text, const std::string& where) const;
  Result<void> check_number(const json::value& value, const std::string& where) const;
  Result<void> check_object(const json::object& object, const std::string& where) const;
  Result<void> check_parts(const json::value& value, const std::string& where) const;
  void describe_text(json::object& out) const;
  void describe_object(json::object& out, Objects objects) const;

  Kind kind_;
  std::string name_;
  std::string about_;
  bool nullable_ = false;
  std::uint64_t shortest_ = 0;
  std::optional<std::uint64_t> longest_;
  std::optional<double> lowest_, highest_;
  std::vector<std::string> choices_;
  Form form_;
  Members members_;
  std::vector<std::string> one_needed_;
  std::vector<Schema> parts_;  // item, value or variants
  std::string raw_;            // JSON
};

/// A member of an object, a parameter or a field of a form.
struct Member {
  std::string name;
  Schema schema;
  bool required = true;
};
Member required(std::string name, const Schema& schema, const std::string& about = "");
Member optional(std::string name, const Schema& schema, const std::string& about = "");

/// The largest integer that every reader of JSON keeps exact.
inline constexpr std::int64_t kIntegerMax = (1LL << 53) - 1;

Schema text();
/// Whole numbers; 3.0 is one.
Schema integer(std::int64_t lowest = 0, std::int64_t highest = kIntegerMax);
Schema number();
Schema number(double lowest, double highest);
Schema truth();
Schema choice(std::vector<std::string> choices);
Schema object(Members members);
Schema list_of(const Schema& item);
/// An object whose members are not known beforehand.
Schema map_of(const Schema& value);
Schema any();
/// One of several objects, told apart by their members.
Schema one_of(std::vector<Schema> variants);
/// For what is easier said in JSON Schema itself; checked elsewhere.
Schema raw(std::string name, std::string definition);

}  // namespace alexandria::api
