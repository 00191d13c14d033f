#include "alexandria/library/uploads.hpp"

#include <algorithm>
#include <array>

#include "alexandria/base/identifier.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::library {
namespace {

// In characters of what is shown, as the API counts.
constexpr std::uint64_t kSourceMax = 4096;
constexpr std::uint64_t kTitleMax = 1000;

constexpr std::string_view kDecide = "decide";
constexpr std::array<std::string_view, 4> kHeaders = {"", "first_row", "none", kDecide};

std::uint64_t length_of(const std::string& name) {
  return text::count_code_points(text::shown_name(name));
}

std::string name_in(const std::string& source) {
  const std::string name = source.substr(source.find_last_of('/') + 1);
  return name.empty() ? source : name;
}

}  // namespace

Uploads::Uploads(store::Store& store, store::Blobs& blobs, Collections& collections,
                 jobs::JobEngine* engine, std::uint64_t bytes_max)
    : store_(store),
      blobs_(blobs),
      collections_(collections),
      engine_(engine),
      bytes_max_(bytes_max) {}

std::filesystem::path Uploads::incoming_folder() const { return blobs_.incoming(); }

// What an upload is about, read and settled inside one request.
class Uploads::Acceptance {
 public:
  Acceptance(store::Sql& sql, const store::CollectionRow& collection, const store::KeptBlob& blob,
             const NewUpload& upload, std::int64_t now)
      : sql_(sql),
        collection_(collection),
        blob_(blob),
        upload_(upload),
        now_(now),
        source_(text::shown_name(upload.source)),
        name_(text::shown_name(upload.name)) {}

  // A document that is named, or that the source stands for, gets a new version, unless its newest
  // has these bytes; otherwise the same bytes are a duplicate; otherwise it is a new document.
  Result<Upload> settle() {
    if (!upload_.document_id.empty()) return changed_document(TRY(named_document()));
    if (!source_.empty()) {
      const auto known =
          TRY(store::find_document_by_source(sql_, collection_.collection_id, source_));
      if (known) return changed_source(*known);
    }
    const auto same =
        TRY(store::find_document_by_blob(sql_, collection_.collection_id, blob_.sha256));
    if (same) {
      if (!source_.empty())
        TRY(store::set_source(sql_, collection_.collection_id, source_, same->document_no));
      return upload_.header.empty() ? duplicate(*same) : new_version(*same);
    }
    return new_version(TRY(new_document()));
  }

 private:
  Result<store::DocumentRow> named_document() {
    auto document = TRY(store::find_document(sql_, upload_.document_id));
    if (document.collection_id == collection_.collection_id) {
      TRY(check_source(document));
      return document;
    }
    return fail(Code::kConflict, "other_collection",
                "document {} is not in collection {}, so no version can be added to it there",
                upload_.document_id, collection_.name);
  }

  // A source that is another document's cannot come with this one.
  Result<void> check_source(const store::DocumentRow& document) {
    if (source_.empty()) return {};
    const auto known =
        TRY(store::find_document_by_source(sql_, collection_.collection_id, source_));
    if (!known || known->document_no == document.document_no) return {};
    return fail(Code::kConflict, "other_source",
                "the source '{}' is that of document {}, so it cannot bring a version of {}",
                source_, known->document_id, document.document_id);
  }

  // Named by its id, and perhaps with a source, which it goes on with. Other sources that share it
  // keep the bytes that they came with.
  Result<Upload> changed_document(store::DocumentRow document) {
    const bool is_same = TRY(is_newest_of(document));
    if (!source_.empty())
      TRY(store::set_source(sql_, collection_.collection_id, source_, document.document_no));
    if (is_same) return duplicate(document);
    const store::DocumentRow before = document;
    if (!source_.empty() && document.source != source_) {
      document.source = source_;
      TRY(store::update_document(sql_, document));
    }
    auto others = TRY(store::sources_of(sql_, document.document_no));
    std::erase(others, document.source);
    if (!others.empty()) TRY(give_their_own(before, others));
    return new_version(document);
  }

  // The same bytes, read as they shall be.
  bool is_as(const std::optional<store::VersionRow>& newest) const {
    return newest && newest->sha256 == blob_.sha256 && newest->header == header_after(newest);
  }
  Result<bool> is_newest_of(const store::DocumentRow& document) {
    return is_as(TRY(store::newest_version(sql_, document.document_no)));
  }

  std::string header_after(const std::optional<store::VersionRow>& newest) const {
    if (upload_.header.empty()) return newest ? newest->header : std::string();
    return upload_.header == kDecide ? std::string() : upload_.header;
  }

  // The source had other bytes, or the same. Where others share its document, the document goes
  // on with the source it is shown under, and the rest keep the bytes that they came with.
  Result<Upload> changed_source(const store::DocumentRow& document) {
    if (TRY(is_newest_of(document))) return duplicate(document);
    auto others = TRY(store::sources_of(sql_, document.document_no));
    std::erase(others, source_);
    const bool shown_as_this = document.source == source_;
    const bool bare = !shown_as_this && std::ranges::find(others, document.source) == others.end();
    if (others.empty() && !bare) return new_version(document);
    if (shown_as_this) {
      TRY(give_their_own(document, others));
      return new_version(document);
    }
    const auto same =
        TRY(store::find_document_by_blob(sql_, collection_.collection_id, blob_.sha256));
    if (!same) return new_version(TRY(new_document()));
    TRY(store::set_source(sql_, collection_.collection_id, source_, same->document_no));
    return duplicate(*same);
  }

  // A document for the sources that did not change, with the newest bytes of the shared one.
  Result<void> give_their_own(const store::DocumentRow& shared,
                              const std::vector<std::string>& others) {
    const auto newest = TRY(store::newest_version(sql_, shared.document_no));
    if (!newest) return {};
    const bool named = shared.title == name_in(shared.source);
    auto document =
        TRY(insert_document(others.front(), named ? name_in(others.front()) : shared.title));
    for (const std::string& source : others)
      TRY(store::set_source(sql_, collection_.collection_id, source, document.document_no));
    TRY(queue_version(document, newest->sha256, newest->header));
    return {};
  }

  Result<Upload> duplicate(const store::DocumentRow& document) {
    const auto newest = TRY(store::newest_version(sql_, document.document_no));
    return Upload{document.document_id, "", "duplicate", newest ? newest->number : 0};
  }

  Result<store::DocumentRow> insert_document(const std::string& source, const std::string& title) {
    store::DocumentRow document;
    document.document_id = base::new_identifier(now_);
    document.collection_id = collection_.collection_id;
    document.source = source;
    document.title = title;
    document.status = "processing";
    document.created_ms = now_;
    document.document_no = TRY(store::insert_document(sql_, document));
    return document;
  }

  Result<store::DocumentRow> new_document() {
    const std::string source = source_.empty() ? name_ : source_;
    auto document =
        TRY(insert_document(source, upload_.title.empty() ? name_in(source) : upload_.title));
    if (!source_.empty())
      TRY(store::set_source(sql_, collection_.collection_id, source_, document.document_no));
    return document;
  }

  // The row as it is under its lock: a job that makes another version current goes before or after.
  Result<store::DocumentRow> locked(const store::DocumentRow& seen) {
    auto document = store::lock_document(sql_, seen.document_no);
    if (document || document.error().code != Code::kNotFound) return document;
    return fail(Code::kConflict, "constraint", "document {} was deleted meanwhile",
                seen.document_id);  // and is looked for anew
  }

  Result<Upload> new_version(const store::DocumentRow& seen) {
    store::DocumentRow document = TRY(locked(seen));
    const auto newest = TRY(store::newest_version(sql_, document.document_no));
    if (is_as(newest)) return duplicate(document);
    TRY(store::Blobs::reference(sql_, blob_));
    if (document.current_version == 0) document.status = "processing";
    document.reason.clear();
    document.updated_ms = now_;
    TRY(store::update_document(sql_, document));
    return queue_version(document, blob_.sha256, header_after(newest));
  }

  Result<Upload> queue_version(const store::DocumentRow& document, const std::string& sha256,
                               const std::string& header) {
    const auto version =
        TRY(store::insert_version(sql_, document.document_no, sha256, now_, header));
    store::JobRow job;
    job.job_id = base::new_identifier(now_);
    job.kind = "ingest";
    job.collection_id = collection_.collection_id;
    job.document_no = document.document_no;
    job.version_id = version.version_id;
    job.created_ms = now_;
    TRY(store::insert_job(sql_, job));
    return Upload{document.document_id, job.job_id, "queued", version.number};
  }

  store::Sql& sql_;
  const store::CollectionRow& collection_;
  const store::KeptBlob& blob_;
  const NewUpload& upload_;
  std::int64_t now_;
  std::string source_;
  std::string name_;
};

Result<void> Uploads::check(const NewUpload& upload, std::uint64_t bytes) const {
  if (bytes > bytes_max_)
    return fail(Code::kResourceExhausted, "upload_too_large", "{} has {} bytes; the limit is {}",
                text::shown_name(upload.name), bytes, bytes_max_);
  if (upload.name.empty() && upload.source.empty())
    return fail(Code::kInvalidArgument, "invalid_source",
                "an upload has a file name or a source, and this one has neither");
  const std::uint64_t longest = std::max(length_of(upload.source), length_of(upload.name));
  if (longest > kSourceMax)
    return fail(Code::kInvalidArgument, "invalid_source",
                "the source or name of an upload may have {} characters, not {}", kSourceMax,
                longest);
  if (length_of(upload.title) > kTitleMax)
    return fail(Code::kInvalidArgument, "invalid_title", "a title may have {} characters, not {}",
                kTitleMax, length_of(upload.title));
  if (std::ranges::find(kHeaders, upload.header) == kHeaders.end())
    return fail(Code::kInvalidArgument, "invalid_header",
                "the header of an upload is first_row, none or decide, not '{}'", upload.header);
  return {};
}

Result<void> Uploads::accept(const NewUpload& upload, const std::string& sha256, Upload& out) {
  const store::KeptBlob blob = TRY(blobs_.keep(upload.file, sha256));
  const auto accepted = store_.write([&](store::Sql& sql) -> Result<void> {
    const auto collection = TRY(store::find_collection(sql, upload.collection));
    if (collection.is_of_records)
      return fail(Code::kConflict, "collection_of_records",
                  "collection '{}' holds records that programs write, and takes no documents",
                  collection.name);
    TRY(store::lock_intake(sql, collection.collection_id));
    out = TRY(Acceptance(sql, collection, blob, upload, sql.now_ms()).settle());
    const store::Written write{collection.collection_id, collection.position, collection.commit_id,
                               sql.transaction_id(), sql.now_ms()};
    out.token = ReadToken{store_.timeline(), write}.text();
    return {};
  });
  if (!accepted || out.status == "duplicate") (void)blobs_.give_up(blob);
  return accepted;
}

Result<Upload> Uploads::add(const NewUpload& upload) {
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(upload.file, error);
  if (error)
    return fail(Code::kNotFound, "file_not_found", "cannot read {}: {}", upload.file.string(),
                error.message());
  TRY(check(upload, bytes));
  TRY(collections_.find(upload.collection));
  const std::string sha256 = TRY(platform::sha256_of_file(upload.file));
  Upload out;
  TRY(accept(upload, sha256, out));
  if (engine_ != nullptr) engine_->wake();
  store_.tell("jobs");
  return out;
}

}  // namespace alexandria::library
