#pragma once
// What waits to be written to one peer: filled by a worker or by the publisher of a topic, emptied
// by the event loop.
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

namespace alexandria::http {

using Frame = std::shared_ptr<const std::string>;

/// Threads: all functions at any time. `wake` is called under the outbox's lock, so it must not
/// call the outbox; after `cancel` it is not called any more.
class Outbox {
 public:
  Outbox(std::size_t bytes_max, std::function<void()> wake)
      : bytes_max_(bytes_max), wake_(std::move(wake)) {}

  /// For a worker: waits until there is room. False once cancelled, stopped or past `until`.
  bool push_waiting(std::string_view bytes, const std::stop_token& stop,
                    std::chrono::steady_clock::time_point until);
  /// For a publisher: false if `frames_max` frames wait already or the outbox is over.
  bool push(const Frame& frame, std::size_t frames_max);
  /// For a publisher: the frame instead of all that wait. False if the outbox is over.
  bool replace(const Frame& frame);
  /// Nothing more comes; what waits still goes out.
  void finish() { end(End::kFinished); }
  /// Nothing more comes, and what was sent is not whole.
  void abort() { end(End::kBroken); }
  /// For the loop: nobody takes anything any more; waiting workers go on.
  void cancel();

  enum class End { kOpen, kFinished, kBroken };
  struct Batch {
    std::string bytes;     ///< empty: nothing waits
    End end = End::kOpen;  ///< of the outbox, once nothing waits
  };
  /// For the loop: frames up to about `bytes_max` in all. After an empty batch `wake` is called as
  /// soon as there is more, or the end.
  Batch take(std::size_t bytes_max);

 private:
  void end(End end);
  void add(const Frame& frame);
  void wake_once();

  const std::size_t bytes_max_;
  std::mutex mutex_;
  std::condition_variable_any room_;
  std::function<void()> wake_;
  std::deque<Frame> frames_;
  std::size_t bytes_ = 0;
  End end_ = End::kOpen;
  bool cancelled_ = false;
  bool hungry_ = false;  // the loop found nothing and wants to be woken
};

}  // namespace alexandria::http
