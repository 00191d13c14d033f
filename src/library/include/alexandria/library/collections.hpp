#pragma once
// Collections: made with the model that reads their documents, and dropped with all they hold.
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

class Embedders;
class IndexSet;

/// Threads: all functions at any time.
class Collections {
 public:
  /// `engine`: nullptr where jobs do not run in this process. `default_model`: of collections that
  /// name none.
  Collections(store::Store& store, IndexSet& indexes, Embedders& embedders, jobs::JobEngine* engine,
              std::string default_model);
  /// kInvalidArgument `invalid_collection_name`; kConflict `collection_exists`; kNotFound for a
  /// model that is not installed.
  Result<store::CollectionRow> create(const std::string& name, const std::string& model);
  /// Those of the default database, also those that hold records without documents.
  Result<std::vector<store::CollectionRow>> list();
  /// kNotFound `collection_not_found`.
  Result<store::CollectionRow> find(const std::string& name);
  Result<void> drop(const std::string& name);

 private:
  store::Store& store_;
  IndexSet& indexes_;
  Embedders& embedders_;
  jobs::JobEngine* engine_;
  std::string default_model_;
};

}  // namespace alexandria::library
