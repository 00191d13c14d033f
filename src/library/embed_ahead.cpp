#include "embed_ahead.hpp"

#include <algorithm>
#include <thread>

#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/store/embed_tasks.hpp"
#include "alexandria/store/jobs.hpp"
#include "alexandria/store/nodes.hpp"

namespace alexandria::library {
namespace {

constexpr auto kLookEvery = std::chrono::seconds(5);
constexpr auto kPause = std::chrono::milliseconds(20);
constexpr std::size_t kAheadMax = 8;
constexpr std::size_t kBytesAhead = 16U << 20;
constexpr std::int64_t kLeaseMs = 15'000;

metrics::Counter& shares() {
  static metrics::Counter& counter =
      metrics::counter("alexandria_embedding_shares_total",
                       "Batches of passages that this node embedded for a job of another one.");
  return counter;
}

void place(std::vector<std::vector<float>> vectors, const WithoutVector& missing, Batch& batch) {
  for (std::size_t i = 0; i < missing.places.size(); ++i)
    batch.records[missing.places[i]].vector = std::move(vectors[i]);
}

std::string task_name(const std::string& job_id, const Batch& batch, const WithoutVector& missing) {
  std::string all = job_id;
  for (const std::size_t at : missing.places)
    all += ' ' + batch.records[at].text_hash;
  return text_hash(all);
}

}  // namespace

EmbedAhead::EmbedAhead(store::Store& store, embed::Embedder* embedder, const jobs::Attempt& attempt)
    : store_(store), embedder_(embedder), attempt_(attempt) {}

// How many nodes could help, looked at now and then.
Result<void> EmbedAhead::look_for_others() {
  if (embedder_ == nullptr || store_.dialect() == store::Dialect::kSqlite) return {};
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_ < kLookEvery) return {};
  looked_ = now;
  std::size_t others = 0;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    others = 0;
    for (const store::NodeRow& node : TRY(store::list_nodes(sql)))
      if (node.node_id != attempt_.job.node_id && node.state == "ready" && node.workers > 0)
        ++others;
    return {};
  }));
  ahead_ = std::min(1 + 2 * others, kAheadMax);
  return {};
}

Result<void> EmbedAhead::push(Batch batch, const std::string& title) {
  Item item{.batch = std::move(batch)};
  if (embedder_ == nullptr) {
    item.is_embedded = true;
  } else {
    item.missing = TRY(find_without_vector(item.batch.records, {title}, *embedder_, store_));
    item.is_embedded = item.missing.places.empty();
  }
  items_.push_back(std::move(item));
  TRY(look_for_others());
  if (items_.back().is_embedded) return {};
  // The first one is embedded here, at once; an earlier attempt may have left any.
  const bool may_be_left =
      attempt_.job.attempt > 1 && store_.dialect() == store::Dialect::kPostgres;
  if ((ahead_ > 1 && items_.size() > 1) || may_be_left) return offer(items_.back());
  return {};
}

bool EmbedAhead::is_full() const {
  std::size_t bytes = 0;
  for (const Item& item : items_)
    bytes += item.batch.bytes;
  return items_.size() >= ahead_ || bytes >= kBytesAhead;
}

Result<void> EmbedAhead::offer(Item& item) {
  const store::EmbedTask task{.task_id = task_name(attempt_.job.job_id, item.batch, item.missing),
                              .job_id = attempt_.job.job_id,
                              .model = embedder_->model().name,
                              .model_version = embedder_->model().version,
                              .texts = item.missing.texts};
  TRY(store_.write([&](store::Sql& sql) -> Result<void> {
    TRY(store::check_lease(sql, attempt_.job));
    return store::offer_embed_task(sql, task);
  }));
  item.task_id = task.task_id;
  has_offered_ = true;
  store_.tell("jobs");
  return {};
}

Result<void> EmbedAhead::embed_here(Item& item) {
  place(TRY(embedder_->embed_passages(item.missing.texts, attempt_.stop)), item.missing,
        item.batch);
  item.is_embedded = true;
  return {};
}

// Before its turn: if this node dies until then, the next attempt need not embed it again.
Result<void> EmbedAhead::keep(const Item& item) {
  std::vector<std::vector<float>> vectors;
  for (const std::size_t at : item.missing.places)
    vectors.push_back(item.batch.records[at].vector);
  return store_.write([&](store::Sql& sql) -> Result<void> {
    TRY(store::check_lease(sql, attempt_.job));
    return store::keep_embed_task(sql, item.task_id, vectors);
  });
}

// Here, unless another node is at it; false then.
Result<bool> EmbedAhead::try_to_embed(Item& item) {
  if (item.task_id.empty()) {
    TRY(embed_here(item));
    return true;
  }
  store::Claimed claimed{};
  std::vector<std::vector<float>> vectors;
  TRY(store_.write([&](store::Sql& sql) -> Result<void> {
    claimed = TRY(store::claim_embed_task(sql, item.task_id, vectors));
    return {};
  }));
  if (claimed == store::Claimed::kTaken) return false;
  item.batch.task_id = item.task_id;
  if (claimed == store::Claimed::kMine || vectors.size() != item.missing.places.size()) {
    TRY(embed_here(item));
    if (&item != &items_.front()) TRY(keep(item));
    return true;
  }
  place(std::move(vectors), item.missing, item.batch);
  item.is_embedded = true;
  return true;
}

Result<Batch> EmbedAhead::pop() {
  while (!items_.front().is_embedded) {
    if (attempt_.stop) return fail(Code::kCancelled, "cancelled", "the job was stopped");
    bool did = false;
    for (Item& item : items_) {
      if (item.is_embedded) continue;
      did = TRY(try_to_embed(item));
      if (did) break;
    }
    if (!did) std::this_thread::sleep_for(kPause);
  }
  Batch out = std::move(items_.front().batch);
  items_.pop_front();
  return out;
}

Result<void> EmbedAhead::forget_offers() {
  if (!has_offered_) return {};
  return store_.write(
      [&](store::Sql& sql) { return store::forget_embed_tasks(sql, attempt_.job.job_id); }, {},
      store::Intent::kUpkeep);
}

namespace {

Result<void> give_back(store::Store& store, const store::EmbedTask& task,
                       const std::string& node_id) {
  TRY(store.write(
      [&](store::Sql& sql) { return store::give_back_embed_task(sql, task.task_id, node_id); }, {},
      store::Intent::kUpkeep));
  store.tell("jobs");
  return {};
}

}  // namespace

Result<bool> embed_for_another_node(store::Store& store, Embedders& embedders,
                                    const std::string& node_id, const std::atomic<bool>& stop) {
  std::optional<store::EmbedTask> task;
  const auto missing = embedders.missing();
  TRY(store.write(
      [&](store::Sql& sql) -> Result<void> {
        task = TRY(store::take_embed_task(sql, node_id, kLeaseMs, missing));
        return {};
      },
      {}, store::Intent::kUpkeep));
  if (!task) return false;
  const auto embedder = embedders.get(task->model);
  if (!embedder || *embedder == nullptr || (*embedder)->model().version != task->model_version) {
    embedders.note_missing(task->model + " " + task->model_version);
    TRY(give_back(store, *task, node_id));
    return true;  // there may be one of another model
  }
  std::vector<std::vector<float>> vectors;
  auto made = (*embedder)->embed_passages(task->texts, stop);
  if (!made && stop) {
    TRY(give_back(store, *task, node_id));
    return false;
  }
  if (made)
    vectors = std::move(*made);
  else
    log::warning("a share of job {} was not embedded: {}", task->job_id, made.error().message);
  TRY(store.write(
      [&](store::Sql& sql) {
        return store::finish_embed_task(sql, task->task_id, node_id, vectors);
      },
      {}, store::Intent::kUpkeep));
  if (!vectors.empty()) shares().add();
  return true;
}

}  // namespace alexandria::library
