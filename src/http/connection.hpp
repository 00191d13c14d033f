#pragma once
// An HTTP connection: `connection_read.cpp` brings requests in, `connection.cpp` does the rest.
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "alexandria/base/log.hpp"
#include "answer.hpp"
#include "exchange.hpp"
#include "loop.hpp"

namespace alexandria::http {

namespace beast = boost::beast;

inline constexpr std::size_t kReadBufferKept = 8 << 10;  // bytes, between two requests

// Whether a line of a head that goes by begins with white space (RFC 9112, 5.2); Beast would make
// one line of it and the one before.
class FoldedLine {
 public:
  void see(std::string_view bytes) {
    for (const char byte : bytes) {
      found_ = found_ || (at_begin_ && (byte == ' ' || byte == '\t'));
      at_begin_ = byte == '\n';
    }
  }
  bool found() const { return found_; }

 private:
  bool at_begin_ = true;
  bool found_ = false;
};

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
  using Parser = beast::http::request_parser<beast::http::buffer_body>;
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
  bool take_place();
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
  FoldedLine has_fold_;
  AnswerForm form_;
  std::shared_ptr<Exchange> exchange_;
  AnswerWriter writer_{loop_, socket_, *this};
  std::string block_;
  Clock::time_point body_begin_{};
  std::uint64_t body_bytes_ = 0;
  std::uint64_t reserved_ = 0;
  Asker asker_ = Asker::kKnown;
  std::uint64_t drained_bytes_ = 0;
  unsigned ticks_ = 0;
  bool is_reading_ = false;
  bool is_writing_block_ = false;
};

}  // namespace alexandria::http
