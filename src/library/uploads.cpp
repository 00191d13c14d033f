#include "alexandria/library/uploads.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::library {
namespace {

constexpr std::uint64_t kSourceCodePointsMax = 4096;

}  // namespace

struct Uploads::Arrival {
  const store::CollectionRow& collection;
  std::string sha256;
  std::uint64_t bytes;
  const std::string& source;
  const std::string& title;
};

Uploads::Uploads(store::Store& store, const store::Blobs& blobs, Collections& collections,
                 jobs::JobEngine* engine, const base::Clock& clock, std::uint64_t bytes_max)
    : store_(store),
      blobs_(blobs),
      collections_(collections),
      engine_(engine),
      clock_(clock),
      bytes_max_(bytes_max) {}

std::filesystem::path Uploads::incoming_folder() const { return blobs_.incoming(); }

// Inside the request: a duplicate, a new version of what came from the same source, or a new
// document.
Result<Upload> Uploads::accept(store::Sql& sql, const Arrival& arrival) {
  const auto& [collection, sha256, bytes, source, title] = arrival;
  const std::int64_t now = clock_.now_ms();
  const auto same_bytes = TRY(store::find_document_by_blob(sql, collection.collection_id, sha256));
  if (same_bytes) return Upload{same_bytes->document_id, "", "duplicate"};
  TRY(blobs_.reference(sql, sha256, bytes));
  const auto same_source =
      TRY(store::find_document_by_source(sql, collection.collection_id, source));
  store::DocumentRow document;
  if (same_source) {
    document = *same_source;
    if (document.current_version == 0) document.status = "processing";
    document.reason.clear();
    document.updated_ms = now;
    TRY(store::update_document(sql, document));
  } else {
    document.document_id = base::new_identifier(now);
    document.collection_id = collection.collection_id;
    document.title = title.empty() ? std::filesystem::path(source).filename().string() : title;
    document.source = source;
    document.status = "processing";
    document.created_ms = now;
    document.document_no = TRY(store::insert_document(sql, document));
  }
  store::JobRow job;
  job.job_id = base::new_identifier(now);
  job.kind = "ingest";
  job.collection_id = collection.collection_id;
  job.document_no = document.document_no;
  job.version_id = TRY(store::insert_version(sql, document.document_no, sha256, now));
  job.created_ms = now;
  TRY(store::insert_job(sql, job));
  return Upload{document.document_id, job.job_id, "queued"};
}

Result<Upload> Uploads::add(const std::string& collection_name, const std::filesystem::path& file,
                            const std::string& source, const std::string& title) {
  const store::CollectionRow collection = TRY(collections_.find(collection_name));
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(file, error);
  if (error)
    return fail(Code::kNotFound, "file_not_found", "cannot read {}: {}", file.string(),
                error.message());
  if (bytes > bytes_max_)
    return fail(Code::kResourceExhausted, "upload_too_large", "{} has {} bytes; the limit is {}",
                source, bytes, bytes_max_);
  if (source.empty() || text::count_code_points(source) > kSourceCodePointsMax)
    return fail(Code::kInvalidArgument, "invalid_source",
                "the source of an upload has 1 to {} characters, not {}", kSourceCodePointsMax,
                text::count_code_points(source));
  const std::string sha256 = TRY(platform::sha256_of_file(file));
  TRY(blobs_.keep(file, sha256));
  Upload upload;
  TRY(store_.write([&](store::Sql& sql) -> Result<void> {
    upload = TRY(accept(sql, {collection, sha256, bytes, source, title}));
    return {};
  }));
  if (engine_ != nullptr) engine_->wake();
  return upload;
}

}  // namespace alexandria::library
