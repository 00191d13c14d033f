#include "maintenance.hpp"

#include "alexandria/base/log.hpp"
#include "alexandria/platform/system.hpp"
#include "alexandria/store/embedding_cache.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/store/upkeep.hpp"

namespace alexandria::library {
namespace {

constexpr auto kPause = std::chrono::seconds(10);
constexpr int kRoundsToPurge = 360;  // an hour
constexpr std::int64_t kFeedRetentionMs = 7LL * 24 * 3600 * 1000;
constexpr std::int64_t kBlobGraceMs = 20'000;
constexpr std::uint64_t kCachedVectorsMax = 500'000;

}  // namespace

Maintenance::Maintenance(store::Store& store, const store::Blobs& blobs, IndexSet& indexes,
                         Embedders& embedders, const base::Clock& clock)
    : store_(store), blobs_(blobs), indexes_(indexes), embedders_(embedders), clock_(clock) {}

// Whether segments were merged, which leaves their memory behind.
bool Maintenance::tend_indexes(bool purge_deleted) {
  bool merged = false;
  for (const auto& [id, index] : indexes_.all()) {
    bool changed = false;
    while (index->merge(purge_deleted))
      changed = true;
    merged = merged || changed;
    if (!index->is_saved() || changed) {
      const auto saved = index->save(indexes_.folder_of(id));
      if (!saved) log::warning("an index could not be saved: {}", saved.error().message);
    }
  }
  return merged;
}

void Maintenance::tend_blobs() {
  std::vector<std::string> gone;
  const auto result = store_.write([&](store::Sql& sql) -> Result<void> {
    gone = TRY(store::Blobs::condemn(sql, clock_.now_ms(), kBlobGraceMs));
    return {};
  });
  if (!result) log::warning("blobs could not be tended: {}", result.error().message);
  for (const std::string& sha256 : gone)
    blobs_.unlink(sha256);
}

void Maintenance::purge_store() {
  const auto result = store_.write([&](store::Sql& sql) -> Result<void> {
    TRY(store::purge(sql, clock_.now_ms(), clock_.now_ms() - kFeedRetentionMs));
    return store::trim_cached_vectors(sql, kCachedVectorsMax);
  });
  if (!result) log::warning("the feed could not be purged: {}", result.error().message);
}

void Maintenance::start() {
  thread_ = std::jthread([this] {
    platform::lower_thread_priority();
    std::unique_lock lock(mutex_);
    for (int round = 1;; ++round) {
      if (ending_.wait_for(lock, kPause, [&] { return end_; })) return;
      lock.unlock();
      run_once(round % 2 == 0);
      if (round % kRoundsToPurge == 0) purge_store();
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
  if (thread_.joinable()) thread_.join();
}

void Maintenance::run_once(bool purge_deleted) {
  const bool merged = tend_indexes(purge_deleted);
  const bool rested = embedders_.rest();
  if (merged || rested) platform::trim_heap();
  tend_blobs();
  (void)store_.write(&store::give_back_pages);
}

}  // namespace alexandria::library
