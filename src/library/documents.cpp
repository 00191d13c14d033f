#include "alexandria/library/documents.hpp"

#include "alexandria/ingest/render.hpp"
#include "alexandria/library/answer_json.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/conversations.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/unicode.hpp"
#include "index_set.hpp"
#include "list_limit.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kPartsTogether = 32;  // about 1 MiB of text
constexpr auto kReadPatience = std::chrono::seconds(30);
constexpr auto kDrawPatience = std::chrono::seconds(10);
constexpr platform::ChildLimits kDrawLimits{.memory_bytes_max = 1ULL << 30,
                                            .processor_time_max = std::chrono::seconds(30),
                                            .silence_max = std::chrono::seconds(30)};

// The version to show: the current one, or else the one that arrives.
Result<std::int64_t> version_to_show(store::Sql& sql, const store::DocumentRow& document) {
  if (document.current_version != 0) return document.current_version;
  const auto versions = TRY(store::list_versions(sql, document.document_no));
  if (versions.empty())
    return fail(Code::kNotFound, "version_not_found", "document {} has no version",
                document.document_id);
  return versions.back().version_id;
}

// The blocks of a part from its `skip`-th on, until there are `limit`.
void show_blocks(const store::StoredPart& stored, std::uint64_t skip, std::uint64_t limit,
                 std::vector<ShownBlock>& out) {
  const std::string_view text = stored.part.text;
  std::uint64_t code_point = stored.first_code_point;
  std::uint32_t counted = 0;
  for (const model::Block& block : stored.part.blocks) {
    if (out.size() >= limit) return;
    code_point += text::count_code_points(text.substr(counted, block.begin - counted));
    const std::string_view own = text.substr(block.begin, block.end - block.begin);
    const std::uint64_t length = text::count_code_points(own);
    if (skip > 0)
      --skip;
    else
      out.push_back({block, std::string(own), code_point, code_point + length,
                     stored.part.page_at(block.begin)});
    code_point += length;
    counted = block.end;
  }
}

}  // namespace

Documents::Documents(store::Store& store, const store::Blobs& blobs, IndexSet& indexes,
                     jobs::JobEngine* engine)
    : store_(store), blobs_(blobs), indexes_(indexes), engine_(engine) {}

Result<DocumentList> Documents::list(const std::string& collection, const std::string& status,
                                     std::uint64_t limit, std::uint64_t offset) {
  TRY(check_list_limit(limit));
  DocumentList out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    store::DocumentQuery query{0, status, limit, offset};
    if (!collection.empty())
      query.collection_id = TRY(store::find_collection(sql, collection)).collection_id;
    out.documents = TRY(store::list_documents(sql, query));
    out.total = TRY(store::count_documents(sql, query));
    return {};
  }));
  return out;
}

Result<std::vector<std::string>> Documents::sources(const store::DocumentRow& document) {
  std::vector<std::string> out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::sources_of(sql, document.document_no));
    return {};
  }));
  return out;
}

Result<store::DocumentRow> Documents::find(const std::string& document_id) {
  store::DocumentRow out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::find_document(sql, document_id));
    return {};
  }));
  return out;
}

Result<std::vector<store::VersionRow>> Documents::versions(const std::string& document_id) {
  std::vector<store::VersionRow> out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    out = TRY(store::list_versions(sql, document.document_no));
    return {};
  }));
  return out;
}

Result<std::int64_t> Documents::shown_version(const std::string& document_id) {
  std::int64_t version = 0;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    version = TRY(version_to_show(sql, document));
    if (TRY(store::part_sizes(sql, version)).empty())
      return fail(Code::kConflict, "document_not_ready", "document {} has no text: it is {} {}",
                  document_id, document.status, document.reason);
    return {};
  }));
  return version;
}

// Parts never change while they are there, so each snapshot may take some of them.
Result<std::string> Documents::text(const std::string& document_id) {
  const auto slot = TRY(reading_.take(kReadPatience));
  const std::int64_t version = TRY(shown_version(document_id));
  std::string out;
  std::uint32_t next = 0;
  for (std::size_t got = kPartsTogether; got == kPartsTogether;)
    TRY(store_.read([&](store::Sql& sql) -> Result<void> {
      TRY(store::find_version(sql, version));  // deleted meanwhile: not half of it
      const auto parts = TRY(store::read_parts(sql, version, next, kPartsTogether));
      got = parts.size();
      for (const store::StoredPart& part : parts) {
        out += part.part.text;
        next = part.part.number + 1;
      }
      return {};
    }));
  return out;
}

Result<BlockList> Documents::blocks(const std::string& document_id, std::uint64_t limit,
                                    std::uint64_t offset) {
  TRY(check_list_limit(limit));
  BlockList out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    const std::int64_t version = TRY(version_to_show(sql, document));
    for (const store::PartSize& part : TRY(store::part_sizes(sql, version))) {
      const auto blocks = static_cast<std::uint64_t>(part.blocks);
      const std::uint64_t before = out.total;
      out.total += blocks;
      if (out.total <= offset || out.blocks.size() >= limit) continue;
      const std::uint64_t skip = offset > before ? offset - before : 0;
      show_blocks(TRY(store::read_part(sql, version, part.number)), skip, limit, out.blocks);
    }
    return {};
  }));
  return out;
}

Result<std::string> Documents::page_image(const std::string& document_id, int page, int width,
                                          const std::stop_token& stop) {
  const store::DocumentRow document = TRY(find(document_id));
  if (document.kind != "pdf")
    return fail(Code::kConflict, "no_pages",
                "document {} is of kind {}, which has no pages to draw", document_id,
                document.kind);
  const auto [file, name] = TRY(original(document_id));
  const auto slot = TRY(drawing_.take(kDrawPatience, stop));
  std::atomic<bool> is_stopped = false;
  const std::stop_callback with_request(stop, [&] { is_stopped = true; });
  return ingest::render_page_in_child(file.path(), page, width, kDrawLimits, is_stopped);
}

Result<std::pair<store::BlobFile, std::string>> Documents::original(
    const std::string& document_id) {
  std::string sha256;
  std::string source;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    const std::int64_t version = TRY(version_to_show(sql, document));
    sha256 = TRY(store::find_version(sql, version)).sha256;
    source = document.source;
    return {};
  }));
  return std::pair(TRY(blobs_.open_file(sha256)),
                   std::filesystem::path(source).filename().string());
}

Result<std::string> Documents::remove(const std::string& document_id) {
  Changes changes;
  ReadToken token{store_.timeline(), {}};
  store::DocumentRow document;
  const auto request = [&](store::Sql& sql) -> Result<void> {
    document = TRY(store::find_document(sql, document_id));
    document = TRY(store::lock_document(sql, document.document_no));
    const auto collection = TRY(store::find_collection(sql, document.collection_id));
    changes = {collection.collection_id, {}, {}};
    for (const store::VersionRow& version : TRY(store::list_versions(sql, document.document_no))) {
      store::CommitRow commit;
      auto rows = TRY(store::delete_records_of_version(sql, collection, version.version_id,
                                                       sql.now_ms(), commit));
      changes.add(std::move(rows), commit);
    }
    const bool has_changed = changes.commit.last > collection.position;
    token.write = {collection.collection_id,
                   has_changed ? changes.commit.last : collection.position,
                   has_changed ? changes.commit.commit_id : collection.commit_id,
                   sql.transaction_id(), sql.now_ms()};
    TRY(store::change_answers_of_document(sql, document_id, [&](const std::string& answer) {
      return without_document(answer, document_id);
    }));
    return store::erase_document(sql, document.document_no);
  };
  TRY(store_.write(request, [&] { indexes_.note(std::move(changes)); }, store::Intent::kErase));
  if (engine_ != nullptr) engine_->interrupt_document(document.document_no);
  return token.text();
}

}  // namespace alexandria::library
