#include "schema.hpp"

#include <array>
#include <thread>

#include "answers.hpp"

namespace alexandria::chroma {
namespace {

constexpr std::string_view kVectors = "#embedding";
constexpr std::string_view kText = "#document";

json::object index(bool enabled, json::object config = {}) {
  return {{"enabled", enabled}, {"config", std::move(config)}};
}

json::object vector_config(const Configuration& configuration, bool of_text) {
  const Hnsw& hnsw = configuration.hnsw;
  const std::uint64_t threads =
      hnsw.num_threads.value_or(std::max(1U, std::thread::hardware_concurrency()));
  json::object out{{"space", hnsw.space}};
  if (!configuration.embedding_function.is_null())
    out["embedding_function"] = configuration.embedding_function;
  if (of_text) out["source_key"] = kText;
  out["hnsw"] = {{"ef_construction", hnsw.ef_construction},
                 {"max_neighbors", hnsw.max_neighbors},
                 {"ef_search", hnsw.ef_search},
                 {"num_threads", threads},
                 {"batch_size", hnsw.batch_size},
                 {"sync_threshold", hnsw.sync_threshold},
                 {"resize_factor", hnsw.resize_factor}};
  return out;
}

// Members of `from` go into `into`; objects are merged.
void merge(json::object& into, const json::object& from) {
  for (const auto& [key, value] : from) {
    json::value* there = into.if_contains(key);
    if (there != nullptr && there->is_object() && value.is_object())
      merge(there->get_object(), value.get_object());
    else if (!value.is_null())
      into[key] = value;
  }
}

const json::object* member(const json::object* object, std::string_view name) {
  const json::value* value = object == nullptr ? nullptr : object->if_contains(name);
  return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

bool is_enabled(const json::object* made) {
  const json::value* enabled = made == nullptr ? nullptr : made->if_contains("enabled");
  return enabled != nullptr && enabled->is_bool() && enabled->get_bool();
}

// Where which index may stand.
Result<void> check_places(const json::object& wanted) {
  for (const auto& [key, value] : wanted.at("keys").as_object()) {
    const std::string_view name(key);
    if (!value.is_object()) return wrong_shape("schema.keys", "{}: expected a map", name);
    const json::object* of = &value.get_object();
    const bool is_own = name == kVectors || name == kText;
    if (name.starts_with('#') && !is_own)
      return wrong_value("Invalid schema input: key '{}' may not begin with '#'", name);
    if (is_enabled(member(member(of, "float_list"), "vector_index")) && name != kVectors)
      return wrong_value("Invalid schema input: a vector index is possible on #embedding only");
    if (is_enabled(member(member(of, "string"), "fts_index")) && name != kText)
      return wrong_value("Invalid schema input: full text is possible on #document only");
    if (name == kText && is_enabled(member(member(of, "string"), "string_inverted_index")))
      return wrong_value("Invalid schema input: #document takes no inverted index");
    if (is_enabled(member(member(of, "sparse_vector"), "sparse_vector_index")))
      return wrong_value(
          "Failed to reconcile schema: Invalid schema input: Sparse vector indexing is not enabled "
          "in local");
  }
  const json::object* defaults = &wanted.at("defaults").as_object();
  if (is_enabled(member(member(defaults, "sparse_vector"), "sparse_vector_index")))
    return wrong_value("Invalid schema input: a sparse index needs a key of its own");
  return {};
}

struct Index {
  std::string_view type;
  std::string_view name;
  std::string_view said;
};
constexpr std::array kIndexes = {
    Index{"string", "string_inverted_index", "Str"}, Index{"int", "int_inverted_index", "Int"},
    Index{"float", "float_inverted_index", "Float"}, Index{"bool", "bool_inverted_index", "Bool"}};

}  // namespace

json::object default_schema(const Configuration& configuration) {
  const json::object sparse{{"embedding_function", {{"type", "unknown"}}}, {"bm25", false}};
  return {
      {"defaults",
       {{"string", {{"fts_index", index(false)}, {"string_inverted_index", index(true)}}},
        {"float_list", {{"vector_index", index(false, vector_config(configuration, false))}}},
        {"sparse_vector", {{"sparse_vector_index", index(false, sparse)}}},
        {"int", {{"int_inverted_index", index(true)}}},
        {"float", {{"float_inverted_index", index(true)}}},
        {"bool", {{"bool_inverted_index", index(true)}}}}},
      {"keys",
       {{kText,
         {{"string", {{"fts_index", index(true)}, {"string_inverted_index", index(false)}}}}},
        {kVectors,
         {{"float_list", {{"vector_index", index(true, vector_config(configuration, true))}}}}}}}};
}

Result<json::object> read_schema(const json::value& wanted, Configuration& configuration) {
  if (!wanted.is_object())
    return wrong_shape("schema", "invalid type: {}, expected a map", kind_of(wanted));
  const json::object& object = wanted.get_object();
  for (const char* name : {"defaults", "keys"}) {
    const json::value* part = object.if_contains(name);
    if (part == nullptr) return wrong_shape("schema", "missing field `{}`", name);
    if (!part->is_object())
      return wrong_shape("schema", "{}: invalid type: {}, expected a map", name, kind_of(*part));
  }
  TRY(check_places(object));
  for (const char* place : {"defaults", "keys"}) {
    const json::object* at = member(&object, place);
    if (std::string_view(place) == "keys") at = member(at, kVectors);
    const json::object* config = member(member(member(at, "float_list"), "vector_index"), "config");
    if (config == nullptr) continue;
    json::object hnsw;
    if (const json::object* given_hnsw = member(config, "hnsw")) hnsw = *given_hnsw;
    if (member(config, "hnsw") != nullptr && member(config, "spann") != nullptr)
      return wrong_value("Multiple vector index configurations provided");
    if (const json::value* space = given(*config, "space")) hnsw["space"] = *space;
    json::object as_configuration{{"hnsw", hnsw}};
    if (const json::value* function = given(*config, "embedding_function"))
      as_configuration["embedding_function"] = *function;
    const json::value one = as_configuration;
    configuration = TRY(read_configuration(&one, nullptr));
  }
  json::object out = default_schema(configuration);
  merge(out, object);
  return out;
}

Result<void> check_indexed(const json::object& schema, const std::string& key,
                           std::string_view type) {
  if (schema.empty()) return {};
  const auto known = std::ranges::find(kIndexes, type, &Index::type);
  if (known == kIndexes.end()) return {};
  const json::object* of_key = member(member(member(&schema, "keys"), key), known->type);
  const json::object* of_all = member(member(&schema, "defaults"), known->type);
  const json::object* made = member(of_key == nullptr ? of_all : of_key, known->name);
  if (made == nullptr || is_enabled(made)) return {};
  return wrong_value(
      "Cannot filter using metadata key '{}' with type '{}' because indexing is disabled", key,
      known->said);
}

Result<void> check_full_text(const json::object& schema) {
  if (schema.empty()) return {};
  const json::object* of = member(member(member(&schema, "keys"), kText), "string");
  if (of == nullptr || is_enabled(member(of, "fts_index"))) return {};
  return wrong_value("Cannot filter using full-text search because FTS indexing is disabled");
}

}  // namespace alexandria::chroma
