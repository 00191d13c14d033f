#pragma once
// Uploads: a written file becomes a document, or a new version of one, that a job will read.
#include <cstdint>
#include <filesystem>
#include <string>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/result.hpp"
#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/library/collections.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

/// What became of an upload. status: `queued`, or `duplicate` (then `document_id` is the one that
/// has these bytes and `job_id` is empty).
struct Upload {
  std::string document_id;
  std::string job_id;
  std::string status;
};

/// Threads: all functions at any time.
class Uploads {
 public:
  /// `engine`: nullptr where jobs do not run in this process; the next one that runs them takes
  /// what was added.
  Uploads(store::Store& store, const store::Blobs& blobs, Collections& collections,
          jobs::JobEngine* engine, const base::Clock& clock, std::uint64_t bytes_max);
  /// Where an upload is written before `add`.
  std::filesystem::path incoming_folder() const;
  std::uint64_t bytes_max() const { return bytes_max_; }
  /// Takes a written file of `incoming_folder()` (moves it) into a collection. `source` is the path
  /// or URL it came from: a second add from the same source with other bytes is a new version.
  /// Durable when this returns.
  Result<Upload> add(const std::string& collection, const std::filesystem::path& file,
                     const std::string& source, const std::string& title);

 private:
  struct Arrival;
  Result<Upload> accept(store::Sql& sql, const Arrival& arrival);
  store::Store& store_;
  const store::Blobs& blobs_;
  Collections& collections_;
  jobs::JobEngine* engine_;
  const base::Clock& clock_;
  std::uint64_t bytes_max_;
};

}  // namespace alexandria::library
