#include "outbox.hpp"

namespace alexandria::http {

void Outbox::wake_once() {
  if (!hungry_ || cancelled_) return;
  hungry_ = false;
  wake_();
}

void Outbox::add(const Frame& frame) {
  frames_.push_back(frame);
  bytes_ += frame->size();
  wake_once();
}

bool Outbox::push_waiting(std::string_view bytes, const std::stop_token& stop,
                          std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  const auto may_go_on = [&] { return cancelled_ || bytes_ < bytes_max_; };
  if (!room_.wait_until(lock, stop, until, may_go_on)) return false;
  if (cancelled_ || stop.stop_requested() || end_ != End::kOpen) return false;
  if (!bytes.empty()) add(std::make_shared<const std::string>(bytes));
  return true;
}

bool Outbox::push(const Frame& frame, std::size_t frames_max) {
  const std::lock_guard lock(mutex_);
  if (cancelled_ || end_ != End::kOpen || frames_.size() >= frames_max) return false;
  add(frame);
  return true;
}

bool Outbox::replace(const Frame& frame) {
  const std::lock_guard lock(mutex_);
  if (cancelled_ || end_ != End::kOpen) return false;
  frames_.clear();
  bytes_ = 0;
  add(frame);
  return true;
}

void Outbox::end(End end) {
  const std::lock_guard lock(mutex_);
  if (end_ != End::kOpen) return;
  end_ = end;
  wake_once();
}

void Outbox::cancel() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    frames_.clear();
    bytes_ = 0;
  }
  room_.notify_all();
}

Outbox::Batch Outbox::take(std::size_t bytes_max) {
  Batch batch;
  {
    const std::lock_guard lock(mutex_);
    while (!frames_.empty() && batch.bytes.size() < bytes_max) {
      batch.bytes += *frames_.front();
      bytes_ -= frames_.front()->size();
      frames_.pop_front();
    }
    hungry_ = batch.bytes.empty();
    if (frames_.empty() && batch.bytes.empty()) batch.end = end_;
  }
  room_.notify_all();
  return batch;
}

}  // namespace alexandria::http
