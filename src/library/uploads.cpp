#include <filesystem>

#include "alexandria/base/identifier.hpp"
#include "alexandria/library/library.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/jobs.hpp"
#include "core.hpp"

namespace alexandria::library {
namespace {

// Inside the request: a duplicate, a new version of what came from the same source, or a new
// document.
Result<Upload> accept(Core& core, store::Sql& sql, const store::CollectionRow& collection,
                      const std::string& sha256, std::uint64_t bytes, const std::string& source,
                      const std::string& title) {
  const std::int64_t now = core.clock.now_ms();
  const auto same_bytes = TRY(store::find_document_by_blob(sql, collection.collection_id, sha256));
  if (same_bytes) return Upload{same_bytes->document_id, "", "duplicate"};
  TRY(core.blobs->reference(sql, sha256, bytes));
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

}  // namespace

Result<Upload> Library::add(const std::string& collection_name, const std::filesystem::path& file,
                            const std::string& source, const std::string& title) {
  const store::CollectionRow collection = TRY(core_->collection(collection_name));
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(file, error);
  if (error)
    return fail(Code::kNotFound, "file_not_found", "cannot read {}: {}", file.string(),
                error.message());
  if (bytes > upload_bytes_max())
    return fail(Code::kResourceExhausted, "upload_too_large", "{} has {} bytes; the limit is {}",
                source, bytes, upload_bytes_max());
  if (source.empty() || source.size() > 4096)
    return fail(Code::kInvalidArgument, "invalid_source",
                "the source of an upload has 1 to 4096 bytes, not {}", source.size());
  const std::string sha256 = TRY(platform::sha256_of_file(file));
  TRY(core_->blobs->keep(file, sha256));
  Upload upload;
  TRY(core_->store->write([&](store::Sql& sql) -> Result<void> {
    upload = TRY(accept(*core_, sql, collection, sha256, bytes, source, title));
    return {};
  }));
  if (core_->engine) core_->engine->wake();
  return upload;
}

}  // namespace alexandria::library
