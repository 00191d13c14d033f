#pragma once
// What the operator chose for a library.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "alexandria/embed/encoder.hpp"
#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

/// Where answers are written by a language model; without `base_url` the documents' own sentences
/// are quoted.
struct AskOptions {
  std::string base_url;  ///< of an endpoint that speaks the OpenAI API
  std::string model;
  std::string key;
  bool strict = false;  ///< sentences without support are left out
  std::chrono::seconds timeout{120};
};

struct Options {
  std::filesystem::path data_folder;
  std::string blobs_url;  ///< one for all nodes (store::BlobPlaces); empty: in the data folder
  std::uint64_t blobs_cache_bytes = 4ULL << 30;
  std::filesystem::path models_folder;
  std::string default_model = "bge-small-en-v1.5";
  embed::Precision precision = embed::Precision::kAuto;
  std::uint64_t upload_bytes_max = 2ULL << 30;
  store::RoomLimits room;
  store::PostgresOptions
      postgres;  ///< without an address the database is SQLite in the data folder
  AskOptions ask;
  std::uint64_t records_bytes_max = 2ULL << 30;  ///< memory for vectors and metadata of records
  jobs::EngineOptions jobs;
  std::string version = {};  ///< of the program, for the list of nodes
  bool warm = false;         ///< what queries with the default model need is loaded at once
  bool background = true;    ///< jobs and maintenance run; off for commands that only read
};

}  // namespace alexandria::library
