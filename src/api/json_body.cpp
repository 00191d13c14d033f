#include "json_body.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>

namespace alexandria::api {
namespace {

namespace json = boost::json;

// Sees the names that the parsed value keeps only one of. Its functions are named by Boost.JSON.
struct NameHandler {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using Failure = json::error_code;

  bool on_document_begin(Failure&) { return true; }
  bool on_document_end(Failure&) { return true; }
  bool on_object_begin(Failure&) {
    names.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, Failure&) {
    names.pop_back();
    return true;
  }
  bool on_array_begin(Failure&) { return true; }
  bool on_array_end(std::size_t, Failure&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, Failure&) {
    name.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, Failure& failure) {
    name.append(part.data(), part.size());
    if (!names.back().insert(name).second) {
      repeated = name;
      failure = json::make_error_code(json::error::exception);  // ends the parse
      return false;
    }
    name.clear();
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, Failure&) { return true; }
  bool on_string(json::string_view, std::size_t, Failure&) { return true; }
  bool on_number_part(json::string_view, Failure&) { return true; }
  bool on_int64(std::int64_t, json::string_view, Failure&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, Failure&) { return true; }
  bool on_double(double, json::string_view, Failure&) { return true; }
  bool on_bool(bool, Failure&) { return true; }
  bool on_null(Failure&) { return true; }
  bool on_comment_part(json::string_view, Failure&) { return true; }
  bool on_comment(json::string_view, Failure&) { return true; }

  std::vector<std::set<std::string>> names;  // of the objects that are open
  std::string name;
  std::optional<std::string> repeated;
};

}  // namespace

Result<json::value> parse_body(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error)
    return fail(Code::kInvalidArgument, "invalid_json", "the body is not JSON: {}",
                error.message());
  json::basic_parser<NameHandler> names{json::parse_options()};
  names.write_some(false, text.data(), text.size(), error);
  if (names.handler().repeated)
    return fail(Code::kInvalidArgument, "repeated_field", "the field '{}' is there twice",
                *names.handler().repeated);
  return value;
}

}  // namespace alexandria::api
