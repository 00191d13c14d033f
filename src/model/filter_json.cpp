#include <map>

#include "alexandria/model/filter.hpp"
#include "scalar_json.hpp"

namespace alexandria::model {
namespace json = boost::json;
namespace {

constexpr int kDepthMax = 32;
constexpr int kNodesMax = 1000;

const std::map<std::string_view, FilterOp> kOperators = {{"$eq", FilterOp::kEq},
                                                         {"$ne", FilterOp::kNe},
                                                         {"$gt", FilterOp::kGt},
                                                         {"$gte", FilterOp::kGte},
                                                         {"$lt", FilterOp::kLt},
                                                         {"$lte", FilterOp::kLte},
                                                         {"$in", FilterOp::kIn},
                                                         {"$nin", FilterOp::kNin},
                                                         {"$contains", FilterOp::kContains},
                                                         {"$not_contains", FilterOp::kNotContains}};

template <class... Args>
std::unexpected<Error> invalid(fmt::format_string<Args...> format, Args&&... args) {
  return fail(Code::kInvalidArgument, "invalid_filter", format, std::forward<Args>(args)...);
}

// Whole numbers and others are one type.
std::string_view type_of(const Scalar& scalar) {
  if (std::holds_alternative<std::string>(scalar)) return "string";
  return std::holds_alternative<bool>(scalar) ? "bool" : "number";
}

class Parser {
 public:
  Result<Filter> parse(const json::value& value, int depth) {
    if (depth > kDepthMax) return invalid("a filter may be nested {} deep at most", kDepthMax);
    if (++nodes_ > kNodesMax) return invalid("a filter may have {} parts at most", kNodesMax);
    if (!value.is_object() || value.get_object().size() != 1)
      return invalid("a filter is an object with exactly one key");
    const auto& [key, operand] = *value.get_object().begin();
    if (key == "$and" || key == "$or")
      return parse_list(key == "$and" ? FilterOp::kAnd : FilterOp::kOr, operand, depth);
    if (key.empty() || key.starts_with('$') || key.starts_with('#'))
      return invalid("'{}' is not a key of the metadata", std::string_view(key));
    Filter filter;
    filter.key = key;
    if (operand.is_object()) return parse_operator(std::move(filter), operand.get_object());
    filter.op = FilterOp::kEq;
    return with_scalar(std::move(filter), operand);
  }

 private:
  Result<Filter> parse_list(FilterOp op, const json::value& operand, int depth) {
    if (!operand.is_array() || operand.get_array().empty())
      return invalid("$and and $or take a list of at least one filter");
    Filter filter;
    filter.op = op;
    for (const json::value& item : operand.get_array())
      filter.children.push_back(TRY(parse(item, depth + 1)));
    return filter;
  }

  Result<Filter> parse_operator(Filter filter, const json::object& object) {
    if (object.size() != 1)
      return invalid("the condition on '{}' must have exactly one operator", filter.key);
    const auto& [name, operand] = *object.begin();
    const auto known = kOperators.find(name);
    if (known == kOperators.end())
      return invalid("unknown operator '{}' on '{}'", std::string_view(name), filter.key);
    filter.op = known->second;
    if (filter.op == FilterOp::kIn || filter.op == FilterOp::kNin)
      return with_list(std::move(filter), operand);
    const bool ordered = filter.op == FilterOp::kGt || filter.op == FilterOp::kGte ||
                         filter.op == FilterOp::kLt || filter.op == FilterOp::kLte;
    if (ordered && !operand.is_number())
      return invalid("{} on '{}' takes a number", std::string_view(name), filter.key);
    return with_scalar(std::move(filter), operand);
  }

  static Result<Filter> with_scalar(Filter filter, const json::value& operand) {
    const auto scalar = scalar_from_json(operand);
    if (!scalar)
      return invalid("the condition on '{}' needs a string, a number or a bool", filter.key);
    filter.values = {*scalar};
    return filter;
  }

  static Result<Filter> with_list(Filter filter, const json::value& operand) {
    if (!operand.is_array() || operand.get_array().empty())
      return invalid("$in and $nin on '{}' take a list of at least one value", filter.key);
    for (const json::value& item : operand.get_array()) {
      const auto scalar = scalar_from_json(item);
      if (!scalar)
        return invalid("the list on '{}' may hold strings, numbers and bools only", filter.key);
      if (!filter.values.empty() && type_of(filter.values.front()) != type_of(*scalar))
        return invalid("the list on '{}' mixes types", filter.key);
      filter.values.push_back(*scalar);
    }
    return filter;
  }

  int nodes_ = 0;
};

}  // namespace

Result<Filter> filter_from_json(std::string_view text) {
  boost::system::error_code code;
  const json::value value = json::parse(text, code);
  if (code) return invalid("the filter is not JSON: {}", code.message());
  return Parser().parse(value, 0);
}

}  // namespace alexandria::model
