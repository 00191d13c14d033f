#include "web_socket_channel.hpp"

#include <deque>
#include <mutex>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket.hpp>

#include "alexandria/base/guarded.hpp"
#include "alexandria/base/log.hpp"

namespace alexandria::http {
namespace {

namespace beast = boost::beast;
using Head = beast::http::request<beast::http::empty_body>;

// As Beast wants it; the path does not matter any more.
Head head_of(const Request& request) {
  Head head(beast::http::verb::get, "/", 11);
  for (const auto& [name, value] : request.headers)
    head.insert(name, value);
  return head;
}

// Reads one message, lets a worker handle it, reads the next: a peer that sends faster than its
// messages are handled waits. Closed in two steps: the socket ends on the loop, then the handler
// hears `closed`, after the call it is in.
class WebSocketChannel final : public Channel, public WebSocket {
 public:
  WebSocketChannel(Loop& loop, StreamSocket socket, Admission::Ticket ticket,
                   const Request& request, std::shared_ptr<WebSocketHandler> handler)
      : loop_(loop),
        options_(handler->options()),
        stream_(std::move(socket)),
        ticket_(std::move(ticket)),
        head_(head_of(request)),
        handler_(std::move(handler)) {}

  void start() override;
  void tick(Clock::time_point now) override;
  void begin_stop() override { end_politely(beast::websocket::close_code::going_away); }
  void request_stop() override {}
  void close() override;

  bool send(std::string message, bool is_text) override;
  void end() override;

 private:
  struct Message {
    std::string bytes;
    bool is_text = true;
  };
  struct Queue {
    std::deque<Message> messages;
    std::size_t bytes = 0;
    bool is_over = false;
    bool is_ending = false;  // close once nothing waits
  };

  std::shared_ptr<WebSocketChannel> self() {
    return std::static_pointer_cast<WebSocketChannel>(shared_from_this());
  }
  void read();
  void write();
  void end_politely(beast::websocket::close_code code);
  void in_turn(std::function<void(WebSocketHandler&)> call, std::function<void()> then);
  void tell_closed();

  Loop& loop_;
  const WebSocketOptions options_;
  beast::websocket::stream<StreamSocket, false> stream_;
  std::optional<Admission::Ticket> ticket_;
  Head head_;
  std::shared_ptr<WebSocketHandler> handler_;
  beast::flat_buffer buffer_;
  base::Guarded<Queue> queue_;
  Message writing_;
  bool is_open_ = false;
  bool is_writing_ = false;
  bool is_calling_ = false;  // the handler is in a call
  bool is_closed_ = false;
  bool is_told_ = false;                                   // the handler knows that it is closed
  Clock::time_point deadline_ = Clock::time_point::max();  // of the write under way, or the end
};

void WebSocketChannel::start() {
  beast::websocket::stream_base::timeout limits{};
  limits.handshake_timeout = loop_.options().deadlines.head;
  limits.idle_timeout = 2 * options_.ping;  // Beast pings after half of it
  limits.keep_alive_pings = true;
  stream_.set_option(limits);
  stream_.read_message_max(options_.message_bytes_max);
  stream_.async_accept(head_, [self = self()](const ErrorCode& error) {
    if (self->is_closed_) return;
    if (error) return self->close();
    self->is_open_ = true;
    self->in_turn([socket = self](WebSocketHandler& handler) { handler.opened(socket); },
                  [socket = self] { socket->read(); });
    self->write();
  });
}

void WebSocketChannel::read() {
  stream_.async_read(buffer_, [self = self()](const ErrorCode& error, std::size_t) {
    if (self->is_closed_) return;
    if (error) return self->close();
    std::string message(static_cast<const char*>(self->buffer_.data().data()),
                        self->buffer_.size());
    self->buffer_ = {};
    self->in_turn([socket = self, message = std::move(message), is_text = self->stream_.got_text()](
                      WebSocketHandler& handler) { handler.message(*socket, message, is_text); },
                  [socket = self] { socket->read(); });
  });
}

// Calls the handler on a worker, then `then` on the loop, unless the connection ended meanwhile.
void WebSocketChannel::in_turn(std::function<void(WebSocketHandler&)> call,
                               std::function<void()> then) {
  is_calling_ = true;
  runtime::WorkerPool::Task task = [self = self(), handler = handler_, call = std::move(call),
                                    then = std::move(then)]() mutable {
    bool is_good = true;
    try {
      call(*handler);
    } catch (const std::exception& error) {
      log::error("a WebSocket ended: {}", error.what());
      is_good = false;
    }
    asio::io_context& context = self->loop_.context();
    call = nullptr;
    handler.reset();
    asio::post(context, [self = std::move(self), then = std::move(then), is_good] {
      self->is_calling_ = false;
      if (!is_good) self->close();
      if (self->is_closed_) return self->tell_closed();
      then();
    });
  };
  if (loop_.workers(false).submit(task)) return;
  is_calling_ = false;
  close();
}

bool WebSocketChannel::send(std::string message, bool is_text) {
  const bool is_queued = queue_.with([&](Queue& queue) {
    if (queue.is_over || queue.bytes + message.size() > options_.queue_bytes_max) return false;
    queue.bytes += message.size();
    queue.messages.push_back({std::move(message), is_text});
    return true;
  });
  if (is_queued)
    asio::post(loop_.context(), [weak = weak_from_this()] {
      if (const auto self = weak.lock()) static_cast<WebSocketChannel&>(*self).write();
    });
  return is_queued;
}

void WebSocketChannel::end() {
  queue_.with([](Queue& queue) { queue.is_ending = true; });
  asio::post(loop_.context(), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) static_cast<WebSocketChannel&>(*self).write();
  });
}

void WebSocketChannel::write() {
  if (!is_open_ || is_writing_ || is_closed_) return;
  bool is_ending = false;
  const bool has_message = queue_.with([&](Queue& queue) {
    is_ending = queue.is_ending;
    if (queue.messages.empty()) return false;
    writing_ = std::move(queue.messages.front());
    queue.messages.pop_front();
    return true;
  });
  if (!has_message) {
    if (is_ending) end_politely(beast::websocket::close_code::normal);
    return;
  }
  is_writing_ = true;
  deadline_ = Clock::now() + loop_.options().deadlines.transfer;
  stream_.text(writing_.is_text);
  stream_.async_write(
      asio::buffer(writing_.bytes), [self = self()](const ErrorCode& error, std::size_t) {
        self->is_writing_ = false;
        self->deadline_ = Clock::time_point::max();
        self->queue_.with([&](Queue& queue) { queue.bytes -= self->writing_.bytes.size(); });
        if (self->is_closed_) return;
        if (error) return self->close();
        self->write();
      });
}

void WebSocketChannel::end_politely(beast::websocket::close_code code) {
  if (!is_open_) return close();
  is_open_ = false;
  queue_.with([](Queue& queue) { queue.is_over = true; });
  deadline_ = Clock::now() + std::chrono::seconds(2);
  stream_.async_close(code, [self = self()](const ErrorCode&) { self->close(); });
}

void WebSocketChannel::tick(Clock::time_point now) {
  if (is_closed_) return tell_closed();
  if (now >= deadline_) close();
}

void WebSocketChannel::close() {
  if (!is_closed_) {
    is_closed_ = true;
    queue_.with([](Queue& queue) { queue.is_over = true; });
    ErrorCode ignored;
    ignore(stream_.next_layer().close(ignored));
    ticket_.reset();
  }
  tell_closed();
}

// Tried again by the tick while no worker is free.
void WebSocketChannel::tell_closed() {
  if (is_calling_ || is_told_) return;
  runtime::WorkerPool::Task task = [handler = handler_] { handler->closed(); };
  if (!loop_.workers(false).submit(task)) return;
  is_told_ = true;
  handler_.reset();
  loop_.remove(*this);
}

}  // namespace

bool is_web_socket_request(const Request& request) {
  return beast::websocket::is_upgrade(head_of(request));
}

std::shared_ptr<Channel> make_web_socket(Loop& loop, StreamSocket socket, Admission::Ticket ticket,
                                         const Request& request,
                                         std::shared_ptr<WebSocketHandler> handler) {
  return std::make_shared<WebSocketChannel>(loop, std::move(socket), std::move(ticket), request,
                                            std::move(handler));
}

}  // namespace alexandria::http
