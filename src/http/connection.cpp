#include <algorithm>
#include <exception>

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "alexandria/base/log.hpp"
#include "answer.hpp"
#include "exchange.hpp"
#include "loop.hpp"
#include "web_socket_channel.hpp"

namespace alexandria::http {
namespace {

namespace beast = boost::beast;
using Parser = beast::http::request_parser<beast::http::buffer_body>;
using beast::http::error;

constexpr std::size_t kWaitingBlock = 1 << 10;  // most heads fit; thousands of these are held
constexpr std::size_t kBlock = 64 << 10;
constexpr std::size_t kBufferKept = 8 << 10;                  // between two requests
constexpr std::size_t kChunkHeadBytesMax = 16 << 10;          // size, extensions, trailer fields
constexpr auto kDrainTime = std::chrono::milliseconds(2000);  // for the rest of a refused body
constexpr auto kDrainTimeAtStop = std::chrono::milliseconds(200);
constexpr std::uint64_t kDrainBytes = 64ULL << 20;

// One connection. A request goes through the states in their order and back to the first; an error
// or an end leads to kDraining, which reads what the peer still sends, so that it sees the answer.
// kClosed is final: whatever completes afterwards finds it and does nothing.
class Connection final : public Channel {
 public:
  Connection(Loop& loop, StreamSocket socket, Admission::Ticket ticket)
      : loop_(loop),
        limits_(loop.options().deadlines),
        socket_(std::move(socket)),
        peer_(ticket.address()),
        ticket_(std::move(ticket)) {}

  void start() override { await_request(); }
  void tick(Clock::time_point now) override;
  void begin_stop() override;
  void request_stop() override {
    if (exchange_) exchange_->stop.request_stop();
  }
  void close() override;
  std::uint64_t waiting_bytes() const override { return writer_.waiting_bytes(); }

 private:
  enum class State { kWaiting, kHead, kBody, kHandling, kAnswering, kDraining, kClosed };

  // What runs later on the loop: not once the connection is closed, and no exception gets out.
  template <class F>
  auto later(F function) {
    return [self = shared_from_this(), this, function = std::move(function)](auto... values) {
      if (state_ == State::kClosed) return;
      try {
        function(values...);
      } catch (const std::exception& failure) {
        log::error("a connection of {} ended: {}", peer_, failure.what());
        close();
      }
    };
  }

  void await_request();
  void read();
  void on_read(const ErrorCode& failure, std::size_t bytes);
  void on_read_end();
  void feed_head();
  void begin_request();
  Result<void> read_head(Request& request, int& status);
  std::optional<Response> begin_body();
  void feed_body();
  std::optional<Response> on_block(std::string_view bytes);
  void write_block(std::size_t bytes);
  void end_body();
  std::shared_ptr<Outbox> make_outbox();
  void dispatch();
  void answer(Response response);
  void refuse(Response response);
  void look_for_peer();
  void take_over(const Response& response);
  void on_answered(bool is_whole);
  void drain();
  void end_exchange();

  Loop& loop_;
  const Deadlines& limits_;
  StreamSocket socket_;
  const std::string peer_;
  std::optional<Admission::Ticket> ticket_;
  State state_ = State::kWaiting;
  Clock::time_point deadline_ = Clock::time_point::max();
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  AnswerForm form_;
  std::shared_ptr<Exchange> exchange_;
  AnswerWriter writer_{loop_, socket_, *this};
  std::string block_;
  Clock::time_point body_begin_{};
  std::uint64_t body_bytes_ = 0;
  std::uint64_t reserved_ = 0;
  std::uint64_t drained_bytes_ = 0;
  unsigned ticks_ = 0;
  bool is_reading_ = false;
  bool is_writing_block_ = false;
};

void Connection::await_request() {
  if (loop_.is_stopping()) return close();
  state_ = State::kWaiting;
  ticket_->begin_waiting(this);
  deadline_ = Clock::now() + limits_.idle;
  form_ = {};
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(loop_.options().header_bytes_max));
  parser_->body_limit(boost::none);
  if (buffer_.size() > 0) return asio::post(loop_.context(), later([this] { feed_head(); }));
  if (buffer_.capacity() > kBufferKept) buffer_.shrink_to_fit();
  read();
}

void Connection::read() {
  if (is_reading_) return;
  is_reading_ = true;
  const std::size_t wanted = state_ == State::kWaiting ? kWaitingBlock
                             : state_ == State::kHead  ? kBufferKept
                                                       : kBlock;
  socket_.async_read_some(buffer_.prepare(wanted),
                          later([this](const ErrorCode& failure, std::size_t bytes) {
                            is_reading_ = false;
                            on_read(failure, bytes);
                          }));
}

void Connection::on_read(const ErrorCode& failure, std::size_t bytes) {
  buffer_.commit(bytes);
  if (state_ == State::kDraining) {
    drained_bytes_ += bytes;
    buffer_.clear();
    return failure || drained_bytes_ > kDrainBytes ? close() : read();
  }
  if (failure) return on_read_end();
  if (state_ == State::kBody) return feed_body();
  if (state_ == State::kWaiting || state_ == State::kHead) feed_head();
}

// The peer sends no more, or the time was up and the read was cancelled.
void Connection::on_read_end() {
  if (Clock::now() < deadline_ || state_ == State::kWaiting) return close();
  refuse(error_answer(408, "request_timeout", "the request did not come to its end in time"));
}

void Connection::feed_head() {
  if (state_ == State::kWaiting) {
    state_ = State::kHead;
    deadline_ = Clock::now() + limits_.head;
  }
  while (!parser_->is_header_done()) {
    if (buffer_.size() == 0) return read();
    ErrorCode failure;
    buffer_.consume(parser_->put(buffer_.data(), failure));
    if (failure == error::need_more) return read();
    if (failure == error::header_limit)
      return refuse(error_answer(431, "headers_too_large",
                                 fmt::format("the head of a request may have {} bytes",
                                             loop_.options().header_bytes_max)));
    if (failure) return refuse(error_answer(400, "invalid_request", "this is no HTTP/1.1 request"));
  }
  begin_request();
}

// What the head says, as a value. `status` is that of the answer to an error.
Result<void> Connection::read_head(Request& request, int& status) {
  const auto& head = parser_->get();
  std::size_t count = 0;
  for (const auto& field : head) {
    if (++count > loop_.options().headers_max) {
      status = 431;
      return fail(Code::kResourceExhausted, "too_many_headers", "a request may have {} headers",
                  loop_.options().headers_max);
    }
    std::string name(field.name_string());
    std::ranges::transform(name, name.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    request.headers.emplace(std::move(name), field.value());
  }
  status = 400;
  if (head.version() >= 11 && !request.headers.contains("host"))
    return fail(Code::kInvalidArgument, "host_needed", "the request has no Host header");
  request.method = std::string(head.method_string());
  if (form_.head_only) request.method = "GET";
  return parse_target(std::string_view(head.target().data(), head.target().size()), request);
}

void Connection::begin_request() {
  ticket_->end_waiting();
  const auto& head = parser_->get();
  form_.head_only = head.method() == beast::http::verb::head;
  form_.has_chunks = head.version() >= 11;
  form_.keep = form_.has_chunks && parser_->keep_alive();
  exchange_ = std::make_shared<Exchange>();
  Request& request = exchange_->request;
  request.peer = peer_;
  request.deadline = Clock::now() + limits_.request;
  request.stop = exchange_->stop.get_token();
  int status = 400;
  if (const auto read = read_head(request, status); !read)
    return refuse(error_answer(status, read.error().reason, read.error().message));
  exchange_->plan = plan_request(loop_.handler(), request);
  if (exchange_->plan.refusal) {
    if (!parser_->is_done()) return refuse(std::move(*exchange_->plan.refusal));
    return answer(std::move(*exchange_->plan.refusal));
  }
  if (!ticket_->begin_request()) {
    Response busy = error_answer(
        429, "too_many_requests",
        fmt::format("{} has {} requests under way", peer_, loop_.options().requests_per_peer));
    busy.headers["retry-after"] = "1";
    return refuse(std::move(busy));
  }
  if (parser_->is_done()) return dispatch();
  if (auto refusal = begin_body()) refuse(std::move(*refusal));
}

std::optional<Response> Connection::begin_body() {
  const Request& request = exchange_->request;
  const BodyPlan& plan = exchange_->plan;
  const auto announced = parser_->content_length();
  if (announced && *announced > plan.bytes_max) return body_too_large(plan);
  if (plan.multipart) {
    const std::string boundary = multipart_boundary(request.header("content-type"));
    if (boundary.empty())
      return error_answer(415, "multipart_needed",
                          "this address takes multipart/form-data with a part named file");
    exchange_->upload = std::make_unique<Upload>(loop_.options(), boundary);
  }
  state_ = State::kBody;
  body_begin_ = Clock::now();
  body_bytes_ = 0;
  deadline_ = body_begin_ + limits_.transfer;
  block_.resize(kBlock);
  const std::string expectation = request.header("expect");
  if (expectation.empty()) {
    feed_body();
    return std::nullopt;
  }
  if (!beast::iequals(expectation, "100-continue"))
    return error_answer(417, "unknown_expectation", "only 100-continue can be expected here");
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(kContinue),
                    later([this](const ErrorCode& failure, std::size_t) {
                      if (failure) return close();
                      if (state_ == State::kBody) feed_body();
                    }));
  return std::nullopt;
}

void Connection::feed_body() {
  while (!parser_->is_done()) {
    if (buffer_.size() == 0) return read();
    auto& body = parser_->get().body();
    body.data = block_.data();
    body.size = block_.size();
    ErrorCode failure;
    const std::size_t used = parser_->put(buffer_.data(), failure);
    buffer_.consume(used);
    const std::size_t got = block_.size() - body.size;
    const bool is_usual = !failure || failure == error::need_buffer || failure == error::need_more;
    if (!is_usual || (used == 0 && buffer_.size() > kChunkHeadBytesMax))
      return refuse(error_answer(400, "invalid_request", "the body could not be read to its end"));
    if (got > 0) {
      if (auto refusal = on_block(std::string_view(block_).substr(0, got)))
        return refuse(std::move(*refusal));
      if (is_writing_block_) return;
    } else if (used == 0 || failure == error::need_more) {
      return read();
    }
  }
  end_body();
}

// Counts the bytes and keeps those of a plain body; those of a form go to the disk.
std::optional<Response> Connection::on_block(std::string_view bytes) {
  const BodyPlan& plan = exchange_->plan;
  body_bytes_ += bytes.size();
  if (body_bytes_ > plan.bytes_max) return body_too_large(plan);
  const auto at_rate = std::chrono::milliseconds(body_bytes_ * 1000 / limits_.rate_min);
  deadline_ = body_begin_ + limits_.transfer + at_rate;
  if (exchange_->upload) {
    write_block(bytes.size());
    return std::nullopt;
  }
  if (!loop_.reserve_body(bytes.size())) return too_busy("too many bodies are being read");
  reserved_ += bytes.size();
  exchange_->request.body += bytes;
  return std::nullopt;
}

// The time that the disk takes is not the peer's.
void Connection::write_block(std::size_t bytes) {
  is_writing_block_ = true;
  const auto begin = Clock::now();
  const auto deadline = std::exchange(deadline_, Clock::time_point::max());
  WorkerPool::Task write = [this, self = shared_from_this(), exchange = exchange_, bytes, begin,
                            deadline, block = std::move(block_)]() mutable {
    Result<void> written = exchange->upload->feed(std::string_view(block).substr(0, bytes));
    asio::post(loop_.context(),
               [this, self = std::move(self), exchange = std::move(exchange), begin, deadline,
                block = std::move(block), written = std::move(written)]() mutable {
                 is_writing_block_ = false;
                 if (state_ != State::kBody || exchange != exchange_) {
                   return discard_upload(loop_, std::move(exchange));
                 }
                 const auto spent = Clock::now() - begin;
                 body_begin_ += spent;
                 deadline_ = deadline + spent;
                 block_ = std::move(block);
                 later([this, written = std::move(written)] {
                   if (!written) return refuse(failed_upload(written.error()));
                   feed_body();
                 })();
               });
  };
  loop_.disk().submit(write);
}

void Connection::end_body() {
  block_ = {};
  if (exchange_->upload) {
    if (const auto finished = exchange_->upload->finish(); !finished)
      return refuse(failed_upload(finished.error()));
    exchange_->upload->move_into(exchange_->request);
  }
  dispatch();
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
  WorkerPool::Task task = [this, self = shared_from_this(), exchange = exchange_]() mutable {
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
  loop_.release_body(std::exchange(reserved_, 0));
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
  loop_.release_body(std::exchange(reserved_, 0));
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
  socket_.shutdown(StreamSocket::shutdown_send, failure);
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
  if (state_ == State::kHandling) return;
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
  socket_.close(ignored);
  writer_.stop();
  end_exchange();
  ticket_.reset();
  parser_.reset();
  loop_.remove(*this);
}

}  // namespace

std::shared_ptr<Channel> make_connection(Loop& loop, StreamSocket socket,
                                         Admission::Ticket ticket) {
  return std::make_shared<Connection>(loop, std::move(socket), std::move(ticket));
}

}  // namespace alexandria::http
