#include "job_events.hpp"

#include <exception>
#include <vector>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/log.hpp"
#include "json_views.hpp"

namespace alexandria::api {
namespace {

constexpr std::size_t kTopicsMax = 1000;
constexpr auto kPollEvery = std::chrono::milliseconds(100);
constexpr auto kReconnectAfter = std::chrono::milliseconds(1000);
constexpr int kPauseFactor = 4;                         // polling takes at most a fifth of a core
constexpr auto kUnusedTime = std::chrono::seconds(10);  // a topic without subscribers lives

bool has_ended(const store::JobRow& job) { return job.state != "queued" && job.state != "running"; }

std::string state_of(const store::JobRow& job) {
  return fmt::format("{}/{}/{}/{}", job.state, job.done, job.total, job.stage);
}

// The stream ends before the job does: whoever follows it comes again, and reaches another node.
void send_elsewhere(http::EventTopic& topic) {
  topic.close("reconnect", R"({"reason":"draining"})", kReconnectAfter);
}

}  // namespace

JobEvents::~JobEvents() {
  poller_ = {};  // asked to stop, and joined
  for (const auto& [id, followed] : followed_)
    followed.topic->close();
}

// True once no more will come.
bool JobEvents::publish(Followed& followed, const Result<store::JobRow>& job) {
  if (job && state_of(*job) != followed.published) {
    followed.published = state_of(*job);
    followed.topic->publish("job", json::serialize(view(*job, base::SystemClock().now_ms())));
  }
  const bool is_gone = !job && job.error().code == Code::kNotFound;
  const bool is_over = is_gone || (job && has_ended(*job));
  if (is_over) followed.topic->close();
  return is_over;
}

Result<std::shared_ptr<http::EventTopic>> JobEvents::topic(const std::string& job_id) {
  const auto job = find_(job_id);
  if (!job) return std::unexpected(job.error());
  const std::lock_guard lock(mutex_);
  if (!followed_.contains(job_id) && followed_.size() >= kTopicsMax)
    return fail(Code::kUnavailable, "too_many_topics",
                "the progress of {} jobs is followed already", kTopicsMax);
  Followed& followed = followed_[job_id];
  if (!followed.topic) followed.topic = std::make_shared<http::EventTopic>();
  followed.asked_for = std::chrono::steady_clock::now();
  const auto topic = followed.topic;
  if (followed.published.empty() && publish(followed, job)) followed_.erase(job_id);
  if (draining_) {
    send_elsewhere(*topic);
    followed_.erase(job_id);
    return topic;
  }
  if (!poller_.joinable())
    poller_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  changed_.notify_all();
  return topic;
}

void JobEvents::drain() {
  const std::lock_guard lock(mutex_);
  draining_ = true;
  for (const auto& [id, followed] : followed_)
    send_elsewhere(*followed.topic);
  followed_.clear();
}

void JobEvents::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto begin = std::chrono::steady_clock::now();
    try {
      poll();
    } catch (const std::exception& error) {
      log::error("the progress of jobs could not be read: {}", error.what());
    }
    const auto spent = std::chrono::steady_clock::now() - begin;
    const auto pause = std::max<std::chrono::nanoseconds>(kPollEvery, kPauseFactor * spent);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, pause, [] { return false; });
    changed_.wait(lock, stop, [&] { return !followed_.empty(); });
  }
}

// The database is asked without the lock.
void JobEvents::poll() {
  std::vector<std::string> ids;
  {
    const auto oldest = std::chrono::steady_clock::now() - kUnusedTime;
    const std::lock_guard lock(mutex_);
    std::erase_if(followed_, [&](const auto& entry) {
      const Followed& followed = entry.second;
      const bool is_unused = followed.topic->subscribers() == 0 && followed.asked_for < oldest;
      if (is_unused) followed.topic->close();
      return is_unused;
    });
    for (const auto& [id, followed] : followed_)
      ids.push_back(id);
  }
  for (const std::string& id : ids) {
    const auto job = find_(id);
    const std::lock_guard lock(mutex_);
    const auto followed = followed_.find(id);
    if (followed != followed_.end() && publish(followed->second, job)) followed_.erase(followed);
  }
}

}  // namespace alexandria::api
