#include "configuration.hpp"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>

#include "answers.hpp"
#include "json_out.hpp"
#include "schema.hpp"

namespace alexandria::chroma {
namespace {

constexpr std::array<std::string_view, 3> kSpaces = {"l2", "cosine", "ip"};

Result<void> read_count(const json::object& object, std::string_view path, std::string_view name,
                        std::uint64_t& out) {
  const json::value* value = given(object, name);
  if (value == nullptr) return {};
  if (!value->is_int64() || value->get_int64() < 0)
    return wrong_shape(fmt::format("{}.{}", path, name), "invalid {}: {}, expected usize",
                       value->is_int64() ? "value" : "type", kind_of(*value));
  out = static_cast<std::uint64_t>(value->get_int64());
  return {};
}

Result<void> read_space(const json::object& object, std::string_view path, std::string& out) {
  const json::value* value = given(object, "space");
  if (value == nullptr) return {};
  if (!value->is_string() || std::ranges::find(kSpaces, value->get_string()) == kSpaces.end())
    return wrong_shape(fmt::format("{}.space", path),
                       "unknown variant `{}`, expected one of `l2`, `cosine`, `ip`",
                       value->is_string() ? std::string(value->get_string()) : kind_of(*value));
  out = value->get_string();
  return {};
}

Result<const json::object*> object_if(const json::object& object, std::string_view name) {
  const json::value* value = given(object, name);
  if (value == nullptr) return nullptr;
  if (!value->is_object())
    return wrong_shape(name, "invalid type: {}, expected a map", kind_of(*value));
  return &value->get_object();
}

Result<void> know_keys(const json::object& object, std::string_view path,
                       std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : object)
    if (const std::string_view name(key); std::ranges::find(known, name) == known.end())
      return wrong_shape(fmt::format("{}.{}", path, name),
                         "unknown field `{}`, expected one of `{}`", name,
                         fmt::join(known, "`, `"));
  return {};
}

// What may be changed; `space` and ef_construction are given once.
Result<void> read_changeable(const json::object& object, std::string_view path, Hnsw& out) {
  TRY(read_count(object, path, "ef_search", out.ef_search));
  TRY(read_count(object, path, "max_neighbors", out.max_neighbors));
  TRY(read_count(object, path, "sync_threshold", out.sync_threshold));
  TRY(read_count(object, path, "batch_size", out.batch_size));
  std::uint64_t threads = 0;
  TRY(read_count(object, path, "num_threads", threads));
  if (given(object, "num_threads") != nullptr) out.num_threads = threads;
  if (const json::value* factor = given(object, "resize_factor")) {
    if (!factor->is_number())
      return wrong_shape(fmt::format("{}.resize_factor", path), "invalid type: {}, expected f64",
                         kind_of(*factor));
    out.resize_factor = factor->to_number<double>();
  }
  return {};
}

Result<void> read_hnsw(const json::object& object, Hnsw& out) {
  TRY(know_keys(object, "configuration.hnsw",
                {"space", "ef_construction", "ef_search", "max_neighbors", "num_threads",
                 "resize_factor", "sync_threshold", "batch_size"}));
  TRY(read_space(object, "configuration.hnsw", out.space));
  TRY(read_count(object, "configuration.hnsw", "ef_construction", out.ef_construction));
  return read_changeable(object, "configuration.hnsw", out);
}

Result<void> read_spann(const json::object& object, Hnsw& out) {
  TRY(know_keys(
      object, "configuration.spann",
      {"search_nprobe", "write_nprobe", "space", "ef_construction", "ef_search", "max_neighbors",
       "reassign_neighbor_count", "split_threshold", "merge_threshold", "search_rng_factor",
       "search_rng_epsilon", "nreplica_count", "write_rng_factor", "write_rng_epsilon",
       "num_samples_kmeans", "initial_lambda", "num_centers_to_merge_to", "quantize"}));
  return read_space(object, "configuration.spann", out.space);
}

// Keys of an older kind of configuration; they stay in the metadata.
Result<void> read_legacy(const json::object& metadata, Hnsw& out) {
  static constexpr std::string_view kPrefix = "hnsw:";
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNames = {
      {{"space", "space"},
       {"construction_ef", "ef_construction"},
       {"search_ef", "ef_search"},
       {"M", "max_neighbors"},
       {"num_threads", "num_threads"},
       {"resize_factor", "resize_factor"},
       {"batch_size", "batch_size"},
       {"sync_threshold", "sync_threshold"}}};
  json::object renamed;
  for (const auto& [key, value] : metadata) {
    const std::string_view name(key);
    if (!name.starts_with(kPrefix)) continue;
    const auto known = std::ranges::find(kNames, name.substr(kPrefix.size()),
                                         &std::pair<std::string_view, std::string_view>::first);
    if (known == kNames.end())
      return wrong_value("Failed to parse hnsw parameters from segment metadata");
    renamed[known->second] = value;
  }
  if (!read_hnsw(renamed, out))
    return wrong_value("Failed to parse hnsw parameters from segment metadata");
  return {};
}

json::object hnsw_json(const Hnsw& hnsw) {
  return {{"space", hnsw.space},
          {"ef_construction", hnsw.ef_construction},
          {"ef_search", hnsw.ef_search},
          {"max_neighbors", hnsw.max_neighbors},
          {"resize_factor", hnsw.resize_factor},
          {"sync_threshold", hnsw.sync_threshold}};
}

}  // namespace

Result<Configuration> read_configuration(const json::value* wanted, const json::object* metadata) {
  Configuration out;
  const json::object none;
  if (wanted != nullptr && !wanted->is_object())
    return wrong_shape("configuration", "invalid type: {}, expected a map", kind_of(*wanted));
  const json::object& object = wanted == nullptr ? none : wanted->get_object();
  const json::object* hnsw = TRY(object_if(object, "hnsw"));
  const json::object* spann = TRY(object_if(object, "spann"));
  if (hnsw != nullptr && spann != nullptr)
    return wrong_value("Multiple vector index configurations provided");
  if (hnsw != nullptr)
    TRY(read_hnsw(*hnsw, out.hnsw));
  else if (spann != nullptr)
    TRY(read_spann(*spann, out.hnsw));
  else if (metadata != nullptr)
    TRY(read_legacy(*metadata, out.hnsw));
  if (const json::value* function = given(object, "embedding_function")) {
    if (!function->is_object())
      return wrong_shape("configuration.embedding_function", "invalid type: {}, expected a map",
                         kind_of(*function));
    out.embedding_function = *function;
  }
  return out;
}

Result<void> change_configuration(const json::value& wanted, Configuration& configuration) {
  if (!wanted.is_object())
    return wrong_shape("new_configuration", "invalid type: {}, expected a map", kind_of(wanted));
  const json::object& object = wanted.get_object();
  if (const json::object* hnsw = TRY(object_if(object, "hnsw"))) {
    TRY(know_keys(*hnsw, "new_configuration.hnsw",
                  {"ef_search", "max_neighbors", "num_threads", "resize_factor", "sync_threshold",
                   "batch_size"}));
    TRY(read_changeable(*hnsw, "new_configuration.hnsw", configuration.hnsw));
  }
  if (const json::object* spann = TRY(object_if(object, "spann")))
    TRY(know_keys(*spann, "new_configuration.spann", {"search_nprobe", "ef_search"}));
  if (const json::value* function = given(object, "embedding_function"))
    configuration.embedding_function = *function;
  return {};
}

std::string to_text(const Configuration& configuration) {
  json::object hnsw = hnsw_json(configuration.hnsw);
  hnsw["batch_size"] = configuration.hnsw.batch_size;
  if (configuration.hnsw.num_threads) hnsw["num_threads"] = *configuration.hnsw.num_threads;
  return json::serialize(json::object{{"hnsw", std::move(hnsw)},
                                      {"embedding_function", configuration.embedding_function}});
}

Configuration from_text(const std::string& text, const std::string& metric) {
  Configuration out;
  out.hnsw.space = metric;
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_object()) return out;
  auto read = read_configuration(&value, nullptr);
  if (read) out = std::move(*read);
  out.hnsw.space = metric;
  return out;
}

json::object to_answer(const Configuration& configuration) {
  return {{"hnsw", hnsw_json(configuration.hnsw)},
          {"spann", nullptr},
          {"embedding_function", configuration.embedding_function}};
}

Result<json::object> read_collection_metadata(const json::value& value, bool is_change) {
  const std::string_view path = is_change ? "new_metadata" : "metadata";
  if (!value.is_object())
    return wrong_shape(path, "invalid type: {}, expected a map", kind_of(value));
  if (value.get_object().empty())
    return wrong_value("Validation error: {}: Metadata cannot be empty", path);
  json::object out;
  for (const auto& [key, item] : value.get_object()) {
    if (item.is_null() && is_change) continue;
    const auto scalar = scalar_of(item);
    if (!scalar)
      return wrong_shape(fmt::format("{}.{}", path, std::string_view(key)),
                         "data did not match any variant of untagged enum MetadataValue");
    out[key] = item.is_uint64() ? json::value(std::get<double>(*scalar)) : item;
  }
  return out;
}

std::string collection_answer(const store::RecordCollectionRow& collection) {
  const Configuration configuration = from_text(collection.configuration, collection.metric);
  JsonOut out;
  out.raw("{\"id\":");
  out.text(collection.uuid);
  out.raw(",\"name\":");
  out.text(collection.name);
  out.raw(",\"configuration_json\":");
  out.raw(json::serialize(to_answer(configuration)));
  out.raw(",\"schema\":");
  out.raw(collection.schema.empty() ? json::serialize(default_schema(configuration))
                                    : collection.schema);
  out.raw(",\"metadata\":");
  const auto metadata = model::metadata_from_json(
      collection.metadata.empty() ? std::string("{}") : collection.metadata);
  out.metadata(metadata.value_or(model::Metadata{}));
  out.raw(",\"dimension\":");
  out.raw(collection.row.dimension == 0 ? "null" : std::to_string(collection.row.dimension));
  out.raw(",\"tenant\":");
  out.text(collection.database.tenant);
  out.raw(",\"database\":");
  out.text(collection.database.name);
  out.raw(",\"log_position\":0,\"version\":0}");
  return out.take();
}

}  // namespace alexandria::chroma
