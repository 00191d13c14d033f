// add, update, upsert and delete.
#include <cmath>
#include <limits>

#include "alexandria/vectors/distance.hpp"
#include "answers.hpp"
#include "base64.hpp"
#include "body.hpp"
#include "filters.hpp"
#include "routes.hpp"

namespace alexandria::chroma {
namespace {

using store::RecordChange;
using store::WriteKind;

constexpr std::size_t kRowsMax = 100'000;  // of one request

Result<std::vector<float>> read_numbers(const json::array& numbers, std::size_t row) {
  std::vector<float> out;
  out.reserve(numbers.size());
  for (const json::value& number : numbers) {
    if (!number.is_number())
      return wrong_shape(fmt::format("embeddings[{}]", row), "invalid type: {}, expected f32",
                         kind_of(number));
    out.push_back(static_cast<float>(number.to_number<double>()));
  }
  return out;
}

Result<void> check_vector(const std::vector<float>& vector) {
  if (vector.empty())
    return wrong_value(
        "Validation error: embeddings: Each embedding must have at least 1 dimension");
  if (vector.size() > vectors::kDimensionMax)
    return wrong_value("An embedding may have {} dimensions, and this one has {}",
                       vectors::kDimensionMax, vector.size());
  for (const float one : vector)
    if (!std::isfinite(one))
      return wrong_value(
          "Validation error: embeddings: Embeddings must not contain NaN or Infinity values");
  return {};
}

// All arrays of numbers, or all base64.
Result<void> read_embeddings(const json::object& body, bool may_lack,
                             std::vector<RecordChange>& changes) {
  const json::value* value = given(body, "embeddings");
  if (value == nullptr) {
    if (may_lack) return {};
    if (body.contains("embeddings"))
      return wrong_shape("embeddings",
                         "data did not match any variant of untagged enum "
                         "EmbeddingsPayload");
    return wrong_shape("", "missing field `embeddings`");
  }
  if (!value->is_array())
    return wrong_shape("embeddings", "invalid type: {}, expected a sequence", kind_of(*value));
  const json::array& list = value->get_array();
  if (list.size() != changes.size())
    return wrong_value("Inconsistent number of IDs, embeddings, documents, URIs and metadatas");
  bool has_text = false;
  bool has_numbers = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json::value& item = list[i];
    if (item.is_null() && may_lack) continue;
    has_text = has_text || item.is_string();
    has_numbers = has_numbers || item.is_array();
    if ((!item.is_string() && !item.is_array()) || (has_text && has_numbers))
      return wrong_shape("embeddings",
                         "data did not match any variant of untagged enum EmbeddingsPayload");
    changes[i].vector = item.is_string() ? TRY(decode_vector(item.get_string()))
                                         : TRY(read_numbers(item.get_array(), i));
    TRY(check_vector(changes[i].vector));
  }
  return {};
}

// A list of texts or nulls, as long as the ids; nullptr where it is not given.
Result<const json::array*> read_list(const json::object& body, std::string_view name,
                                     std::size_t size) {
  const json::value* value = given(body, name);
  if (value == nullptr) return nullptr;
  if (!value->is_array())
    return wrong_shape(name, "invalid type: {}, expected a sequence", kind_of(*value));
  if (value->get_array().size() != size)
    return wrong_value("Inconsistent number of IDs, embeddings, documents, URIs and metadatas");
  return &value->get_array();
}

Result<void> read_texts(const json::object& body, std::string_view name,
                        std::optional<std::string> RecordChange::* member,
                        std::vector<RecordChange>& changes) {
  const json::array* list = TRY(read_list(body, name, changes.size()));
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const json::value& item = (*list)[i];
    if (item.is_null()) continue;
    if (!item.is_string())
      return wrong_shape(fmt::format("{}[{}]", name, i), "invalid type: {}, expected a string",
                         kind_of(item));
    changes[i].*member = std::string(item.get_string());
  }
  return {};
}

// One type in an array; whole numbers among floats become floats. Nothing where they are mixed.
std::optional<model::MetadataValue> read_array(const json::array& items) {
  std::vector<model::Scalar> out;
  bool has_float = false;
  for (const json::value& item : items) {
    auto one = scalar_of(item);
    if (!one) return std::nullopt;
    has_float = has_float || std::holds_alternative<double>(*one);
    out.push_back(std::move(*one));
  }
  for (model::Scalar& one : out)
    if (const auto* whole = std::get_if<std::int64_t>(&one); whole != nullptr && has_float)
      one = static_cast<double>(*whole);
  for (const model::Scalar& one : out)
    if (one.index() != out.front().index()) return std::nullopt;
  return model::MetadataValue(std::move(out));
}

Result<std::optional<model::MetadataValue>> read_value(const json::value& value,
                                                       std::string_view path, bool may_delete) {
  const bool is_empty_list = value.is_array() && value.get_array().empty();
  if (is_empty_list || (value.is_null() && may_delete))
    return std::optional<model::MetadataValue>();
  if (value.is_array()) {
    auto list = read_array(value.get_array());
    if (list) return list;
  }
  if (value.is_object()) {
    const json::value* type = value.get_object().if_contains("#type");
    if (type != nullptr && type->is_string() && type->get_string() == "sparse_vector")
      return fail(Code::kUnimplemented, "no_sparse_vectors",
                  "Unimplemented: Sparse vector is not supported for local chroma: {}",
                  path.substr(path.find('.') + 1));
  }
  auto scalar = scalar_of(value);
  if (!scalar)
    return wrong_shape(path, "data did not match any variant of untagged enum {}",
                       may_delete ? "UpdateMetadataValue" : "MetadataValue");
  return std::optional(
      std::visit([](auto&& one) -> model::MetadataValue { return one; }, std::move(*scalar)));
}

Result<void> read_metadatas(const json::object& body, bool may_delete,
                            std::vector<RecordChange>& changes) {
  const json::array* list = TRY(read_list(body, "metadatas", changes.size()));
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const json::value& item = (*list)[i];
    if (item.is_null()) continue;
    if (!item.is_object())
      return wrong_shape(fmt::format("metadatas[{}]", i), "invalid type: {}, expected a map",
                         kind_of(item));
    for (const auto& [key, value] : item.get_object()) {
      const std::string_view name(key);
      const bool is_reserved = name == "chroma:document" || name == "chroma:uri";
      if (name.empty() || name.starts_with('#') || name.starts_with('$') || is_reserved)
        return wrong_value("Validation error: metadatas: Invalid metadata at index {}", i);
      changes[i].metadata[std::string(name)] =
          TRY(read_value(value, fmt::format("metadatas[{}].{}", i, name), may_delete));
    }
  }
  return {};
}

Result<std::vector<RecordChange>> read_changes(const json::object& body, WriteKind kind) {
  auto ids = TRY(texts_if(body, "ids"));
  if (!ids) {
    if (body.contains("ids")) return wrong_shape("ids", "invalid type: null, expected a sequence");
    return wrong_shape("", "missing field `ids`");
  }
  if (ids->size() > kRowsMax)
    return wrong_value("a request may hold {} records, and this one has {}", kRowsMax, ids->size());
  std::vector<RecordChange> out(ids->size());
  for (std::size_t i = 0; i < ids->size(); ++i)
    out[i].id = std::move((*ids)[i]);
  TRY(read_embeddings(body, kind == WriteKind::kUpdate, out));
  TRY(read_texts(body, "documents", &RecordChange::text, out));
  TRY(read_texts(body, "uris", &RecordChange::uri, out));
  TRY(read_metadatas(body, kind != WriteKind::kAdd, out));
  for (const RecordChange& change : out)
    if (change.id.empty()) return wrong_value("Empty ID, ID must have at least one character");
  return out;
}

Result<http::Response> write(Call& call, WriteKind kind, int status) {
  store::RecordWrite write{kind, TRY(read_changes(call.body, kind))};
  const auto collection = TRY(call.collection());
  if (!collection.row.is_of_records) write.changes.resize(1);  // it is refused, and not read
  TRY(call.library.records().write(collection, write));
  return answer("{}", status);
}

Result<http::Response> add(Call& call) { return write(call, WriteKind::kAdd, 201); }
Result<http::Response> update(Call& call) { return write(call, WriteKind::kUpdate, 200); }
Result<http::Response> upsert(Call& call) { return write(call, WriteKind::kUpsert, 200); }

http::Response deleted(std::uint64_t count) {
  return answer(fmt::format("{{\"deleted\":{}}}", count));
}

Result<http::Response> remove(Call& call) {
  library::RecordChoice choice;
  choice.stop = call.request.stop;
  choice.ids = TRY(texts_if(call.body, "ids"));
  const auto limit = TRY(u32_if(call.body, "limit"));
  const auto collection = TRY(call.collection());
  choice.filter = TRY(read_filter(call.body, collection.schema));
  if (limit && !choice.filter)
    return wrong_value(
        "Validation error: limit, where: limit can only be specified when a where clause is "
        "provided");
  if (!choice.ids && !choice.filter) return deleted(0);
  if (choice.ids && choice.ids->empty() && !choice.filter)
    return wrong_value("Validation error: ids, where: Either ids or where must be specified");
  const std::uint64_t gone =
      TRY(call.library.records().remove(collection, choice, limit.value_or(library::kNoLimit)));
  return deleted(choice.filter ? gone : choice.ids->size());
}

}  // namespace

std::vector<Route> write_routes() {
  using auth::Right;
  return {
      {"POST", kCollectionPath + "/add", Right::kWrite, add, true},
      {"POST", kCollectionPath + "/update", Right::kWrite, update, true},
      {"POST", kCollectionPath + "/upsert", Right::kWrite, upsert, true},
      {"POST", kCollectionPath + "/delete", Right::kWrite, remove, true},
  };
}

}  // namespace alexandria::chroma
