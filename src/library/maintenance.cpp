#include "alexandria/base/log.hpp"
#include "alexandria/platform/system.hpp"
#include "alexandria/store/embedding_cache.hpp"
#include "alexandria/store/records.hpp"
#include "core.hpp"

namespace alexandria::library {
namespace {

constexpr auto kPause = std::chrono::seconds(10);
constexpr int kRoundsToPurge = 360;  // an hour
constexpr std::int64_t kFeedRetentionMs = 7LL * 24 * 3600 * 1000;
constexpr std::int64_t kBlobGraceMs = 20'000;
constexpr std::uint64_t kCachedVectorsMax = 500'000;

// Whether segments were merged, which leaves their memory behind.
bool tend_indexes(Core& core, bool purge_deleted) {
  bool merged = false;
  for (const auto& [id, index] : core.indexes->all()) {
    bool changed = false;
    while (index->merge(purge_deleted))
      changed = true;
    merged = merged || changed;
    if (!index->is_saved() || changed) {
      const auto saved = index->save(core.indexes->folder_of(id));
      if (!saved) log::warning("an index could not be saved: {}", saved.error().message);
    }
  }
  return merged;
}

void tend_blobs(Core& core) {
  std::vector<std::string> gone;
  const auto result = core.store->write([&](store::Sql& sql) -> Result<void> {
    gone = TRY(store::Blobs::condemn(sql, core.clock.now_ms(), kBlobGraceMs));
    return {};
  });
  if (!result) log::warning("blobs could not be tended: {}", result.error().message);
  for (const std::string& sha256 : gone)
    core.blobs->unlink(sha256);
}

void purge_store(Core& core) {
  const auto result = core.store->write([&](store::Sql& sql) -> Result<void> {
    TRY(store::purge(sql, core.clock.now_ms(), core.clock.now_ms() - kFeedRetentionMs));
    return store::trim_cached_vectors(sql, kCachedVectorsMax);
  });
  if (!result) log::warning("the feed could not be purged: {}", result.error().message);
}

}  // namespace

Maintenance::Maintenance(Core& core) : core_(core) {
  thread_ = std::jthread([this] {
    platform::lower_thread_priority();
    std::unique_lock lock(mutex_);
    for (int round = 1;; ++round) {
      if (ending_.wait_for(lock, kPause, [&] { return end_; })) return;
      lock.unlock();
      run_once(core_, round % 2 == 0);
      if (round % kRoundsToPurge == 0) purge_store(core_);
      lock.lock();
    }
  });
}

Maintenance::~Maintenance() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ending_.notify_all();
  thread_.join();
}

void Maintenance::run_once(Core& core, bool purge_deleted) {
  const bool merged = tend_indexes(core, purge_deleted);
  const bool rested = core.embedders->rest();
  if (merged || rested) platform::trim_heap();
  tend_blobs(core);
  (void)core.store->write([](store::Sql& sql) -> Result<void> {
    TRY(sql.run("PRAGMA incremental_vacuum(2000)"));
    return {};
  });
}

}  // namespace alexandria::library
