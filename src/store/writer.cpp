#include "writer.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "alexandria/base/assert.hpp"
#include "alexandria/base/metrics.hpp"

namespace alexandria::store {
namespace {

constexpr std::size_t kSharedMax = 64;     // requests in one COMMIT
constexpr std::size_t kWaitingMax = 4096;  // more are refused

struct Waiting {
  const std::function<Result<void>(Sql&)>* request;
  const std::function<void()>* committed;
  std::promise<Result<void>> answer;
  Result<void> result;
};

}  // namespace

struct Writer::State {
  std::unique_ptr<SqliteConnection> connection;
  std::mutex settling;  // held from a COMMIT to the end of what runs after it
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::unique_ptr<Waiting>> waiting;
  bool ending = false;
  std::jthread thread;

  void must(Result<void> result) {
    if (!result) base::die(result.error().message.c_str());
  }

  void run_one(Waiting& request) {
    must(connection->script("SAVEPOINT request"));
    request.result = (*request.request)(*connection);
    if (!request.result) must(connection->script("ROLLBACK TO request"));
    must(connection->script("RELEASE request"));
  }

  void run_group(std::vector<std::unique_ptr<Waiting>>& group) {
    static metrics::Counter& commits =
        metrics::counter("alexandria_commits_total", "Commits of the database.");
    must(connection->script("BEGIN IMMEDIATE"));
    for (const auto& request : group)
      run_one(*request);
    {
      const std::lock_guard lock(settling);
      must(connection->script("COMMIT"));
      commits.add();
      for (const auto& request : group)
        if (request->result && *request->committed) (*request->committed)();
    }
    for (const auto& request : group)
      request->answer.set_value(std::move(request->result));
  }

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return ending || !waiting.empty(); });
      if (waiting.empty()) return;
      std::vector<std::unique_ptr<Waiting>> group;
      while (!waiting.empty() && group.size() < kSharedMax) {
        group.push_back(std::move(waiting.front()));
        waiting.pop_front();
      }
      lock.unlock();
      run_group(group);
      lock.lock();
    }
  }
};

Writer::Writer(std::unique_ptr<SqliteConnection> connection) : state_(std::make_unique<State>()) {
  state_->connection = std::move(connection);
  state_->thread = std::jthread([s = state_.get()] { s->run(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
  }
  state_->changed.notify_all();
  state_->thread.join();
}

void Writer::settle() { const std::lock_guard lock(state_->settling); }

Result<void> Writer::write(const std::function<Result<void>(Sql&)>& request,
                           const std::function<void()>& committed) {
  auto waiting = std::make_unique<Waiting>();
  waiting->request = &request;
  waiting->committed = &committed;
  auto answer = waiting->answer.get_future();
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->waiting.size() >= kWaitingMax)
      return fail(Code::kResourceExhausted, "queue_full", "{} writes wait already", kWaitingMax);
    state_->waiting.push_back(std::move(waiting));
  }
  state_->changed.notify_one();
  return answer.get();
}

}  // namespace alexandria::store
