#include "alexandria/store/record_intake.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>

namespace alexandria::store {
namespace {

constexpr std::size_t kCallsTogether = 256;
constexpr std::size_t kBytesTogether = 8U << 20;
constexpr std::size_t kBytesOfValue = 64;  // of metadata, about
constexpr std::size_t kWaitingMax = 4096;
constexpr int kShareToGather = 2;         // of the time that the last commit took
constexpr std::size_t kQueuesKept = 256;  // of collections into which nobody writes now

struct Call {
  const CollectionRow& collection;
  const std::vector<NewRecord>* records = nullptr;  // one of the two
  const RecordWrite* write = nullptr;
  std::optional<Result<std::vector<RecordRow>>> answer = {};
  bool leads = false;  // runs the next commit, its own call in it
  std::condition_variable changed = {};
};
struct Queue {
  std::deque<Call*> calls = {};
  std::condition_variable grown = {};
  std::size_t expected = 0;  // those that the last commit answered, and those that waited for it
  std::chrono::steady_clock::duration last_took = {};
  std::chrono::steady_clock::time_point last_end = {};
  bool is_led = false;
};
using Calls = std::vector<Call*>;

std::size_t bytes_of_records(const Call& call) {
  std::size_t out = 0;
  if (call.records != nullptr)
    for (const NewRecord& record : *call.records)
      out += record.text.size() + record.metadata.size() + record.vector.size() * sizeof(float);
  if (call.write != nullptr)
    for (const RecordChange& change : call.write->changes)
      out += change.id.size() + (change.text ? change.text->size() : 0) +
             change.metadata.size() * kBytesOfValue + change.vector.size() * sizeof(float);
  return out;
}

bool can_be_joined(const Call& a, const Call& b) {
  if (a.write == nullptr || b.write == nullptr) return a.write == b.write;
  return a.write->kind == b.write->kind;
}

}  // namespace

struct RecordIntake::State {
  Store& store;
  Committed committed;
  std::mutex mutex;
  std::map<std::int64_t, Queue> queues;  // by collection

  // All of them in one commit; their answers are set only if it was done.
  Result<void> write(const Calls& calls) {
    return calls.front()->write != nullptr ? write_changes(calls) : write_new(calls);
  }

  Result<void> write_new(const Calls& calls) {
    const CollectionRow& collection = calls.front()->collection;
    std::vector<NewRecord> joined;
    if (calls.size() > 1)
      for (const Call* call : calls)
        joined.insert(joined.end(), call->records->begin(), call->records->end());
    const std::vector<NewRecord>& records = calls.size() > 1 ? joined : *calls.front()->records;
    std::vector<RecordRow> rows;
    CommitRow commit;
    const auto request = [&](Sql& sql) -> Result<void> {
      rows = TRY(insert_records(sql, collection, records, sql.now_ms(), commit));
      return {};
    };
    TRY(store.write(request, [&] {
      if (committed) committed(collection, rows, commit);
    }));
    auto next = std::make_move_iterator(rows.begin());
    for (Call* call : calls) {
      const auto end = next + static_cast<std::ptrdiff_t>(call->records->size());
      call->answer = std::vector<RecordRow>(next, end);
      next = end;
    }
    return {};
  }

  Result<void> write_changes(const Calls& calls) {
    const CollectionRow& collection = calls.front()->collection;
    RecordWrite joined{calls.front()->write->kind, {}};
    if (calls.size() > 1)
      for (const Call* call : calls)
        joined.changes.insert(joined.changes.end(), call->write->changes.begin(),
                              call->write->changes.end());
    const RecordWrite& wanted = calls.size() > 1 ? joined : *calls.front()->write;
    WrittenRecords written;
    const auto request = [&](Sql& sql) -> Result<void> {
      written = TRY(write_records(sql, collection.collection_id, wanted, sql.now_ms()));
      return {};
    };
    TRY(store.write(request, [&] {
      if (committed && !written.rows.empty())
        committed(collection, std::move(written.rows), written.commit);
    }));
    for (Call* call : calls)
      call->answer = std::vector<RecordRow>();
    return {};
  }

  void run(const Calls& calls) {
    const auto done = write(calls);
    if (done) return;
    const Code code = done.error().code;
    const bool one_is_at_fault =
        (code == Code::kConflict || code == Code::kInvalidArgument) && calls.size() > 1;
    if (one_is_at_fault) {  // by halves, so that the others still share commits
      const auto middle = calls.begin() + static_cast<std::ptrdiff_t>(calls.size() / 2);
      run({calls.begin(), middle});
      run({middle, calls.end()});
      return;
    }
    for (Call* call : calls)
      call->answer = std::unexpected(done.error());
  }

  // Those that were answered a moment ago are likely to come back: they get a share of the time
  // that a commit takes to do so, else commits of many and of few would alternate.
  static Calls take(Queue& queue, std::unique_lock<std::mutex>& lock) {
    queue.grown.wait_until(lock, queue.last_end + queue.last_took / kShareToGather, [&] {
      return queue.calls.size() >= std::min(queue.expected, kCallsTogether);
    });
    Calls out;
    std::size_t bytes = 0;
    while (!queue.calls.empty() && out.size() < kCallsTogether && bytes < kBytesTogether &&
           (out.empty() || can_be_joined(*out.front(), *queue.calls.front()))) {
      bytes += bytes_of_records(*queue.calls.front());
      out.push_back(queue.calls.front());
      queue.calls.pop_front();
    }
    return out;
  }

  Result<std::vector<RecordRow>> insert(Call& call) {
    std::unique_lock lock(mutex);
    if (queues.size() > kQueuesKept)
      std::erase_if(queues, [](const auto& one) { return !one.second.is_led; });
    Queue& queue = queues[call.collection.collection_id];
    if (queue.calls.size() >= kWaitingMax)
      return fail(Code::kResourceExhausted, "queue_full", "{} writes to collection {} wait already",
                  kWaitingMax, call.collection.name);
    queue.calls.push_back(&call);
    queue.grown.notify_one();
    call.leads = !queue.is_led;
    queue.is_led = true;
    call.changed.wait(lock, [&] { return call.leads || call.answer; });
    if (!call.leads) return std::move(*call.answer);
    const Calls calls = take(queue, lock);
    lock.unlock();
    const auto began = std::chrono::steady_clock::now();
    run(calls);
    lock.lock();
    queue.expected = calls.size() + queue.calls.size();
    queue.last_end = std::chrono::steady_clock::now();
    queue.last_took = queue.last_end - began;
    for (Call* other : calls)
      if (other != &call) other->changed.notify_one();
    queue.is_led = !queue.calls.empty();
    if (queue.is_led) {
      queue.calls.front()->leads = true;
      queue.calls.front()->changed.notify_one();
    }
    return std::move(*call.answer);
  }
};

RecordIntake::RecordIntake(Store& store, Committed committed)
    : state_(std::make_unique<State>(store, std::move(committed))) {}
RecordIntake::~RecordIntake() = default;

Result<std::vector<RecordRow>> RecordIntake::insert(const CollectionRow& collection,
                                                    const std::vector<NewRecord>& records) {
  if (records.empty()) return std::vector<RecordRow>();
  Call call{collection, &records};
  return state_->insert(call);
}

Result<void> RecordIntake::write(const CollectionRow& collection, const RecordWrite& write) {
  if (write.changes.empty()) return {};
  Call call{collection, nullptr, &write};
  TRY(state_->insert(call));
  return {};
}

}  // namespace alexandria::store
