#include "connection.hpp"

#include "web_socket_channel.hpp"

namespace alexandria::http {
namespace {

constexpr auto kDrainTime = std::chrono::milliseconds(2000);  // for the rest of a refused body
constexpr auto kDrainTimeAtStop = std::chrono::milliseconds(200);

}  // namespace

void Connection::await_request() {
  if (loop_.is_stopping()) return close();
  state_ = State::kWaiting;
  ticket_->begin_waiting(this);
  deadline_ = Clock::now() + limits_.idle;
  form_ = {};
  parser_.emplace();
  has_fold_ = {};
  parser_->header_limit(static_cast<std::uint32_t>(loop_.options().header_bytes_max));
  parser_->body_limit(boost::none);
  if (buffer_.size() > 0) return asio::post(loop_.context(), later([this] { feed_head(); }));
  if (buffer_.capacity() > kReadBufferKept) buffer_.shrink_to_fit();
  read();
}

std::shared_ptr<Outbox> Connection::make_outbox() {
  return std::make_shared<Outbox>(kOutboxBytes,
                                  [weak = weak_from_this(), &context = loop_.context()] {
                                    asio::post(context, [weak] {
                                      if (const auto self = weak.lock())
                                        static_cast<Connection&>(*self).writer_.drain();
                                    });
                                  });
}

void Connection::dispatch() {
  state_ = State::kHandling;
  deadline_ = exchange_->request.deadline;
  exchange_->head_only = form_.head_only;
  exchange_->outbox = make_outbox();
  runtime::WorkerPool::Task task = [this, self = shared_from_this(),
                                    exchange = exchange_]() mutable {
    run_exchange(loop_.handler(), *exchange, [&](Response response) {
      asio::post(loop_.context(), [this, self = std::move(self), exchange,
                                   response = std::move(response)]() mutable {
        if (state_ != State::kHandling || exchange != exchange_) return;
        later([this, &response] { answer(std::move(response)); })();
      });
    });
  };
  exchange_->is_running = true;
  if (loop_.workers(exchange_->plan.is_long).submit(task)) return;
  exchange_->is_running = false;
  refuse(too_busy("the server has as many requests as it can keep"));
}

void Connection::answer(Response response) {
  if (response.web_socket) {
    if (is_web_socket_request(exchange_->request)) return take_over(response);
    response = error_answer(426, "upgrade_required", "this address takes WebSockets only");
    response.headers["upgrade"] = "websocket";
  }
  state_ = State::kAnswering;
  deadline_ = Clock::time_point::max();  // the writer has its own
  loop_.release_body(std::exchange(reserved_, 0), asker_);
  form_.keep = form_.keep && !loop_.is_stopping();
  if (response.events) ticket_->end_request();
  std::shared_ptr<Outbox> outbox;
  if (response.events || response.stream) {
    if (!exchange_->outbox) exchange_->outbox = make_outbox();
    outbox = exchange_->outbox;
  }
  writer_.start(std::move(response), form_, std::move(outbox),
                [this](bool is_whole) { on_answered(is_whole); });
  if (loop_.is_stopping()) begin_stop();
}

// An answer before the request's end: the connection ends with it.
void Connection::refuse(Response response) {
  ticket_->end_waiting();
  form_.keep = false;
  answer(std::move(response));
}

void Connection::on_answered(bool is_whole) {
  end_exchange();
  if (!is_whole) return close();
  if (!form_.keep) return drain();
  await_request();
}

void Connection::end_exchange() {
  loop_.release_body(std::exchange(reserved_, 0), asker_);
  if (ticket_) ticket_->end_request();
  if (!exchange_) return;
  exchange_->stop.request_stop();
  if (exchange_->outbox) exchange_->outbox->cancel();
  auto exchange = std::exchange(exchange_, nullptr);
  const bool has_upload = exchange->upload && !exchange->is_running && !is_writing_block_;
  if (has_upload) discard_upload(loop_, std::move(exchange));
}

// Tells the peer that nothing more comes, and drops what it still sends: a peer that is closed upon
// in the middle of its request would lose the answer.
void Connection::drain() {
  state_ = State::kDraining;
  deadline_ = Clock::now() + (loop_.is_stopping() ? kDrainTimeAtStop : kDrainTime);
  ticket_->begin_waiting(this);
  parser_.reset();
  buffer_.clear();
  ErrorCode failure;
  ignore(socket_.shutdown(StreamSocket::shutdown_send, failure));
  if (failure) return close();
  read();
}

void Connection::take_over(const Response& response) {
  ticket_->end_request();
  const auto channel = make_web_socket(loop_, std::move(socket_), std::move(*ticket_),
                                       exchange_->request, response.web_socket);
  loop_.add(channel);
  close();
  channel->start();
}

// Half a connection that is closed counts as gone: what runs for it is asked to end.
void Connection::look_for_peer() {
  if (state_ != State::kHandling && state_ != State::kAnswering) return;
  constexpr unsigned kEventsEvery = 10;  // ticks; thousands of these are open
  if (writer_.has_events() && ++ticks_ % kEventsEvery != 0) return;
  if (!exchange_ || !platform::peer_is_gone(socket_.native_handle())) return;
  exchange_->stop.request_stop();
  if (writer_.has_events()) close();
}

void Connection::tick(Clock::time_point now) {
  look_for_peer();
  if (state_ == State::kAnswering && !writer_.tick(now)) return close();
  if (now < deadline_) return;
  if (state_ == State::kHandling) {
    exchange_->stop.request_stop();
    return refuse(error_answer(504, "deadline", "the request took longer than it may"));
  }
  if (state_ != State::kHead && state_ != State::kBody) return close();
  socket_.cancel();  // on_read_end answers
}

void Connection::begin_stop() {
  // What has begun to come may end within the first seconds of a stop.
  if (state_ == State::kHandling || state_ == State::kBody) return;
  if (state_ != State::kAnswering) return close();
  form_.keep = false;
  if (!exchange_) return;
  exchange_->stop.request_stop();
  if (writer_.has_events()) exchange_->outbox->finish();
}

void Connection::close() {
  if (state_ == State::kClosed) return;
  const auto self = shared_from_this();
  state_ = State::kClosed;
  ErrorCode ignored;
  ignore(socket_.close(ignored));
  writer_.stop();
  end_exchange();
  ticket_.reset();
  parser_.reset();
  loop_.remove(*this);
}

std::shared_ptr<Channel> make_connection(Loop& loop, StreamSocket socket,
                                         Admission::Ticket ticket) {
  return std::make_shared<Connection>(loop, std::move(socket), std::move(ticket));
}

}  // namespace alexandria::http
