#include "alexandria/library/library.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/platform/file_lock.hpp"
#include "alexandria/platform/system.hpp"
#include "bound_place.hpp"
#include "embedders.hpp"
#include "exact_finder.hpp"
#include "index_set.hpp"
#include "ingest_run.hpp"
#include "maintenance.hpp"
#include "null_scale.hpp"

namespace alexandria::library {
namespace {

constexpr std::string_view kDefaultCollection = "library";

Result<void> make_default_collection(Collections& collections) {
  auto there = collections.find(std::string(kDefaultCollection));
  if (!there && there.error().code == Code::kDataLoss) {  // so that it can be checked, and read
    log::error("the collections cannot be read: {}", there.error().message);
    return {};
  }
  if (there || there.error().code != Code::kNotFound)
    return there ? Result<void>{} : std::unexpected(there.error());
  const auto made = collections.create(std::string(kDefaultCollection), "");
  if (made || made.error().reason == "collection_exists") return {};  // another node was faster
  return std::unexpected(made.error());
}

// A program before this one made them without a UUID.
void name_collections(store::Store& store) {
  std::uint64_t without = 0;
  const auto read = store.read([&](store::Sql& sql) {
    return sql.query("SELECT COUNT(*) FROM collections WHERE uuid = ''", {},
                     [&](const store::SqlRow& row) {
                       without = static_cast<std::uint64_t>(row.integer(0));
                       return false;
                     });
  });
  if (!read || without == 0) return;
  const auto named = store.write([](store::Sql& sql) -> Result<void> {
    TRY(store::fill_uuids(sql));
    return {};
  });
  if (!named) log::warning("collections got no UUID: {}", named.error().message);
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot make the data folder {}: {}",
                folder.string(), error.message());
  return {};
}

// Originals without their database are not to be taken for an empty library.
Result<void> need_database_of_originals(const std::filesystem::path& folder) {
  std::error_code none;
  const auto bytes = std::filesystem::file_size(folder / "library.db", none);
  if ((!none && bytes > 0) || !store::Blobs::has_files(folder / "blobs")) return {};
  return fail(Code::kUnavailable, "database_missing",
              "{} has original files in 'blobs', but its database 'library.db' is {}: put it back "
              "from a backup, or move the folder away to begin anew",
              folder.string(), none ? "not there" : "empty");
}

// What the data folder holds, and what works on it; jobs stand on this alone.
struct Foundation {
  Foundation(const Options& options, std::unique_ptr<base::Clock> time, platform::FileLock taken,
             std::unique_ptr<store::Store> opened, std::unique_ptr<store::Blobs> kept)
      : clock(std::move(time)),
        lock(std::move(taken)),
        store(std::move(opened)),
        blobs(std::move(kept)),
        embedders(options.models_folder, options.precision),
        published(blobs->objects(), store->timeline()),
        indexes(*store, options.data_folder / "index",
                store->dialect() == store::Dialect::kPostgres ? &published : nullptr),
        ingest({*store, *blobs, indexes, embedders, node_id}) {}

  static Result<std::unique_ptr<Foundation>> open(const Options& options,
                                                  const std::string& holder) {
    TRY(make_folder(options.data_folder));
    auto clock = std::make_unique<base::SystemClock>();
    auto lock = TRY(platform::FileLock::take(options.data_folder / "lock", holder));
    if (options.postgres.address.empty()) TRY(need_database_of_originals(options.data_folder));
    auto store = TRY(store::Store::open(options.data_folder, *clock,
                                        store::within_disk(options.room, options.data_folder),
                                        options.postgres));
    const std::string here = "file:" + (options.data_folder / "blobs").string();
    auto blobs =
        TRY(store::Blobs::open({.url = options.blobs_url.empty() ? here : options.blobs_url,
                                .incoming = options.data_folder / "incoming",
                                .cache = options.data_folder / "cache",
                                .cache_bytes = options.blobs_cache_bytes},
                               *store));
    TRY(refuse_unfinished_copy(*store));
    if (store->dialect() == store::Dialect::kPostgres) TRY(bind_place(*store, blobs->objects()));
    return std::make_unique<Foundation>(options, std::move(clock), std::move(lock),
                                        std::move(store), std::move(blobs));
  }

  // An index that is not saved is rebuilt at the next start.
  ~Foundation() { indexes.save_all(); }

  const std::string node_id = base::random_hex(8);
  std::unique_ptr<base::Clock> clock;
  platform::FileLock lock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Blobs> blobs;
  Embedders embedders;
  PublishedIndexes published;
  IndexSet indexes;
  IngestHandler ingest;
};

}  // namespace

// Members are built in this order and destroyed in the reverse: maintenance and jobs end before
// the indexes are saved.
struct Library::Parts {
  Parts(const Options& options, std::unique_ptr<Foundation> built,
        std::unique_ptr<jobs::JobEngine> opened)
      : foundation(std::move(built)),
        engine(std::move(opened)),
        maintenance(*foundation->store, *foundation->blobs, foundation->indexes,
                    foundation->embedders),
        collections(*foundation->store, foundation->indexes, foundation->embedders, engine.get(),
                    options.default_model),
        uploads(*foundation->store, *foundation->blobs, collections, engine.get(),
                options.upload_bytes_max),
        documents(*foundation->store, *foundation->blobs, foundation->indexes, engine.get()),
        search(*foundation->store, collections, foundation->indexes, foundation->embedders),
        null_scales(search, foundation->indexes),
        answers(*foundation->store, search, foundation->embedders, null_scales, *foundation->clock,
                options.ask),
        conversations(*foundation->store, collections),
        jobs(*foundation->store, engine.get()),
        upkeep(*foundation->store, *foundation->blobs, foundation->indexes, foundation->embedders,
               maintenance),
        texts(*foundation->store, *foundation->blobs, foundation->indexes, foundation->embedders),
        finder(*foundation->store, options.records_bytes_max),
        record_collections(*foundation->store, foundation->indexes, finder),
        records(*foundation->store, foundation->indexes, finder),
        nodes(*foundation->store, foundation->indexes,
              {.node_id = foundation->node_id,
               .version = options.version,
               .workers = options.background ? options.jobs.workers : 0},
              options.background),
        sessions(*foundation->store) {}

  std::unique_ptr<Foundation> foundation;
  std::unique_ptr<jobs::JobEngine> engine;
  Maintenance maintenance;
  Collections collections;
  Uploads uploads;
  Documents documents;
  Search search;
  NullScales null_scales;
  Answers answers;
  Conversations conversations;
  Jobs jobs;
  Upkeep upkeep;
  Texts texts;
  ExactFinder finder;
  RecordCollections record_collections;
  Records records;
  Nodes nodes;
  auth::Sessions sessions;
};

Library::Library(std::unique_ptr<Parts> parts, bool background)
    : parts_(std::move(parts)), background_(background) {}

Result<std::unique_ptr<Library>> Library::open(const Options& options, const std::string& holder) {
  auto foundation = TRY(Foundation::open(options, holder));
  std::unique_ptr<jobs::JobEngine> engine;
  if (options.background) {
    jobs::EngineOptions jobs = options.jobs;
    jobs.node_id = foundation->node_id;
    engine = TRY(jobs::JobEngine::open(*foundation->store, foundation->ingest, jobs));
  }
  std::unique_ptr<Library> library(
      new Library(std::make_unique<Parts>(options, std::move(foundation), std::move(engine)),
                  options.background));
  library->parts_->foundation->store->hear(
      [parts = library->parts_.get()](const std::string& news) {
        parts->foundation->indexes.hear(news);
        if (parts->engine && (news.empty() || news == "jobs")) parts->engine->wake();
      });
  TRY(make_default_collection(library->collections()));
  name_collections(*library->parts_->foundation->store);
  if (options.background) library->parts_->maintenance.start();
  const bool is_alone = options.postgres.address.empty();
  if (options.warm && !is_alone) library->parts_->nodes.warm_up();
  // A model that cannot be opened is told to the first who needs it.
  if (options.warm) {
    const auto model = library->parts_->foundation->embedders.get(options.default_model);
    if (model && *model != nullptr) (*model)->warm();
  }
  metrics::gauge("process_resident_memory_bytes", "Resident memory of the process.",
                 [] { return static_cast<double>(platform::resident_bytes()); });
  metrics::gauge("alexandria_database_bytes", "Size of the database and its write-ahead log.",
                 [&store = *library->parts_->foundation->store] {
                   return static_cast<double>(store.bytes());
                 });
  return library;
}

// Where no maintenance runs, nobody would come after this to take from the files what was erased.
Library::~Library() {
  parts_->foundation->store->hear({});
  metrics::remove_gauge("alexandria_database_bytes");
  if (!background_) parts_->maintenance.run_once(true, std::chrono::milliseconds(0));
}

Result<void> Library::describe_holder(const std::string& holder) {
  return parts_->foundation->lock.describe(holder);
}

Collections& Library::collections() { return parts_->collections; }
Uploads& Library::uploads() { return parts_->uploads; }
Documents& Library::documents() { return parts_->documents; }
Search& Library::search() { return parts_->search; }
Answers& Library::answers() { return parts_->answers; }
Conversations& Library::conversations() { return parts_->conversations; }
Jobs& Library::jobs() { return parts_->jobs; }
Upkeep& Library::upkeep() { return parts_->upkeep; }
Texts& Library::texts() { return parts_->texts; }
RecordCollections& Library::record_collections() { return parts_->record_collections; }
Records& Library::records() { return parts_->records; }
Nodes& Library::nodes() { return parts_->nodes; }
void Library::drain() {
  parts_->nodes.drain();
  if (parts_->engine) parts_->engine->drain();
}
auth::Sessions& Library::sessions() { return parts_->sessions; }

}  // namespace alexandria::library
