#pragma once
// What the tests of a library open one with.
#include "alexandria/library/options.hpp"
#include "alexandria/store/test_database.hpp"

namespace alexandria::library {

/// Of a library in `folder` with the small model, or with none where the build has no model
/// runtime.
inline Options options_in(const std::filesystem::path& folder) {
  Options options;
  options.data_folder = folder;
  options.models_folder = ALEXANDRIA_MODELS;
#ifdef ALEXANDRIA_NO_MODEL_RUNTIME
  options.default_model = "none";
#else
  options.default_model = "all-MiniLM-L6-v2";
#endif
  return options;
}

}  // namespace alexandria::library
