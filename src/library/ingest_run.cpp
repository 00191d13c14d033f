#include "ingest_run.hpp"

#include <algorithm>
#include <iterator>

#include <boost/json.hpp>

#include "alexandria/base/log.hpp"
#include "alexandria/ingest/parse.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/embedding_cache.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/store/upkeep.hpp"
#include "alexandria/text/unicode.hpp"
#include "chunk_records.hpp"

namespace alexandria::library {
namespace {

// Access set of chunks whose version arrives while an earlier one is current: nobody may see it.
constexpr std::uint32_t kArriving = 1;
constexpr std::size_t kRecordsTogether = 64;
constexpr std::size_t kFirstRecordsTogether = 4;  // the first pages are searchable at once
constexpr std::uint64_t kPlainPartBytes = 32U << 10;
constexpr std::size_t kRecordBytesTogether = 8U << 20;

// Where a version stands: what the next attempt needs to go on.
struct Checkpoint {
  std::uint32_t parts = 0;  // whole parts that are in the database
  std::uint64_t code_points = 0;
  std::uint64_t chunks = 0;
  std::vector<std::string> headings;  // unused levels are empty

  static Checkpoint read(const std::string& json) {
    Checkpoint out;
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(json, error);
    if (error || !value.is_object()) return out;
    const boost::json::object& object = value.get_object();
    out.parts = object.at("parts").to_number<std::uint32_t>();
    out.code_points = object.at("code_points").to_number<std::uint64_t>();
    out.chunks = object.at("chunks").to_number<std::uint64_t>();
    for (const auto& heading : object.at("headings").as_array())
      out.headings.emplace_back(heading.as_string());
    return out;
  }
  std::string write() const {
    boost::json::array levels;
    for (const std::string& heading : headings)
      levels.emplace_back(heading);
    return boost::json::serialize(boost::json::object{
        {"parts", parts}, {"code_points", code_points}, {"chunks", chunks}, {"headings", levels}});
  }
};

class IngestRun {
 public:
  IngestRun(const IngestTools& tools, jobs::Attempt& attempt)
      : tools_(tools), attempt_(attempt), job_(attempt.job) {}

  Result<void> run() {
    TRY(prepare());
    std::optional<Error> failure;
    const ingest::Sink sink{[&](const model::DocumentFacts& facts) { facts_ = facts; },
                            [&](model::ParsedPart part) {
                              auto taken = take(std::move(part));
                              if (!taken) failure = taken.error();
                              return !failure;
                            }};
    const std::string name = std::filesystem::path(document_.source).filename().string();
    TRY(ingest::parse_in_child(tools_.blobs.path_of(version_.sha256), name, checkpoint_.parts, {},
                               attempt_.stop, sink));
    if (failure) return std::unexpected(*failure);
    TRY(flush());
    return finish();
  }

 private:
  Result<void> prepare() {
    TRY(tools_.store.read([&](store::Sql& sql) -> Result<void> {
      collection_ = TRY(store::find_collection(sql, job_.collection_id));
      document_ = TRY(store::find_document(sql, job_.document_no));
      version_ = TRY(store::find_version(sql, job_.version_id));
      return {};
    }));
    embedder_ = TRY(tools_.embedders.get(collection_.model));
    if (embedder_ != nullptr && embedder_->model().version != collection_.model_version)
      return fail(Code::kConflict, "model_changed",
                  "collection {} was made with {} version {}, the installed one is {}",
                  collection_.name, collection_.model, collection_.model_version,
                  embedder_->model().version);
    checkpoint_ = Checkpoint::read(job_.checkpoint);
    for (std::size_t i = 0; i < checkpoint_.headings.size(); ++i)
      if (!checkpoint_.headings[i].empty())
        path_.enter(static_cast<unsigned>(i + 1), checkpoint_.headings[i]);
    limits_ = chunk_limits(embedder_);
    TRY(tools_.indexes.get(collection_));  // open, so that it follows what arrives
    return {};
  }

  // The facts that searches show are settled before the first record is written.
  void use_facts() {
    document_.kind = facts_.kind;
    document_.language = facts_.language;
    document_.pages = facts_.pages;
    document_.warning = facts_.warning;
    if (!facts_.title.empty()) document_.title = facts_.title;
    job_.total =
        facts_.pages > 0 ? facts_.pages : std::max<std::uint64_t>(expected_parts(), parts_seen_);
  }

  // Until the end is known, the size of a file of plain text tells how many parts it will have.
  std::uint64_t expected_parts() const {
    const bool plain = facts_.kind == "text" || facts_.kind == "markdown" ||
                       facts_.kind == "code" || facts_.kind == "csv";
    return plain ? 1 + version_.bytes / kPlainPartBytes : 1;
  }

  Result<void> take(model::ParsedPart part) {
    if (attempt_.stop) return fail(Code::kCancelled, "cancelled", "the job was stopped");
    parts_seen_ = part.number + 1;
    use_facts();
    const auto count_tokens = [this](std::string_view text) {
      return embedder_ != nullptr ? embedder_->count_tokens(text) : text.size() / 5 + 1;
    };
    store::StoredPart stored{checkpoint_.code_points, text::count_code_points(part.text),
                             std::move(part)};
    checkpoint_.code_points += stored.code_points;
    checkpoint_.parts = stored.part.number + 1;
    const RecordContext context{document_, version_.version_id,
                                document_.current_version == 0 ? 0 : kArriving};
    for (auto& record :
         make_records(stored, context, count_tokens, limits_, path_, checkpoint_.chunks)) {
      bytes_ += record.text.size() + record.metadata.size();
      records_.push_back(std::move(record));
    }
    parts_.push_back(std::move(stored));
    const std::size_t together = job_.done == 0 ? kFirstRecordsTogether : kRecordsTogether;
    if (records_.size() >= together || bytes_ >= kRecordBytesTogether) return flush();
    return {};
  }

  // One transaction: parts, records, checkpoint; the index follows before the next one.
  Result<void> flush() {
    if (parts_.empty()) return {};
    FreshVectors fresh;
    if (embedder_ != nullptr)
      fresh =
          TRY(embed_records(records_, {document_.title}, *embedder_, tools_.store, attempt_.stop));
    checkpoint_.headings = path_.levels();
    job_.done = checkpoint_.parts;
    job_.stage = "embedding";
    job_.checkpoint = checkpoint_.write();
    std::vector<store::RecordRow> rows;
    store::CommitRow commit;
    TRY(tools_.store.write(
        [&](store::Sql& sql) -> Result<void> {
          TRY(attempt_.hold(sql));
          for (const store::StoredPart& part : parts_)
            TRY(store::put_part(sql, version_.version_id, part.first_code_point, part.part));
          if (!fresh.hashes.empty())
            TRY(store::keep_cached_vectors(sql, collection_.model_version, fresh.hashes,
                                           fresh.vectors, tools_.clock.now_ms()));
          document_.updated_ms = tools_.clock.now_ms();
          if (document_.current_version == 0) TRY(store::update_document(sql, document_));
          rows =
              TRY(store::insert_records(sql, collection_, records_, tools_.clock.now_ms(), commit));
          return {};
        },
        [&] {
          if (!rows.empty()) tools_.indexes.follow(collection_.collection_id, rows, commit);
        }));
    parts_.clear();
    records_.clear();
    bytes_ = 0;
    return {};
  }

  // The version becomes current and the one before retires, in one transaction with the job's end.
  Result<void> finish() {
    use_facts();
    std::vector<store::RecordRow> changed;
    store::CommitRow last;
    const auto note = [&](std::vector<store::RecordRow> rows, const store::CommitRow& commit) {
      if (!rows.empty()) last = commit;
      std::ranges::move(rows, std::back_inserter(changed));
    };
    return tools_.store.write(
        [&](store::Sql& sql) -> Result<void> {
          TRY(attempt_.hold(sql));
          const std::int64_t now = tools_.clock.now_ms();
          const std::int64_t before = document_.current_version;
          if (before != 0) {
            store::CommitRow commit;
            note(TRY(store::delete_records_of_version(sql, collection_, before, now, commit)),
                 commit);
            TRY(store::set_version_state(sql, before, "retired"));
            store::CommitRow shown;
            note(TRY(store::set_access_set(sql, collection_, version_.version_id, 0, now, shown)),
                 shown);
          }
          TRY(store::set_version_state(sql, version_.version_id, "current"));
          document_.current_version = version_.version_id;
          document_.status = "searchable";
          document_.updated_ms = now;
          TRY(store::update_document(sql, document_));
          job_.done = job_.total = std::max<std::uint64_t>(checkpoint_.parts, 1);
          return store::end_job(sql, job_, "done", "", now);
        },
        [&] {
          std::ranges::sort(changed, {}, &store::RecordRow::row_no);
          if (!changed.empty())
            tools_.indexes.follow(collection_.collection_id, changed,
                                  last);  // at once: no search sees neither version, or both
        });
  }

  const IngestTools& tools_;
  jobs::Attempt& attempt_;
  store::JobRow& job_;
  store::CollectionRow collection_;
  store::DocumentRow document_;
  store::VersionRow version_;
  embed::Embedder* embedder_ = nullptr;
  text::ChunkLimits limits_;
  text::HeadingPath path_;
  Checkpoint checkpoint_;
  model::DocumentFacts facts_;
  std::uint32_t parts_seen_ = 0;
  std::vector<store::StoredPart> parts_;
  std::vector<store::NewRecord> records_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<void> IngestHandler::run(jobs::Attempt& attempt) { return IngestRun(tools_, attempt).run(); }

Result<void> IngestHandler::clean_up(store::Sql& sql, const store::JobRow& job, const Error& error,
                                     std::function<void()>& committed) {
  auto document = store::find_document(sql, job.document_no);
  if (!document) return {};  // deleted in the meantime: everything is gone already
  const store::CollectionRow collection = TRY(store::find_collection(sql, job.collection_id));
  store::CommitRow commit;
  auto rows = TRY(store::delete_records_of_version(sql, collection, job.version_id,
                                                   tools_.clock.now_ms(), commit));
  TRY(store::erase_parts(sql, job.version_id));
  TRY(store::set_version_state(sql, job.version_id, "failed"));
  TRY(store::forget_checkpoint(sql, job.job_id));
  document->status = document->current_version == 0 ? "failed" : "searchable";
  document->reason = error.message;
  document->updated_ms = tools_.clock.now_ms();
  TRY(store::update_document(sql, *document));
  if (!rows.empty())
    committed = [this, rows = std::move(rows), commit, id = collection.collection_id] {
      tools_.indexes.follow(id, rows, commit);
    };
  return {};
}

}  // namespace alexandria::library
