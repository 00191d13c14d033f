#include "alexandria/http/event_topic.hpp"

#include <fmt/format.h>

#include "outbox.hpp"

namespace alexandria::http {

namespace {

std::string name_and_data(std::string_view name, std::string_view data) {
  std::string out = fmt::format("event: {}\n", name);
  for (;;) {
    const std::size_t end = data.find_first_of("\r\n");
    out += fmt::format("data: {}\n", data.substr(0, end));
    if (end == std::string_view::npos) break;
    data.remove_prefix(end + 1);
  }
  return out + "\n";
}

}  // namespace

std::string event_frame(std::uint64_t id, std::string_view name, std::string_view data) {
  return fmt::format("id: {}\n", id) + name_and_data(name, data);
}

bool EventTopic::offer(Outbox& outbox, const Frame& frame) const {
  if (options_.when_behind == WhenBehind::kNewestOnly) return outbox.replace(frame);
  return outbox.push(frame, options_.queue_max);
}

std::uint64_t EventTopic::publish(std::string_view name, std::string_view data) {
  const std::lock_guard lock(mutex_);
  if (closed_) return last_id_;
  const auto frame = std::make_shared<const std::string>(event_frame(++last_id_, name, data));
  kept_.push_back({last_id_, frame});
  while (kept_.size() > options_.replay_events)
    kept_.pop_front();
  std::erase_if(subscribers_, [&](const std::shared_ptr<Outbox>& outbox) {
    if (offer(*outbox, frame)) return false;
    outbox->finish();  // it is behind: it may come back with the last id it saw
    return true;
  });
  return last_id_;
}

void EventTopic::close() { close_with(nullptr); }

void EventTopic::close(std::string_view name, std::string_view data,
                       std::chrono::milliseconds retry) {
  close_with(std::make_shared<const std::string>(fmt::format("retry: {}\n", retry.count()) +
                                                 name_and_data(name, data)));
}

void EventTopic::close_with(std::shared_ptr<const std::string> last) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  closed_ = true;
  last_ = std::move(last);
  for (const auto& outbox : subscribers_)
    end(*outbox);
  subscribers_.clear();
}

void EventTopic::end(Outbox& outbox) const {
  if (last_) outbox.push(last_, SIZE_MAX);
  outbox.finish();
}

std::size_t EventTopic::subscribers() const {
  const std::lock_guard lock(mutex_);
  return subscribers_.size();
}

void EventTopic::subscribe(const std::shared_ptr<Outbox>& outbox, std::uint64_t after) {
  const std::lock_guard lock(mutex_);
  if (after > last_id_) after = 0;  // an id of another life of this topic
  for (const Kept& kept : kept_)
    if (kept.id > after) offer(*outbox, kept.frame);
  if (closed_)
    end(*outbox);
  else
    subscribers_.push_back(outbox);
}

void EventTopic::unsubscribe(const Outbox* outbox) {
  const std::lock_guard lock(mutex_);
  std::erase_if(subscribers_, [&](const auto& one) { return one.get() == outbox; });
}

}  // namespace alexandria::http
