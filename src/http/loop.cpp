#include "loop.hpp"

#include <netinet/in.h>

#include <algorithm>

#include <boost/asio/buffer.hpp>

#include "alexandria/base/log.hpp"
#include "answer.hpp"

namespace alexandria::http {
namespace {

constexpr auto kTick = std::chrono::milliseconds(100);
constexpr auto kWarnEvery = std::chrono::seconds(60);
constexpr int kAcceptAtOnce = 64;  // then other connections have their turn
constexpr std::size_t kDiskThreads = 2;
constexpr std::uint64_t kStrangersPart = 4;   // of the memory for bodies they have one in so many
constexpr std::size_t kOwnDescriptors = 512;  // database, index, blobs, children

Admission::Limits limits_of(const ServerOptions& options) {
  const std::uint64_t descriptors = platform::raise_descriptor_limit();
  const std::size_t possible =
      descriptors > 2 * kOwnDescriptors ? descriptors - kOwnDescriptors : descriptors / 2;
  return {.connections_max = std::min(options.connections_max, possible),
          .connections_per_peer = options.connections_per_peer,
          .requests_per_peer = options.requests_per_peer};
}

}  // namespace

Loop::Loop(ServerOptions options, Handler& handler)
    : options_(std::move(options)),
      handler_(handler),
      admission_(limits_of(options_)),
      workers_({"request", options_.workers, options_.queue_max}),
      long_workers_({"long request", options_.long_workers, options_.queue_max}),
      disk_({"disk", options_.workers == 0 ? 0 : kDiskThreads, SIZE_MAX / 2}) {
  await_tick();
}

Loop::~Loop() {
  if (acceptor_.is_open()) acceptor_.release();  // the listener closes it
  const auto channels = std::move(channels_);
  for (const auto& channel : channels) {
    channel->is_listed_ = false;
    channel->close();
  }
}

void Loop::run() {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (const std::exception& error) {
      log::error("the event loop goes on after: {}", error.what());
    } catch (...) {
      log::error("the event loop goes on after an unknown exception");
    }
  }
}

void Loop::end() {
  asio::post(context_, [this] {
    work_.reset();
    timer_.cancel();
    context_.stop();
  });
}

void Loop::listen(platform::Listener listener) {
  listener_.emplace(std::move(listener));
  acceptor_.assign(listener_->descriptor());
  is_accepting_ = true;
  await_connection();
}

void Loop::await_connection() {
  acceptor_.async_wait(asio::posix::descriptor_base::wait_read, [this](const ErrorCode& error) {
    if (!error) accept_some();
  });
}

// When descriptors run out, connections that wait for a request make room; if there is none, the
// next tick tries again.
void Loop::accept_some() {
  if (is_stopping_) return;
  is_accepting_ = false;
  for (int i = 0; i < kAcceptAtOnce; ++i) {
    auto accepted = listener_->accept();
    if (!accepted) {
      if (Clock::now() - warned_ > kWarnEvery) log::warning("{}", accepted.error().message);
      warned_ = Clock::now();
      if (!make_room()) return;
      continue;
    }
    if (!*accepted) break;
    try {
      serve(std::move((*accepted)->socket), (*accepted)->peer);
    } catch (const std::exception& error) {
      log::error("a connection of {} ended: {}", (*accepted)->peer, error.what());
    }
  }
  is_accepting_ = true;
  await_connection();
}

// Closes a few connections, for others than connections need descriptors too. False if none waits.
bool Loop::make_room() {
  constexpr int kAtOnce = 8;
  int closed = 0;
  for (; closed < kAtOnce; ++closed) {
    Channel* channel = admission_.longest_waiting();
    if (channel == nullptr) break;
    channel->close();
  }
  return closed > 0;
}

void Loop::serve(platform::Socket socket, const std::string& peer) {
  StreamSocket stream(context_);
  stream.assign(asio::generic::stream_protocol(AF_INET, IPPROTO_TCP), socket.descriptor());
  socket.release();
  if (admission_.is_full(peer)) {
    Channel* longest = admission_.longest_waiting(peer);
    if (longest == nullptr) return refuse(std::move(stream), peer);
    longest->close();
  }
  const auto channel = make_connection(*this, std::move(stream), admission_.admit(peer));
  add(channel);
  channel->start();
}

// The answer fits into the empty buffer of a new connection; if not, the peer sees its end only.
void Loop::refuse(StreamSocket socket, const std::string& peer) {
  Response full = error_answer(503, "too_many_connections",
                               fmt::format("all connections of {} are in use, try again", peer));
  full.headers["retry-after"] = "1";
  const std::string text = answer_head(full, {.keep = false}, full.body.size()) + full.body;
  ErrorCode ignored;
  ignore(socket.non_blocking(true, ignored));
  socket.write_some(asio::buffer(text), ignored);
  ignore(socket.shutdown(StreamSocket::shutdown_send, ignored));
}

void Loop::add(const std::shared_ptr<Channel>& channel) {
  channel->place_ = channels_.insert(channels_.end(), channel);
  channel->is_listed_ = true;
  const std::lock_guard lock(mutex_);
  open_ = channels_.size();
}

void Loop::remove(Channel& channel) {
  if (!std::exchange(channel.is_listed_, false)) return;
  channels_.erase(channel.place_);
  const std::lock_guard lock(mutex_);
  open_ = channels_.size();
  if (open_ == 0) emptied_.notify_all();
}

bool Loop::wait_empty(Clock::time_point until) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_until(lock, until, [&] { return open_ == 0; });
}

void Loop::stop(StopPhase phase) {
  asio::post(context_, [this, phase] {
    if (!std::exchange(is_stopping_, true) && acceptor_.is_open()) {
      acceptor_.release();
      listener_->close();
    }
    for (auto it = channels_.begin(); it != channels_.end();) {
      const std::shared_ptr<Channel> channel = *it++;
      if (phase == StopPhase::kGently) channel->begin_stop();
      if (phase == StopPhase::kHandlers) channel->request_stop();
      if (phase == StopPhase::kAll) channel->close();
    }
  });
}

bool Loop::reserve_body(std::uint64_t bytes, Asker asker) {
  const std::uint64_t of_strangers = asker == Asker::kStranger ? bytes : 0;
  if (body_bytes_ + bytes > options_.memory_bytes_max) return false;
  if (stranger_bytes_ + of_strangers > options_.memory_bytes_max / kStrangersPart) return false;
  body_bytes_ += bytes;
  stranger_bytes_ += of_strangers;
  return true;
}

void Loop::release_body(std::uint64_t bytes, Asker asker) {
  body_bytes_ -= bytes;
  if (asker == Asker::kStranger) stranger_bytes_ -= bytes;
}

void Loop::await_tick() {
  timer_.expires_after(kTick);
  timer_.async_wait([this](const ErrorCode& error) {
    if (error) return;
    await_tick();
    tick();
  });
}

void Loop::tick() {
  const auto now = Clock::now();
  for (auto it = channels_.begin(); it != channels_.end();) {
    const std::shared_ptr<Channel> channel = *it++;
    try {
      channel->tick(now);
    } catch (const std::exception& error) {
      log::error("a connection ended: {}", error.what());
      channel->close();
    }
  }
  if (listener_ && !is_accepting_ && !is_stopping_) accept_some();
  if (answer_bytes_ > options_.memory_bytes_max) close_largest_answers();
}

void Loop::close_largest_answers() {
  while (answer_bytes_ > options_.memory_bytes_max) {
    const auto largest = std::ranges::max_element(
        channels_, {}, [](const auto& channel) { return channel->waiting_bytes(); });
    if (largest == channels_.end() || (*largest)->waiting_bytes() == 0) return;
    const auto channel = (*largest)->shared_from_this();
    log::warning("an answer of {} bytes was cut: slow readers keep more than {} bytes waiting",
                 channel->waiting_bytes(), options_.memory_bytes_max);
    channel->close();
  }
}

}  // namespace alexandria::http
