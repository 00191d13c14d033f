#pragma once
// The event loop: one thread that owns every connection. All of a channel's functions run on it, so
// channels need no locks; other threads reach them by `post`.
#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "admission.hpp"
#include "alexandria/http/server.hpp"
#include "alexandria/platform/socket.hpp"
#include "alexandria/runtime/worker_pool.hpp"
#include "asio.hpp"

namespace alexandria::http {

using Clock = std::chrono::steady_clock;

/// A connection in the loop's list: an HTTP connection or what it was upgraded to.
class Channel : public std::enable_shared_from_this<Channel> {
 public:
  virtual ~Channel() = default;
  virtual void start() = 0;
  /// Called ten times a second: deadlines are looked at here.
  virtual void tick(Clock::time_point now) = 0;
  /// The server stops: ends at once what waits for the peer; a handler may go on.
  virtual void begin_stop() = 0;
  /// A running handler is asked to end.
  virtual void request_stop() = 0;
  /// Ends now.
  virtual void close() = 0;
  /// Bytes of an answer in memory that wait for the peer.
  virtual std::uint64_t waiting_bytes() const { return 0; }

 private:
  friend class Loop;
  std::list<std::shared_ptr<Channel>>::iterator place_;
  bool is_listed_ = false;
};

class Loop {
 public:
  /// `handler` must outlive the loop.
  Loop(ServerOptions options, Handler& handler);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Accepts from `listener` until the loop stops.
  void listen(platform::Listener listener);
  /// Serves one connection.
  void serve(platform::Socket socket, const std::string& peer);
  /// Runs until `end`. An exception that nobody caught is logged, and the loop goes on.
  void run();
  /// Runs what is ready; for tests without a thread.
  void run_ready() { context_.poll(); }
  void end();

  enum class StopPhase { kGently, kHandlers, kAll };
  /// From any thread.
  void stop(StopPhase phase);
  /// From any thread: whether there is no connection; waits until `until`.
  bool wait_empty(Clock::time_point until);

  // For channels, on the loop's thread:
  void add(const std::shared_ptr<Channel>& channel);
  void remove(Channel& channel);
  bool is_stopping() const { return is_stopping_; }
  std::size_t connections() const { return channels_.size(); }
  /// Takes so much of the memory for bodies; false if it is used up.
  bool reserve_body(std::uint64_t bytes, Asker asker);
  void release_body(std::uint64_t bytes, Asker asker);
  /// Takes so much of the memory for answers; if that is too much, the tick cuts the largest.
  void reserve_answer(std::uint64_t bytes) { answer_bytes_ += bytes; }
  void release_answer(std::uint64_t bytes) { answer_bytes_ -= bytes; }
  runtime::WorkerPool& workers(bool is_long) { return is_long ? long_workers_ : workers_; }
  /// For reading and writing files; its tasks are short.
  runtime::WorkerPool& disk() { return disk_; }

  asio::io_context& context() { return context_; }
  const ServerOptions& options() const { return options_; }
  Handler& handler() { return handler_; }

 private:
  void await_connection();
  void accept_some();
  bool make_room();
  void refuse(StreamSocket socket, const std::string& peer);
  void await_tick();
  void tick();
  void close_largest_answers();

  const ServerOptions options_;
  Handler& handler_;
  Admission admission_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, asio::io_context::executor_type>
      timer_{context_};
  std::optional<platform::Listener> listener_;
  asio::posix::basic_stream_descriptor<asio::io_context::executor_type> acceptor_{context_};
  bool is_accepting_ = false;  // false while there are no descriptors left
  std::list<std::shared_ptr<Channel>> channels_;
  std::uint64_t body_bytes_ = 0;
  std::uint64_t stranger_bytes_ = 0;  // a part of these
  std::uint64_t answer_bytes_ = 0;
  bool is_stopping_ = false;
  Clock::time_point warned_{};
  std::mutex mutex_;
  std::condition_variable emptied_;
  std::size_t open_ = 0;  // behind mutex_: the size of channels_ for other threads
  runtime::WorkerPool workers_;
  runtime::WorkerPool long_workers_;
  runtime::WorkerPool disk_;
};

/// An HTTP connection on `socket`; owned by the loop once added.
std::shared_ptr<Channel> make_connection(Loop& loop, StreamSocket socket, Admission::Ticket ticket);

}  // namespace alexandria::http
