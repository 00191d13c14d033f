#include "alexandria/store/documents.hpp"

#include "alexandria/ingest/render.hpp"
#include "alexandria/library/answer_json.hpp"
#include "alexandria/library/library.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/unicode.hpp"
#include "core.hpp"

namespace alexandria::library {
namespace {

constexpr std::uint64_t kListMax = 1000;

Result<void> check_page(std::uint64_t limit) {
  if (limit > kListMax)
    return fail(Code::kInvalidArgument, "invalid_limit", "limit may be {} at most, not {}",
                kListMax, limit);
  return {};
}

// The version to show: the current one, or else the one that arrives.
Result<std::int64_t> version_to_show(store::Sql& sql, const store::DocumentRow& document) {
  if (document.current_version != 0) return document.current_version;
  const auto versions = TRY(store::list_versions(sql, document.document_no));
  if (versions.empty())
    return fail(Code::kNotFound, "version_not_found", "document {} has no version",
                document.document_id);
  return versions.back().version_id;
}

}  // namespace

Result<DocumentList> Library::list_documents(const std::string& collection,
                                             const std::string& status, std::uint64_t limit,
                                             std::uint64_t offset) {
  TRY(check_page(limit));
  DocumentList out;
  TRY(core_->store->read_settled([&](store::Sql& sql) -> Result<void> {
    store::DocumentQuery query{0, status, limit, offset};
    if (!collection.empty())
      query.collection_id = TRY(store::find_collection(sql, collection)).collection_id;
    out.documents = TRY(store::list_documents(sql, query));
    out.total = TRY(store::count_documents(sql, query));
    return {};
  }));
  return out;
}

Result<store::DocumentRow> Library::find_document(const std::string& document_id) {
  store::DocumentRow out;
  TRY(core_->store->read_settled([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::find_document(sql, document_id));
    return {};
  }));
  return out;
}

Result<std::vector<store::VersionRow>> Library::list_versions(const std::string& document_id) {
  std::vector<store::VersionRow> out;
  TRY(core_->store->read([&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    out = TRY(store::list_versions(sql, document.document_no));
    return {};
  }));
  return out;
}

Result<std::string> Library::document_text(const std::string& document_id) {
  std::string out;
  TRY(core_->store->read([&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    const std::int64_t version = TRY(version_to_show(sql, document));
    const auto parts = TRY(store::read_parts(sql, version));
    if (parts.empty())
      return fail(Code::kUnavailable, "document_not_ready", "document {} has no text: it is {} {}",
                  document_id, document.status, document.reason);
    for (const store::StoredPart& part : parts)
      out += part.part.text;
    return {};
  }));
  return out;
}

Result<BlockList> Library::document_blocks(const std::string& document_id, std::uint64_t limit,
                                           std::uint64_t offset) {
  TRY(check_page(limit));
  BlockList out;
  TRY(core_->store->read([&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    const std::int64_t version = TRY(version_to_show(sql, document));
    for (const store::StoredPart& stored : TRY(store::read_parts(sql, version))) {
      const std::string_view text = stored.part.text;
      std::uint64_t code_point = stored.first_code_point;
      std::uint32_t counted = 0;
      for (const model::Block& block : stored.part.blocks) {
        code_point += text::count_code_points(text.substr(counted, block.begin - counted));
        const std::uint64_t length =
            text::count_code_points(text.substr(block.begin, block.end - block.begin));
        if (out.total >= offset && out.blocks.size() < limit)
          out.blocks.push_back({block,
                                std::string(text.substr(block.begin, block.end - block.begin)),
                                code_point, code_point + length, stored.part.page});
        ++out.total;
        code_point += length;
        counted = block.end;
      }
    }
    return {};
  }));
  return out;
}

Result<std::string> Library::page_image(const std::string& document_id, int page, int width) {
  const store::DocumentRow document = TRY(find_document(document_id));
  if (document.kind != "pdf")
    return fail(Code::kInvalidArgument, "no_pages",
                "document {} is of kind {}, which has no pages to draw", document_id,
                document.kind);
  const std::filesystem::path original = TRY(document_original(document_id)).first;
  const std::atomic<bool> never = false;
  return ingest::render_page_in_child(
      original, page, width,
      {.processor_time_max = std::chrono::seconds(30), .silence_max = std::chrono::seconds(30)},
      never);
}

Result<std::pair<std::filesystem::path, std::string>> Library::document_original(
    const std::string& document_id) {
  std::string sha256;
  std::string source;
  TRY(core_->store->read([&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    const std::int64_t version = TRY(version_to_show(sql, document));
    sha256 = TRY(store::find_version(sql, version)).sha256;
    source = document.source;
    return {};
  }));
  return std::pair(core_->blobs->path_of(sha256),
                   std::filesystem::path(source).filename().string());
}

Result<void> Library::delete_document(const std::string& document_id) {
  std::vector<std::pair<std::vector<store::RecordRow>, store::CommitRow>> changes;
  std::int64_t collection_id = 0;
  const auto request = [&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    const store::CollectionRow collection =
        TRY(store::find_collection(sql, document.collection_id));
    collection_id = collection.collection_id;
    for (const store::VersionRow& version : TRY(store::list_versions(sql, document.document_no))) {
      store::CommitRow commit;
      auto rows = TRY(store::delete_records_of_version(sql, collection, version.version_id,
                                                       core_->clock.now_ms(), commit));
      if (!rows.empty()) changes.emplace_back(std::move(rows), commit);
    }
    TRY(store::change_answers_of_document(sql, document_id, [&](const std::string& answer) {
      return without_document(answer, document_id);
    }));
    return store::erase_document(sql, document.document_no);
  };
  TRY(core_->store->write(request, [&] {
    for (const auto& [rows, commit] : changes)
      core_->indexes->follow(collection_id, rows, commit);
  }));
  return {};
}

Result<JobList> Library::list_jobs(const std::string& state, std::uint64_t limit,
                                   std::uint64_t offset) {
  TRY(check_page(limit));
  JobList out;
  TRY(core_->store->read_settled([&](store::Sql& sql) -> Result<void> {
    out.jobs = TRY(store::list_jobs(sql, state, limit, offset));
    out.total = TRY(store::count_jobs(sql, state));
    return {};
  }));
  return out;
}

Result<store::JobRow> Library::find_job(const std::string& job_id) {
  store::JobRow out;
  TRY(core_->store->read_settled([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::find_job(sql, job_id));
    return {};
  }));
  return out;
}

Result<std::string> Library::cancel_job(const std::string& job_id) {
  if (!core_->engine) return fail(Code::kUnavailable, "no_jobs", "jobs do not run in this process");
  return core_->engine->cancel(job_id);
}

Result<void> Library::retry_job(const std::string& job_id) {
  if (!core_->engine) return fail(Code::kUnavailable, "no_jobs", "jobs do not run in this process");
  const store::JobRow job = TRY(find_job(job_id));
  TRY(core_->store->write([&](store::Sql& sql) -> Result<void> {
    if (job.state != "failed" && job.state != "cancelled") return {};
    store::DocumentRow document = TRY(store::find_document(sql, job.document_no));
    if (document.current_version == 0) document.status = "processing";
    document.reason.clear();
    TRY(store::update_document(sql, document));
    return store::set_version_state(sql, job.version_id, "arriving");
  }));
  return core_->engine->retry(job_id);
}

}  // namespace alexandria::library
