#include "embedders.hpp"

#include <chrono>
#include <vector>

namespace alexandria::library {
namespace {

constexpr auto kBulkIdle = std::chrono::seconds(20);

}  // namespace

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
