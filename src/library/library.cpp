#include "alexandria/library/library.hpp"

#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/platform/system.hpp"
#include "alexandria/store/collections.hpp"
#include "core.hpp"

namespace alexandria::library {
namespace {

constexpr std::string_view kDefaultCollection = "library";
constexpr auto kBulkIdle = std::chrono::seconds(20);

Result<void> make_default_collection(Library& library) {
  auto there = library.find_collection(std::string(kDefaultCollection));
  if (there || there.error().code != Code::kNotFound)
    return there ? Result<void>{} : std::unexpected(there.error());
  TRY(library.create_collection(std::string(kDefaultCollection), ""));
  return {};
}

Result<std::unique_ptr<Core>> make_core(const Options& options, const std::string& holder) {
  std::error_code error;
  std::filesystem::create_directories(options.data_folder, error);
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot make the data folder {}: {}",
                options.data_folder.string(), error.message());
  auto core = std::make_unique<Core>();
  core->options = options;
  core->lock = std::make_unique<platform::FileLock>(
      TRY(platform::FileLock::take(options.data_folder / "lock", holder)));
  core->store = TRY(store::Store::open(options.data_folder, core->clock));
  core->blobs =
      std::make_unique<store::Blobs>(TRY(store::Blobs::open(options.data_folder / "blobs")));
  core->embedders = std::make_unique<Embedders>(options.models_folder, options.precision);
  core->indexes = std::make_unique<IndexSet>(*core->store, options.data_folder / "index");
  core->ingest = std::make_unique<IngestHandler>(*core);
  return core;
}

}  // namespace

Library::Library(std::unique_ptr<Core> core) : core_(std::move(core)) {}

Result<std::unique_ptr<Library>> Library::open(const Options& options, const std::string& holder) {
  auto made = TRY(
      make_core(options, holder));  // before `new`, which would leak its memory if this returned
  std::unique_ptr<Library> library(new Library(std::move(made)));
  TRY(make_default_collection(*library));
  Core& core = *library->core_;
  if (options.background) {
    core.engine = TRY(jobs::JobEngine::open(*core.store, *core.ingest, options.job_workers));
    core.maintenance = std::make_unique<Maintenance>(core);
  }
  // A model that cannot be opened is told to the first who needs it.
  if (options.warm) {
    const auto model = core.embedders->get(options.default_model);
    if (model && *model != nullptr) (*model)->warm();
  }
  metrics::gauge("process_resident_memory_bytes", "Resident memory of the process.",
                 [] { return static_cast<double>(platform::resident_bytes()); });
  metrics::gauge("alexandria_database_bytes", "Size of the database and its write-ahead log.",
                 [&core] { return static_cast<double>(core.store->bytes()); });
  return library;
}

Library::~Library() {
  metrics::remove_gauge("alexandria_database_bytes");
  core_->maintenance.reset();
  core_->engine.reset();
  for (const auto& [id, index] : core_->indexes->all()) {
    const auto saved = index->save(core_->indexes->folder_of(id));
    if (!saved)
      log::warning("an index could not be saved and will be rebuilt: {}", saved.error().message);
  }
}

Result<void> Library::describe_holder(const std::string& holder) {
  return core_->lock->describe(holder);
}

std::filesystem::path Library::incoming_folder() const { return core_->blobs->incoming(); }
std::uint64_t Library::upload_bytes_max() const { return core_->options.upload_bytes_max; }

Result<embed::Embedder*> Embedders::get(const std::string& model) {
  if (model == "none") return nullptr;
  const std::lock_guard lock(mutex_);
  auto& slot = open_[model];
  if (!slot) slot = TRY(embed::Embedder::open(folder_, model, precision_));
  return slot.get();
}

bool Embedders::rest() {
  std::vector<embed::Embedder*>
      open;  // none is ever closed; searches do not wait while weights are loaded or freed
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, embedder] : open_)
      if (embedder) open.push_back(embedder.get());
  }
  bool rested = false;
  for (embed::Embedder* embedder : open)
    rested = embedder->rest(kBulkIdle) || rested;
  return rested;
}

}  // namespace alexandria::library
