#include "alexandria/embed/embedder.hpp"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <unordered_map>

#include "alexandria/base/metrics.hpp"
#include "alexandria/embed/tokenizer.hpp"
#include "alexandria/platform/system.hpp"

namespace alexandria::embed {
namespace {

constexpr std::size_t kQueriesKept = 1000;
constexpr std::size_t kBatchTexts = 16;
constexpr std::size_t kBatchTokens = 512;

// Bulk work passes only while no query is being embedded.
class Gate {
 public:
  void enter_query() {
    const std::lock_guard lock(mutex_);
    ++queries_;
  }
  void leave_query() {
    {
      const std::lock_guard lock(mutex_);
      --queries_;
    }
    open_.notify_all();
  }
  void pass_bulk() {
    std::unique_lock lock(mutex_);
    open_.wait_for(lock, std::chrono::seconds(1), [&] { return queries_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable open_;
  int queries_ = 0;
};

// Least recently used queries leave first.
class QueryMemory {
 public:
  bool find(const std::string& text, Vector& out) {
    const std::lock_guard lock(mutex_);
    const auto found = places_.find(text);
    if (found == places_.end()) return false;
    order_.splice(order_.begin(), order_, found->second);
    out = found->second->second;
    return true;
  }
  void keep(const std::string& text, const Vector& vector) {
    const std::lock_guard lock(mutex_);
    if (places_.contains(text)) return;
    order_.emplace_front(text, vector);
    places_[text] = order_.begin();
    if (order_.size() <= kQueriesKept) return;
    places_.erase(order_.back().first);
    order_.pop_back();
  }

 private:
  std::mutex mutex_;
  std::list<std::pair<std::string, Vector>> order_;
  std::unordered_map<std::string, std::list<std::pair<std::string, Vector>>::iterator> places_;
};

// Loaded once, at first use.
class LazyEncoder {
 public:
  Result<Encoder*> get(const ModelDescription& model, Precision precision, std::size_t lanes, std::size_t threads) {
    const std::lock_guard lock(mutex_);
    if (!encoder_) encoder_ = TRY(open_encoder(model, precision, lanes, threads));
    return encoder_.get();
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<Encoder> encoder_;
};

}  // namespace

struct Embedder::State {
  State(ModelDescription description, std::unique_ptr<Tokenizer> pieces, Precision wanted)
      : model(std::move(description)), tokenizer(std::move(pieces)), precision(wanted) {}
  ModelDescription model;
  std::unique_ptr<Tokenizer> tokenizer;
  Precision precision;
  LazyEncoder bulk;
  LazyEncoder query;
  Gate gate;
  QueryMemory memory;
  std::atomic<std::uint64_t> tokens{0};

  // Runs of texts of one length, as [first, last) of `order`.
  static std::vector<std::pair<std::size_t, std::size_t>> batches(const std::vector<std::vector<std::int64_t>>& ids, const std::vector<std::size_t>& order) {
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const std::size_t length = ids[order[i]].size();
      const bool joins = !out.empty() && ids[order[out.back().first]].size() == length && i - out.back().first < kBatchTexts &&
                         (i - out.back().first + 1) * length <= kBatchTokens;
      if (joins) out.back().second = i + 1;
      else out.emplace_back(i, i + 1);
    }
    return out;
  }
};

Embedder::Embedder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Embedder::~Embedder() = default;

Result<std::unique_ptr<Embedder>> Embedder::open(const std::filesystem::path& models_folder, const std::string& name, Precision precision) {
  ModelDescription model = TRY(describe_model(models_folder / name));
  auto tokenizer = TRY(open_tokenizer(model));
  return std::unique_ptr<Embedder>(new Embedder(std::make_unique<State>(std::move(model), std::move(tokenizer), precision)));
}

const ModelDescription& Embedder::model() const { return state_->model; }
std::size_t Embedder::count_tokens(std::string_view text) const { return state_->tokenizer->count(text); }
std::uint64_t Embedder::tokens_embedded() const { return state_->tokens; }

Result<Vector> Embedder::embed_query(const std::string& text) {
  State& s = *state_;
  Vector vector;
  if (s.memory.find(text, vector)) return vector;
  s.gate.enter_query();
  auto result = [&]() -> Result<Vector> {
    Encoder* encoder = TRY(s.query.get(s.model, s.precision, 1, platform::cores()));
    const auto ids = s.tokenizer->encode(s.model.query_prefix + text, s.model.tokens_max);
    auto vectors = TRY(encoder->encode({&ids}));
    return std::move(vectors.front());
  }();
  s.gate.leave_query();
  if (result) s.memory.keep(text, *result);
  return result;
}

Result<std::vector<Vector>> Embedder::embed_passages(const std::vector<std::string>& texts, const std::atomic<bool>& stop) {
  State& s = *state_;
  const std::size_t lanes = platform::cores();
  Encoder* encoder = TRY(s.bulk.get(s.model, s.precision, lanes, lanes));
  std::vector<std::vector<std::int64_t>> ids;
  for (const std::string& text : texts) ids.push_back(s.tokenizer->encode(s.model.passage_prefix + text, s.model.tokens_max));
  std::vector<std::size_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return ids[a].size() > ids[b].size(); });
  const auto batches = State::batches(ids, order);

  std::vector<Vector> vectors(texts.size());
  std::atomic<std::size_t> next{0};
  std::mutex error_mutex;
  std::optional<Error> error;
  const auto work = [&] {
    platform::lower_thread_priority();
    for (std::size_t b = next++; b < batches.size() && !stop; b = next++) {
      s.gate.pass_bulk();
      std::vector<const std::vector<std::int64_t>*> batch;
      for (std::size_t i = batches[b].first; i < batches[b].second; ++i) batch.push_back(&ids[order[i]]);
      auto result = encoder->encode(batch);
      if (!result) {
        const std::lock_guard lock(error_mutex);
        error = result.error();
        return;
      }
      for (std::size_t i = 0; i < batch.size(); ++i) vectors[order[batches[b].first + i]] = std::move((*result)[i]);
      s.tokens += batch.size() * batch.front()->size();
      static metrics::Counter& counted = metrics::counter("alexandria_embedded_tokens_total", "Tokens of passages embedded.");
      counted.add(batch.size() * batch.front()->size());
    }
  };
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < std::min(lanes, batches.size()); ++i) workers.emplace_back(work);
  workers.clear();
  if (stop) return fail(Code::kCancelled, "cancelled", "cancelled while texts were being embedded");
  if (error) return std::unexpected(*error);
  return vectors;
}

}  // namespace alexandria::embed
