#pragma once
// Progress of jobs as server-sent events: one poll of a job serves all who follow it.
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "alexandria/base/result.hpp"
#include "alexandria/http/event_topic.hpp"
#include "alexandria/store/rows.hpp"

namespace alexandria::api {

/// Topics of jobs that somebody follows. Threads: all functions at any time.
class JobEvents {
 public:
  using Find = std::function<Result<store::JobRow>(const std::string& job_id)>;
  /// `find` is called on a thread of its own and must be callable until the destructor returns.
  explicit JobEvents(Find find) : find_(std::move(find)) {}
  ~JobEvents();
  JobEvents(const JobEvents&) = delete;
  JobEvents& operator=(const JobEvents&) = delete;
  /// The topic of a job: its newest state at once, then `job` whenever it changed; it closes when
  /// the job has ended. The errors of `find`; kUnavailable `too_many_topics` over 1,000 jobs.
  Result<std::shared_ptr<http::EventTopic>> topic(const std::string& job_id);
  /// This node stops: all streams end with `reconnect`, later ones behind the job's newest state.
  void drain();

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Followed {
    std::shared_ptr<http::EventTopic> topic;
    std::string published;  // what tells the newest published state from others
    Time asked_for;
  };
  void run(const std::stop_token& stop);
  void poll();
  bool publish(Followed& followed, const Result<store::JobRow>& job);

  const Find find_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Followed> followed_;
  bool draining_ = false;
  std::jthread poller_;  // started by the first topic
};

}  // namespace alexandria::api
