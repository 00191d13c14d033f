#include "ingest_run.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <boost/json.hpp>

#include "alexandria/base/log.hpp"
#include "alexandria/ingest/parse.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/embed_tasks.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/unicode.hpp"
#include "chunk_records.hpp"
#include "embed_ahead.hpp"

namespace alexandria::library {
namespace {

// Access set of chunks whose version arrives while an earlier one is current: nobody may see it.
constexpr std::uint32_t kArriving = 1;
constexpr std::uint32_t kSeen = 0;
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
  bool has_properties = false;        // their record is in the database

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
    if (const auto* told = object.if_contains("properties")) out.has_properties = told->as_bool();
    return out;
  }
  std::string write() const {
    boost::json::array levels;
    for (const std::string& heading : headings)
      levels.emplace_back(heading);
    return boost::json::serialize(boost::json::object{{"parts", parts},
                                                      {"code_points", code_points},
                                                      {"chunks", chunks},
                                                      {"headings", levels},
                                                      {"properties", has_properties}});
  }
};

// A version on its way. States, and what each guarantees:
//   preparing  nothing written; collection, document and version were read once, as a hint
//   arriving   whole parts with their records are in the database up to `checkpoint_`; they are
//              seen only while no version is current
//   finishing  one transaction: the version becomes current over an older one, or is superseded by
//              a newer one and leaves nothing behind
// Each transaction first checks the job's lease and then reads again what it relies on.
class IngestRun {
 public:
  IngestRun(const IngestTools& tools, jobs::Attempt& attempt)
      : tools_(tools), attempt_(attempt), job_(attempt.job) {}

  Result<void> run() {
    TRY(prepare());
    if (!TRY(is_superseded())) {
      TRY(parse());
      if (checkpoint_.chunks == 0) take_name();
      if (!facts_.properties.empty() && !checkpoint_.has_properties) take_properties();
      TRY(seal());
      TRY(write_ready(true));
      TRY(ahead_->forget_offers());
    }
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
    ahead_.emplace(tools_.store, embedder_, attempt_);
    limits_ = chunk_limits(embedder_);
    TRY(tools_.indexes.get(collection_));  // open, so that it follows what arrives
    return {};
  }

  // A newer version is current already: there is nothing to read.
  Result<bool> is_superseded() {
    bool newer = false;
    TRY(tools_.store.read([&](store::Sql& sql) -> Result<void> {
      const auto document = TRY(store::find_document(sql, job_.document_no));
      newer = TRY(newer_is_current(sql, document));
      return {};
    }));
    return newer;
  }

  Result<bool> newer_is_current(store::Sql& sql, const store::DocumentRow& document) const {
    if (document.current_version == 0) return false;
    return TRY(store::find_version(sql, document.current_version)).number > version_.number;
  }

  Result<void> parse() {
    std::optional<Error> failure;
    const ingest::Sink sink{[&](const model::DocumentFacts& facts) { facts_ = facts; },
                            [&](model::ParsedPart part) {
                              auto taken = take(std::move(part));
                              if (!taken) failure = taken.error();
                              return !failure;
                            }};
    const std::string name = std::filesystem::path(document_.source).filename().string();
    const store::BlobFile original = TRY(tools_.blobs.open_file(version_.sha256));
    TRY(ingest::parse_in_child(original.path(), name, {checkpoint_.parts, version_.header}, {},
                               attempt_.stop, sink));
    if (failure) return std::unexpected(*failure);
    return {};
  }

  // What the parser found out goes into a document's row.
  void apply_facts(store::DocumentRow& document) const {
    if (facts_.kind.empty()) return;
    document.kind = facts_.kind;
    document.language = facts_.language;
    document.pages = facts_.pages;
    document.warning = facts_.warning;
    document.accounting = model::accounting_to_json(facts_.accounting);
    document.properties = model::properties_to_json(facts_.properties);
    if (!facts_.title.empty()) document.title = facts_.title;
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
    apply_facts(document_);
    job_.total =
        facts_.pages > 0 ? facts_.pages : std::max<std::uint64_t>(expected_parts(), parts_seen_);
    const auto count_tokens = [this](std::string_view text) {
      return embedder_ != nullptr ? embedder_->count_tokens(text) : text.size() / 5 + 1;
    };
    store::StoredPart stored{checkpoint_.code_points, text::count_code_points(part.text),
                             std::move(part)};
    checkpoint_.code_points += stored.code_points;
    checkpoint_.parts = stored.part.number + 1;
    const RecordContext context{document_, version_.version_id, kArriving};
    for (auto& record :
         make_records(stored, context, count_tokens, limits_, path_, checkpoint_.chunks)) {
      batch_.bytes += record.text.size() + record.metadata.size();
      batch_.records.push_back(std::move(record));
    }
    batch_.bytes += stored.part.text.size();
    batch_.parts.push_back(std::move(stored));
    const std::size_t together =
        job_.done == 0 && sealed_ == 0 ? kFirstRecordsTogether : kRecordsTogether;
    if (batch_.records.size() < together && batch_.bytes < kRecordBytesTogether) return {};
    TRY(seal());
    return write_ready(false);
  }

  // A document without text is found by its name, and by what is known of it.
  void take_name() {
    apply_facts(document_);
    batch_.records.push_back(
        make_name_record({document_, version_.version_id, kArriving}, checkpoint_.chunks));
  }

  // What a document says of itself finds it too.
  void take_properties() {
    apply_facts(document_);
    batch_.records.push_back(
        make_properties_record({document_, version_.version_id, kArriving}, checkpoint_.chunks));
    checkpoint_.has_properties = true;
  }

  // The document and the version as they are now, under the job's lease.
  Result<store::DocumentRow> read_again(store::Sql& sql) {
    TRY(attempt_.hold(sql));
    auto document = TRY(store::lock_document(sql, job_.document_no));
    const auto version = TRY(store::find_version(sql, job_.version_id));
    if (version.state != "arriving")
      return fail(Code::kConflict, "lease_lost", "version {} of document {} is {} already",
                  version.number, document.document_id, version.state);
    return document;
  }

  // What was gathered is a batch, with the checkpoint that holds once it is written.
  Result<void> seal() {
    if (batch_.parts.empty() && batch_.records.empty()) return {};
    checkpoint_.headings = path_.levels();
    batch_.checkpoint = checkpoint_.write();
    batch_.parts_done = checkpoint_.parts;
    ++sealed_;
    return ahead_->push(std::exchange(batch_, {}), document_.title);
  }

  // Writes batches until there is room to read on, or all of them.
  Result<void> write_ready(bool all) {
    while (!ahead_->is_empty() && (all || ahead_->is_full()))
      TRY(write_first());
    return {};
  }

  // One transaction: parts, records, checkpoint.
  Result<void> write_first() {
    Batch batch = TRY(ahead_->pop());
    job_.done = batch.parts_done;
    job_.stage = "embedding";
    job_.checkpoint = batch.checkpoint;
    Changes changes{collection_.collection_id, {}, {}};
    const auto request = [&](store::Sql& sql) -> Result<void> {
      store::DocumentRow document = TRY(read_again(sql));
      const std::int64_t now = sql.now_ms();
      const bool seen = document.current_version == 0;
      for (store::NewRecord& record : batch.records)
        record.access_set = seen ? kSeen : kArriving;
      TRY(store::put_parts(sql, version_.version_id, batch.parts));
      if (seen) {
        apply_facts(document);
        document.updated_ms = now;
        TRY(store::update_document(sql, document));
      }
      if (!batch.task_id.empty()) TRY(store::forget_embed_task(sql, batch.task_id));
      changes.rows =
          TRY(store::insert_records(sql, collection_, batch.records, now, changes.commit));
      return {};
    };
    return tools_.store.write(request, [&] { tools_.indexes.note(std::move(changes)); });
  }

  Result<void> replace(store::Sql& sql, std::int64_t before, std::int64_t now, Changes& changes) {
    store::CommitRow gone;
    auto old = TRY(store::delete_records_of_version(sql, collection_, before, now, gone));
    changes.add(std::move(old), gone);
    TRY(store::set_version_state(sql, before, "retired"));
    return show(sql, now, changes);
  }

  Result<void> show(store::Sql& sql, std::int64_t now, Changes& changes) {
    store::CommitRow shown;
    auto rows =
        TRY(store::set_access_set(sql, collection_, version_.version_id, kSeen, now, shown));
    changes.add(std::move(rows), shown);
    return {};
  }

  Result<void> leave_nothing(store::Sql& sql, std::int64_t now, Changes& changes) {
    store::CommitRow gone;
    auto rows =
        TRY(store::delete_records_of_version(sql, collection_, version_.version_id, now, gone));
    changes.add(std::move(rows), gone);
    TRY(store::erase_parts(sql, version_.version_id));
    TRY(store::forget_embed_tasks(sql, job_.job_id));
    TRY(store::set_version_state(sql, version_.version_id, "superseded"));
    return store::end_job(sql, job_, "done", "a newer version was current already", now);
  }

  Result<void> finish() {
    Changes changes;
    const auto request = [&](store::Sql& sql) -> Result<void> {
      changes = {collection_.collection_id, {}, {}};
      store::DocumentRow document = TRY(read_again(sql));
      const std::int64_t now = sql.now_ms();
      if (TRY(newer_is_current(sql, document))) return leave_nothing(sql, now, changes);
      if (document.current_version != 0) TRY(replace(sql, document.current_version, now, changes));
      TRY(store::set_version_state(sql, version_.version_id, "current"));
      apply_facts(document);
      document.current_version = version_.version_id;
      document.status = "searchable";
      document.reason.clear();
      document.updated_ms = now;
      TRY(store::update_document(sql, document));
      job_.done = job_.total = std::max<std::uint64_t>(checkpoint_.parts, 1);
      return store::end_job(sql, job_, "done", "", now);
    };
    // In one step of the index: no search sees neither version, or both.
    return tools_.store.write(
        request, [&] { tools_.indexes.note(std::move(changes)); }, store::Intent::kErase);
  }

  const IngestTools& tools_;
  jobs::Attempt& attempt_;
  store::JobRow& job_;
  store::CollectionRow collection_;
  store::DocumentRow document_;  // as it was at the start, with the facts: for records' metadata
  store::VersionRow version_;
  embed::Embedder* embedder_ = nullptr;
  text::ChunkLimits limits_;
  text::HeadingPath path_;
  Checkpoint checkpoint_;
  model::DocumentFacts facts_;
  std::uint32_t parts_seen_ = 0;
  Batch batch_;  // being gathered
  std::size_t sealed_ = 0;
  std::optional<EmbedAhead> ahead_;
};

// What a document is when the attempt at one of its versions failed.
Result<std::string> status_without(store::Sql& sql, const store::DocumentRow& document) {
  if (document.current_version != 0) return std::string("searchable");
  const auto other = TRY(store::newest_version(sql, document.document_no));
  return std::string(other ? "processing" : "failed");
}

}  // namespace

Result<void> IngestHandler::run(jobs::Attempt& attempt) { return IngestRun(tools_, attempt).run(); }

Result<bool> IngestHandler::help(const std::atomic<bool>& stop) {
  return embed_for_another_node(tools_.store, tools_.embedders, tools_.node_id, stop);
}

Result<void> IngestHandler::clean_up(store::Sql& sql, const store::JobRow& job, const Error& error,
                                     std::function<void()>& committed) {
  auto document = TRY(store::lock_document(sql, job.document_no));
  const store::CollectionRow collection = TRY(store::find_collection(sql, job.collection_id));
  const store::VersionRow version = TRY(store::find_version(sql, job.version_id));
  TRY(store::forget_checkpoint(sql, job));
  TRY(store::forget_embed_tasks(sql, job.job_id));
  if (version.state != "arriving") return {};
  const std::int64_t now = sql.now_ms();
  store::CommitRow commit;
  auto rows = TRY(store::delete_records_of_version(sql, collection, job.version_id, now, commit));
  TRY(store::erase_parts(sql, job.version_id));
  TRY(store::set_version_state(sql, job.version_id, "failed"));
  document.status = TRY(status_without(sql, document));
  document.reason = error.message;
  document.updated_ms = now;
  TRY(store::update_document(sql, document));
  committed = [this, changes = Changes{collection.collection_id, std::move(rows), commit}] {
    tools_.indexes.note(changes);
  };
  return {};
}

Result<void> IngestHandler::revive(store::Sql& sql, const store::JobRow& job) {
  store::DocumentRow document = TRY(store::lock_document(sql, job.document_no));
  const store::VersionRow version = TRY(store::find_version(sql, job.version_id));
  if (document.current_version != 0) {
    const auto current = TRY(store::find_version(sql, document.current_version));
    if (current.number > version.number)
      return fail(
          Code::kConflict, "superseded",
          "version {} of document {} cannot be tried again: version {} is newer and current",
          version.number, document.document_id, current.number);
  } else {
    document.status = "processing";
  }
  document.reason.clear();
  document.updated_ms = sql.now_ms();
  TRY(store::update_document(sql, document));
  return store::set_version_state(sql, version.version_id, "arriving");
}

}  // namespace alexandria::library
