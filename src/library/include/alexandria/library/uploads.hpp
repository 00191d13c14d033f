#pragma once
// Uploads: a written file becomes a document, or a new version of one, that a job will read.
#include <cstdint>
#include <filesystem>
#include <string>

#include "alexandria/base/result.hpp"
#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/library/collections.hpp"
#include "alexandria/library/freshness.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

/// A file that comes in. Names may be any bytes; what is not UTF-8 is stored as text::shown_name
/// says.
struct NewUpload {
  std::string collection;
  std::filesystem::path file;  ///< written in `Uploads::incoming_folder()`; it is moved
  std::string name;            ///< the file's bare name, which says nothing of where it came from
  /// Path or URL it came from; empty: not known. The same source with other bytes is a new version.
  std::string source = {};
  std::string title = {};        ///< used until the file's own title is known; empty: its name
  std::string document_id = {};  ///< the file is a new version of this document
  /// Of CSV: `first_row` names the columns, `none` does, or the parser may `decide`; empty: as
  /// before, or decide. The same bytes with another one are a new version.
  std::string header = {};
};

/// What became of an upload. status: `queued`, or `duplicate` (then `document_id` is the one that
/// has these bytes and `job_id` is empty). `version` counts the document's versions, from 1: over 1
/// and queued, the upload will take the place of what was there.
struct Upload {
  std::string document_id;
  std::string job_id;
  std::string status;
  std::int64_t version = 0;
  std::string token = {};  ///< ReadToken
};

/// Threads: all functions at any time.
class Uploads {
 public:
  /// `engine`: nullptr where jobs do not run in this process; the next one that runs them takes
  /// what was added.
  Uploads(store::Store& store, store::Blobs& blobs, Collections& collections,
          jobs::JobEngine* engine, std::uint64_t bytes_max);
  /// Where an upload is written before `add`.
  std::filesystem::path incoming_folder() const;
  std::uint64_t bytes_max() const { return bytes_max_; }
  /// Takes a file into a collection. Durable when this returns. The document that `document_id`
  /// names or that the source stands for gets a new version, also where another document has the
  /// same bytes. Where sources share a document it goes on with the one it is shown under, and the
  /// others keep the bytes they came with, in a document of their own. Otherwise the same bytes are
  /// a duplicate, and the source, if there is one, stands for that document from now on.
  /// kResourceExhausted `upload_too_large`, `disk_full`; kInvalidArgument `invalid_source`,
  /// `invalid_title`, `invalid_header`; kConflict `other_collection`; kNotFound.
  Result<Upload> add(const NewUpload& upload);

 private:
  Result<void> accept(const NewUpload& upload, const std::string& sha256, Upload& out);
  class Acceptance;
  Result<void> check(const NewUpload& upload, std::uint64_t bytes) const;
  store::Store& store_;
  store::Blobs& blobs_;
  Collections& collections_;
  jobs::JobEngine* engine_;
  std::uint64_t bytes_max_;
};

}  // namespace alexandria::library
