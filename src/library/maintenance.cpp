#include "maintenance.hpp"

#include "alexandria/base/log.hpp"
#include "alexandria/platform/system.hpp"
#include "alexandria/store/records.hpp"

namespace alexandria::library {
namespace {

constexpr auto kPause = std::chrono::seconds(10);
constexpr int kRoundsToPurge = 360;  // an hour
constexpr std::int64_t kFeedRetentionMs = 7LL * 24 * 3600 * 1000;

}  // namespace

Maintenance::Maintenance(store::Store& store, store::Blobs& blobs, IndexSet& indexes,
                         Embedders& embedders)
    : store_(store), blobs_(blobs), indexes_(indexes), embedders_(embedders) {}

void Maintenance::purge_store() {
  const auto result = store_.write(
      [&](store::Sql& sql) {
        return store::purge(sql, sql.now_ms(), sql.now_ms() - kFeedRetentionMs);
      },
      {}, store::Intent::kErase);
  if (!result) log::warning("the feed could not be purged: {}", result.error().message);
}

void Maintenance::start() {
  thread_ = std::jthread([this] {
    platform::lower_thread_priority();
    std::unique_lock lock(mutex_);
    for (int round = 1;; ++round) {
      if (ending_.wait_for(lock, kPause, [&] { return end_; })) return;
      lock.unlock();
      try {
        run_once(round % 2 == 0);
        if (round % kRoundsToPurge == 0) purge_store();
      } catch (const std::exception& exception) {
        log::error("a round of maintenance failed: {}", exception.what());
      }
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

void Maintenance::run_once(bool purge_deleted, std::chrono::milliseconds blob_grace) {
  const std::lock_guard one(running_);
  const bool merged = indexes_.tidy(purge_deleted);
  const bool rested = embedders_.rest();
  if (merged || rested) platform::trim_heap();
  const auto removed = blobs_.tidy(blob_grace.count());
  if (!removed) log::warning("blobs could not be tidied: {}", removed.error().message);
  const auto tidied = store_.tidy();
  if (!tidied) log::warning("the database could not be tidied: {}", tidied.error().message);
}

}  // namespace alexandria::library
