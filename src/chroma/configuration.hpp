#pragma once
// What a collection says of its index: read from requests, kept as JSON, given back.
#include <cstdint>
#include <optional>
#include <string>

#include "alexandria/store/record_collections.hpp"
#include "body.hpp"

namespace alexandria::chroma {

struct Hnsw {
  std::string space = "l2";  // cosine, ip
  std::uint64_t ef_construction = 100;
  std::uint64_t ef_search = 100;
  std::uint64_t max_neighbors = 16;
  double resize_factor = 1.2;
  std::uint64_t sync_threshold = 1000;
  std::optional<std::uint64_t> num_threads = {};
  std::uint64_t batch_size = 100;
};

struct Configuration {
  Hnsw hnsw;
  json::value embedding_function;  // as it was given; null: none
};

/// What a request to create a collection asks for: its `configuration` (nullptr: none), or the
/// `hnsw:*` keys of its metadata. 422 for unknown keys and wrong types, 400 for two indexes.
Result<Configuration> read_configuration(const json::value* given, const json::object* metadata);
/// A request to change it. 422 for what cannot be changed.
Result<void> change_configuration(const json::value& wanted, Configuration& configuration);

/// As it is kept, and back.
std::string to_text(const Configuration& configuration);
Configuration from_text(const std::string& text, const std::string& metric);
/// `configuration_json` of an answer.
json::object to_answer(const Configuration& configuration);

/// The metadata of a collection, checked and with nulls left out; nullptr for none. Replacing ones
/// (`is_change`) may not be empty either.
Result<json::object> read_collection_metadata(const json::value& value, bool is_change);

/// A collection as an answer shows it.
std::string collection_answer(const store::RecordCollectionRow& collection);

}  // namespace alexandria::chroma
