#include "filters.hpp"

#include <array>

#include "answers.hpp"
#include "schema.hpp"

namespace alexandria::chroma {
namespace {

using library::RecordFilter;
using model::FilterOp;
using Op = RecordFilter::Op;

constexpr int kDepthMax = 32;
constexpr int kPartsMax = 5000;
constexpr std::string_view kText = "#document";

template <class T>
struct Word {
  std::string_view word;
  T op;
};
constexpr std::array kOperators = {Word<FilterOp>{"$eq", FilterOp::kEq},
                                   Word<FilterOp>{"$ne", FilterOp::kNe},
                                   Word<FilterOp>{"$gt", FilterOp::kGt},
                                   Word<FilterOp>{"$gte", FilterOp::kGte},
                                   Word<FilterOp>{"$lt", FilterOp::kLt},
                                   Word<FilterOp>{"$lte", FilterOp::kLte},
                                   Word<FilterOp>{"$in", FilterOp::kIn},
                                   Word<FilterOp>{"$nin", FilterOp::kNin},
                                   Word<FilterOp>{"$contains", FilterOp::kContains},
                                   Word<FilterOp>{"$not_contains", FilterOp::kNotContains}};
constexpr std::array kTextOperators = {
    Word<Op>{"$contains", Op::kContains}, Word<Op>{"$not_contains", Op::kNotContains},
    Word<Op>{"$regex", Op::kMatches}, Word<Op>{"$not_regex", Op::kNotMatches}};

template <class Table>
auto find(const Table& table, std::string_view word) -> decltype(table.data()) {
  const auto found = std::ranges::find(table, word, [](const auto& one) { return one.word; });
  return found == table.end() ? nullptr : &*found;
}

std::string_view type_of(const model::Scalar& scalar) {
  if (std::holds_alternative<bool>(scalar)) return "bool";
  if (std::holds_alternative<std::int64_t>(scalar)) return "int";
  return std::holds_alternative<double>(scalar) ? "float" : "string";
}

class Reader {
 public:
  Reader(std::string_view clause, const json::object& schema) : clause_(clause), schema_(schema) {}

  Result<RecordFilter> where(const json::value& value, int depth) {
    TRY(count(depth));
    if (!value.is_object() || value.get_object().size() != 1) return invalid();
    const auto& [key, operand] = *value.get_object().begin();
    if (key == "$and" || key == "$or")
      return list(key == "$and" ? Op::kAnd : Op::kOr, operand, depth, &Reader::where);
    if (key.starts_with('$')) return invalid();
    if (key == kText && !operand.is_object())
      return wrong_value(
          "Cannot filter using metadata key '#document' with type 'Str' because indexing is "
          "disabled");
    if (key == kText) return text(operand);
    return metadata(std::string(key), operand);
  }

  Result<RecordFilter> where_document(const json::value& value, int depth) {
    TRY(count(depth));
    if (!value.is_object() || value.get_object().size() != 1) return invalid();
    const auto& [key, operand] = *value.get_object().begin();
    if (key == "$and" || key == "$or")
      return list(key == "$and" ? Op::kAnd : Op::kOr, operand, depth, &Reader::where_document);
    return text(value);
  }

 private:
  using Part = Result<RecordFilter> (Reader::*)(const json::value&, int);

  std::unexpected<Error> invalid() const { return wrong_value("Invalid {} clause", clause_); }

  Result<void> count(int depth) {
    if (depth > kDepthMax)
      return wrong_value("Invalid {} clause: it is nested more than {} deep", clause_, kDepthMax);
    if (++parts_ > kPartsMax)
      return wrong_value("Invalid {} clause: it has more than {} parts", clause_, kPartsMax);
    return {};
  }

  Result<RecordFilter> list(Op op, const json::value& operand, int depth, Part part) {
    if (!operand.is_array()) return invalid();
    RecordFilter out{op};
    for (const json::value& item : operand.get_array())
      out.children.push_back(TRY((this->*part)(item, depth + 1)));
    return out;
  }

  Result<RecordFilter> text(const json::value& value) {
    if (!value.is_object() || value.get_object().size() != 1) return invalid();
    const auto& [word, operand] = *value.get_object().begin();
    const auto* known = find(kTextOperators, word);
    if (known == nullptr || !operand.is_string()) return invalid();
    TRY(check_full_text(schema_));
    RecordFilter out{known->op};
    out.pattern = operand.get_string();
    return out;
  }

  Result<RecordFilter> metadata(std::string key, const json::value& operand) {
    RecordFilter out{Op::kMetadata};
    model::Filter& filter = out.metadata;
    filter.key = std::move(key);
    filter.op = FilterOp::kEq;
    const json::value* value = &operand;
    if (operand.is_object()) {
      if (operand.get_object().size() != 1) return invalid();
      const auto& [word, of_it] = *operand.get_object().begin();
      const auto* known = find(kOperators, word);
      if (known == nullptr) return invalid();
      filter.op = known->op;
      value = &of_it;
    }
    if (filter.op == FilterOp::kIn || filter.op == FilterOp::kNin)
      TRY(values(*value, filter));
    else
      filter.values = {TRY(scalar(*value))};
    const bool is_ordered = filter.op == FilterOp::kGt || filter.op == FilterOp::kGte ||
                            filter.op == FilterOp::kLt || filter.op == FilterOp::kLte;
    if (is_ordered && !model::is_number(filter.values.front())) return invalid();
    TRY(check_indexed(schema_, filter.key, type_of(filter.values.front())));
    return out;
  }

  Result<model::Scalar> scalar(const json::value& value) const {
    auto out = scalar_of(value);
    const bool is_too_large = value.is_uint64();
    if (!out || is_too_large) return invalid();
    return std::move(*out);
  }

  // The first one tells the type; whole numbers may stand among floats.
  Result<void> values(const json::value& value, model::Filter& filter) {
    if (!value.is_array() || value.get_array().empty()) return invalid();
    for (const json::value& item : value.get_array()) {
      model::Scalar one = TRY(scalar(item));
      if (!filter.values.empty() && std::holds_alternative<double>(filter.values.front()))
        if (const auto* whole = std::get_if<std::int64_t>(&one)) one = static_cast<double>(*whole);
      if (!filter.values.empty() && filter.values.front().index() != one.index()) return invalid();
      filter.values.push_back(std::move(one));
    }
    return {};
  }

  std::string_view clause_;
  const json::object& schema_;
  int parts_ = 0;
};

}  // namespace

Result<std::optional<RecordFilter>> read_filter(const json::object& body,
                                                const std::string& schema_text) {
  const json::value* where = given(body, "where");
  const json::value* where_document = given(body, "where_document");
  if (where == nullptr && where_document == nullptr) return std::optional<RecordFilter>();
  boost::system::error_code error;
  const json::value schema = json::parse(schema_text, error);
  const json::object none;
  const json::object& known = !error && schema.is_object() ? schema.get_object() : none;
  RecordFilter both{Op::kAnd};
  if (where != nullptr) both.children.push_back(TRY(Reader("where", known).where(*where, 0)));
  if (where_document != nullptr)
    both.children.push_back(
        TRY(Reader("where document", known).where_document(*where_document, 0)));
  return std::optional(std::move(both));
}

}  // namespace alexandria::chroma
