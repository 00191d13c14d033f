#pragma once
// Server-sent events (WHATWG HTML, section 9.2) from one publisher to any number of subscribers.
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace alexandria::http {

class Outbox;

/// What happens to a subscriber that is behind.
enum class WhenBehind {
  kNewestOnly,  ///< events are states: the newest one replaces those that wait
  kDisconnect,  ///< events are steps: the subscriber is dropped and may ask from its last one on
};

struct EventTopicOptions {
  WhenBehind when_behind = WhenBehind::kNewestOnly;
  std::size_t queue_max = 64;     ///< events that wait for one subscriber
  std::size_t replay_events = 1;  ///< newest events kept for those who come later
};

/// One topic. An event's text is held once for all subscribers. Threads: all functions at any time;
/// none waits.
class EventTopic {
 public:
  explicit EventTopic(EventTopicOptions options = {}) : options_(options) {}
  /// Gives the next event to all subscribers and returns its id (from 1). `data` may have several
  /// lines.
  std::uint64_t publish(std::string_view name, std::string_view data);
  /// Subscribers get what waits for them, then the end of the stream; later ones get the kept
  /// events and the end.
  void close();
  /// The same, with an event behind what waits that tells them after which time to come again
  /// (`retry`). It has no id, so that they go on after the last one of the topic.
  void close(std::string_view name, std::string_view data, std::chrono::milliseconds retry);
  std::size_t subscribers() const;
  /// For the server: events with an id over `after` that are still kept, then all new ones, go to
  /// `outbox`. Subscribers that are cancelled are forgotten.
  void subscribe(const std::shared_ptr<Outbox>& outbox, std::uint64_t after);
  void unsubscribe(const Outbox* outbox);

 private:
  struct Kept {
    std::uint64_t id;
    std::shared_ptr<const std::string> frame;
  };
  void close_with(std::shared_ptr<const std::string> last);
  void end(Outbox& outbox) const;
  bool offer(Outbox& outbox, const std::shared_ptr<const std::string>& frame) const;

  const EventTopicOptions options_;
  mutable std::mutex mutex_;
  std::list<std::shared_ptr<Outbox>> subscribers_;
  std::deque<Kept> kept_;
  std::uint64_t last_id_ = 0;
  std::shared_ptr<const std::string> last_;  // behind all others, if there is one
  bool closed_ = false;
};

/// One event in the wire's form: id, event and a data line for each line of `data`.
std::string event_frame(std::uint64_t id, std::string_view name, std::string_view data);

}  // namespace alexandria::http
