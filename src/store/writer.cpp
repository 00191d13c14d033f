#include "writer.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "alexandria/base/assert.hpp"
#include "alexandria/base/metrics.hpp"
#include "caught.hpp"

namespace alexandria::store {
namespace {

constexpr std::size_t kSharedMax = 64;     // requests in one COMMIT
constexpr std::size_t kWaitingMax = 4096;  // more are refused

struct Waiting {
  const std::function<Result<void>(Sql&)>* request = nullptr;
  const std::function<void()>* committed = nullptr;
  const std::function<Result<void>(SqliteConnection&)>* between = nullptr;  // instead of a request
  Intent intent = Intent::kAdd;
  std::promise<Result<void>> answer;
  Result<void> result;
};
using Group = std::vector<std::unique_ptr<Waiting>>;

}  // namespace

struct Writer::State {
  State(std::unique_ptr<SqliteConnection> c, DiskRoom& r) : connection(std::move(c)), room(r) {}
  std::unique_ptr<SqliteConnection> connection;
  DiskRoom& room;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::unique_ptr<Waiting>> waiting;
  bool ending = false;
  std::jthread thread;

  // What the members of a transaction are told when all of it is lost.
  Error told(const Error& error) {
    if (error.reason != "disk_full") return error;
    room.met_full_disk();
    return room.refusal().error();
  }

  static void refuse(Group& group, const Error& error) {
    for (const auto& request : group)
      if (request->result) request->result = std::unexpected(error);
  }

  void roll_back() {
    if (!connection->in_transaction()) return;
    const auto undone = connection->script("ROLLBACK");
    if (!undone && connection->in_transaction()) base::die(undone.error().message.c_str());
  }

  // An error of the transaction itself; the request's own goes into its result.
  Result<void> run_one(Waiting& request) {
    if (request.intent == Intent::kAdd && room.is_full()) {
      request.result = room.refusal();
      return {};
    }
    TRY(connection->script("SAVEPOINT request"));
    request.result = caught([&] { return (*request.request)(*connection); });
    if (!connection->in_transaction())
      return std::unexpected(request.result ? Error{Code::kUnavailable, "database_error",
                                                    "the database gave up the transaction"}
                                            : request.result.error());
    if (!request.result) TRY(connection->script("ROLLBACK TO request"));
    return connection->script("RELEASE request");
  }

  Result<void> run_requests(Group& group) {
    TRY(connection->script("BEGIN IMMEDIATE"));
    for (const auto& request : group)
      TRY(run_one(*request));
    return {};
  }

  // True once durable; false if it failed and nothing of it can ever be seen: of a transaction that
  // changed no row there is nothing to see (on a damaged file its COMMIT may fail all the same).
  Result<void> commit(std::int64_t rows_before) {
    auto done = connection->script("COMMIT");
    if (done) return {};
    if (connection->rows_changed() != rows_before && !connection->commit_surely_failed())
      base::die(done.error().message.c_str());
    return done;
  }

  void run_group(Group& group) {
    static metrics::Counter& commits =
        metrics::counter("alexandria_commits_total", "Commits of the database.");
    room.refresh();
    const bool erases = std::ranges::any_of(
        group, [](const auto& request) { return request->intent != Intent::kAdd; });
    if (erases) room.lend();
    const std::int64_t rows_before = connection->rows_changed();
    auto done = run_requests(group);
    if (done) done = commit(rows_before);
    if (done) {
      commits.add();
      follow(group);
    }
    if (!done) {
      roll_back();
      refuse(group, told(done.error()));
    }
    const bool sufficed = std::ranges::none_of(group, [](const auto& request) {
      return !request->result && request->result.error().reason == "disk_full";
    });
    if (!sufficed && !room.is_full()) room.met_full_disk();
    room.take_back(sufficed || !erases);
    for (const auto& request : group)
      request->answer.set_value(std::move(request->result));
  }

  static void follow(const Group& group) {
    for (const auto& request : group) {
      if (request->result) run_committed(*request->committed);
    }
  }

  void run_between(Waiting& work) {
    room.lend();
    auto done = caught([&] { return (*work.between)(*connection); });
    roll_back();
    room.take_back();
    work.answer.set_value(std::move(done));
  }

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return ending || !waiting.empty(); });
      if (waiting.empty()) return;
      Group group;
      while (!waiting.empty() && group.size() < kSharedMax) {
        if (waiting.front()->between != nullptr && !group.empty()) break;
        group.push_back(std::move(waiting.front()));
        waiting.pop_front();
        if (group.back()->between != nullptr) break;
      }
      lock.unlock();
      if (group.back()->between != nullptr)
        run_between(*group.back());
      else
        run_group(group);
      lock.lock();
    }
  }

  Result<void> queue(std::unique_ptr<Waiting> work) {
    auto answer = work->answer.get_future();
    {
      const std::lock_guard lock(mutex);
      if (waiting.size() >= kWaitingMax)
        return fail(Code::kResourceExhausted, "queue_full", "{} writes wait already", kWaitingMax);
      waiting.push_back(std::move(work));
    }
    changed.notify_one();
    return answer.get();
  }
};

Writer::Writer(std::unique_ptr<SqliteConnection> connection, DiskRoom& room)
    : state_(std::make_unique<State>(std::move(connection), room)) {
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

Result<void> Writer::write(const std::function<Result<void>(Sql&)>& request,
                           const std::function<void()>& committed, Intent intent) {
  auto waiting = std::make_unique<Waiting>();
  waiting->request = &request;
  waiting->committed = &committed;
  waiting->intent = intent;
  return state_->queue(std::move(waiting));
}

Result<void> Writer::between(const std::function<Result<void>(SqliteConnection&)>& work) {
  auto waiting = std::make_unique<Waiting>();
  waiting->between = &work;
  return state_->queue(std::move(waiting));
}

}  // namespace alexandria::store
