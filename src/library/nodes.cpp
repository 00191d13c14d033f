#include "alexandria/library/nodes.hpp"

#include <algorithm>

#include "alexandria/base/log.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/nodes.hpp"
#include "index_set.hpp"

namespace alexandria::library {
namespace {

constexpr auto kSignEvery = std::chrono::seconds(2);
constexpr auto kWarmingMax = std::chrono::seconds(60);
constexpr std::int64_t kForgottenMs = 3600'000;  // lost for so long

}  // namespace

Nodes::Nodes(store::Store& store, IndexSet& indexes, store::NodeRow node, bool alive)
    : store_(store), indexes_(indexes), alive_(alive), node_(std::move(node)) {
  node_.state = "ready";
  if (!alive_) return;
  const bool is_alone = store_.dialect() == store::Dialect::kSqlite;
  const auto cleared = store_.write(
      [&](store::Sql& sql) {
        return store::forget_lost_nodes(sql, is_alone ? -kForgottenMs : kForgottenMs);
      },
      {}, store::Intent::kUpkeep);
  if (!cleared) log::warning("old nodes were not forgotten: {}", cleared.error().message);
  sign();
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Nodes::~Nodes() {
  if (!alive_) return;
  thread_.request_stop();
  thread_.join();
  const auto removed =
      store_.write([&](store::Sql& sql) { return store::remove_node(sql, node_.node_id); }, {},
                   store::Intent::kUpkeep);
  if (!removed) log::warning("this node could not sign off: {}", removed.error().message);
}

void Nodes::serve_at(const std::string& address) {
  {
    const std::lock_guard lock(mutex_);
    node_.address = address;
    news_ = true;
  }
  changed_.notify_all();
}

void Nodes::drain() {
  draining_ = true;
  {
    const std::lock_guard lock(mutex_);
    node_.state = "draining";
    news_ = true;
  }
  changed_.notify_all();
}

void Nodes::warm_up() {
  warming_ = true;
  warming_thread_ = std::jthread([this](const std::stop_token& stop) {
    const auto until = std::chrono::steady_clock::now() + kWarmingMax;
    std::vector<store::CollectionRow> collections;
    const auto read = store_.read([&](store::Sql& sql) -> Result<void> {
      collections = TRY(store::list_collections(sql));
      return {};
    });
    if (!read) log::warning("indexes were not opened beforehand: {}", read.error().message);
    std::ranges::sort(collections, std::greater<>(), &store::CollectionRow::position);
    for (const store::CollectionRow& collection : collections) {
      if (stop.stop_requested() || std::chrono::steady_clock::now() > until) break;
      if (const auto opened = indexes_.get(collection, Freshness::kIndexed); !opened)
        log::warning("the index of collection {} was not opened: {}", collection.name,
                     opened.error().message);
    }
    warming_ = false;
  });
}

std::uint64_t Nodes::behind() const { return indexes_.positions_behind(); }

void Nodes::sign() {
  store::NodeRow node;
  {
    const std::lock_guard lock(mutex_);
    news_ = false;
    node = node_;
  }
  node.behind = behind();
  const auto signed_on = store_.write([&](store::Sql& sql) { return store::put_node(sql, node); },
                                      {}, store::Intent::kUpkeep);
  if (!signed_on) log::warning("no sign of life was given: {}", signed_on.error().message);
}

void Nodes::run(const std::stop_token& stop) {
  const bool is_alone = store_.dialect() == store::Dialect::kSqlite;
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const bool news = changed_.wait_for(lock, stop, kSignEvery, [&] { return news_; });
    if (stop.stop_requested()) return;
    if (is_alone && !news) continue;  // nobody waits for it; the disk may sleep
    lock.unlock();
    sign();
    lock.lock();
  }
}

Result<std::vector<store::NodeRow>> Nodes::list() {
  std::vector<store::NodeRow> out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::list_nodes(sql));
    return {};
  }));
  for (store::NodeRow& node : out) {
    if (node.node_id != id()) continue;
    node.behind = behind();
    if (store_.dialect() == store::Dialect::kSqlite)
      node.state = is_draining() ? "draining" : "ready";
  }
  return out;
}

}  // namespace alexandria::library
