#include "embedders.hpp"

#include <chrono>
#include <vector>

namespace alexandria::library {
namespace {

constexpr auto kMissing = std::chrono::minutes(1);
constexpr auto kBulkIdle = std::chrono::seconds(20);

}  // namespace

Result<embed::Embedder*> Embedders::get(const std::string& model) {
  if (model == "none") return nullptr;
  const std::lock_guard lock(mutex_);
  auto& slot = open_[model];
  if (!slot) slot = TRY(embed::Embedder::open(folder_, model, precision_));
  return slot.get();
}

std::set<std::string> Embedders::missing() {
  const std::lock_guard lock(mutex_);
  std::erase_if(missing_, [now = std::chrono::steady_clock::now()](const auto& entry) {
    return entry.second <= now;
  });
  std::set<std::string> out;
  for (const auto& [model, until] : missing_)
    out.insert(model);
  return out;
}

void Embedders::note_missing(const std::string& name_and_version) {
  const std::lock_guard lock(mutex_);
  missing_[name_and_version] = std::chrono::steady_clock::now() + kMissing;
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
