#include "alexandria/embed/embedder.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <unordered_map>

#include "alexandria/base/metrics.hpp"
#include "alexandria/embed/tokenizer.hpp"
#include "alexandria/platform/system.hpp"
#include "alexandria/runtime/lanes.hpp"
#include "alexandria/text/unicode.hpp"
#include "batches.hpp"

namespace alexandria::embed {
namespace {

constexpr std::size_t kQueriesKept = 2000;

// A script that a model was made for has tokens of several letters: bge-small has 27,533 Latin
// ones, 8 Cyrillic ones and 4 Greek ones, multilingual-e5-small 404 to 109,487 of each of 26.
constexpr std::size_t kTokensOfScript = 100;

template <typename Take>
void each_letter(std::string_view utf8, Take take) {
  for (std::size_t at = 0; at < utf8.size();) {
    const auto letter = static_cast<UChar32>(text::next_code_point(utf8, at));
    UErrorCode status = U_ZERO_ERROR;
    if (u_isalpha(letter) != 0) take(uscript_getScript(letter, &status));
  }
}

std::set<UScriptCode> scripts_of_vocabulary(const Tokenizer& tokenizer) {
  std::map<UScriptCode, std::size_t> tokens;
  tokenizer.each_piece([&](std::string_view piece) {
    std::size_t letters = 0;
    UScriptCode last = USCRIPT_COMMON;
    each_letter(piece, [&](UScriptCode script) {
      ++letters;
      last = script;
    });
    if (letters > 1) ++tokens[last];
  });
  std::set<UScriptCode> out;
  for (const auto& [script, count] : tokens)
    if (count >= kTokensOfScript) out.insert(script);
  return out;
}

// Bulk work passes only while no query is being embedded.
class Gate {
 public:
  // Bulk work waits for as long as one of these lives.
  class Query {
   public:
    explicit Query(Gate& gate) : gate_(gate) {
      const std::lock_guard lock(gate_.mutex_);
      ++gate_.queries_;
    }
    ~Query() {
      {
        const std::lock_guard lock(gate_.mutex_);
        --gate_.queries_;
      }
      gate_.open_.notify_all();
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

   private:
    Gate& gate_;
  };
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

// Loaded at first use; given back once nothing has used it for a while.
class LazyEncoder {
 public:
  explicit LazyEncoder(bool low_priority) : low_priority_(low_priority) {}
  Result<std::shared_ptr<Encoder>> get(const ModelDescription& model, Precision precision,
                                       std::size_t lanes, std::size_t threads) {
    const std::lock_guard lock(mutex_);
    if (!encoder_) encoder_ = TRY(open(model, precision, lanes, threads));
    used_ = std::chrono::steady_clock::now();
    return encoder_;
  }
  bool release(std::chrono::seconds idle) {
    const std::lock_guard lock(mutex_);
    if (!encoder_ || encoder_.use_count() > 1 || std::chrono::steady_clock::now() - used_ < idle)
      return false;
    encoder_.reset();
    return true;
  }

 private:
  // The runtime computes on threads of its own, which inherit the priority of the thread that loads
  // the model.
  Result<std::unique_ptr<Encoder>> open(const ModelDescription& model, Precision precision,
                                        std::size_t lanes, std::size_t threads) const {
    if (!low_priority_) return open_encoder(model, precision, lanes, threads);
    return std::async(std::launch::async,
                      [&] {
                        platform::lower_thread_priority();
                        return open_encoder(model, precision, lanes, threads);
                      })
        .get();
  }

  bool low_priority_;
  std::mutex mutex_;
  std::shared_ptr<Encoder> encoder_;
  std::chrono::steady_clock::time_point used_;
};

// Texts as token ids, and which of them share a call.
struct Work {
  std::vector<std::vector<std::int64_t>> ids;
  std::vector<Batch> batches;

  Work(const Tokenizer& tokenizer, const ModelDescription& model,
       const std::vector<std::string>& texts, std::size_t lanes) {
    std::vector<std::size_t> lengths;
    for (const std::string& text : texts) {
      ids.push_back(tokenizer.encode(model.passage_prefix + text, model.tokens_max));
      lengths.push_back(ids.back().size());
    }
    batches = make_batches(lengths, {.lanes = lanes});
  }

  // Puts the vectors of batch `b` where their texts are in `out`. Answers how many tokens that
  // were.
  Result<std::size_t> encode(std::size_t b, Encoder& encoder, std::vector<Vector>& out) const {
    std::vector<const std::vector<std::int64_t>*> texts;
    std::size_t tokens = 0;
    for (const std::size_t text : batches[b]) {
      texts.push_back(&ids[text]);
      tokens += ids[text].size();
    }
    auto vectors = TRY(encoder.encode(texts));
    for (std::size_t i = 0; i < texts.size(); ++i)
      out[batches[b][i]] = std::move(vectors[i]);
    return tokens;
  }
};

}  // namespace

struct Embedder::State {
  State(ModelDescription description, std::unique_ptr<Tokenizer> pieces, Precision wanted)
      : model(std::move(description)), tokenizer(std::move(pieces)), precision(wanted) {}
  ModelDescription model;
  std::unique_ptr<Tokenizer> tokenizer;
  Precision precision;
  LazyEncoder bulk{true};
  LazyEncoder query{false};
  Gate gate;
  QueryMemory memory;
  std::atomic<std::uint64_t> tokens{0};
  std::once_flag scripts_read;
  std::set<UScriptCode> scripts;  // that the model was made for
  std::once_flag warmed;
  std::jthread warming;  // the last member: it ends before what it uses

  Result<std::shared_ptr<Encoder>> query_encoder() {
    return query.get(model, precision, 1, platform::cores());
  }
};

Embedder::Embedder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Embedder::~Embedder() = default;

Result<std::unique_ptr<Embedder>> Embedder::open(const std::filesystem::path& models_folder,
                                                 const std::string& name, Precision precision) {
  ModelDescription model = TRY(describe_model(models_folder / name));
  auto tokenizer = TRY(open_tokenizer(model));
  return std::unique_ptr<Embedder>(
      new Embedder(std::make_unique<State>(std::move(model), std::move(tokenizer), precision)));
}

const ModelDescription& Embedder::model() const { return state_->model; }
std::size_t Embedder::count_tokens(std::string_view text) const {
  return state_->tokenizer->count(text);
}
bool Embedder::knows_word(std::string_view word) const {
  return state_->tokenizer->knows_word(word);
}
double Embedder::read_share(std::string_view text) const {
  std::call_once(state_->scripts_read,
                 [&] { state_->scripts = scripts_of_vocabulary(*state_->tokenizer); });
  double letters = 0;
  double read = 0;
  each_letter(text, [&](UScriptCode script) {
    letters += 1;
    if (state_->scripts.contains(script)) read += 1;
  });
  return letters > 0 ? read / letters : 1;
}
std::uint64_t Embedder::tokens_embedded() const { return state_->tokens; }

Result<Vector> Embedder::embed_query(const std::string& text) {
  State& s = *state_;
  Vector vector;
  if (s.memory.find(text, vector)) return vector;
  const Gate::Query first(s.gate);
  const auto encoder = TRY(s.query_encoder());
  const auto ids = s.tokenizer->encode(s.model.query_prefix + text, s.model.tokens_max);
  auto vectors = TRY(encoder->encode({&ids}));
  s.memory.keep(text, vectors.front());
  return std::move(vectors.front());
}

Result<std::vector<Vector>> Embedder::embed_at_once(const std::vector<std::string>& texts) {
  State& s = *state_;
  const Work work(*s.tokenizer, s.model, texts, 1);
  const Gate::Query first(s.gate);
  const auto encoder = TRY(s.query_encoder());
  std::vector<Vector> vectors(texts.size());
  for (std::size_t b = 0; b < work.batches.size(); ++b)
    TRY(work.encode(b, *encoder, vectors));
  return vectors;
}

void Embedder::warm() {
  State& s = *state_;
  const auto load = [&s] {
    const auto encoder = s.query_encoder();
    const auto ids = s.tokenizer->encode(s.model.query_prefix, s.model.tokens_max);
    // The first text makes the runtime build its kernels. A failure is told to the first query.
    if (encoder) (void)(*encoder)->encode({&ids});
  };
  std::call_once(s.warmed, [&s, load] {
    try {
      s.warming = std::jthread(load);
    } catch (const std::system_error&) {
      return;  // without a thread to spare the first query loads it
    }
  });
}

bool Embedder::rest(std::chrono::seconds idle) { return state_->bulk.release(idle); }

Result<std::vector<Vector>> Embedder::embed_passages(const std::vector<std::string>& texts,
                                                     const std::atomic<bool>& stop) {
  State& s = *state_;
  const std::size_t lanes = platform::cores();
  const auto encoder = TRY(s.bulk.get(s.model, s.precision, lanes, lanes));
  const Work work(*s.tokenizer, s.model, texts, lanes);
  std::vector<Vector> vectors(texts.size());
  std::atomic<std::size_t> next{0};
  std::mutex error_mutex;
  std::optional<Error> error;
  const auto run_lane = [&] {
    platform::lower_thread_priority();
    for (std::size_t b = next++; b < work.batches.size() && !stop; b = next++) {
      s.gate.pass_bulk();
      const auto tokens = work.encode(b, *encoder, vectors);
      if (!tokens) {
        const std::lock_guard lock(error_mutex);
        error = tokens.error();
        return;
      }
      s.tokens += *tokens;
      static metrics::Counter& counted =
          metrics::counter("alexandria_embedded_tokens_total", "Tokens of passages embedded.");
      counted.add(*tokens);
    }
  };
  // The caller's own lane is empty: it keeps its priority.
  const std::size_t wanted = std::min(lanes, work.batches.size());
  runtime::run_lanes(wanted + 1, [&](std::size_t lane) {
    if (lane < wanted) run_lane();
  });
  if (stop) return fail(Code::kCancelled, "cancelled", "cancelled while texts were being embedded");
  if (error) return std::unexpected(*error);
  return vectors;
}

}  // namespace alexandria::embed
